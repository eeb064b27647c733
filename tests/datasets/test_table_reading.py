import json

import pytest

from embedstudy.datasets.table_reading import TableReading


def test_a_reading_survives_json():
    reading = TableReading(
        "a.csv", "csv", ("x", "y"), "z", ("id",), False, ";", "cp1252", ("header",), 2
    )
    assert TableReading.from_json(json.loads(json.dumps(reading.to_json()))) == reading
    with pytest.raises(TypeError):
        TableReading.from_json({**reading.to_json(), "more": 1})
