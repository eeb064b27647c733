import hashlib
import io
import json

import numpy as np
import pytest
from safetensors.numpy import save

from embedstudy.classifier.persistence.tensors import read_arrays, read_header

ARRAYS = {
    "embedding": np.arange(12, dtype=np.float32).reshape(4, 3),
    "counts": np.array([9, 7, -4]),
    "buckets": np.empty(0, np.int32),
    "totals": np.array([0.5, 1e300]),
    "chars": np.array([2**32 - 1], np.uint32),
}
CONTENT = bytes(save(ARRAYS))


def read(content):
    file = io.BytesIO(content)
    return read_arrays(file, read_header(file, len(content)))


def test_the_arrays_and_the_hash_of_a_file():
    arrays, digest = read(CONTENT)
    assert digest == hashlib.sha256(CONTENT).hexdigest()
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape)
        assert arrays[name].tobytes() == array.tobytes()
        assert arrays[name].flags.writeable


def change_entry(**changes):
    size = int.from_bytes(CONTENT[:8], "little")
    header = json.loads(CONTENT[8 : 8 + size])
    header["embedding"] |= changes
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + CONTENT[8 + size :]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no header"),
        (CONTENT[:7], "no header"),
        (b"\xff" * 100, "no header"),
        ((10**6).to_bytes(8, "little") + b"[" * 10**6, "header cannot be read"),
        (CONTENT[:-1], "its header describes"),
        (CONTENT + b"\0", "its header describes"),
        (change_entry(shape=[2**62, 4]), "bytes that are not its own"),
        (change_entry(shape=[-1, -12]), "header cannot be read"),
        (change_entry(shape=[4.0, 3]), "header cannot be read"),
        (change_entry(shape=[True, 12]), "header cannot be read"),
        (change_entry(data_offsets=[0, 10**12]), "bytes that are not its own"),
        (change_entry(data_offsets=[0]), "header cannot be read"),
        (change_entry(dtype="BF16"), "header cannot be read"),
        (change_entry(dtype=[]), "header cannot be read"),
    ],
)
def test_a_header_that_lies_is_refused_before_anything_is_allocated(content, message):
    with pytest.raises(ValueError, match=message):
        read(content)


def test_every_cut_of_a_file_is_refused():
    for size in range(0, len(CONTENT), 7):
        with pytest.raises(ValueError, match="header"):
            read(CONTENT[:size])
