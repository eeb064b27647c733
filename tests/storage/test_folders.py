import pytest

from embedstudy.storage import count_bytes, remove_empty_folders, walk_files


def test_all_bytes_below_a_folder_are_counted_once(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep" / "er" / "b").write_bytes(b"678")
    assert count_bytes(tmp_path) == 8
    assert count_bytes(tmp_path / "none") == 0


@pytest.mark.parametrize("victim", ["a", "pip-unpack", "pip-unpack/b"])
def test_what_vanishes_while_bytes_are_counted_is_passed_over(tmp_path, vanishing, victim):
    """As pip's temporary folder does while a progress bar looks into it."""
    (tmp_path / "pip-unpack").mkdir()
    for name in ("a", "pip-unpack/b", "stays"):
        (tmp_path / name).write_bytes(b"12345")
    vanishing(tmp_path / victim)
    size = count_bytes(tmp_path)
    assert not (tmp_path / victim).exists()
    assert size == 10
    assert tmp_path / "stays" in walk_files(tmp_path)


def test_folders_that_are_new_and_empty_go_after_an_error(tmp_path):
    def fail(place):
        with remove_empty_folders(place):
            place.mkdir(parents=True)
            raise OSError("broken")

    (tmp_path / "old").mkdir()
    for name in ("new/er", "old/er"):
        with pytest.raises(OSError, match="broken"):
            fail(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    with remove_empty_folders(tmp_path / "new"):
        (tmp_path / "new").mkdir()
    assert (tmp_path / "new").is_dir()
