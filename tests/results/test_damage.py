"""What is damaged is told once, and many files are counted."""

from embedstudy.errors import InputError
from embedstudy.results.damage import Damage


def test_a_file_is_read_and_told_once():
    damage, reads = Damage(), []

    def read():
        reads.append(1)
        raise InputError("a.csv: damaged")

    assert [damage.check("a.csv", read) for _ in range(3)] == [False] * 3
    assert damage.check("b.csv", lambda: b"")
    assert (len(reads), damage.messages) == (1, ["a.csv: damaged"])


def test_many_files_are_counted():
    damage = Damage()
    for number in range(11):
        damage.add(f"{number}.csv: damaged")
    assert damage.list_lines()[-2:] == [
        "7.csv: damaged",
        "and 3 more damaged files: embedstudy show --verify",
    ]


def test_a_fault_is_found_by_its_folder_and_an_error_is_not_told_twice():
    damage = Damage()

    def read():
        raise InputError("s/spaces/a/b: damaged")

    damage.check("spaces/a/b", read)
    damage.add("s/snapshots/a: do not fit", "snapshots/a/")
    assert damage.find_fault("spaces/") == "s/spaces/a/b: damaged"
    assert damage.find_fault("snapshots/a/") == "s/snapshots/a: do not fit"
    assert damage.find_fault("words/") is None
    assert damage.list_lines(InputError("s/spaces/a/b: damaged")) == ["s/snapshots/a: do not fit"]
