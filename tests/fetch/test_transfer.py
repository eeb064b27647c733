"""How downloads continue, and which answers of a server are believed."""

import pytest

from embedstudy.errors import FetchError
from embedstudy.fetch.partial_file import Origin, PartialFile
from embedstudy.fetch.transfer import can_continue, download
from tests.fetch.server import Answer

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def part(tmp_path):
    folder = tmp_path / "part"
    folder.mkdir()
    return PartialFile(folder, tmp_path / "v.gz")


@pytest.mark.parametrize(
    ("origin", "pinned", "continues"),
    [
        (Origin("u", etag='"1"'), False, True),
        (Origin("u"), False, False),
        (Origin("u"), True, True),
        (Origin("other", etag='"1"'), True, False),
        (Origin("u", etag='"1"', total=3), True, False),
    ],
)
def test_a_part_continues_only_where_it_fits(part, origin, pinned, continues):
    part.begin(origin)
    part.path.write_bytes(b"12345")
    assert can_continue(part, "u", pinned) is continues
    assert part.path.exists() is continues


def test_a_download_tells_whether_it_was_joined(part, server):
    url = server.put("/v.gz", CONTENT, Answer(), Answer(cut_at=0.5), Answer())
    assert not download(url, part, len(CONTENT), pinned=True, progress=False)
    assert part.path.read_bytes() == CONTENT
    part.discard()
    assert download(url, part, len(CONTENT), pinned=True, progress=False)
    assert part.path.read_bytes() == CONTENT


def test_another_size_than_expected_is_final(part, server):
    url = server.put("/v.gz", CONTENT)
    with pytest.raises(FetchError, match="the server offers 256,000 bytes, expected 9"):
        download(url, part, 9, pinned=True, progress=False)
    assert len(server.requests) == 1
