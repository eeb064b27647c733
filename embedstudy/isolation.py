"""What a process takes from its working directory: nothing that runs, and no other program's files.

People work in folders that they downloaded. A module, a program or a settings file there must not
take part because it has the name of one that Python, pip, npm or a library looks for.
"""

import contextlib
import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

# Lists of folders. An empty entry of one means the working directory.
_SEARCH_PATHS = ("PATH", "PYTHONPATH", "NODE_PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# Folders that hold code. A relative one changes its meaning with the working directory.
_CODE_FOLDERS = ("PYTHONUSERBASE", "PYTHONPYCACHEPREFIX", "PYTHONHOME")
# Files that a person may name by a relative path. They stay the same from another directory.
_SETTINGS_FILES = (
    "PIP_CONFIG_FILE", "PIP_FIND_LINKS", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_CACHE_DIR",
    "PIP_CONSTRAINT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "NETRC", "NODE_EXTRA_CA_CERTS", "npm_config_userconfig", "npm_config_globalconfig",
    "npm_config_cafile", "npm_config_cache",
)  # fmt: skip
# Libraries that read a file of the working directory when they are imported. One sets what the
# figures look like. The other says where compiled code is stored, and that is run when it is read.
_LOCAL_SETTINGS = {"matplotlibrc": "matplotlib", ".numba_config.yaml": "numba.core.config"}
_running: set["subprocess.Popen[str]"] = set()


def run_isolated(
    command: Sequence[str], folder: Path, settings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run another program that takes nothing from the working directory of this process.

    Parameters
    ----------
    command : sequence of str
        The first is an absolute path.
    folder : Path
        Its working directory, which holds nothing of anybody else.
    settings : mapping
        Environment variables to set.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        cwd=folder,
        env={**clean_environment(os.environ), **settings},
    ) as program:
        _running.add(program)
        try:
            stdout, stderr = program.communicate()
        except BaseException:
            program.kill()
            program.wait()  # before its files are removed
            raise
        finally:
            _running.discard(program)
    return subprocess.CompletedProcess(command, program.returncode, stdout, stderr)


def kill_programs() -> None:
    """Kill the other programs that this process runs; it is about to end."""
    for program in list(_running):
        program.kill()


def python_command(module: str) -> list[str]:
    """Return the start of a command that runs a module of this Python, none of a folder's own."""
    return [sys.executable, "-P", "-m", module]


def find_program(name: str) -> str | None:
    """Return the absolute path of a program; one of the working directory is passed over."""
    program = shutil.which(name, path=clean_search_path(os.environ.get("PATH", os.defpath)))
    # Windows looks into the working directory first, whatever the path says.
    return program if program and Path(program).is_absolute() else None


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return environment variables that mean the same in every working directory."""
    cleaned = dict(environment)
    for name in _SEARCH_PATHS:
        if name in cleaned:
            cleaned[name] = clean_search_path(cleaned[name])
            if not cleaned[name]:
                del cleaned[name]
    for name in _CODE_FOLDERS:
        if not Path(cleaned.get(name, "/")).is_absolute():
            del cleaned[name]
    for name in _SETTINGS_FILES:
        if name in cleaned:
            words = cleaned[name].split() if name == "PIP_FIND_LINKS" else [cleaned[name]]
            cleaned[name] = " ".join(map(_make_absolute, words))
    return cleaned


def clean_search_path(folders: str) -> str:
    """Leave out the folders of a search path that depend on the working directory.

    Examples
    --------
    >>> clean_search_path(os.pathsep.join(["/usr/bin", "", ".", "bin", "/bin"])).split(os.pathsep)
    ['/usr/bin', '/bin']
    """
    return os.pathsep.join(
        folder for folder in folders.split(os.pathsep) if Path(folder).is_absolute()
    )


def leave_working_directory() -> None:
    """Take neither code nor settings from the working directory, in this process and its children.

    For a process of the command line alone. ``python -m`` puts the working directory in front of
    all folders with modules, and so does an empty entry of ``PYTHONPATH``.
    """
    sys.path[:] = [folder for folder in sys.path if not _is_working_directory(folder)]
    if "PATH" in os.environ:
        os.environ["PATH"] = clean_search_path(os.environ["PATH"]) or os.defpath
    for file, module in _LOCAL_SETTINGS.items():
        if os.path.lexists(file):
            with _working_in(os.sep), contextlib.suppress(ImportError):
                library = import_module(module)
                if module == "numba.core.config":  # it looks again whenever it compiles
                    vars(library)["_config_fname"] = os.path.join(os.sep, file)  # noqa: PTH118


def _is_working_directory(folder: str) -> bool:
    """Tell whether a folder with modules is one only because the process works there."""
    installed = {*site.getsitepackages(), site.getusersitepackages(), str(Path(os.__file__).parent)}
    try:
        return folder in ("", os.curdir) or (folder == str(Path.cwd()) and folder not in installed)
    except OSError:  # the working directory was removed
        return False


def _make_absolute(word: str) -> str:
    return os.path.abspath(word) if os.path.exists(word) else word  # noqa: PTH100, PTH110


@contextlib.contextmanager
def _working_in(folder: str) -> Iterator[None]:
    """Work in another directory within a block."""
    with contextlib.ExitStack() as stack:
        try:
            before = os.open(os.curdir, os.O_RDONLY)
        except OSError:  # Windows, or a directory that may not be read
            stack.callback(os.chdir, Path.cwd())
        else:
            stack.callback(os.close, before)
            stack.callback(os.chdir, before)
        os.chdir(folder)
        yield
