import pytest

from embedstudy.fetch.addresses import explain_refusal, locate_download

GOOD = [
    "https://nlp.stanford.edu/data/glove.6B.zip",
    "https://10.0.0.7/mirror/v.zip",
    "http://localhost:8000/v.zip",
    "http://127.0.0.1/v.zip",
    "http://[::1]:80/v.zip",
]
BAD = [
    "http://nlp.stanford.edu/data/glove.6B.zip", "HTTP://example.org/", "file:///etc/passwd",
    "ftp://example.org/v", "data:text/plain,x", "https://", "https:///x", "https://[::1", "//x/y",
    "https://example.org:port/", "https://example.org/\n", "https://exa mple.org/", "",
    "https://user:secret@example.org/", "https://user@example.org/",
    "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "https://2852039166/",
    "https://0xA9FEA9FE/", "https://169.254.43518/", "https://[::ffff:169.254.169.254]/",
    "https://[fe80::1]/", "https://[fd00:ec2::254]/", "https://169.254.169.254./",
    "https://metadata.google.internal/computeMetadata", "https://METADATA/", "http://0.0.0.0/",
    "https://100.100.100.200/", "https://224.0.0.1/", "http://127.0.0.1.example.org/",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_addresses_that_are_fetched_from(url):
    assert explain_refusal(url) == ""


@pytest.mark.parametrize("url", BAD)
def test_addresses_that_are_not(url):
    assert explain_refusal(url)


@pytest.mark.parametrize(
    "tail",
    [
        "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e", "..", ".", "", "a%00b", "CON",
        ".hidden", "x" * 300, "%F0%9F%98%80", "-rf", "a%5C..%5Cb", "v.zip?file=../../x", "nul",
    ],
)  # fmt: skip
def test_every_file_stays_in_a_folder_of_its_own(home, tail):
    path = locate_download(f"https://example.org/{tail}")
    assert path.parent.parent == home / "web"
    assert path.resolve() == path
    assert 0 < len(path.name) <= 80
    assert path.name.isascii()
    assert path.name[0].isalnum()


def test_different_addresses_never_share_a_file(home):
    urls = [*GOOD, "https://a.org/v.zip", "https://b.org/v.zip", "https://a.org/V.zip",
            "https://a.org/v.zip?x=1", "https://a.org/x/v.zip"]  # fmt: skip
    assert len({locate_download(url).parent for url in urls}) == len(urls)
