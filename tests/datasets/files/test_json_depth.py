import io
import json

import pytest

from embedstudy.datasets.files.json_depth import MOST_DEPTH, ShallowJson
from embedstudy.errors import InputError


def read_by(content, size):
    stream = ShallowJson(io.BytesIO(content), "f.json")
    chunks = []
    while chunk := stream.read(size):
        chunks.append(chunk)
    return b"".join(chunks)


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_brackets_within_strings_are_no_depth(size):
    texts = ["[" * 3000, '\\"[{' * 1000, "\\" * 501, "a\\\\", "{" * 2000 + '"']
    content = json.dumps([{"text": text, "label": ["p"]} for text in texts]).encode()
    assert read_by(content, size) == content


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"[":'])
def test_json_that_is_nested_too_deeply_is_refused(opening, size):
    with pytest.raises(InputError, match=r"f\.json: .* nested over 1,000 deep"):
        read_by(b"[" + opening * (MOST_DEPTH + 1), size)


def test_as_many_objects_as_there_are_after_one_another_are_no_depth():
    content = b"[" + b'{"a":[1]},' * 10_000 + b"1]"
    assert read_by(content, 1 << 16) == content
