import pytest

from embedstudy.errors import InputError
from tests.structure.export.made_up import export


@pytest.mark.parametrize(("name", "initial"), [("frozen", False), ("finetuned", True)])
def test_words_without_a_vector_are_not_in_the_pretrained_space(study, tmp_path, name, initial):
    exported = export(study, "glove", name, out=tmp_path / "a", initial=initial)
    assert (exported.words, exported.without_vector) == (4, 1)
    exported = export(study, "glove", name, out=tmp_path / "b", initial=initial, every_word=True)
    assert (exported.words, exported.without_vector) == (5, 0)
    exported = export(study, "glove", "finetuned", out=tmp_path / "c")  # where they have learned
    assert (exported.words, exported.without_vector) == (5, 0)


def test_the_most_frequent_words(study, tmp_path):
    exported = export(study, "glove", "frozen", out=tmp_path / "a", limit=2)
    assert [line.split(" ")[0] for line in (tmp_path / "a").read_text().splitlines()] == [
        "good", "bad",
    ]  # fmt: skip
    assert exported.without_vector == 0  # it comes after those two
    exported = export(study, "glove", "frozen", out=tmp_path / "c", limit=5)
    assert (exported.words, exported.without_vector) == (4, 1)
    with pytest.raises(InputError, match="limit is 0"):
        export(study, "glove", "frozen", out=tmp_path / "b", limit=0)
