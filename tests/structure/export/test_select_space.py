import json

import pytest

from embedstudy.errors import InputError
from embedstudy.structure.export.select_space import select_space
from tests.structure.export.made_up import FROZEN, RANDOM, TUNED, made_up, row


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    late = [row("random", seed=1), row("random", size=50), row("random", fold=1)]
    rows = [RANDOM, FROZEN, TUNED, *late, row("logreg", encoder="", vectors="")]
    rows.append(row("zeros", status="diverged"))
    return made_up(tmp_path_factory.mktemp("choice") / "s", rows, saved_rows=[*rows[:3], late[0]])


@pytest.mark.parametrize(
    ("name", "initial", "run", "before", "pretrained"),
    [
        (RANDOM.run, False, RANDOM, False, False),
        (row("random", seed=1).run, True, row("random", seed=1), True, False),
        ("random", False, RANDOM, False, False),
        ("random-before", False, RANDOM, True, False),
        ("frozen", True, FROZEN, False, True),
        ("pretrained", False, FROZEN, False, True),
        ("finetuned", False, TUNED, False, False),
        ("finetuned", True, TUNED, True, True),
    ],
)
def test_runs_and_names_of_spaces(study, name, initial, run, before, pretrained):
    selected = select_space(study, name, initial=initial)
    assert (selected.run, selected.initial) == (run, before)
    assert selected.is_pretrained is pretrained


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (None, "several learned spaces; choose one with --run: random, finetuned"),
        ("randm", "no run 'randm'; there are: random, "),
        ("zeros", r"zeros\S+: it diverged \(loss not finite\), and so has no space"),
        (row("zeros").run, "it diverged"),
        (row("logreg", encoder="", vectors="").run, "a baseline has no space"),
        (row("random", size=50).run, "on a sample of the training texts keep no space"),
        (row("random", fold=1).run, "only the first fold"),
    ],
)
def test_what_is_no_space(study, name, message):
    with pytest.raises(InputError, match=message) as raised:
        select_space(study, name)
    assert "\n" not in str(raised.value)


def test_without_frozen_runs_the_pretrained_space_is_that_before_fine_tuning(tmp_path):
    selected = select_space(made_up(tmp_path / "s", [RANDOM, TUNED]), "pretrained")
    assert (selected.run, selected.initial, selected.is_pretrained) == (TUNED, True, True)


def test_the_one_learned_space_is_taken_of_the_first_seed(tmp_path):
    rows = [FROZEN, row("finetuned", status="diverged"), row("finetuned", seed=1)]
    assert select_space(made_up(tmp_path / "s", rows)).run == rows[2]


def test_where_a_name_is_not_enough_the_runs_are_named(tmp_path):
    rows = [row("finetuned"), row("finetuned", vectors="w2v")]
    with pytest.raises(InputError, match="several spaces are called 'finetuned'") as raised:
        select_space(made_up(tmp_path / "s", rows), "finetuned")
    assert all(run_row.run in str(raised.value) for run_row in rows)


def test_nothing_finished_and_spaces_that_are_gone(tmp_path):
    with pytest.raises(InputError, match="no run has finished"):
        select_space(made_up(tmp_path / "s", []))
    with pytest.raises(InputError, match="missing from the study directory"):
        select_space(made_up(tmp_path / "t", [RANDOM], saved_rows=[]), RANDOM.run)


def test_many_runs_are_not_all_listed(tmp_path):
    study = made_up(tmp_path / "s", [row("random", seed=n) for n in range(30)], saved_rows=[])
    with pytest.raises(InputError, match=r"and 24 more \(see runs.csv\)"):
        select_space(study, "nothing")


def test_where_every_run_is_on_a_sample_more_texts_help(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], saved_rows=[])
    meta = {"data": {RANDOM.dataset: {"train": RANDOM.train_size + 1}}}
    (study.path / "study.json").write_text(json.dumps(meta))
    with pytest.raises(InputError, match=r"keep no space, .* \(compare --train-sizes all\)$"):
        select_space(study, RANDOM.run)
