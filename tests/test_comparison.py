"""The whole study on made-up data: what is on disk, twice the same, interrupted and diverged."""

import re
import shutil
import signal
import threading
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import embedstudy
from embedstudy import Study
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.results.rows import TuningRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.study.data import snapshot_plan
from embedstudy.study.data.snapshot_cost import TimeEstimate
from embedstudy.study.execution import execute
from embedstudy.study.execution.execute import StudyInterrupted
from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.study.plan.grid import list_cells
from embedstudy.study.runs.tuning import TrialPlan, make_searches
from embedstudy.text.tokenizers.subwords import SubwordLearner
from embedstudy.tuning import search_space
from embedstudy.tuning.values import TunedValues
from embedstudy.vectors.word_vectors import WordVectors
from tests.cli.runner import call
from tests.corpora import make_corpus
from tests.made_up_files import read_results, texts, write_csv
from tests.studies import configured, forget_checksums

# Baselines have tests of their own: tests/study/test_grid.py.
compare = partial(embedstudy.compare, baselines=())


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory) -> Study:
    out = tmp_path_factory.mktemp("studies") / "finished"
    return compare(corpus, vectors, seeds=3, out=out)


def test_a_study_keeps_the_tokenizer_that_it_learned(corpus, tmp_path, monkeypatch):
    pytest.importorskip("tokenizers")
    options = {
        "tokenizer": "subwords:50", "strategies": ["random"], "seeds": 2, "epochs": 2,
        "learning_rate": 0.3, "char_ngrams": "2-3", "progress": False,
    }  # fmt: skip
    study = compare(corpus, out=tmp_path / "a", **options)
    again = compare(corpus, out=tmp_path / "b", **options)
    learned = (study.path / "tokenizers" / "made-up.json").read_bytes()
    assert learned == (again.path / "tokenizers" / "made-up.json").read_bytes()
    identity = study.meta["identity"]
    assert identity["tokenizer"] == "subwords:50"
    assert identity["tokenizer_sha256"] == {"made-up": sha256(learned).hexdigest()}
    assert [row.test_accuracy for row in study.runs] == [row.test_accuracy for row in again.runs]
    (tmp_path / "a" / "runs.csv").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(SubwordLearner, "learn", None)  # a study that goes on learns nothing
        with pytest.warns(EmbedstudyWarning, match="made again"):
            resumed = compare(corpus, out=tmp_path / "a", resume=True, **options)
    assert [row.test_accuracy for row in resumed.runs] == [row.test_accuracy for row in again.runs]
    (tmp_path / "a" / "tokenizers" / "made-up.json").write_bytes(b"{}")
    with pytest.warns(EmbedstudyWarning, match=r"made-up.json: damaged .*made again"):
        compare(corpus, out=tmp_path / "a", resume=True, **options)
    assert (study.path / "tokenizers" / "made-up.json").read_bytes() == learned
    (tmp_path / "a" / "tokenizers" / "made-up.json").write_bytes(b"{}")
    forget_checksums(tmp_path / "a")
    with pytest.raises(InputError, match="subwords:50: its pieces are damaged"):
        compare(corpus, out=tmp_path / "a", resume=True, **options)


def test_the_directory_holds_what_the_contract_says(finished, corpus, vectors):
    assert {p.name for p in finished.path.iterdir()} == {
        ".lock", "study.json", "study.log", "tuning.csv", "runs.csv", "summary.csv", "scores.csv",
        "comparisons.csv", "neighbors.csv", "structure.csv", "structure_differences.csv",
        "drift.csv", "dynamics.csv", "words.csv", "texts.csv", "report.html", "spaces", "snapshots",
        "predictions", "words",
    }  # fmt: skip
    assert [(r.strategy, r.seed) for r in finished.runs] == [
        (s, k) for s in ("random", "frozen", "finetuned") for k in range(3)
    ]
    assert all(row.status == "ok" for row in finished.runs)
    meta = finished.meta
    assert meta["status"] == "complete"
    assert meta["identity"]["embedstudy"] == embedstudy.__version__
    assert 0.6 < meta["coverage"]["made-up"]["made-up-8d"]["types"] < 0.9
    assert meta["finished"] >= meta["started"]


def test_snapshots_are_of_the_first_seed_and_change_no_other_file(corpus, vectors, tmp_path):
    options = {"strategies": ["random", "frozen", "finetuned", "zeros"], "seeds": 2, "epochs": 2}
    plain, watched = (
        compare(corpus, vectors, out=tmp_path / str(wanted), snapshots=wanted, **options)
        for wanted in (False, True)
    )
    runs = [row.run for row in watched.runs if watched.has_snapshots(row.run)]
    assert runs == [
        row.run for row in watched.runs
        if row.seed == 0 and row.strategy in ("random", "finetuned")
    ]  # fmt: skip
    for run in runs:
        snapshots, space = watched.snapshots(run), watched.space(run)
        chosen = snapshots.vectors[snapshots.chosen]
        assert chosen.tobytes() == space.matrix[space.rows(snapshots.words)].tobytes()
    results = read_results(watched)
    others = {name for name in results if not name.startswith(("snapshots/", "dynamics.csv"))}
    assert {name: results[name] for name in others} == read_results(plain)
    assert plain.meta["snapshots"] == {"kept": False, "reason": ""}
    assert watched.meta["snapshots"] == {"kept": True, "reason": ""}
    assert len(watched.dynamics) == 2 * (1 + 4 + 2)
    assert watched.to_pandas("dynamics")["chosen"].sum() == 2


def test_that_they_are_left_out_is_told_once_with_the_reason(corpus, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: TimeEstimate(10, 1))
    options = {"strategies": ["random"], "tune": "none", "seeds": 1, "epochs": 2}
    study = compare(corpus, out=tmp_path / "a", progress=True, **options)
    reason = study.meta["snapshots"]["reason"]
    assert reason.startswith("they would add about ")
    lines = capsys.readouterr().err.splitlines()
    assert [reason in line for line in lines if line.startswith("no snapshots")] == [True]
    for wanted in (True, False):
        out = tmp_path / str(wanted)
        compare(corpus, out=out, progress=True, snapshots=wanted, **options)
        errors = capsys.readouterr().err
        assert "no snapshots" not in errors
        size = r"snapshots: 1 run, \d+ kB \(--no-snapshots leaves them out\)"
        assert len(re.findall(size, errors)) == wanted
    compare(corpus, out=tmp_path / "quiet", progress=False, snapshots=True, **options)
    assert "snapshots" not in capsys.readouterr().err


def read_files(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("wanted", [None, True, False])
@pytest.mark.parametrize("is_cheap", [True, False])
def test_a_study_that_goes_on_decides_nothing_about_snapshots(
    is_cheap, wanted, corpus, tmp_path, capsys, monkeypatch
):
    options = {"strategies": ["random"], "tune": "none", "epochs": 2, "out": tmp_path / "s"}
    times = [TimeEstimate(10, 0.1), TimeEstimate(10, 1)]
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: times[not is_cheap])
    study = compare(corpus, seeds=1, snapshots=wanted, **options)
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: times[is_cheap])
    plan, before = study.meta["snapshots"], read_files(study.path)
    compare(corpus, seeds=1, resume=True, progress=True, **options)
    assert "nothing to do" in capsys.readouterr().err
    assert read_files(study.path) == before
    study = compare(corpus, seeds=3, extend=True, **options)
    assert study.meta["snapshots"] == plan
    is_kept = is_cheap if wanted is None else wanted
    assert len(list((study.path / "snapshots").glob("*"))) == is_kept


def test_a_study_of_files_keeps_its_wish_for_snapshots(tmp_path):
    options = {
        "strategies": ["random"], "tune": "none", "seeds": 1, "epochs": 1, "out": tmp_path / "s",
    }  # fmt: skip
    file = write_csv(tmp_path / "reviews.csv", texts(90, 1))
    study = compare(file, snapshots=True, **options)
    before = read_files(study.path)
    for wanted in (None, True):
        compare(file, resume=True, snapshots=wanted, **options)
        assert read_files(study.path) == before
    study = compare(file, resume=True, snapshots=False, **options)
    assert study.meta["snapshots"] == {"kept": False, "reason": ""}
    assert study.meta["options"]["study"]["snapshots"] is False


def test_longer_vectors_of_a_study_that_goes_on_have_snapshots_too(
    corpus, vectors, tmp_path, capsys, monkeypatch
):
    options = {
        "strategies": ["random"], "tune": "none", "seeds": 1, "epochs": 2, "out": tmp_path / "s",
    }  # fmt: skip
    short = WordVectors(vectors.words, vectors.matrix[:, :2], "short")
    assert compare(corpus, short, **options).meta["snapshots"]["kept"]
    monkeypatch.setattr(snapshot_plan, "MOST_BYTES", 2_000)
    study = compare(corpus, [short, vectors], extend=True, progress=True, **options)
    assert study.meta["snapshots"] == {"kept": True, "reason": ""}
    assert len(list((study.path / "snapshots").glob("*"))) == 2
    remark = "snapshots of the training are kept, as the study began, though a run would keep "
    assert capsys.readouterr().err.count(remark) == 1


def test_where_no_run_can_keep_snapshots_one_line_says_so(corpus, vectors, tmp_path, capsys):
    options = {"seeds": 1, "epochs": 1, "snapshots": True, "progress": True}
    study = compare(corpus, vectors, strategies=["frozen"], out=tmp_path / "s", **options)
    reason = "no training of frozen changes a space that is shown"
    assert study.meta["snapshots"] == {"kept": False, "reason": reason}
    lines = capsys.readouterr().err.splitlines()
    assert lines.count(f"no snapshots of the training: {reason}") == 1
    for command in (
        ["neighbors", study.path, "good1", "--over-time"],
        ["show", study.path, "--all"],
    ):
        result = call(*command)
        assert reason in " ".join((result.stdout + result.stderr).split())
        assert "(--snapshots)" not in result.stdout


def test_missing_snapshots_of_a_study_that_goes_on_without_are_left_out(corpus, tmp_path):
    options = {"strategies": ["random"], "seeds": 1, "epochs": 1, "out": tmp_path / "s"}
    study = compare(corpus, snapshots=True, **options)
    shutil.rmtree(study.path / "snapshots")
    with pytest.warns(EmbedstudyWarning, match="missing; it is left out: the study keeps no snap"):
        study = compare(corpus, snapshots=False, resume=True, **options)
    assert not (study.path / "snapshots").exists()


def test_whoever_asks_for_snapshots_later_gets_them_for_the_runs_that_are_made(
    corpus, vectors, tmp_path, capsys
):
    options = {"seeds": 2, "epochs": 1, "learning_rate": 0.3, "out": tmp_path / "s"}
    study = compare(corpus, vectors, strategies=["random"], snapshots=False, **options)
    before = read_results(study)
    assert not study.dynamics
    both = {"strategies": ["random", "finetuned"], "snapshots": True, "progress": True}
    study = compare(corpus, vectors, extend=True, **both, **options)
    line = "1 run without snapshots: trained again, to keep them"
    assert capsys.readouterr().err.splitlines().count(line) == 1
    after = read_results(study)
    of_runs = [name for name in before if name.startswith(("spaces", "predictions"))]
    assert {name: after[name] for name in of_runs} == {name: before[name] for name in of_runs}
    watched = [row.run for row in study.runs if study.has_snapshots(row.run)]
    assert watched == [row.run for row in study.runs if row.seed == 0]
    assert {row.kind for row in study.dynamics} == {"random", "finetuned"}
    compare(corpus, vectors, resume=True, **both, **options)
    assert "nothing to do" in capsys.readouterr().err


def test_snapshots_that_are_damaged_are_made_again(corpus, tmp_path):
    options = {
        "strategies": ["random"], "seeds": 2, "epochs": 1, "learning_rate": 0.3,
        "snapshots": True, "out": tmp_path / "s",
    }  # fmt: skip
    study = compare(corpus, **options)
    before = read_results(study)
    folder = next((tmp_path / "s" / "snapshots").iterdir())
    for damage in (Path.unlink, lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?")):
        for name in ("vectors.npy", "vocab.txt", "meta.json"):
            damage(folder / name)
            with pytest.warns(EmbedstudyWarning, match=rf"{name}: .* it is made again"):
                study = compare(corpus, resume=True, **options)
            assert read_results(study) == before


def test_snapshots_of_a_study_without_checksums_are_made_again_where_they_do_not_fit(
    corpus, tmp_path
):
    options = {"strategies": ["random"], "seeds": 2, "epochs": 1, "learning_rate": 0.3}
    options |= {"snapshots": True, "out": tmp_path / "s"}
    study = compare(corpus, **options)
    before = read_results(study)
    file = next((tmp_path / "s" / "snapshots").glob("*/vectors.npy"))
    forget_checksums(study)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.warns(EmbedstudyWarning, match=r"snapshots.*damaged.*it is made again"):
        study = compare(corpus, resume=True, **options)
    assert read_results(study) == before


def test_accuracies_are_those_of_the_predictions(finished, corpus):
    for row in finished.runs:
        predictions = finished.predictions(row.run)
        assert predictions.ids.tolist() == corpus.test.ids
        assert predictions.labels.tolist() == corpus.test.labels
        accuracy = (predictions.labels == predictions.predicted).mean()
        assert row.test_accuracy == pytest.approx(accuracy, abs=1e-5)
    for cell in finished.summary:
        scores = [r.test_accuracy for r in finished.runs if r.strategy == cell.strategy]
        assert cell.n == 3
        assert cell.mean == pytest.approx(np.mean(scores), abs=1e-5)
        assert cell.std == pytest.approx(np.std(scores, ddof=1), abs=1e-5)
        assert cell.ci_low < cell.mean < cell.ci_high
        assert (cell.coverage is None) == (cell.strategy == "random")


def test_comparisons_are_paired_differences(finished):
    means = {cell.strategy: cell.mean for cell in finished.summary}
    assert [(row.a, row.b) for row in finished.comparisons] == [
        ("frozen", "random"), ("finetuned", "random"), ("finetuned", "frozen"),
    ]  # fmt: skip
    for row in finished.comparisons:
        assert row.delta == pytest.approx(means[row.a] - means[row.b], abs=2e-5)
        assert row.ci_low < row.delta < row.ci_high
        assert 0 <= row.p_value <= row.p_holm <= 1
        assert row.wins + row.ties + row.losses == row.n_seeds == 3


def test_learning_rates_are_chosen_on_dev_with_other_seeds(finished):
    seeds = {row.seed for row in finished.runs}
    assert not seeds & {row.seed for row in finished.tuning}
    for cell in finished.summary:
        rows = [row for row in finished.tuning if row.strategy == cell.strategy]
        if cell.strategy == "frozen":  # it is solved
            assert {run.c for run in finished.runs if run.strategy == "frozen"} <= {
                row.c for row in rows
            }
            continue
        rates = sorted({row.lr for row in rows})
        assert cell.lr in rates
        runs = [row for row in finished.runs if row.strategy == cell.strategy]
        chosen = [row for row in rows if (row.lr, row.scale) == (cell.lr, runs[0].scale)]
        assert {row.epochs for row in chosen} >= {10}  # it went through to the last rung
        best = max(row.dev_accuracy for row in rows if row.epochs == 10)
        assert best - np.mean([row.dev_accuracy for row in chosen if row.epochs == 10]) < 0.1


def test_the_rows_trained_are_the_rows_loaded(finished, vectors):
    run, scale = next((row.run, row.scale) for row in finished.runs if row.strategy == "frozen")
    space, without = finished.space(run), set(finished.without_vector(run).tolist())
    assert 0 < len(without) < len(space)
    for row, word in enumerate(space.words):
        assert (row in without) == (word not in vectors)
        if word in vectors:
            assert np.array_equal(space[word], vectors[word] * np.float32(scale))


def test_what_frozen_means(finished):
    for row in finished.runs:
        folder = finished.path / "spaces" / row.run
        assert (folder / "initial.npy").exists() == (row.strategy != "frozen")


def test_the_study_is_the_same_for_any_number_of_jobs(finished, corpus, vectors, tmp_path):
    for jobs in (1, 2):
        again = compare(
            corpus, vectors, seeds=3, jobs=jobs, out=tmp_path / str(jobs), progress=False
        )
        assert read_results(again) == read_results(finished)


def test_seeds_make_different_runs(finished):
    for strategy in ("random", "finetuned"):
        runs = [row.run for row in finished.runs if row.strategy == strategy]
        spaces = {finished.space(run).matrix.tobytes() for run in runs}
        assert len(spaces) == 3


def test_an_interrupted_study_is_resumed_to_the_same_bytes(
    finished, corpus, vectors, tmp_path, monkeypatch
):
    trained, real = [], execute.run

    def run_and_interrupt(spec, *rest):
        trained.append(spec.name)
        if len(trained) == 5:
            signal.raise_signal(signal.SIGINT)
        return real(spec, *rest)

    monkeypatch.setattr(execute, "run", run_and_interrupt)
    out = tmp_path / "s"
    message = r'of 9 runs kept in .*, continue with if_exists="resume"'
    with pytest.raises(StudyInterrupted, match=message):
        compare(corpus, vectors, seeds=3, jobs=1, out=out)
    saved_runs = len(Study(out).runs)
    assert saved_runs <= 5
    assert Study(out).meta["status"] == "running"
    trained.clear()
    monkeypatch.setattr(execute, "run", lambda s, *rest: trained.append(s.name) or real(s, *rest))
    again = compare(corpus, vectors, seeds=3, out=out, resume=True)
    assert len(trained) == 9 - saved_runs
    assert read_results(again) == read_results(finished)


def test_resuming_a_finished_study_trains_nothing(finished, corpus, vectors, monkeypatch):
    before = read_results(finished)
    monkeypatch.setattr(execute, "run", None)
    monkeypatch.setattr(execute, "run_trial", None)
    again = compare(corpus, vectors, seeds=3, out=finished.path, resume=True)
    assert read_results(again) == before


def test_other_data_or_options_are_not_resumed(finished, corpus, vectors):
    with pytest.raises(InputError, match="seeds was 3, is 4"):
        compare(corpus, vectors, seeds=4, out=finished.path, resume=True)
    fewer = replace(corpus, test=corpus.dev)
    with pytest.raises(InputError, match="dataset_sha256 of made-up is another"):
        compare(fewer, vectors, seeds=3, out=finished.path, resume=True)


def test_resuming_keeps_the_probe_words(corpus, vectors, tmp_path):
    usual = {"vectors": vectors, "seeds": 1, "epochs": 1, "learning_rate": 0.3}
    usual["out"] = tmp_path / "s"
    compare(corpus, probes="good1", **usual)
    again = compare(corpus, resume=True, **usual)
    assert {row.word for row in again.neighbors} == {"good1"}
    study_of_bad1 = compare(corpus, resume=True, probes=["bad1"], **usual)
    assert {row.word for row in study_of_bad1.neighbors} == {"bad1"}


def test_a_tie_between_rates_is_a_tie_before_and_after_the_disk(tmp_path):
    """Equal sums of whole texts, whose means differ in the last bit or after rounding."""
    config = configured("d", strategies=["random"], seeds=1, tune="grid")
    searches = make_searches(config, list_cells(config, {"d": 10}), {"d": 853})
    counts = {0.03: (635, 638, 634), 0.1: (631, 639, 637)}
    trials = TrialPlan(searches, [], config)
    rows = []
    for spec in trials.pop_waiting():
        values, seed = spec.choice, spec.seed - TUNING_SEEDS[0]
        count = counts.get(values.learning_rate, (1, 1, 1))[seed] if values.scale == 1 else 1
        row = TuningRow(
            **spec.columns, lr=values.learning_rate, dropout=None, epochs=values.epochs, c=None,
            scale=values.scale, rung=spec.rung, seed=spec.seed, dev_accuracy=count / 853,
            status="ok",
        )  # fmt: skip
        rows.append(row)
        trials.add(row)
    (tmp_path / "study.json").write_text("{}")
    study = Study(tmp_path)
    study.write_rows(TuningRow, rows)
    (before,) = trials.read_results().values()
    (after,) = TrialPlan(searches, study.tuning, config).read_results().values()
    assert before.values == after.values == TunedValues(0.03, scale=1.0)


def test_a_rate_at_the_edge_of_the_grid_is_a_warning(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(SGD, "learning_rates", (1e-6, 1e-5, 1.0))
    monkeypatch.setattr(search_space, "RESERVE", 0)
    message = "random: the best learning rate, 1, is the highest"
    with pytest.warns(EmbedstudyWarning, match=message) as warned:
        study = compare(corpus, strategies="random", seeds=1, out=tmp_path / "s")
    assert warned[0].filename == __file__
    assert any("highest" in warning for warning in study.meta["warnings"])


def test_a_training_that_changes_nothing_is_a_study_too(corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, learning_rate=1e-30, seeds=1, out=tmp_path / "s", progress=False
    )
    assert {row.kind for row in study.neighbors} == {
        "random-before", "random", "pretrained", "finetuned"
    }  # fmt: skip


def test_tables_need_names_of_their_own(corpus, vectors, tmp_path):
    for tables in ([vectors, vectors], [replace(vectors, name="")]):
        with pytest.raises(InputError, match="needs a name of its own"):
            compare(corpus, tables, out=tmp_path / "s")


def test_a_diverged_run_is_a_row_and_its_cell_incomplete(corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, learning_rate=1e39, seeds=2, out=tmp_path / "s", progress=False
    )
    assert {row.status for row in study.runs} == {"diverged"}
    for row in study.runs:
        assert row.lr == 1e39
        assert "epoch 1, step" in row.note
        assert row.test_accuracy is None
    assert {(row.status, row.n, row.mean) for row in study.summary} == {("incomplete", 0, None)}
    assert {(row.n_seeds, row.p_value) for row in study.comparisons} == {(0, None)}
    assert study.meta["status"] == "incomplete"


def test_unstable_runs_are_counted_and_stay_in_the_means(corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, strategies=["random", "frozen"], learning_rate=3.0, seeds=2,
        out=tmp_path / "s", progress=False,
    )  # fmt: skip
    for cell in study.summary:
        runs = [run for run in study.runs if run.strategy == cell.strategy]
        assert cell.unstable == sum(run.status == "unstable" for run in runs)
        assert (cell.status, cell.n) == ("complete", len(runs))
        assert cell.mean == pytest.approx(np.mean([run.test_accuracy for run in runs]), abs=1e-5)
    assert sum(cell.unstable for cell in study.summary) > 0
    assert study.meta["status"] == "complete"


def test_one_diverged_run_does_not_stop_the_others(corpus, vectors, tmp_path, monkeypatch):
    real = execute.run

    def one_fails(spec, *rest):
        if (spec.strategy, spec.seed) == ("random", 1):
            from embedstudy.errors import DivergedError

            return DivergedError(spec.choice.learning_rate, 3, 7)
        return real(spec, *rest)

    monkeypatch.setattr(execute, "run", one_fails)
    study = compare(corpus, vectors, seeds=3, learning_rate=0.3, out=tmp_path / "s")
    cells = {row.strategy: row for row in study.summary}
    assert (cells["random"].status, cells["random"].n) == ("incomplete", 2)
    assert cells["frozen"].status == "complete"
    pairs = {(row.a, row.b): row for row in study.comparisons}
    assert pairs["frozen", "random"].n_seeds == 2
    assert pairs["finetuned", "frozen"].n_seeds == 3


def test_without_vectors_random_alone(corpus, tmp_path):
    study = compare(corpus, strategies=["random"], seeds=2, out=tmp_path / "s")
    assert study.space(study.runs[0].run).dim == 100
    assert study.comparisons == []
    assert study.meta["coverage"] == {"made-up": {}}
    assert {row.kind for row in study.neighbors} == {"random-before", "random"}


def test_two_tables_make_two_groups(corpus, vectors, tmp_path):
    negated = replace(vectors, name="other", matrix=-vectors.matrix)
    tables = [vectors, negated]
    study = compare(corpus, tables, seeds=2, epochs=2, learning_rate=0.3, out=tmp_path / "s")
    assert len(study.summary) == 6
    assert len(study.comparisons) == 6
    keys = {row.space for row in study.neighbors}
    assert keys == {
        SpaceKey("made-up", "random-before", "", "mean"), SpaceKey("made-up", "random", "", "mean"),
        SpaceKey("made-up", "pretrained", "made-up-8d"), SpaceKey("made-up", "pretrained", "other"),
        SpaceKey("made-up", "finetuned", "made-up-8d", "mean"),
        SpaceKey("made-up", "finetuned", "other", "mean"),
    }  # fmt: skip


def test_vectors_that_know_nothing_are_refused(corpus, vectors, tmp_path):
    foreign = replace(vectors, words=[f"x{word}" for word in vectors.words])
    with pytest.raises(InputError, match="knows 0 of 80 words"):
        compare(corpus, foreign, out=tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_frozen_vectors_that_are_trained_after_all_are_warned_of(corpus, vectors, tmp_path):
    options = {"strategies": ["frozen"], "seeds": 1, "epochs": 2, "learning_rate": 0.3}
    with pytest.warns(EmbedstudyWarning, match="frozen: trained after epoch 1 .*finetuned tells"):
        study = compare(corpus, vectors, unfreeze_after=1, out=tmp_path / "a", **options)
    assert any("trained after epoch 1" in warning for warning in study.meta["warnings"])
    study = compare(corpus, vectors, out=tmp_path / "b", **options)
    assert not any("trained after" in warning for warning in study.meta["warnings"])


def test_oddities_of_texts_and_vectors_are_warned_of_and_nothing_fails(corpus, vectors, tmp_path):
    parts = {
        name: (["...", "unheardof", *split.texts[2:]], split.labels)
        for name, split in corpus.splits.items()
    }
    holes = make_corpus("holes", parts)
    sharing_warning = f"{vectors.name}: {len(vectors)} words have 2 distinct vectors; one vector is"
    shared_rows = np.repeat(vectors.matrix[:2], [1, len(vectors) - 1], axis=0)
    prior_warning = (
        "texts that have no word, kept and predicted as the prior: 1 train, 1 dev, 1 test"
    )
    with pytest.warns(EmbedstudyWarning) as warned:
        study = compare(
            holes, replace(vectors, matrix=shared_rows), seeds=2, learning_rate=0.3,
            out=tmp_path / "s",
        )  # fmt: skip
    for expected in (prior_warning, sharing_warning):
        assert any(expected in str(warning.message) for warning in warned)
        assert any(expected in warning for warning in study.meta["warnings"])
    assert study.meta["distinct_vectors"]["holes"][vectors.name]["distinct"] == 2
    assert study.meta["data"]["holes"]["wordless"] == {"train": 1, "dev": 1, "test": 1}
    assert all(row.status == "ok" for row in study.runs)
    shares = np.bincount(holes.train.label_ids)
    for row in study.runs:
        assert study.predictions(row.run).predicted[0] == holes.classes[shares.argmax()]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"jobs": 0}, "jobs is 0"),
        ({"jobs": 1.5}, "jobs is 1.5; it must be a whole number"),
        ({"seeds": "2"}, "seeds is '2'; it must be a whole number"),
        ({"epochs": 2.5}, "epochs is 2.5; it must be a whole number"),
        ({"learning_rate": None}, "learning_rate is None"),
        ({"strategies": [None]}, "strategies holds None; each value must be a string"),
        ({"dataset": None}, "NoneType is no data set"),
        ({"vectors": [7]}, "vectors: a name is a string, not 7"),
        ({"probes": ["good33"]}, "no word 'good33'.*nearest spellings: good3"),
        ({"dataset": "rotten-tomatos"}, "no data set"),
        ({"vectors": "glove-50"}, "no vectors 'glove-50'"),
    ],
)
def test_bad_input_leaves_nothing_behind(corpus, vectors, tmp_path, options, message):
    usual = {"dataset": corpus, "vectors": vectors, "out": tmp_path / "s"}
    with pytest.raises(InputError, match=message):
        compare(**{**usual, **options})
    assert not (tmp_path / "s").exists()


def test_no_thread_outlives_a_study(finished):
    assert not [t for t in threading.enumerate() if t.name.startswith("run")]


def test_the_default_place_is_below_runs(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = compare(corpus, strategies=["random"], seeds=1, epochs=1)
    assert study.path == Path("runs/made-up")
    assert study.summary[0].std is None


def test_an_empty_out_is_the_working_directory(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(InputError, match="holds something other than a study"):
        embedstudy.compare(corpus, strategies=["random"], out="", progress=False)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_a_table_in_memory_is_studied_resumed_and_extended(corpus, tmp_path):
    examples = corpus.examples
    labels = [corpus.classes[i] for i in examples.label_ids]
    table = {"body": examples.texts.to_pylist(), "category": labels}
    usual = {"strategies": ["random"], "epochs": 1, "tune": "none", "progress": False}
    usual |= {"text": "body", "label": "category", "out": tmp_path / "s"}
    study = compare(table, seeds=1, **usual)
    assert {row.dataset for row in study.summary} == {"memory"}
    assert len(compare(dict(table), seeds=2, extend=True, **usual).runs) == 2
    with pytest.raises(InputError, match="dataset_sha256"):
        compare({**table, "category": labels[::-1]}, seeds=2, resume=True, **usual)
    pair = (table["body"], labels)
    del usual["text"], usual["label"]
    both = compare([pair, corpus], seeds=1, **{**usual, "out": tmp_path / "two"})
    assert {row.dataset for row in both.summary} == {"memory", corpus.name}


def test_the_protocol_is_told_at_the_start(corpus, vectors, tmp_path, capsys):
    options = {"strategies": ["random"], "learning_rate": 0.3, "epochs": 1, "seeds": 1}
    known = replace(corpus, protocol="a split by lot")
    study = compare(known, out=tmp_path / "a", progress=True, **options)
    assert "made-up: a split by lot\n" in capsys.readouterr().err
    facts = study.meta["data"]["made-up"]
    assert facts["protocol"] == "a split by lot"
    assert facts["repeats"].keys() == {"dev in train", "test in train", "test in dev"}
    compare(known, out=tmp_path / "b", progress=False, **options)
    assert "a split by lot" not in capsys.readouterr().err


def test_how_a_table_was_read_is_told_once_and_kept(corpus, vectors, tmp_path, capsys):
    path = tmp_path / "emb.npy"
    np.save(path, np.asarray(vectors.matrix))
    (tmp_path / "words.txt").write_text("".join(f"{word}\n" for word in vectors.words))
    second = replace(corpus, name="second")
    study = compare([corpus, second], str(path), strategies=["frozen"], seeds=1, out=tmp_path / "s")
    line = "read emb.npy: words from words.txt in the same folder (no name ties it to this array)"
    assert capsys.readouterr().err.splitlines().count(line) == 1
    phrase = {"emb.npy": line}
    assert study.meta["table_readings"] == {"made-up": phrase, "second": phrase}
    assert not study.meta["warnings"]


def test_a_study_that_names_no_vectors_says_which_it_took(tmp_path, monkeypatch):
    rows = [f"zrak{i % 7} voda{i % 5} {'lep' if i % 2 else 'grd'},{i % 2}" for i in range(60)]
    (tmp_path / "tickets.csv").write_text("text,label\n" + "\n".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    options = {"seeds": 1, "epochs": 1, "learning_rate": 0.1, "progress": False}
    with pytest.warns(EmbedstudyWarning, match="train:word2vec takes the place of glove-6b-50d"):
        study = compare("tickets.csv", **options)
    assert study.path == Path("runs/tickets")
    assert study.meta["identity"]["vectors"] == ["train:word2vec"]
    assert study.meta["default_vectors"]["name"] == "train:word2vec"
    assert any("no vectors were named" in warning for warning in study.meta["warnings"])
    with pytest.warns(EmbedstudyWarning, match="no vectors were named"):
        again = compare("tickets.csv", **options, resume=True)
    assert again.runs == study.runs
    chosen = compare("tickets.csv", "train:word2vec", **options, out="named")
    assert "default_vectors" not in chosen.meta
    alone = compare("tickets.csv", strategies="random", **options, out="alone")
    assert alone.meta["identity"]["vectors"] == []


def test_a_study_with_the_ending_in_its_name_goes_on(tmp_path, monkeypatch):
    rows = [f"good{i % 7} bad{i % 5},{i % 2}" for i in range(60)]
    (tmp_path / "tickets.csv").write_text("text,label\n" + "\n".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    options = {"strategies": "random", "seeds": 1, "epochs": 1, "learning_rate": 0.1,
               "progress": False}  # fmt: skip
    older = compare("tickets.csv", **options, out="runs/tickets.csv")
    assert compare("tickets.csv", **options, resume=True).path == older.path
    assert compare("tickets.csv", **options).path == Path("runs/tickets")
