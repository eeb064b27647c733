"""Data sets that the hub's library keeps or saves; fetching is tested with a hub of our own."""

import numpy as np
import pytest
from datasets import Dataset, DatasetDict

from embedstudy.datasets.hub_access import Pin, fetch, hub_home, open_fetched, open_saved
from embedstudy.errors import InputError

DATA = Dataset.from_dict({"text": ["a", "b"], "label": [0, 1]})


def test_a_data_set_without_splits_is_one_split(tmp_path):
    DATA.save_to_disk(tmp_path / "one")
    assert {name: len(table) for name, table in open_saved(tmp_path / "one").items()} == {
        "train": 2
    }
    DatasetDict({"train": DATA, "test": DATA}).save_to_disk(tmp_path / "two")
    assert list(open_saved(tmp_path / "two")) == ["train", "test"]


def test_a_damaged_folder_is_one_line(tmp_path):
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(InputError, match=r"cannot be opened \(.*; save it again") as caught:
        open_saved(tmp_path)
    assert "\n" not in str(caught.value)


def test_an_array_that_points_outside_of_its_bytes_is_one_line(tmp_path):
    folder = tmp_path / "one"
    DATA.save_to_disk(folder)
    path = next(folder.glob("*.arrow"))
    content = bytearray(path.read_bytes())
    offsets = np.cumsum([0, *(len(text.encode()) for text in DATA["text"])], dtype=np.int32)
    at = content.index(offsets.tobytes())
    content[at + 4 : at + 8] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"one: cannot be opened \(ArrowInvalid: .*save it again"):
        open_saved(folder)


def test_nothing_is_kept_in_an_empty_home(home):
    assert hub_home() == home / "hub"
    assert open_fetched(Pin("me/none", "", "0" * 40)) is None


def test_a_folder_of_that_name_is_not_read(home, tmp_path, monkeypatch):
    (tmp_path / "me" / "tables").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="hf:me/tables: there is a folder me/tables here"):
        fetch("hf:me/tables", Pin("me/tables"), progress=False)
