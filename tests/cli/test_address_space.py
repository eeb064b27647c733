import subprocess
import sys

import pytest

from embedstudy.cli import address_space
from embedstudy.cli.address_space import FLOORS, AddressSpaceError, check_address_space
from embedstudy.cli.app import PANELS


def test_floors_are_those_of_commands():
    commands = {
        " ".join((*chain, name))
        for chain, panels in PANELS.items()
        for panel in panels.values()
        for name in panel
    }
    assert FLOORS.keys() <= commands


def test_a_command_without_room_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(address_space, "find_address_limit", lambda: 300_000_000)
    with pytest.raises(AddressSpaceError, match=r"compare needs about \d+ MB .* allows 300 MB"):
        check_address_space("compare")
    check_address_space("completion")
    monkeypatch.setattr(address_space, "find_address_limit", lambda: None)
    check_address_space("compare")


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v works on Linux")
def test_the_command_line_says_so_in_one_line():
    command = f"ulimit -v 300000; exec {sys.executable} -m embedstudy compare imdb"
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: compare needs about ")
    assert ended.stderr.count("\n") == 1
