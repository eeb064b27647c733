import json
from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.damage import Damage
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.files import DamagedFileError
from embedstudy.results.snapshots import Moment, Snapshots, read_moments
from tests.report.explorer.made_up import made_up
from tests.studies import forget_checksums

WORDS = ("the", "a\u2028b", "good")
MOMENTS = (Moment(0.0, 0.7, 0.5), Moment(0.01, 0.69, 0.625), Moment(1.0, 0.3, None))
VECTORS = np.arange(3 * 3 * 2, dtype=np.float32).reshape(3, 3, 2)
SNAPSHOTS = Snapshots(WORDS, VECTORS, MOMENTS, 2)


@pytest.fixture
def study(tmp_path):
    with claim_directory(tmp_path / "s") as path:
        return begin(path, {"identity": {}, "status": "running"})


@pytest.fixture
def written(study):
    """A study without checksums, so that the content of its files must show the damage."""
    forget_checksums(study)
    words = ["bad", *WORDS]
    matrix = np.vstack([np.ones(2), VECTORS[2]])
    study.write_space("r", words, {"vectors": matrix}, {"without_vector": []})
    study.write_snapshots("r", SNAPSHOTS)
    return study


def test_snapshots_come_back_as_they_were(study):
    assert not study.has_snapshots("r")
    study.write_snapshots("r", SNAPSHOTS)
    assert study.has_snapshots("r")
    files = (study.path / "snapshots" / "r").iterdir()
    assert study.measure_snapshots("r") == sum(len(file.read_bytes()) for file in files) > 0
    assert study.measure_snapshots("other") == 0
    read = study.snapshots("r")
    assert (read.words, read.moments, read.chosen) == (WORDS, MOMENTS, 2)
    assert read.vectors.dtype == np.float32
    np.testing.assert_array_equal(read.vectors, VECTORS)
    assert not read.vectors.flags.writeable  # mapped, not read


def test_no_such_run_and_a_run_without_snapshots_are_told_apart(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    with pytest.raises(InputError, match=r"no run 'made-up-randon'; .*: made-up-random-") as caught:
        study.snapshots("made-up-randon")
    assert not isinstance(caught.value, DamagedFileError)
    (frozen,) = [row.run for row in study.runs if row.strategy == "frozen"]
    with pytest.raises(InputError, match=f"{frozen} has no snapshots: no training of frozen"):
        study.snapshots(frozen)


def test_meta_json_comes_last(study):
    study.write_snapshots("r", SNAPSHOTS)
    (study.path / "snapshots" / "r" / "meta.json").unlink()
    assert not study.has_snapshots("r")


@pytest.mark.parametrize("file", ["vectors.npy", "vocab.txt", "meta.json"])
def test_a_byte_that_is_not_the_one_written_is_one_line(study, file):
    study.write_snapshots("r", SNAPSHOTS)
    place = study.path / "snapshots" / "r" / file
    content = bytearray(place.read_bytes())
    content[-2] ^= 1
    place.write_bytes(content)
    with pytest.raises(InputError, match=rf"{file}: damaged .*--resume makes it again") as caught:
        study.snapshots("r")
    assert "\n" not in str(caught.value)
    tolerant = StudyDirectory(study.path, Damage())
    assert not tolerant.has_snapshots("r")
    assert len(tolerant.damage.messages) == 1


@pytest.mark.parametrize(
    "vectors",
    [
        VECTORS[:2],
        VECTORS[:, :2],
        VECTORS[0],
        VECTORS.astype(np.float64),
        VECTORS.astype(complex),
        np.full_like(VECTORS, np.nan),
        np.array([["a"]]),
    ],
)
def test_what_are_no_vectors_is_one_line(written, vectors):
    np.save(written.path / "snapshots" / "r" / "vectors.npy", vectors)
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing") as caught:
        written.snapshots("r")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("words", ["the\ngood\nelse\n", "the\nthe\ngood\n", "the\n", ""])
def test_words_that_do_not_match_are_one_line(written, words):
    (written.path / "snapshots" / "r" / "vocab.txt").write_text(words)
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing"):
        written.snapshots("r")


def test_snapshots_end_where_the_space_of_their_run_does(written):
    np.testing.assert_array_equal(written.snapshots("r").vectors, VECTORS)


@pytest.mark.parametrize(
    "change",
    [
        {"vectors": VECTORS + np.float32(1)},
        {"vectors": np.nextafter(VECTORS, np.float32(99))},
        {"vectors": np.where(VECTORS == 12, -VECTORS, VECTORS)},
        {"words": WORDS[::-1]},
        {"words": ("the", "a\u2028b", "bad")},
        {"chosen": 1},
    ],
)
def test_snapshots_that_do_not_end_with_the_space_of_their_run_are_one_line(written, change):
    written.write_snapshots("r", replace(SNAPSHOTS, **change))
    message = r"r/vectors\.npy: damaged or missing .*its chosen moment are not those of the space"
    with pytest.raises(DamagedFileError, match=message) as caught:
        written.snapshots("r")
    assert "\n" not in str(caught.value)
    tolerant = StudyDirectory(written.path, Damage())
    with pytest.raises(DamagedFileError, match=message):
        tolerant.snapshots("r")


def test_snapshots_of_another_run_are_one_line(tmp_path):
    study = made_up(tmp_path / "study", strategies=["random"], encoders=["mean", "max"], epochs=[0])
    whole, swapped = (study.path / "snapshots" / row.run for row in study.runs)
    space = study.space(swapped.name)
    matrices = {"vectors": space.matrix + 1, "initial": space.matrix + 1}
    study.write_space(swapped.name, space.words, matrices, {"without_vector": []})
    forget_checksums(study)
    assert study.snapshots(whole.name).chosen == 0
    with pytest.raises(DamagedFileError, match="its chosen moment are not those of the space"):
        study.snapshots(swapped.name)


GOOD = SNAPSHOTS.to_json()


@pytest.mark.parametrize(
    "meta",
    [
        {},
        [],
        {**GOOD, "chosen": 3},
        {**GOOD, "chosen": -1},
        {**GOOD, "chosen": True},
        {**GOOD, "chosen": None},
        {**GOOD, "moments": []},
        {**GOOD, "moments": None},
        {**GOOD, "moments": GOOD["moments"][::-1]},
        {**GOOD, "moments": GOOD["moments"][1:]},
        {**GOOD, "moments": [*GOOD["moments"], GOOD["moments"][-1]]},
        {**GOOD, "moments": [{**moment, "train_loss": "x"} for moment in GOOD["moments"]]},
        {**GOOD, "moments": [{**moment, "epoch": None} for moment in GOOD["moments"]]},
        {**GOOD, "moments": [{}] * 3},
        {**GOOD, "moments": [{**moment, "train_loss": 1e308} for moment in GOOD["moments"]]},
        {**GOOD, "moments": [{**moment, "train_loss": -1} for moment in GOOD["moments"]]},
        {**GOOD, "moments": [{**moment, "dev_accuracy": 1.5} for moment in GOOD["moments"]]},
        {**GOOD, "moments": [*GOOD["moments"], {**GOOD["moments"][-1], "epoch": 1e300}]},
        {**GOOD, "moments": [{**moment, "epoch": 10**400} for moment in GOOD["moments"]]},
    ],
)
def test_moments_that_are_none_are_one_line(written, meta):
    (written.path / "snapshots" / "r" / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(InputError, match=r"meta.json: damaged or missing") as caught:
        written.snapshots("r")
    assert "\n" not in str(caught.value)


def test_more_words_than_are_kept_are_one_line(study):
    words = tuple(f"w{i}" for i in range(5001))
    vectors = np.zeros((1, len(words), 1), dtype=np.float32)
    study.write_snapshots("r", Snapshots(words, vectors, MOMENTS[:1], 0))
    with pytest.raises(InputError, match="5,001 words, and 5,000 at most are kept"):
        study.snapshots("r")


def test_a_name_that_leads_elsewhere_is_none(study):
    with pytest.raises(InputError, match="no name of a run"):
        study.snapshots("../x")


def test_moments_are_read_as_they_were_written():
    assert read_moments(json.loads(json.dumps(GOOD))) == (MOMENTS, 2)
