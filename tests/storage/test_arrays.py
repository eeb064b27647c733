import subprocess
import sys

import numpy as np
import pytest

from embedstudy.storage import map_array, publish, release_memory, write_array


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.float32).reshape(4, 3),
        np.arange(12, dtype=np.float32).reshape(4, 3)[:, ::2],
        np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
        np.empty((0, 5), np.float32),
        np.arange(5, dtype=np.int32),
    ],
)
def test_an_array_is_written_as_numpy_writes_it(tmp_path, array):
    with publish(tmp_path / "a.npy") as file:
        write_array(file, array)
    np.save(tmp_path / "b.npy", np.ascontiguousarray(array))
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_an_array_for_which_there_is_no_room_is_an_error(tmp_path):
    """Also where no more than its last page is missing."""
    code = (
        "import resource, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from embedstudy.storage import FullDiskError, publish, write_array\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "try:\n"
        "    with publish(Path(sys.argv[1])) as file:\n"
        "        write_array(file, np.zeros((80, 100), np.float32))\n"
        "except FullDiskError:\n"
        "    print('full')\n"
    )
    path = tmp_path / "a.npy"
    process = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert process.stdout == "full\n", process.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(3))])
def test_an_open_array_is_mapped_and_outlives_its_file(array, tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, array)
    with path.open("rb") as file:
        mapped = map_array(file)
    path.unlink()
    assert isinstance(mapped, np.memmap)
    assert np.array_equal(mapped, array)


def test_memory_is_released_but_not_what_was_written_to_it(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.arange(6.0))
    for mode, expected in (("r", 0.0), ("c", 9.0)):
        mapped = np.load(path, mmap_mode=mode)
        if mode == "c":  # a copy in memory alone
            mapped[0] = 9
        release_memory(mapped)
        assert mapped.tolist() == [expected, 1, 2, 3, 4, 5]


def test_an_array_of_objects_is_not_mapped(tmp_path):
    np.save(tmp_path / "a.npy", np.array([{}]), allow_pickle=True)
    with (tmp_path / "a.npy").open("rb") as file, pytest.raises(ValueError, match="objects"):
        map_array(file)
    (tmp_path / "a.npy").write_bytes(b"junk")
    with (tmp_path / "a.npy").open("rb") as file, pytest.raises(ValueError, match=r"magic|EOF"):
        map_array(file)
