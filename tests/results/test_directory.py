import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.notebook import Study
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import FORMAT, Predictions, StudyDirectory, WordCounts
from embedstudy.results.rows import NeighborRow, RunRow, TextRow, TuningRow
from tests.studies import forget_checksums

META = {"identity": {"seeds": 2, "dataset": "d"}, "status": "running"}
NASTY = ["a\u0085b", "a\u2028b", "\u1680", "=1+1", "</script>", "__proto__", "😀", '"', ",", "'"]


@pytest.fixture
def study(tmp_path):
    with claim_directory(tmp_path / "s") as path:
        return begin(path, META)


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


@pytest.fixture
def older(study):
    """A study of a version without checksums: what its files hold must show whether they are."""
    forget_checksums(study)
    return study


@pytest.mark.parametrize("word", NASTY)
def test_words_come_back_as_they_were(study, word):
    study.write_rows(NeighborRow, [NeighborRow("d", "random", "", "mean", 0, word, 1, word, 0.5)])
    assert study.neighbors == [NeighborRow("d", "random", "", "mean", 0, word, 1, word, 0.5)]


def test_a_space_comes_back_as_it_was(study):
    after = np.arange(20, dtype=np.float32).reshape(10, 2)
    study.write_space("r", NASTY, {"vectors": after, "initial": -after}, {"without_vector": [3]})
    assert study.space("r").words == NASTY
    assert np.array_equal(study.space("r").matrix, after)
    assert np.array_equal(study.space("r", initial=True).matrix, -after)
    assert study.without_vector("r").tolist() == [3]


def test_what_is_no_study_is_said_to_be_none(tmp_path):
    with pytest.raises(InputError, match="no such study"):
        Study(tmp_path / "nowhere")
    with pytest.raises(InputError, match="not a study"):
        Study(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "[1]", "7"])
def test_a_damaged_study_json_is_one_line(study, content):
    (study.path / "study.json").write_text(content)
    with (
        pytest.raises(InputError, match=r"study.json: damaged or missing|cannot resume"),
        claim_directory(study.path, "resume") as path,
    ):
        begin(path, META)


def test_other_damaged_files_are_one_line(older):
    matrix = np.ones((3, 2), np.float32)
    older.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": []})
    file = older.path / "spaces" / "r" / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing"):
        older.space("r")
    (older.path / "spaces" / "r" / "meta.json").write_text("{}")
    with pytest.raises(InputError, match=r"meta.json: damaged or missing"):
        older.without_vector("r")
    (older.path / "runs.csv").write_text("run,lr\nx,abc\n")
    with pytest.raises(InputError, match=r"runs.csv: damaged or missing"):
        _ = older.runs
    with pytest.raises(InputError, match=r"predictions.r.csv: damaged or missing"):
        older.predictions("r")


def _hold(path, held, released):
    with claim_directory(path, "resume"):
        held.set()
        released.wait(30)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"PK\x03\x04" + path.read_bytes()),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: np.save(path, np.array([["a", "b"]] * 3)),
        lambda path: np.save(path, np.ones((3, 2), complex)),
        lambda path: np.save(path, np.array([[1, 2], [np.nan, 3], [4, 5]], np.float32)),
        lambda path: np.save(path, np.array([[1, 2], [np.inf, -np.inf], [4, 5]], np.float32)),
    ],
)
def test_what_holds_no_vectors_is_one_line(older, damage):
    matrix = np.ones((3, 2), np.float32)
    older.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": []})
    damage(older.path / "spaces" / "r" / "vectors.npy")
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing") as caught:
        older.space("r")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rows", [[3], [-1], [[0]], 1, "a", None, {}])
def test_rows_that_there_are_not_are_one_line(study, rows):
    matrix = np.ones((3, 2), np.float32)
    study.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": rows})
    with pytest.raises(InputError, match=r"meta.json: damaged"):
        study.without_vector("r")


@pytest.mark.parametrize(
    "counts", [np.full((2, 2), -1), np.ones((2, 2)), np.array([["a", "b"]] * 2)]
)
def test_what_are_no_counts_is_one_line(older, counts):
    good = np.ones((2, 2), np.int64)
    older.write_word_counts("d", WordCounts(("a", "b"), ("neg", "pos"), good, good))
    np.save(older.path / "words" / "d" / "held_out.npy", counts)
    with pytest.raises(InputError, match=r"words.d: damaged or missing"):
        older.word_counts("d")


def test_parts_of_the_held_out_counts_are_read_back_and_add_up(older):
    parts = np.arange(12).reshape(3, 2, 2)
    total = parts.sum(axis=0)
    older.write_word_counts("d", WordCounts(("a", "b"), ("neg", "pos"), total, total, parts))
    np.testing.assert_array_equal(older.word_counts("d").held_out_parts, parts)
    file = older.path / "words" / "d" / "held_out_parts.npy"
    for damaged in (parts + 1, parts[0], -parts, parts.astype(float)):
        np.save(file, damaged)
        with pytest.raises(InputError, match=r"words.d: damaged or missing"):
            older.word_counts("d")
    file.unlink()  # as older studies are
    assert older.word_counts("d").held_out_parts is None


@pytest.mark.parametrize("number", ["nan", "inf", "1e400", ""])
def test_a_number_that_is_none_is_damage(older, number):
    """An empty cell, too, where there must be one."""
    (older.path / "neighbors.csv").write_text(
        "dataset,kind,vectors,encoder,seed,word,rank,neighbor,cosine\n"
        f"d,random,,mean,0,a,1,b,{number}\n"
    )
    with pytest.raises(InputError, match=r"neighbors.csv: damaged or missing"):
        _ = older.neighbors


def test_probabilities_are_read_where_they_are_asked_for(older):
    names = np.array(["neg", "pos"], object)
    probabilities = np.array([[0.25, 0.75], [0.5, 0.5]], np.float32)
    older.write_predictions("r", Predictions(np.array([3, 7]), names, names, probabilities))
    assert older.predictions("r").probabilities is None
    read = older.predictions("r", with_probabilities=True)
    assert read.labels.tolist() == ["neg", "pos"]
    assert read.probabilities.dtype == np.float32
    assert read.probabilities.tolist() == probabilities.tolist()
    file = older.path / "predictions" / "r.npy"
    np.save(file, probabilities[:1])
    with pytest.raises(InputError, match=r"r.npy: damaged or missing .*no probabilities"):
        older.predictions("r", with_probabilities=True)
    file.unlink()  # as in a study of an earlier version
    assert older.predictions("r", with_probabilities=True).probabilities is None


def test_a_study_says_which_files_it_has(study):
    assert not study.has_table(TextRow)
    study.write_rows(TextRow, [])
    assert study.has_table(TextRow)
    assert study.texts == []
    names = np.array(["neg"], object)
    study.write_predictions("r", Predictions(np.array([3]), names, names))
    assert [study.has_predictions(run) for run in ("r", "other")] == [True, False]


def test_json_holds_a_byte_of_a_path_that_is_not_utf8(tmp_path):
    names = {"path": "/tmp/caf\udce9", "word": "caf\xe9 \\udce9"}
    with claim_directory(tmp_path / "s") as path:
        begin(path, {**META, "names": names})
    assert r'"/tmp/caf\udce9"' in (tmp_path / "s" / "study.json").read_bytes().decode()
    assert StudyDirectory(tmp_path / "s").meta["names"] == names
