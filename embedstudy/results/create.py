"""Claiming a directory for a study, new or resumed."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from embedstudy.errors import InputError
from embedstudy.results.directory import (
    FOLDERS,
    FORMAT,
    LOCK,
    LOG,
    META,
    PAGE,
    StudyDirectory,
    check_format,
    list_table_files,
    publish_json,
)
from embedstudy.storage import walk_files

# Keys of the identity that may grow when a study is extended; its runs stay as they are.
EXTENDABLE = (
    "datasets", "vectors", "strategies", "encoders", "baselines", "model_configs", "train_sizes",
    "seeds", "dataset_sha256", "vectors_sha256", "tokenizer_sha256",
)  # fmt: skip
# Values of `if_exists` that leave a study as it is, and add to it.
GOING_ON = ("resume", "extend")
# `show` looks whether a study is in use by taking its lock, for a moment.
_A_MOMENT = 0.3  # seconds


@contextlib.contextmanager
def claim_directory(path: Path, if_exists: str = "fail") -> Iterator[Path]:
    """Hold a directory for a study, alone, from before the first file to after the last.

    Parameters
    ----------
    path : Path
    if_exists : {"fail", "resume", "extend", "replace"}
        What is done with a study that is there.

    Raises
    ------
    InputError
        If something else is there, a study with ``"fail"``, a study of another version that is
        not replaced, or another process holds the directory.
    """
    try:
        created = _make(path)
        lock = FileLock(path / LOCK)
        lock.acquire(timeout=_A_MOMENT)
    except Timeout:
        raise InputError(f"{path}: in use by another embedstudy process") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another --out") from None
    try:
        for left in walk_files(path):
            # A process that was killed left it: the lock is ours. A page may vanish meanwhile,
            # since whoever writes a report needs no lock.
            if left.match(".*.tmp"):
                left.unlink(missing_ok=True)
        if (path / META).exists() and if_exists == "fail":
            status = StudyDirectory(path).meta.get("status", "unknown")
            raise InputError(
                f"{path}: already holds a study ({status}); --resume goes on with it, "
                "--force replaces it, or choose another --out"
            )
        if (path / META).exists() and if_exists in GOING_ON:
            check_format(StudyDirectory(path), (FORMAT,))
        yield path
    finally:
        if not (path / META).exists():  # nothing was begun: leave nothing behind
            (path / LOCK).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                for folder in created:
                    folder.rmdir()
        lock.release()


def _make(path: Path) -> list[Path]:
    """Make a directory that a study may use; return those that were not there, innermost first."""
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file, not a directory for a study")
    if path.exists() and not (path / META).exists():
        # The files of a study that was killed in its first moment do not count.
        others = [p for p in path.iterdir() if p.name != LOCK and not p.match(".*.tmp")]
        if others:
            raise InputError(f"{path}: holds something other than a study; choose another --out")
    created = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return created


def begin(path: Path, meta: dict[str, Any], if_exists: str = "fail") -> StudyDirectory:
    """Begin a study in a claimed directory, or go on with the one that is there.

    Parameters
    ----------
    path : Path
    meta : dict
        The content of study.json.
    if_exists : {"fail", "resume", "extend", "replace"}
        ``"extend"`` goes on with a study that is a part of this one.

    Raises
    ------
    InputError
        If the study there has another ``identity`` than `meta`.
    """
    if if_exists == "replace":
        for name in FOLDERS:
            if (path / name).exists():
                shutil.rmtree(path / name)
        # study.json last: till then it is a study.
        for name in (*list_table_files(), PAGE, LOG, META):
            (path / name).unlink(missing_ok=True)
    if (path / META).exists():
        study = StudyDirectory(path)
        old, new = study.meta.get("identity", {}), meta["identity"]
        differing = [
            f"{key} was {old.get(key)!r}, is {new.get(key)!r}"
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
            and not (if_exists == "extend" and _extends(key, old.get(key), new.get(key)))
        ]
        if differing:
            raise InputError(
                f"{path}: cannot resume, the study there differs: {'; '.join(differing)}"
            )
        begun = study.meta
        is_changed = meta.get("options") not in (None, begun.get("options"))
        if old != new or is_changed or meta.get("margin") != begun.get("margin"):
            probes = {**meta.get("probes", {}), **begun.get("probes", {})}
            study.write_meta({**meta, "started": begun["started"], "probes": probes})
        return study
    publish_json(path / META, meta)
    return StudyDirectory(path)


def _extends(key: str, old: Any, new: Any) -> bool:
    if key == "vectors" and new and not old:  # runs without a table cannot be compared with those
        return False
    return key in EXTENDABLE and _is_part(old, new)


def _is_part(old: Any, new: Any) -> bool:
    """Tell whether one part of an identity holds all that another does, and more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _is_part(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return all(item in new for item in old)
    if isinstance(old, int) and isinstance(new, int):
        return old <= new
    return bool(old == new)
