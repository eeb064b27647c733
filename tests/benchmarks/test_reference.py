from argparse import Namespace
from itertools import pairwise

import pytest

from benchmarks.reference import (
    Job,
    choose_sizes,
    is_finished,
    is_short_enough,
    make_study,
    measure_seconds,
    write_times,
)
from embedstudy.results.create import begin

TIMES = {"started": "2026-01-01T10:00:00+00:00", "finished": "2026-01-01T11:00:30+00:00"}


@pytest.fixture
def options(tmp_path):
    return Namespace(out=tmp_path, seeds=5, jobs=1, studies=1)


def test_sizes_lie_well_below_all_texts():
    assert choose_sizes(1392) == (100, 200, 300, 600, 1000)
    assert choose_sizes(6824)[-1] == 3000
    assert choose_sizes(40_868)[-1] == 20_000
    assert choose_sizes(120) == ()


def test_long_texts_are_for_the_fast_encoder_alone():
    assert is_short_enough("mean", 400)
    assert is_short_enough("cnn", 20)
    assert not is_short_enough("cnn", 51)


def test_the_command_names_what_is_fixed(tmp_path, options):
    words = Job("r8", "mean", (100, 300)).command(tmp_path, options)
    assert words[1:5] == ["-m", "embedstudy", "compare", "r8"]
    assert [b for a, b in pairwise(words) if a == "--vectors"] == [
        "glove-6b-50d", "glove-6b-100d", "train:word2vec",
    ]  # fmt: skip
    assert words[words.index("--train-sizes") + 1] == "100,300,all"
    assert words[words.index("--out") + 1] == str(tmp_path / "mean" / "r8")
    assert "--resume" in words


def test_a_finished_study_is_not_made_again(tmp_path, options):
    job = Job("r8", "mean", (100,))
    assert not is_finished(job.folder(tmp_path))
    begin(job.folder(tmp_path), {"status": "complete", **TIMES})
    assert is_finished(job.folder(tmp_path))
    assert make_study(job, options) == 0
    assert not job.folder(tmp_path).with_name("r8.out").exists()


def test_a_study_that_fails_says_where_to_look(tmp_path, options, capsys):
    assert make_study(Job("no such data set", "mean", ()), options) == 2
    assert "no such data set.err" in capsys.readouterr().out


LINES = (
    "2026-01-01T10:00:00.000Z INFO begun: 0 of 20 trials, 0 of 10 runs",
    "2026-01-01T10:00:30.500Z INFO finished: tuning 100 texts, glove, random: dev 9.1 %, 0.25 s",
    "2026-01-01T12:00:00.000Z INFO resumed: 20 of 20 trials, 3 of 10 runs",
    "  a line of a traceback",
    "2026-01-01T12:01:00.000Z INFO ended: complete, 20 of 20 trials, 10 of 10 runs",
)


def test_times_are_those_of_finished_studies_without_pauses(tmp_path, capsys):
    jobs = [Job("r8", "mean", (100,)), Job("imdb", "mean", (100,))]
    begin(jobs[0].folder(tmp_path), {"status": "complete", **TIMES})
    (jobs[0].folder(tmp_path) / "study.log").write_text("\n".join(LINES))
    begin(jobs[1].folder(tmp_path), {"status": "running", **TIMES})
    assert measure_seconds(jobs[0].folder(tmp_path)) == 90.5
    write_times(jobs, tmp_path)
    table = (tmp_path / "times.csv").read_text().splitlines()
    assert len(table) == 2
    assert table[1].startswith("mean,r8,complete,")
    assert table[1].endswith(",90")
    assert "mean imdb: not finished" in capsys.readouterr().out
