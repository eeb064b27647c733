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
