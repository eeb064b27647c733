import pytest

from embedstudy.errors import InputError
from embedstudy.results.create import claim_directory
from embedstudy.results.files import DamagedFileError
from embedstudy.results.rows import NeighborRow, RunRow, TuningRow
from embedstudy.results.table_files import FORMAT
from tests.results.directories import META, NASTY
from tests.results.made_up import run_row
from tests.studies import forget_checksums


def test_rows_come_back_as_they_were(study):
    rows = [
        RunRow(
            "r", "d", "", "x", "mean", 10, None, 0, 0.1, 3, 0.2, None, 0.3, 0.5, None, 0.25, 1e-9,
            1.5, 2e7, "ok", "",
        ),
        RunRow("q", "1.5", "v", "x", "mean", 10, 2, 1, 1e6, *[None] * 10, "diverged", 'a, "b"\nc'),
    ]  # fmt: skip
    study.write_rows(RunRow, rows)
    assert study.runs == rows
    assert study.tuning == []
    study.write_rows(TuningRow, [])
    assert study.tuning == []


def test_a_study_of_another_format_is_refused_in_one_line(study):
    study.write_meta({**META, "format": 1})
    for table in ("runs", "neighbors", "structure"):
        with pytest.raises(InputError, match=r"its format is 1, this version reads 3.*--force"):
            getattr(study, table)
    options = {"dataset": ["imdb"], "strategies": ["random"], "seeds": 3}
    study.write_meta({**META, "format": 1, "options": options})
    command = "embedstudy compare imdb --strategy random --seeds 3 --out "
    with pytest.raises(InputError, match=command), claim_directory(study.path, "resume"):
        pass
    study.write_meta({**META, "format": FORMAT})
    assert study.runs == []


def test_a_study_of_format_2_is_read_but_not_continued(older):
    row = RunRow("r", "d", "", "x", "mean", 10, None, 0, 0.1, 3, dev_accuracy=0.5)
    older.write_rows(RunRow, [row])
    table = older.path / "runs.csv"
    lines = [line.split(",") for line in table.read_text().splitlines()]
    place = lines[0].index("scale")
    table.write_text("".join(f"{','.join(c[:place] + c[place + 1 :])}\n" for c in lines))
    older.write_meta({**META, "format": 2})
    assert older.runs == [row]
    message = "its format is 2, this version goes on with 3"
    with pytest.raises(InputError, match=message), claim_directory(older.path, "resume"):
        pass


@pytest.mark.parametrize("word", NASTY)
def test_words_come_back_as_they_were(study, word):
    study.write_rows(NeighborRow, [NeighborRow("d", "random", "", "mean", 0, word, 1, word, 0.5)])
    assert study.neighbors == [NeighborRow("d", "random", "", "mean", 0, word, 1, word, 0.5)]


@pytest.mark.parametrize("number", ["nan", "inf", "1e400", ""])
def test_a_number_that_is_none_is_damage(older, number):
    """An empty cell, too, where there must be one."""
    (older.path / "neighbors.csv").write_text(
        "dataset,kind,vectors,encoder,seed,word,rank,neighbor,cosine\n"
        f"d,random,,mean,0,a,1,b,{number}\n"
    )
    with pytest.raises(InputError, match=r"neighbors.csv: damaged or missing"):
        _ = older.neighbors


@pytest.mark.parametrize("keep", [0, 30, -1])
def test_a_table_that_is_cut_off_is_damage_without_checksums_too(study, keep):
    study.write_rows(RunRow, [run_row("random", seed) for seed in range(2)])
    forget_checksums(study)
    file = study.path / "runs.csv"
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(DamagedFileError, match=r"runs\.csv: damaged"):
        list(study.runs)
