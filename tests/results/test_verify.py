"""Every file of a study is checked; what is damaged goes, so that it is made again."""

import json
import shutil

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.checksums import JOURNAL, seal_page
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import PAGE, Predictions, StudyDirectory
from embedstudy.results.rows import RunRow, TextRow
from embedstudy.results.verify import drop_runs, record_files, repair_study, verify_study
from embedstudy.storage import publish, seal_document
from tests.results.made_up import run_row
from tests.studies import forget_checksums

META = {"identity": {}, "status": "complete"}


@pytest.fixture
def study(tmp_path) -> StudyDirectory:
    with claim_directory(tmp_path / "s") as path:
        study = begin(path, META)
    names = np.array(["neg", "pos"], object)
    rows = [run_row("random", seed) for seed in range(2)]
    for row in rows:
        matrix = np.full((2, 3), row.seed, np.float32)
        study.write_space(row.run, ["a", "b"], {"vectors": matrix}, {"without_vector": []})
        study.write_predictions(row.run, Predictions(np.array([3, 7]), names, names))
    study.write_rows(RunRow, rows)
    study.write_rows(TextRow, [])
    study.write_meta(META)
    with publish(study.path / PAGE) as file:
        file.write(seal_page(b"<html></html>"))
    return study


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def test_a_whole_study(study):
    verification = verify_study(study)
    assert verification.faults == ()
    assert verification.n_files == 2 * 3 + 2 + 2 + 2
    assert verification.total.bytes == verification.n_bytes
    assert [part.name for part in verification.parts] == ["tables", "predictions/", "spaces/"]
    assert repair_study(study) == []


def test_a_text_that_somebody_removed_is_no_fault(study):
    (study.path / "texts.csv").unlink()
    verification = verify_study(study)
    assert (verification.faults, verification.removed) == ((), ("texts.csv",))


@pytest.mark.parametrize(
    "name",
    ["runs.csv", PAGE, "spaces/random1/vectors.npy", "predictions/random1.csv", "study.json"],
)
def test_a_flipped_bit_is_a_fault_of_one_file(study, name):
    flip(study.path / name)
    (fault,) = verify_study(study).faults
    assert (fault.file, fault.reason.startswith("damaged"), fault.is_missing) == (name, True, False)
    if name == "study.json":
        with pytest.raises(InputError, match=r"study\.json: damaged"):
            repair_study(study)


def test_what_is_damaged_or_gone_is_made_again_with_its_run(study):
    flip(study.path / "spaces" / "random1" / "vectors.npy")
    (study.path / "predictions" / "random0.csv").unlink()
    faults = repair_study(study)
    assert {fault.run for fault in faults} == {"random0", "random1"}
    assert {fault.file: fault.is_missing for fault in faults} == {
        "spaces/random1/vectors.npy": False,
        "predictions/random0.csv": True,
    }
    assert (study.runs, study.meta["status"]) == ([], "running")
    assert not study.has_space("random1")
    assert verify_study(study).faults == ()


def test_a_journal_that_a_kill_cut_short_goes_on(study):
    study.write_rows(RunRow, study.runs[:1])
    journal = study.path / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-20])
    assert [fault.file for fault in repair_study(study)] == ["runs.csv"]
    study.write_rows(RunRow, [run_row("random", 0)])
    assert verify_study(study).faults == ()
    assert len(study.runs) == 1


def test_rows_that_were_added_are_saved_but_for_damaged_ones(study):
    for seed in (2, 3):
        study.add_row(run_row("random", seed))
    file = study.path / "runs.new.jsonl"
    file.write_bytes(file.read_bytes().replace(b"random2", b"random7", 1))
    (fault,) = verify_study(study).faults
    assert (fault.file, fault.run) == ("runs.new.jsonl", None)
    with pytest.raises(InputError, match=r"runs.new.jsonl: damaged \(line 1\); .*--resume"):
        _ = study.runs
    repair_study(study)
    assert [row.run for row in study.runs] == ["random0", "random1", "random3"]


def test_a_folder_in_the_place_of_a_file_is_named(study):
    (study.path / "runs.csv").unlink()
    (study.path / "runs.csv").mkdir()
    with pytest.raises(InputError, match=r"runs\.csv: is no file \(remove it"):
        repair_study(study)


def test_a_link_goes_and_what_it_leads_to_stays(study, tmp_path):
    place = study.path / "predictions" / "random0.csv"
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    before = (tmp_path / "elsewhere").read_bytes()
    (fault,) = repair_study(study)
    assert fault.reason.startswith("damaged")
    assert (tmp_path / "elsewhere").read_bytes() == before


@pytest.mark.parametrize("folder", ["predictions", "spaces/random0"])
def test_nothing_is_removed_through_a_linked_folder(study, tmp_path, folder):
    outside = tmp_path / "outside"
    (study.path / folder).rename(outside)
    (study.path / folder).symlink_to(outside)
    before = [sorted(map(str, place.rglob("*"))) for place in (outside, study.path)]
    with pytest.raises(InputError, match=rf"{folder}: is no folder of a study \(remove it"):
        repair_study(study)
    assert before == [sorted(map(str, place.rglob("*"))) for place in (outside, study.path)]


def test_a_file_in_the_place_of_a_folder_is_named(study):
    shutil.rmtree(study.path / "predictions")
    (study.path / "predictions").write_text("mine")
    with pytest.raises(InputError, match=r"predictions: is no folder of a study \(remove it"):
        repair_study(study)


@pytest.mark.parametrize("is_absolute", [False, True])
@pytest.mark.parametrize("file", ["study.json", JOURNAL])
def test_checksums_name_no_file_outside(study, tmp_path, is_absolute, file):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    entry = {"bytes": 1, "xxh3_128": "0" * 32}
    name = str(mine) if is_absolute else "../mine.txt"
    if file == JOURNAL:
        line = seal_document({"path": name, **entry})
        (study.path / JOURNAL).write_text(json.dumps(line) + "\n")
    else:
        document = json.loads((study.path / "study.json").read_text())
        document["checksums"][name] = entry
        del document["checksum"]
        (study.path / "study.json").write_text(json.dumps(seal_document(document)))
    with pytest.raises(InputError, match=rf"{file}: damaged.*is no file of a study"):
        repair_study(study)
    assert mine.read_text() == "mine"


def test_an_older_study_gets_checksums_when_it_goes_on(study):
    forget_checksums(study)
    assert not verify_study(study).has_checksums
    assert repair_study(study) == []
    verification = verify_study(study)
    assert (verification.has_checksums, verification.faults) == (True, ())
    record_files(study)
    assert verify_study(study) == verification


def test_runs_are_dropped_by_name(study):
    drop_runs(study, ["random0", "other"])
    assert [row.run for row in study.runs] == ["random1"]
