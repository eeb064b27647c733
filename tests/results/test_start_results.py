import json
from dataclasses import asdict

import pytest

from embedstudy.results.initializers import Starts
from embedstudy.results.scales import ScaleResults
from tests.report.made_up import made_up
from tests.report.made_up_scales import make_results


@pytest.mark.parametrize("results", [made_up(), make_results(notes=("at an edge",))])
def test_a_document_holds_everything(results):
    document = json.loads(json.dumps(results.to_document()))
    assert type(results).from_document(document) == results


def test_conditions_that_a_study_lacks_are_left_out():
    starts, scales = (
        results.to_document()["conditions"] for results in (made_up(), make_results())
    )
    assert scales.keys() - starts.keys() == {"test", "encoder", "tokenizer"}
    assert starts.keys() - scales.keys() == {"units"}
    assert None not in {*starts.values(), *scales.values()}
    assert asdict(made_up())["conditions"]["encoder"] is None


def test_a_table_has_a_row_a_network():
    columns, rows = make_results().tabulate()
    assert columns[:3] == ["initializer", "scale", "seed"]
    assert rows[0][:3] == ["RandomUniform", 0.001, 0]
    columns, rows = made_up("Ones()").tabulate()
    assert columns[-3:] == ["loss_1", "loss_2", "loss_3"]
    assert "losses" not in columns
    assert rows[1][-3:] == [1.5, 0.8, 0.6]


@pytest.mark.parametrize("kind", [Starts, ScaleResults])
def test_a_document_that_lacks_a_part_is_refused(kind):
    with pytest.raises(KeyError):
        kind.from_document({"dataset": "x", "majority": 0.5, "rows": []})
