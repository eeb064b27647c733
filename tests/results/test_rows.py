from dataclasses import fields

import pytest

from embedstudy.notebook import Study
from embedstudy.results.rows import TABLES, DriftRow, NeighborRow, StructureRow, find_table_name
from embedstudy.results.space_labels import SpaceKey


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_name_and_a_property_of_a_study(name):
    assert find_table_name(TABLES[name]) == name
    assert isinstance(getattr(Study, name), property)
    assert name in Study.to_pandas.__doc__


@pytest.mark.parametrize("kind", [NeighborRow, StructureRow, DriftRow])
def test_tables_about_spaces_begin_with_the_keys_of_a_space(kind):
    columns = [field.name for field in fields(kind)]
    assert columns[:5] == ["dataset", "kind", "vectors", "encoder", "seed"]


def test_a_row_of_two_spaces_names_both():
    one = ("d", "random", "", "mean", 0)
    alone = StructureRow(*one, "effective_rank", "", "", "", "", None, 1.0, 9, "")
    pair = StructureRow(*one, "cka", "", "pretrained", "glove", "", None, 1.0, 9, "")
    assert alone.space == pair.space == SpaceKey("d", "random", "", "mean")
    assert alone.other is None
    assert pair.other == SpaceKey("d", "pretrained", "glove")
