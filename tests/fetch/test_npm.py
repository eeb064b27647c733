"""npm against a registry of this machine: a package's description and its archive."""

import hashlib
import io
import json
import shutil
import tarfile

import pytest

from embedstudy.errors import EmbedstudyWarning, FetchError
from embedstudy.fetch import fetch_npm
from embedstudy.registry import Package
from tests.fetch.server import Answer

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "a script ran"


@pytest.fixture
def package(server, monkeypatch, tmp_path, marker) -> Package:
    runs = dict.fromkeys(("prepack", "prepare", "postpack", "install"), f"touch '{marker}'")
    about = {"name": "carries-data", "version": "1.0.0", "scripts": runs}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in {"package.json": json.dumps(about), "data.json": "{}"}.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    content = buffer.getvalue()
    tarball = server.put("/carries-data/-/carries-data-1.0.0.tgz", content)
    version = {**about, "dist": {"tarball": tarball, "shasum": hashlib.sha1(content).hexdigest()}}
    listing = {
        "name": "carries-data", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version},
    }  # fmt: skip
    as_json = {"Content-Type": "application/json"}
    server.put("/carries-data", json.dumps(listing).encode(), Answer(headers=as_json))
    monkeypatch.setenv("npm_config_registry", server.root)
    monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "no-npmrc"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    digest = hashlib.sha256(content).hexdigest()
    return Package("carries-data", "1.0.0", "carries-data-1.0.0.tgz", digest, len(content))


@needs_npm
def test_a_package_is_fetched_once_and_nothing_of_it_runs(home, server, package, marker):
    path = fetch_npm(package, progress=False)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == package.sha256
    requests_before = len(server.requests)
    assert fetch_npm(package, progress=False) == path
    assert len(server.requests) == requests_before
    assert not marker.exists()
    left = {p.name for p in home.rglob("*") if p.is_file()} - {path.name}
    assert all(name.endswith(".lock") for name in left)


@needs_npm
def test_a_damaged_archive_is_fetched_again(home, package):
    path = fetch_npm(package, progress=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.warns(EmbedstudyWarning, match="damaged"):
        assert fetch_npm(package, progress=False).read_bytes() == whole


@needs_npm
def test_other_bytes_than_the_pinned_ones_are_refused(home, package):
    wrong = Package(package.project, package.version, package.filename, "0" * 64, package.size)
    with pytest.raises(FetchError, match="npm brought other bytes"):
        fetch_npm(wrong, progress=False)
    assert not (home / "npm" / package.filename).exists()


@needs_npm
def test_what_npm_says_is_passed_on_in_one_line(home, package):
    missing = Package("not-there", "2.0.0", "not-there-2.0.0.tgz", "0" * 64, 1)
    with pytest.raises(FetchError, match="404") as caught:
        fetch_npm(missing, progress=False)
    assert "\n" not in str(caught.value)
    assert str(home / "npm" / missing.filename) in str(caught.value)


def test_without_npm_the_error_says_so(home, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(FetchError, match="npm is not installed"):
        fetch_npm(Package("x", "1.0.0", "x-1.0.0.tgz", "0" * 64, 1), progress=False)
