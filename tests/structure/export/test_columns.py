import numpy as np
from pyarrow import parquet

from tests.structure.export.made_up import RANDOM, export, made_up, read_tsv, row
from tests.studies import forget_checksums


def test_three_classes_have_a_column_each(tmp_path):
    counts = np.array([[9, 1, 1], [1, 9, 1], [1, 1, 9]])
    study = made_up(tmp_path / "s", [RANDOM], ("a", "b", "c"), counts, ("x", "y", "z"), without=())
    export(study, "parquet", out=tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table["class"].to_pylist() == ["x", "y", "z"]
    for at, name in enumerate("xyz"):
        values = table[f"log_odds_{name}"].to_pylist()
        assert np.argmax(values) == at


def test_frozen_words_do_not_drift(study, tmp_path):
    export(study, "parquet", "frozen", out=tmp_path / "a")
    np.testing.assert_allclose(parquet.read_table(tmp_path / "a")["drift"].to_numpy(), 1)


def test_zero_vectors_have_no_drift(tmp_path):
    study = made_up(tmp_path / "s", [row("zeros")])
    forget_checksums(study)
    np.save(study.path / "spaces" / row("zeros").run / "initial.npy", np.zeros((5, 4), np.float32))
    export(study, "parquet", out=tmp_path / "a", initial=True)
    table = parquet.read_table(tmp_path / "a")
    assert table["drift"].to_pylist() == table["has_vector"].to_pylist() == [None] * 5
    assert table["x"].to_pylist() == [0] * 5


def test_a_study_without_word_counts_says_so(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], counts=None)
    exported = export(study, "projector", out=tmp_path / "p")
    assert exported.notes[0].startswith(
        "count, class and log-odds are empty: the study does not hold"
    )
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert head[:4] == ["word", "count", "class", "log_odds_pos"]
    assert all(cells[1:4] == ["", "", ""] and cells[4] for cells in rows)
    assert export(study, "glove", out=tmp_path / "g").notes == ()  # which has no such columns


def test_counts_of_other_words_are_of_no_account(study, tmp_path):
    different = made_up(tmp_path / "s", [RANDOM], ("odd", "new", "good"), counts=None)
    different.write_word_counts("d", study.word_counts("d"))
    export(different, "parquet", out=tmp_path / "a")
    table = parquet.read_table(tmp_path / "a")
    assert table["count"].to_pylist() == [0, None, 100]
    assert table["class"].to_pylist() == [None, None, "pos"]
