"""Texts that people read."""

from embedstudy.wording import join_names


def test_names_are_joined_and_many_are_counted():
    assert [join_names(names, "and") for names in ([], ["a"], ["a", "b"])] == ["", "a", "a and b"]
    assert join_names(["a", "b", "c"], "and", most=2) == "a, b and c"  # one more is no shorter
    assert join_names(["a"] * 1200, "and", most=1) == "a and 1,199 more"
