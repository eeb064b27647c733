import pytest

from tests.faults.steps import record_steps, run, run_killed
from tests.made_up_files import write_vectors


@pytest.mark.quick_faults
def test_a_command_is_killed_right_before_a_step_of_its_publication(home, tmp_path, trials):
    source, folder, log = write_vectors(tmp_path / "glove.txt"), tmp_path / "out", tmp_path / "log"
    folder.mkdir()
    target = folder / "v.bin"
    command = ["vectors", "convert", source, target]
    steps = record_steps(*command, watch=[folder], log=log)
    actions = [step.action for step in steps]
    assert {"open", "write", "fsync", "rename"} <= set(actions)
    assert steps[actions.index("rename")].path == str(target)
    target.unlink()
    assert run_killed(steps[actions.index("rename")], *command, watch=[folder], log=log)
    assert not target.exists()
    assert run(*command, log=log) == 0
    assert target.exists()
