"""Parts of downloads, and how they continue."""

import pytest

from embedstudy.errors import FetchError
from embedstudy.fetch.transfer import Origin, PartialFile, can_continue, download
from tests.fetch.server import Answer

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def part(tmp_path):
    return PartialFile(tmp_path / "v.gz")


def test_a_part_knows_its_length_and_origin(part):
    assert (part.length(), part.origin()) == (0, None)
    assert not part.length_was_promised()
    origin = Origin("http://x/v.gz", etag='"1"', total=10)
    part.begin(origin)
    part.path.write_bytes(b"12345")
    assert (part.length(), part.origin()) == (5, origin)
    assert part.length_was_promised()
    part.discard()
    assert (part.length(), part.origin()) == (0, None)


def test_a_weak_etag_validates_nothing():
    assert Origin("u", etag='"1"', last_modified="today").validator == '"1"'
    assert Origin("u", etag='W/"1"', last_modified="today").validator == "today"
    assert Origin("u", etag='W/"1"').validator == ""


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
