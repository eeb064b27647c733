"""Downloads from a server that breaks off, lies, and forgets."""

import contextlib
import gc
import hashlib
import random
import warnings

import pytest

from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.fetch import connection, digests, fetch_url, transfer, verified
from embedstudy.fetch.addresses import locate_download
from tests.fetch.server import GOOD, Answer

CONTENT = random.Random(5).randbytes(400_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT).hexdigest()
CHANGED = random.Random(6).randbytes(400_000)
DEAD = Answer(503)


def fetch(url, **options):
    return fetch_url(url, progress=False, **options)


def left_of(path):
    """Every file beside a final one but locks."""
    return sorted(p.name for p in path.parent.iterdir() if not p.name.endswith(".lock"))


def test_a_file_is_fetched_once_and_checked(home, server):
    url = server.put("/data/glove.6B.zip", CONTENT)
    path = fetch(url, sha256=SHA256, size=len(CONTENT))
    assert path.read_bytes() == CONTENT
    assert path.is_relative_to(home)
    assert left_of(path) == ["glove.6B.zip"]
    assert fetch(url, sha256=SHA256) == path
    assert len(server.requests) == 1
    assert server.requests[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("known", "again"), [({"sha256": SHA256}, 0), ({"md5": MD5}, 0), ({}, transfer.OVERLAP)]
)
def test_a_connection_that_drops_half_way_is_gone_on_with(home, server, known, again):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.6), GOOD)
    assert fetch(url, **known).read_bytes() == CONTENT
    assert server.sent == [240_000, 160_000 + again]
    assert server.requests[1][1]["Range"] == f"bytes={240_000 - again}-"
    assert server.requests[1][1]["If-Range"] == f'"{SHA256[:16]}"'  # the etag of the first answer


def test_a_broken_download_is_gone_on_with_by_the_next_call(home, server):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.6), DEAD)
    with pytest.raises(FetchError, match=r"503.*240,000 bytes are kept"):
        fetch(url, sha256=SHA256)
    assert not locate_download(url).exists()
    server.answers["/v.gz"] = [GOOD]
    server.sent.clear()
    path = fetch(url, sha256=SHA256)
    assert path.read_bytes() == CONTENT
    assert sum(server.sent) <= 0.41 * len(CONTENT)
    assert left_of(path) == ["v.gz"]


def test_dropping_again_and_again_is_no_reason_to_give_up(home, server):
    url = server.put("/v.gz", CONTENT, *[Answer(cut_at=0.3)] * 8, GOOD)
    assert fetch(url, sha256=SHA256).read_bytes() == CONTENT
    assert sum(server.sent) == len(CONTENT)


def test_a_range_that_is_not_heeded_begins_anew(home, server):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.5), Answer(ranges=False))
    assert fetch(url).read_bytes() == CONTENT
    assert server.sent == [200_000, 400_000]


@pytest.mark.parametrize(
    "second",
    [
        Answer(body=CHANGED),
        Answer(body=CHANGED, if_range=False),
        Answer(body=CHANGED, ranges=False),
    ],
    ids=["If-Range is heeded", "only the etag tells", "no ranges"],
)
def test_pieces_of_two_files_are_never_joined(home, server, second):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.5), second)
    assert fetch(url).read_bytes() == CHANGED


def test_without_a_validator_only_a_hash_allows_pieces_to_be_joined(home, server):
    cut = Answer(cut_at=0.5, validators=False)
    url = server.put("/a.gz", CONTENT, cut, Answer(validators=False))
    assert fetch(url, sha256=SHA256).read_bytes() == CONTENT
    assert server.sent == [200_000, 200_000]
    server.sent.clear()
    url = server.put("/b.gz", CONTENT, cut, Answer(validators=False))
    assert fetch(url).read_bytes() == CONTENT
    assert server.sent == [200_000, 400_000]


def test_a_joint_that_does_not_fit_is_found_by_the_hash(home, server):
    cut = Answer(body=CHANGED, cut_at=0.5, validators=False)
    url = server.put("/v.gz", CONTENT, cut, Answer(validators=False))
    assert fetch(url, sha256=SHA256).read_bytes() == CONTENT
    assert server.sent == [200_000, 200_000, 400_000]


@pytest.mark.parametrize("shift", [-1000, 1000])
def test_a_range_that_begins_elsewhere_is_not_joined(home, server, shift):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.5), Answer(shift=shift), GOOD)
    assert fetch(url).read_bytes() == CONTENT


def test_416_begins_anew(home, server):
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.5), Answer(416, body=b""), GOOD)
    assert fetch(url).read_bytes() == CONTENT
    assert "Range" not in server.requests[2][1]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(home, server, status):
    url = server.put("/v.gz", CONTENT, Answer(status), Answer(status), GOOD)
    assert fetch(url, sha256=SHA256).read_bytes() == CONTENT


def test_three_tries_then_the_last_cause_in_one_line(home, server):
    url = server.put("/v.gz", CONTENT, DEAD)
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert len(server.requests) == 3
    message = str(caught.value)
    assert "\n" not in message
    assert "503 Service Unavailable" in message
    for part in (url, str(locate_download(url))):
        assert part in message


def test_tries_are_waited_between_as_the_server_asks(home, server, monkeypatch):
    waits = []
    monkeypatch.setattr(transfer, "BACK_OFF", (1.0, 4.0))
    monkeypatch.setattr(transfer.time, "sleep", waits.append)
    url = server.put("/v.gz", CONTENT, Answer(503, {"Retry-After": "7"}), Answer(503), GOOD)
    fetch(url)
    assert waits == [7.0, 4.0]
    waits.clear()
    url = server.put("/w.gz", CONTENT, Answer(429, {"Retry-After": "86400"}), GOOD)
    fetch(url)
    assert waits == [30.0]


def test_404_is_final(home, server):
    with pytest.raises(FetchError, match="404 Not Found"):
        fetch(server.root + "/gone.zip")
    assert len(server.requests) == 1


def test_nobody_listening_is_one_line(home, server):
    server.close()
    with pytest.raises(FetchError, match="Connection refused") as caught:
        fetch(server.root + "/v.gz")
    assert "object at" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(says=5_000),  # a body shorter than promised
        Answer(cut_at=0.5, chunked=True),
        Answer(cut_at=0.5, ranges=False),
    ],
    ids=["promises more than comes", "chunked and cut", "always cut, no ranges"],
)
@pytest.mark.parametrize("known", [{"sha256": SHA256}, {}])
def test_half_a_file_is_never_taken_for_a_whole_one(home, server, answer, known):
    url = server.put("/v.gz", CONTENT, answer)
    with pytest.raises(FetchError):
        fetch(url, **known)
    assert not locate_download(url).exists()


@pytest.mark.parametrize("says", [-1, -1000, -390_000])
@pytest.mark.parametrize("known", [{"sha256": SHA256}, {}])
def test_a_length_that_is_too_short_is_no_length(home, server, known, says):
    url = server.put("/v.gz", CONTENT, Answer(says=says))
    with pytest.raises(FetchError, match=rf"sends more than the {len(CONTENT) + says:,} bytes"):
        fetch(url, **known)
    with pytest.raises(FetchError, match=r"offers [\d,]+ bytes, expected 400,000"):
        fetch(url, size=len(CONTENT))
    assert not locate_download(url).exists()


@pytest.mark.parametrize("known", [{"sha256": SHA256}, {"md5": MD5}])
def test_one_wrong_bit_is_refused_and_nothing_kept(home, server, known):
    wrong = CONTENT[:1000] + bytes([CONTENT[1000] ^ 1]) + CONTENT[1001:]
    url = server.put("/v.gz", wrong)
    with pytest.raises(FetchError) as caught:
        fetch(url, **known)
    message = str(caught.value)
    digest = hashlib.new(next(iter(known)), wrong).hexdigest()
    assert url in message
    assert f"{digest}, expected {next(iter(known.values()))}" in message
    assert len(server.requests) == 1  # it is not fetched twice for that
    assert left_of(locate_download(url)) == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"<!DOCTYPE html><title>404</title>"),
        Answer(body=b"\r\n <html><body>Not found"),
        Answer(body=b"sorry", headers={"Content-Type": "text/html; charset=utf-8"}),
    ],
)
def test_an_html_page_is_not_a_file_of_vectors(home, server, answer):
    url = server.put("/glove.6B.zip", CONTENT, answer)
    with pytest.raises(FetchError, match=rf"got an HTML page \(404\?\) from {url}"):
        fetch(url)
    assert left_of(locate_download(url)) == []


def test_no_bytes_at_all_are_no_file(home, server):
    url = server.put("/v.gz", b"")
    with pytest.raises(FetchError, match="the server sent nothing"):
        fetch(url)
    assert not locate_download(url).exists()


def test_an_endless_answer_is_cut_off(home, server):
    url = server.put("/v.gz", CONTENT, Answer(endless=True))
    with pytest.raises(FetchError, match="sends more than the 400,000 bytes expected"):
        fetch(url, size=len(CONTENT))


def test_a_file_without_a_hash_is_pinned_when_it_first_comes(home, server):
    url = server.put("/v.vec", CONTENT)
    path = fetch(url)
    assert (path.parent / "v.vec.sha256").read_text() == f"{SHA256}  v.vec\n" * 2
    server.put("/v.vec", CHANGED)
    path.write_bytes(CONTENT[:-1])
    with (
        pytest.warns(EmbedstudyWarning, match="damaged"),
        pytest.raises(FetchError, match=r"changed since it first came; remove .*v\.vec\.sha256"),
    ):
        fetch(url)
    server.put("/v.vec", CONTENT)
    with pytest.warns(EmbedstudyWarning, match="damaged"):
        assert fetch(url).read_bytes() == CONTENT


def test_the_hash_of_a_file_that_is_new_is_said(home, server, capsys):
    url = server.put("/v.vec", CONTENT)
    fetch_url(url)
    assert f"{url}: its SHA-256, {SHA256}, is kept" in capsys.readouterr().err
    fetch_url(url)
    fetch_url(server.put("/w.vec", CONTENT), sha256=SHA256)
    assert SHA256 not in capsys.readouterr().err


def test_a_damaged_pin_is_none(home, server):
    url = server.put("/v.vec", CONTENT)
    path = fetch(url)
    pin = path.with_name("v.vec.sha256")
    for damage in (b"", b"half", b"\xff" * 64):
        pin.write_bytes(damage)
        with warnings.catch_warnings(action="ignore"):  # it tells
            assert fetch(url) == path
        assert pin.read_text() == f"{SHA256}  v.vec\n" * 2
    assert len(server.requests) == 1


def test_what_its_own_reader_refuses_is_neither_kept_nor_pinned(home, server):
    def refuse(path):
        raise InputError(f"{path}: ends early")

    url = server.put("/v.vec", CONTENT)
    with pytest.raises(FetchError, match=r"the server sent v\.vec: ends early"):
        fetch(url, check_content=refuse)
    assert left_of(locate_download(url)) == []
    assert fetch(url, sha256=SHA256, check_content=refuse).read_bytes() == CONTENT


def test_a_range_that_says_right_and_brings_wrong_is_not_joined(home, server):
    """A server of ranges that is off by some bytes, under the range that was asked for."""
    lie = {"Content-Range": f"bytes {240_000 - transfer.OVERLAP}-399999/400000"}
    shifted = Answer(shift=-1000, cut_at=1, headers=lie)
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.6), shifted, GOOD)
    assert fetch(url).read_bytes() == CONTENT
    assert "Range" not in server.requests[2][1]


def test_a_range_that_ends_early_is_not_the_rest(home, server):
    lie = {"Content-Range": f"bytes {240_000 - transfer.OVERLAP}-398999/400000"}
    url = server.put("/v.gz", CONTENT, Answer(cut_at=0.6), Answer(headers=lie, says=-1000), GOOD)
    assert fetch(url).read_bytes() == CONTENT


def test_a_body_without_length_and_end_is_cut_off(home, server, monkeypatch):
    monkeypatch.setattr(transfer, "MAX_BYTES", 3_000_000)
    url = server.put("/v.gz", CONTENT, Answer(endless=True))
    with pytest.raises(FetchError, match=r"sends more than 3,000,000 bytes: refused"):
        fetch(url)
    assert left_of(locate_download(url)) == []


def test_a_server_that_drips_is_given_up(home, server, monkeypatch):
    monkeypatch.setattr(transfer, "SLOW_SECONDS", 0.05)
    server.pause = 0.06
    url = server.put("/v.gz", CONTENT)
    with pytest.raises(FetchError, match=r"the server is too slow \(\d+,\d+ bytes in"):
        fetch(url, sha256=SHA256)
    assert len(server.requests) == 3


def test_a_server_that_sends_no_head_is_given_up(home, server, monkeypatch):
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    server.drip_head = True
    with pytest.raises(FetchError, match="could not download"):
        fetch(server.put("/v.gz", CONTENT))


# requests leaves the connection to the garbage collector where it cannot read a head.
unclosed = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@unclosed
@pytest.mark.parametrize("location", ["http://[::1", "https://\xff\xfe/", "//", "https:///x"])
def test_a_redirect_to_no_address_is_one_line(home, server, location):
    url = server.put("/v.gz", b"", Answer(302, {"Location": location}))
    with pytest.raises(FetchError, match=r"sends on|could not download") as caught:
        fetch(url)
    assert "\n" not in str(caught.value)
    caught = None
    gc.collect()


@unclosed
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Length": "9" * 5000}, {"Content-Length": "-5"}, {"Content-Length": "1, 2"},
        {"Content-Range": "bytes 0-1/" + "9" * 5000},
        {"Retry-After": "9" * 5000},
    ],
)  # fmt: skip
def test_numbers_that_are_none_are_one_line(home, server, headers):
    status = 503 if "Retry-After" in headers else 200
    answer = Answer(status, headers, cut_at=0.5 if "Content-Range" in headers else 1)
    url = server.put("/v.gz", CONTENT, answer)
    with contextlib.suppress(FetchError):
        assert fetch(url, sha256=SHA256).read_bytes() == CONTENT
    gc.collect()


def test_no_room_leaves_no_part(home, server, monkeypatch):
    usage = type("Usage", (), {"free": 3_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(FetchError, match="no space left"):
        fetch(url := server.put("/big.gz", bytes(4_000_000)))
    assert left_of(locate_download(url)) == []


def test_with_neither_length_nor_hash_it_says_so(home, server):
    url = server.put("/v.vec", CONTENT, Answer(chunked=True))
    with pytest.warns(EmbedstudyWarning, match="neither a length nor a hash"):
        fetch(url)


def test_a_file_put_there_by_hand_is_used(home, server):
    path = locate_download(server.root + "/v.gz")
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    for known in ({"sha256": SHA256}, {"md5": MD5}, {}):
        assert fetch(server.root + "/v.gz", **known) == path
    assert server.requests == []


def test_a_large_file_is_not_hashed_again_until_it_changes(home, server, monkeypatch):
    monkeypatch.setattr(digests, "REMEMBERED_FROM", 1)
    url = server.put("/v.gz", CONTENT)
    path = fetch(url, sha256=SHA256)
    hashed = []
    monkeypatch.setattr(digests, "sha256", lambda p: hashed.append(p) or "another")
    assert fetch(url, sha256=SHA256) == path
    assert hashed == []
    path.write_bytes(CHANGED)
    with pytest.warns(EmbedstudyWarning, match="damaged"), pytest.raises(FetchError):
        fetch(url, sha256=SHA256)
    assert hashed


def test_a_redirect_is_followed_to_where_one_may_be_sent(home, server):
    url = server.put("/old.gz", b"", Answer(302, {"Location": "/new.gz"}))
    server.put("/new.gz", CONTENT)
    assert fetch(url, sha256=SHA256).name == "old.gz"


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://example.org/x",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://user:secret@127.0.0.1/x",
    ],
)
def test_a_redirect_elsewhere_is_refused(home, server, target):
    url = server.put("/v.gz", b"", Answer(302, {"Location": target}))
    with pytest.raises(FetchError, match="sends on to"):
        fetch(url)
    assert left_of(locate_download(url)) == []


def test_a_ring_of_redirects_ends(home, server):
    url = server.put("/v.gz", b"", Answer(302, {"Location": "/v.gz"}))
    with pytest.raises(FetchError, match="sends on more than 5 times"):
        fetch(url)


def test_https_never_becomes_http(home, server, monkeypatch):
    class Redirect:
        url = "https://example.org/v.gz"
        headers = {"location": server.root + "/v.gz"}  # noqa: RUF012

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(transfer, "leads_inside", lambda _: False)
    monkeypatch.setattr(transfer.requests.Session, "get", lambda *_, **__: Redirect())
    monkeypatch.setattr(
        transfer.requests.Session, "get_redirect_target", lambda _, r: r.headers["location"]
    )
    with pytest.raises(FetchError, match=r"sends on to http://127.*only https"):
        fetch("https://example.org/v.gz")


def test_a_name_that_leads_to_the_networks_own_services_is_refused(home, monkeypatch):
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("169.254.169.254", 0))]
    )
    with pytest.raises(FetchError, match="the network's own services"):
        fetch("https://rebound.example.org/v.gz")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/../../b", "/abs", "x" * 500])
def test_what_the_server_calls_the_file_is_not_asked(home, server, name):
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    path = fetch(server.put("/v.gz", CONTENT, Answer(headers=disposition)), sha256=SHA256)
    assert path == locate_download(server.root + "/v.gz")
    assert {p for p in home.parent.iterdir() if p.name != "index"} == {home}


def test_no_room_is_said_before_anything_is_fetched(home, server, monkeypatch):
    usage = type("Usage", (), {"free": 3_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    url = server.put("/v.gz", CONTENT)
    with pytest.raises(FetchError, match=r"needs 862\.2 MB, 3\.0 MB free"):
        fetch(url, size=862_182_613)
    assert server.requests == []
    big = server.put("/big.gz", bytes(4_000_000))
    with pytest.raises(FetchError, match=r"needs 4\.0 MB, 3\.0 MB free"):
        fetch(big)  # its size is known only when the server says it
    assert not locate_download(big).exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "http://example.org"])
def test_other_addresses_are_bad_input(home, url):
    with pytest.raises(InputError, match="only https"):
        fetch(url)
    assert not home.exists()


def test_a_warm_home_that_cannot_be_written_will_do(home, server, monkeypatch):
    def fail(*_):
        raise OSError(30, "Read-only file system")

    url = server.put("/v.gz", CONTENT)
    path = locate_download(url)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    monkeypatch.setattr(digests, "REMEMBERED_FROM", 1)
    monkeypatch.setattr(digests, "write_sealed", fail)
    monkeypatch.setattr(verified, "publish_first", fail)
    for known in ({"sha256": SHA256}, {"md5": MD5}, {}):
        assert fetch(url, **known) == path
    assert [p.name for p in path.parent.iterdir()] == ["v.gz"]
    assert server.requests == []


def test_an_answer_that_ends_well_but_early_is_no_end(home, server):
    early = Answer(body=CONTENT[:300_000], chunked=True)
    url = server.put("/v.gz", CONTENT, early, GOOD)
    assert fetch(url, size=len(CONTENT)).read_bytes() == CONTENT


def test_no_proxy_is_asked_for_what_is_on_this_machine(home, server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert fetch(server.put("/v.gz", CONTENT)).read_bytes() == CONTENT
