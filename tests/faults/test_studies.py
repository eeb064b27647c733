"""Studies that are killed right before any step: nothing is lost, and the same bytes in the end."""

import shutil

import pytest

from embedstudy.notebook import Study
from embedstudy.results.directory import FOLDERS
from embedstudy.results.verify import verify_study
from tests.cli.runner import call
from tests.faults.steps import record_steps, run, run_killed
from tests.made_up_files import read_results, texts, write_csv

QUICK = [
    "--strategy", "random", "--baseline", "none", "--lr", "0.5", "--epochs", "1", "--dim", "4",
    "--snapshots", "-q",
]  # fmt: skip


@pytest.fixture
def reviews(tmp_path, home):
    return write_csv(tmp_path / "reviews.csv", texts(90, 1))


def make(reviews, out, seeds, *more):
    return ["compare", reviews, *QUICK, "--seeds", seeds, "--out", out, *more]


def read(path):
    """Return all of a study but its times, and make sure that each file is whole."""
    study = Study(path)
    assert verify_study(study).faults == ()
    return read_results(study)


@pytest.mark.parametrize("job", ["begin", "resume", "extend"])
def test_a_study_that_is_killed_goes_on_to_the_same_bytes(job, reviews, tmp_path, trials):
    fault_class, log, out = f"kill -9 at a step: {job} a study", tmp_path / "log", tmp_path / "s"
    old = tmp_path / "old"
    if job != "begin":
        assert run(*make(reviews, out, 1 if job == "extend" else 2), log=log) == 0
        if job == "resume":  # damaged files are made again
            (out / "summary.csv").unlink()
            file = next((out / "spaces").glob("*/vectors.npy"))
            file.write_bytes(file.read_bytes()[:-1] + b"?")
        out.rename(old)
    arguments = {
        "begin": make(reviews, out, 2),
        "resume": ["compare", "--out", out, "--resume", "-q"],
        "extend": ["compare", "--out", out, "--add", "seeds=2", "-q"],
    }[job]

    def restore():
        shutil.rmtree(out, ignore_errors=True)
        if old.exists():
            shutil.copytree(old, out)

    restore()
    steps = record_steps(*arguments, watch=[out], log=log)
    unbroken = read(out)
    again = make(reviews, out, 2, "--resume")
    for step in trials.sample(fault_class, steps, 25):
        with trials.run(fault_class, step):
            restore()
            assert run_killed(step, *arguments, watch=[out], log=log)
            if (out / "study.json").exists():
                assert "Traceback" not in call("show", out).stderr
            last = [*again[:-1], "--if-exists", "extend"] if job == "extend" else again
            assert run(*last, log=log) == 0, log.read_text()
            assert read(out) == unbroken


def test_a_study_that_is_replaced_is_never_lost(reviews, tmp_path, trials):
    fault_class, log, out = "kill -9 at a step: --force", tmp_path / "log", tmp_path / "s"
    old = tmp_path / "old"
    arguments = make(reviews, out, 2, "--force")
    assert run(*make(reviews, out, 1), log=log) == 0
    out.rename(old)

    def restore():
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(old, out)

    restore()
    before, shown_before = read(out), call("show", out, "--json").stdout
    steps = record_steps(*arguments, watch=[out], log=log)
    unbroken = read(out)
    assert not (out / ".replaced").exists()
    # Most steps are those of training; the first ones set the old study aside, the last remove it.
    edges = [step for step in steps if "replaced" in step.path or step.path.endswith("study.json")]
    others = trials.sample(fault_class, [step for step in steps if step not in edges], 15)
    numbers = trials.random("what next")
    for step in [*trials.sample("edges", edges, 25), *others]:
        with trials.run(fault_class, step):
            restore()
            assert run_killed(step, *arguments, watch=[out], log=log)
            shown = call("show", out)
            assert shown.exit_code == 0
            assert "Traceback" not in shown.stderr
            is_old = call("show", out, "--json").stdout == shown_before
            if not is_old and read_results(Study(out)) != unbroken:
                assert read_results(Study(out / ".replaced")) == before
                assert str(out / ".replaced") in shown.stderr
            if is_old and numbers.random() < 0.5:
                assert run(*make(reviews, out, 1, "--resume"), log=log) == 0, log.read_text()
                assert read(out) == before
            else:
                how = "--force" if is_old else numbers.choice(["--force", "--resume"])
                assert run(*make(reviews, out, 2, how), log=log) == 0, log.read_text()
                assert read(out) == unbroken
            assert not list(out.glob(".replaced*"))
            assert {path.name for path in out.iterdir() if path.is_dir()} <= set(FOLDERS)
