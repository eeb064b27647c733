"""A study that compares optimizers: chosen on dev for each strategy, resumed, shown, extended."""

import json
import shutil

import pytest

from embedstudy.cli.output.study import print_study
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.metrics import METRICS
from embedstudy.options.command import read_command
from embedstudy.options.compare import CompareOptions
from embedstudy.report.paper.settings import tabulate_settings
from embedstudy.results.directory import PAGE
from embedstudy.results.optimizer_scores import list_optimizer_scores
from embedstudy.study.plan.config import configure
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.study_file import read_study
from tests.made_up_files import read_results
from tests.studies import compare

STRATEGIES_COMPARED = ("random", "frozen", "finetuned")
pytestmark = pytest.mark.filterwarnings("ignore:.*that was tried")


def make_study(corpus, vectors, out, **options):
    return compare(
        corpus, vectors, strategies=STRATEGIES_COMPARED, optimizer=["sgd", "adam"], seeds=2,
        epochs=3, out=out, progress=False, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    return make_study(corpus, vectors, tmp_path_factory.mktemp("studies") / "s")


def test_each_strategy_that_is_trained_tries_both(finished):
    by_strategy = {
        name: [row for row in finished.tuning if row.strategy == name]
        for name in STRATEGIES_COMPARED
    }
    assert {row.optimizer for row in by_strategy.pop("frozen")} == {""}  # it is solved
    for rows in by_strategy.values():
        first = [row for row in rows if row.rung == 1]
        assert [row.optimizer for row in first] == ["sgd"] * 18 + ["adam"] * 15
        highest = dict.fromkeys(("sgd", "adam"), 0.0)
        for row in first:
            highest[row.optimizer] = max(highest[row.optimizer], row.lr)
        assert highest == {"sgd": 3.0, "adam": 0.01}


def test_the_runs_have_the_one_that_is_best_on_dev(finished):
    for scores in list_optimizer_scores(finished.tuning, finished.runs, METRICS["accuracy"]):
        (chosen,) = {run.optimizer for run in finished.runs if run.strategy == scores.strategy}
        dev_size = finished.meta["data"]["made-up"]["dev"]
        assert scores.best[chosen] >= max(scores.best.values()) - 0.5 / dev_size - 1e-6
        (row,) = (row for row in finished.summary if row.strategy == scores.strategy)
        assert row.optimizer == chosen
        for run in finished.runs:
            if run.strategy == scores.strategy:
                meta = finished.path / "spaces" / run.run / "meta.json"
                assert f'"optimizer": "{chosen}"' in meta.read_text()


def test_it_is_resumed_to_the_same_bytes(finished, corpus, vectors, tmp_path):
    out = tmp_path / "s"
    shutil.copytree(finished.path, out)
    for name in ("tuning.csv", "runs.csv"):
        lines = (out / name).read_text().splitlines(keepends=True)
        (out / name).write_text("".join(lines[: len(lines) // 2]))
    with (
        pytest.warns(EmbedstudyWarning, match=r"tuning\.csv: damaged .*; it is made again"),
        pytest.warns(EmbedstudyWarning, match=r"runs\.csv: damaged .*; it is made again"),
    ):
        resumed = make_study(corpus, vectors, out, resume=True)
    assert read_results(resumed) == read_results(finished)


def test_another_choice_of_optimizers_is_another_study(finished, corpus, vectors):
    for optimizer in ("sgd", ["sgd", "adam", "adagrad"], ["adam", "sgd"]):
        with pytest.raises(InputError, match=r"the study there differs: .*optimizers was"):
            compare(
                corpus, vectors, strategies=STRATEGIES_COMPARED, optimizer=optimizer, seeds=2,
                epochs=3, out=finished.path, extend=True,
            )  # fmt: skip


def test_terminal_and_page_show_dev_by_optimizer(finished, capsys):
    print_study(finished)
    printed = capsys.readouterr().out
    assert "best dev accuracy in %, by" in printed
    assert "chosen on dev" in printed
    for row in finished.summary:
        assert row.strategy == "frozen" or f"{row.optimizer} {row.lr:g}" in printed
    assert "Trials of each strategy: " in printed
    page = (finished.path / PAGE).read_text(encoding="utf-8")
    assert "Best dev accuracy in percent with each optimizer" in page
    assert ", adam</bdi>" in page  # a chart of its own rates


def test_tables_for_a_paper_name_both(finished):
    table = tabulate_settings(finished)
    rows = {row[0]: row[1] for row in table.rows}
    assert (rows["mean with sgd: batch_size"], rows["mean with adam: batch_size"]) == ("1", "32")


def test_its_command_names_both():
    options = CompareOptions.from_values({"optimizer": ["sgd", "adam"], "seeds": 2})
    meta = {"options": json.loads(json.dumps({"datasets": ["imdb"], **options.to_json()}))}
    command = "embedstudy compare imdb --seeds 2 --optimizer sgd --optimizer adam"
    assert read_command(meta) == command


def test_a_worker_of_a_cluster_reads_both():
    options = {"optimizer": ["sgd", "adam"], "strategies": ["random"]}
    request = StudyRequest.from_call("imdb", None, "basic", options)
    received = StudyRequest.from_json(json.loads(json.dumps(request.to_json())))
    assert received.options == request.options
    assert configure(["imdb"], received.options).optimizers == ("sgd", "adam")


def test_a_study_file_names_both(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('dataset = "imdb"\n[model]\noptimizer = ["sgd", "adam"]\n')
    assert read_study(path)["model"] == {"optimizer": ["sgd", "adam"]}
    path.write_text('dataset = "imdb"\n[model]\noptimizer = ["sgd", "adm"]\n')
    with pytest.raises(InputError, match=r"a\.toml: \[model\] no optimizer 'adm'; there are: adam"):
        read_study(path)
