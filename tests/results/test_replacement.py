"""Results are set aside until newer ones are whole; whatever is killed, one of both is there."""

from pathlib import Path

import pytest

from embedstudy.results.files import list_roots
from embedstudy.results.replacement import (
    describe_replacement,
    drop_replaced,
    is_of_replacement,
    restore,
    set_aside,
)

NAMES = ["a.csv", "spaces", "study.json"]


def write(path, content):
    (path / "spaces").mkdir(parents=True, exist_ok=True)
    (path / "spaces" / "x").write_text(content)
    for name in ("a.csv", "study.json"):
        (path / name).write_text(content)


def read(path):
    """Return what a reader sees: the content of each file, in the first folder that has it."""
    roots = list_roots(path)
    contents = {}
    for name in ("a.csv", "spaces/x", "study.json"):
        places = [root / name for root in roots if (root / name).exists()]
        contents[name] = places[0].read_text() if places else None
    return set(contents.values())


@pytest.mark.parametrize("step", range(12))
@pytest.mark.parametrize("again", [restore, set_aside])
def test_a_kill_at_any_step_leaves_the_old_or_the_new(tmp_path, monkeypatch, step, again):
    write(tmp_path, "old")
    (tmp_path / "notes.txt").write_text("mine")
    steps_left = step

    def count(name):
        real_call = getattr(Path, name)

        def call(*values, **options):
            nonlocal steps_left
            if steps_left == 0:
                raise KeyboardInterrupt
            steps_left -= 1
            return real_call(*values, **options)

        monkeypatch.setattr(Path, name, call)

    count("rename")
    count("unlink")
    is_killed = True
    try:
        set_aside(tmp_path, NAMES)
        write(tmp_path, "new")
        drop_replaced(tmp_path)
        is_killed = False
    except KeyboardInterrupt:
        pass
    monkeypatch.undo()
    assert read(tmp_path) in ({"old"}, {"new"})
    if (tmp_path / "study.json").exists() and read(tmp_path) == {"new"}:
        assert not is_killed or describe_replacement(tmp_path) or step > 4
        return
    again(tmp_path, NAMES)
    assert read(tmp_path) == {"old"}
    if again is restore:
        assert not (tmp_path / ".replaced").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_the_oldest_whole_results_stay_aside(tmp_path):
    write(tmp_path, "old")
    set_aside(tmp_path, NAMES)
    write(tmp_path, "unfinished")
    set_aside(tmp_path, NAMES)
    assert read(tmp_path) == {"old"}
    write(tmp_path, "new")
    assert describe_replacement(tmp_path).endswith(f"(embedstudy show {tmp_path / '.replaced'})")
    drop_replaced(tmp_path)
    assert read(tmp_path) == {"new"}
    assert describe_replacement(tmp_path) == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == NAMES


def test_which_folders_are_of_a_replacement():
    names = (".replaced", ".replaced-done", "x")
    assert [is_of_replacement(name) for name in names] == [True, True, False]
