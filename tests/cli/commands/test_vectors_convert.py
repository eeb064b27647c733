"""``embedstudy vectors convert``."""

import numpy as np

from embedstudy import load_vectors
from tests.cli.runner import call
from tests.made_up_files import write_vectors


def test_a_table_is_converted_there_and_back(tmp_path, home):
    write_vectors(tmp_path / "v.txt")
    table = load_vectors(tmp_path / "v.txt", progress=False)
    result = call("vectors", "convert", tmp_path / "v.txt", tmp_path / "v.bin", "--limit", 5)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'v.bin'}\n")
    back = load_vectors(tmp_path / "v.bin", progress=False)
    assert list(back.words) == list(table.words[:5])
    np.testing.assert_array_equal(back.matrix, table.matrix[:5])


def test_a_file_is_replaced_only_when_asked(tmp_path, home):
    write_vectors(tmp_path / "v.txt")
    (tmp_path / "v.bin").write_text("mine")
    arguments = ("vectors", "convert", tmp_path / "v.txt", tmp_path / "v.bin")
    refused = call(*arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "v.bin: is there already (--force replaces it" in refused.stderr
    assert (tmp_path / "v.bin").read_text() == "mine"
    assert call(*arguments, "--force").exit_code == 0


def test_no_such_format(tmp_path, home):
    write_vectors(tmp_path / "v.txt")
    result = call(
        "vectors", "convert", tmp_path / "v.txt", tmp_path / "w", "--format", "word2vec-txt"
    )
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no vector format 'word2vec-txt'; there are: word2vec")
