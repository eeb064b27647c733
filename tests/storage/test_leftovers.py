"""The next call removes what killed processes left, and nothing that is in use."""

import os

import pytest

from embedstudy.storage import publish, sweep_home, temporary_folder

LEFT = [
    ".fetch-v.whl.1-0123456789.tmp/pip-x/v.whl",
    "datasets/x-1/.texts.arrow.1-0123456789.tmp",
    "vectors/cache/x-1/.vectors.npy.1-0123456789.tmp",
    "web/x/.fetch-v.gz.1-0123456789.part/.origin.json",
    "wheels/.fetch-v.whl.1-0123456789.tmp/v.whl",
]
STAYS = [
    ".notes.tmp",
    "datasets/x-1/texts.arrow",
    "hub/files/.x.1-0123456789.tmp",
    "web/x/.fetch-v.gz.1-0123456789.part/v.gz",  # a later call may go on from there
    "web/x/.v.gz.lock",
    "web/x/.v.gz.1-01234567.tmp",  # of an older version, which may be at work
    "web/x/v.gz.part",
    "wheels/.fetch-v.whl",
]


def put(home, names):
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"1")


def list_files(home):
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())


def test_what_killed_processes_left_is_swept_once(home):
    put(home, LEFT)
    assert sweep_home() == len(LEFT)
    assert list_files(home) == []
    put(home, LEFT)
    assert sweep_home() == 0


def test_what_a_person_or_another_call_may_need_stays(home):
    put(home, STAYS)
    assert sweep_home() == 0
    assert list_files(home) == sorted(STAYS)


@pytest.mark.parametrize("days", [30, -30])  # the second: before a clock went back
def test_what_nobody_goes_on_with_is_swept_in_the_end(home, days):
    put(home, STAYS)
    for path in [path for name in STAYS for path in (home / name, *(home / name).parents)]:
        if path.is_relative_to(home):
            os.utime(path, (at := home.stat().st_ctime - days * 86_400, at))
    sweep_home()
    assert list_files(home) == [
        ".notes.tmp", "datasets/x-1/texts.arrow", "hub/files/.x.1-0123456789.tmp",
        "web/x/.v.gz.lock",
    ]  # fmt: skip


def test_what_is_in_use_stays(home):
    with publish(home / "a") as file, temporary_folder(home / "wheels" / "v.whl") as folder:
        assert sweep_home() == 0
        (folder / "half").write_bytes(b"1")
        file.write(b"whole")
    assert list_files(home) == ["a"]


def test_without_a_home_nothing_is_swept(monkeypatch):
    monkeypatch.setenv("EMBEDSTUDY_HOME", "~nobody-has-this-name/x")
    assert sweep_home() == 0
