"""A package's JSON, rewritten as a matrix and a list of words."""

import io
import json
import tarfile

import numpy as np
import pytest

from embedstudy.errors import FetchError
from embedstudy.vectors.wink import rewrite


def pack(path, vectors, member="package/v.json"):
    content = json.dumps({"other": 1, "vectors": vectors}).encode()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(member)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


def rewritten(tmp_path, vectors, shape=(2, 2), member="package/v.json"):
    archive = pack(tmp_path / "a.tgz", vectors)
    places = tmp_path / "v.npy", tmp_path / "v.txt"
    rewrite(archive, member, shape, *places, progress=False)
    return np.load(places[0]), places[1].read_text()


def test_rows_have_the_order_of_their_index(tmp_path):
    vectors = {"good": [1, 2, 9.0, 1], "the": [3.5, 4, 9.0, 0]}
    matrix, words = rewritten(tmp_path, vectors)
    assert matrix.tolist() == [[3.5, 4], [1, 2]]
    assert words == "the\ngood\n"


@pytest.mark.parametrize(
    ("vectors", "options", "message"),
    [
        ({"a": [1, 2, 9, 0]}, {}, "1 of 2 words are missing"),
        ({"a": [1, 2, 9, 5]}, {}, "'a' is not 2 numbers, a norm and an index"),
        ({"a": [1, 9, 0]}, {}, "'a' is not 2 numbers, a norm and an index"),
        ({}, {"member": "package/none.json"}, "holds no package/none.json"),
    ],
)
def test_other_contents_are_errors(tmp_path, vectors, options, message):
    with pytest.raises(FetchError, match=message):
        rewritten(tmp_path, vectors, **options)
