import logging
import re
import signal
import threading
import warnings
from datetime import UTC, datetime, timedelta

import pytest

from embedstudy.errors import DivergedError, EmbedstudyWarning, StudyStoppedError
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.notebook import Study
from embedstudy.results.create import begin, claim_directory
from embedstudy.study.execution import execute
from embedstudy.study.execution.execute import StudyInterrupted
from embedstudy.study.execution.log import LOGGER, get_log, log_study
from embedstudy.tuning import search_space
from embedstudy.tuning.values import TunedValues
from tests.studies import compare

LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (INFO|WARNING|ERROR) (.*)")
META = {
    "identity": {"embedstudy": "0"}, "options": None, "status": "complete",
    "planned": {"trials": 0, "runs": 2},
}  # fmt: skip


def records(study):
    """The level and the message of each line."""
    lines = (study.path / "study.log").read_text(encoding="utf-8").splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    assert all(matches), lines
    return [match.groups()[1:] for match in matches]


def messages(study):
    return [message for _, message in records(study)]


@pytest.fixture
def study(tmp_path):
    with claim_directory(tmp_path / "s") as path:
        return begin(path, META)


def test_a_study_is_told_from_start_to_end(corpus, vectors, tmp_path):
    before = datetime.now(UTC)
    study = compare(
        corpus, vectors, strategies=("random", "finetuned"), seeds=2, out=tmp_path / "s"
    )
    texts = messages(study)
    assert texts[0] == "begun: 0 of 78 trials, 0 of 4 runs"
    assert texts[1] == "command: none, made from objects of Python"
    assert re.match(r"versions: embedstudy [\d.]+, python 3.*, numpy [\d.]+, numba", texts[2])
    assert re.match(r"machine: .*, \d+ cores", texts[3])
    assert texts[-1] == "ended: complete, 78 of 78 trials, 4 of 4 runs"
    chosen = {row.strategy: TunedValues(row.lr, scale=row.scale) for row in study.runs}
    for row in study.tuning:
        values = TunedValues(row.lr, epochs=row.epochs, scale=row.scale)
        what = f"tuning {row.strategy}, {values}, seed {row.seed}"
        assert texts.count(f"begun: {what}") == 1
        result = f"finished: {what}: dev {100 * row.dev_accuracy:.1f} %, {row.epochs} epochs, "
        if row.status != "ok":
            result = f"finished: {what}: {row.status}"
        assert sum(line.startswith(result) for line in texts) == 1
    for row in study.runs:
        what = f"{row.strategy}, {chosen[row.strategy]}, seed {row.seed}"
        assert texts.count(f"begun: {what}") == 1
        result = f"dev {100 * row.dev_accuracy:.1f} %, epoch {row.epochs} of 10"
        pattern = re.escape(f"finished: {what}: {result}, ") + r"\d+\.\d\d s"
        assert sum(bool(re.fullmatch(pattern, line)) for line in texts) == 1
    for strategy, values in chosen.items():
        assert texts.count(f"trained with: {strategy}, {values}") == 1
    first = (study.path / "study.log").read_text().split(maxsplit=1)[0]
    # A line has thousandths of a second, and no more.
    assert before - timedelta(seconds=1) <= datetime.fromisoformat(first) <= datetime.now(UTC)


def test_a_solution_has_a_c_and_no_epochs(corpus, vectors, tmp_path):
    study = compare(corpus, vectors, strategies="frozen", seeds=1, out=tmp_path / "s")
    texts = messages(study)
    (row,) = study.runs
    dev = f"{100 * row.dev_accuracy:.1f} %"
    what = re.escape(f"finished: frozen, C {row.c:g}, seed 0: dev {dev}, ")
    assert sum(bool(re.fullmatch(what + r"\d+\.\d\d s", line)) for line in texts) == 1
    for trial in study.tuning:
        assert texts.count(f"begun: tuning frozen, C {trial.c:g}, seed {trial.seed}") == 1
    assert texts.count(f"trained with: frozen, C {row.c:g}") == 1
    assert (row.lr, row.epochs, row.tokens_per_second) == (None, None, None)


def test_the_command_is_that_of_the_study(tmp_path):
    (tmp_path / "d.csv").write_text("text,label\n" + "good a,p\nbad b,n\n" * 30)
    study = compare(
        str(tmp_path / "d.csv"), strategies=["random"], seeds=1, learning_rate=0.1, epochs=1,
        model={"dropout": 0.1, "momentum": None}, out=tmp_path / "s", progress=False,
    )  # fmt: skip
    data = tmp_path / "d.csv"
    assert messages(study)[1] == (
        f"command: embedstudy compare {data} --strategy random --baseline none --seeds 1 "
        "--epochs 1 --dropout 0.1 --learning-rate 0.1"
    )


def test_interrupted_and_resumed_it_is_one_log(corpus, vectors, tmp_path, monkeypatch):
    trained, real = [], execute.run

    def run_and_interrupt(spec, *rest):
        trained.append(spec.name)
        if len(trained) == 3:
            signal.raise_signal(signal.SIGINT)
        return real(spec, *rest)

    monkeypatch.setattr(execute, "run", run_and_interrupt)
    usual = {"strategies": ["random"], "seeds": 6, "out": tmp_path / "s", "progress": False}
    with pytest.raises(StudyInterrupted):
        compare(corpus, jobs=1, **usual)
    study = Study(tmp_path / "s")
    finished = len(study.runs)
    assert records(study)[-1] == ("WARNING", f"interrupted: 39 of 39 trials, {finished} of 6 runs")
    monkeypatch.undo()
    before = (study.path / "study.log").read_bytes()
    compare(corpus, resume=True, **usual)
    assert (study.path / "study.log").read_bytes().startswith(before)
    texts = messages(study)
    assert texts.count(f"resumed: 39 of 39 trials, {finished} of 6 runs") == 1
    assert texts[-1] == "ended: complete, 39 of 39 trials, 6 of 6 runs"
    for row in study.runs:
        assert sum(f"finished: random, rate {row.lr:g}, seed {row.seed}:" in s for s in texts) == 1


def test_extended_it_counts_what_is_planned_now(corpus, tmp_path):
    usual = {"strategies": ["random"], "learning_rate": 0.1, "out": tmp_path / "s"}
    study = compare(corpus, seeds=1, **usual)
    assert study.meta["planned"] == {"trials": 0, "runs": 1}
    compare(corpus, seeds=3, extend=True, **usual)
    assert study.meta["planned"] == {"trials": 0, "runs": 3}
    texts = messages(study)
    assert "resumed: 0 of 0 trials, 1 of 3 runs" in texts
    assert texts[-1] == "ended: complete, 0 of 0 trials, 3 of 3 runs"


def test_force_begins_it_anew(corpus, tmp_path):
    usual = {"strategies": ["random"], "learning_rate": 0.1, "seeds": 1, "out": tmp_path / "s"}
    compare(corpus, **usual)
    study = compare(corpus, force=True, **usual)
    assert [message.split(":")[0] for message in messages(study)].count("ended") == 1


def test_a_diverged_run_is_a_warning_with_its_note(corpus, tmp_path):
    study = compare(corpus, strategies=["random"], learning_rate=1e39, seeds=1, out=tmp_path / "s")
    [row] = study.runs
    message = f"finished: random, rate 1e+39, seed 0: diverged: {row.note}"
    assert ("WARNING", message) in records(study)
    assert records(study)[-1] == ("INFO", "ended: incomplete, 0 of 0 trials, 1 of 1 runs")


def test_warnings_stand_in_it(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(SGD, "learning_rates", (1e-6, 1e-5, 1.0))
    monkeypatch.setattr(search_space, "RESERVE", 0)
    with pytest.warns(EmbedstudyWarning, match="is the highest"):
        study = compare(corpus, strategies="random", seeds=1, out=tmp_path / "s")
    assert [message for level, message in records(study) if level == "WARNING"] == (
        study.meta["warnings"]
    )


def test_what_ends_a_study_is_the_last_thing_said(corpus, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(execute, "publish_run", full)
    with pytest.raises(StudyStoppedError, match="No space left"):
        compare(corpus, strategies=["random"], learning_rate=0.1, seeds=1, out=tmp_path / "s")
    record = ("ERROR", "failed: OSError: [Errno 28] No space left on device")
    assert records(Study(tmp_path / "s"))[-1] == record


@pytest.mark.parametrize(
    "name", ["a\nb", "a\r\x1b[2J", "2026-11-25T14:01:48.123Z\u2028x", "\udcff"]
)
def test_no_name_forges_a_line(study, name):
    with log_study(study, resumed=False) as log:
        before = len((study.path / "study.log").read_bytes().splitlines())
        log.info("begun: %s", name)
        log.error("failed: %s", DivergedError(0.1, 1, 1))
    lines = (study.path / "study.log").read_bytes().decode().split("\n")
    assert len(lines) == before + 4  # two more, the end, and nothing after it
    assert all(line.isprintable() for line in lines)
    assert messages(study)[before] == f"begun: {ascii(name)[1:-1]}"


def test_nothing_is_left_attached(study):
    before = list(LOGGER.handlers)
    with log_study(study, resumed=False):
        assert len(LOGGER.handlers) == len(before) + 1
    with pytest.raises(ZeroDivisionError), log_study(study, resumed=True):
        _ = 1 / 0
    assert LOGGER.handlers == before


def test_nothing_is_said_elsewhere_unless_asked_for(study, capfd):
    heard = []
    root = logging.getLogger()
    listening = logging.Handler()
    listening.emit = heard.append
    root.addHandler(listening)
    try:
        with log_study(study, resumed=False):
            pass
        assert heard == []
    finally:
        root.removeHandler(listening)
    LOGGER.addHandler(listening)
    try:
        with log_study(study, resumed=False):
            pass
    finally:
        LOGGER.removeHandler(listening)
    assert heard[0].getMessage() == "begun: 0 of 0 trials, 0 of 2 runs"
    get_log(study).warning("after the study")
    assert capfd.readouterr() == ("", "")


def test_two_studies_at_once_have_two_logs(tmp_path):
    studies = []
    for name in "ab":
        with claim_directory(tmp_path / name) as path:
            studies.append(begin(path, META))
    both = threading.Barrier(2)

    def work(study):
        with log_study(study, resumed=False) as log:
            both.wait(10)
            for turn in range(50):
                log.info("%s %d", study.path.name, turn)
            both.wait(10)

    threads = [threading.Thread(target=work, args=(study,)) for study in studies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for study in studies:
        expected = [f"{study.path.name} {turn}" for turn in range(50)]
        assert messages(study)[4:-1] == expected


def test_a_line_that_a_kill_cut_short_is_ended(study):
    log = study.path / "study.log"
    log.write_bytes(b"2026-11-25T14:01:48.123Z INFO beg")
    with log_study(study, resumed=True):
        pass
    first, second = log.read_text().splitlines()[:2]
    assert first == "2026-11-25T14:01:48.123Z INFO beg"
    assert LINE.fullmatch(second)


@pytest.mark.parametrize("obstacle", ["link", "folder"])
def test_a_log_that_cannot_be_written_is_a_warning_and_no_more(corpus, tmp_path, capfd, obstacle):
    usual = {"strategies": ["random"], "learning_rate": 0.1, "out": tmp_path / "s"}
    study = compare(corpus, seeds=1, progress=False, **usual)
    log = study.path / "study.log"
    log.unlink()
    if obstacle == "link":
        log.symlink_to("/dev/full")
    else:
        log.mkdir()
    why = {"link": "a link, which may lead anywhere", "folder": "no regular file"}[obstacle]
    with pytest.warns(EmbedstudyWarning) as warned:
        compare(corpus, seeds=3, extend=True, progress=False, **usual)
    expected = f"{log}: could not be written ({why}); the study went on without it"
    assert [str(warning.message) for warning in warned] == [expected]
    assert len(study.runs) == 3
    assert study.meta["status"] == "complete"
    assert capfd.readouterr() == ("", "")


def test_a_study_stops_with_its_own_error_where_the_log_cannot_be_written(study):
    (study.path / "study.log").symlink_to("/dev/full")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)
        with pytest.raises(ZeroDivisionError), log_study(study, resumed=False):
            _ = 1 / 0
