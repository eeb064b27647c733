"""Claiming a directory for a study, new or resumed."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from embedstudy.errors import InputError
from embedstudy.results.checksums import CHECKSUMS, JOURNAL, write_document
from embedstudy.results.directory import FOLDERS, LOCK, LOG, PAGE, StudyDirectory
from embedstudy.results.files import META, is_folder, is_study
from embedstudy.results.replacement import drop_replaced, is_of_replacement, restore, set_aside
from embedstudy.results.status import FINISHED
from embedstudy.results.table_files import FORMAT, check_format, list_table_files
from embedstudy.storage import is_temporary, sweep
from embedstudy.wording import join_names

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
        had_lock = (path / LOCK).exists()
        lock = FileLock(path / LOCK)
        lock.acquire(timeout=_A_MOMENT)
    except Timeout:
        raise InputError(f"{path}: in use by another embedstudy process") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another --out") from None
    try:
        if is_study(path) and if_exists == "fail":
            status = StudyDirectory(path).meta.get("status", "unknown")
            raise InputError(
                f"{path}: already holds a study ({status}); --resume goes on with it, "
                "--force replaces it, or choose another --out"
            )
        if is_study(path) and if_exists in GOING_ON:
            check_format(StudyDirectory(path), (FORMAT,))
        yield path
    except InputError:
        if not had_lock:  # a study that is refused stays as it is
            (path / LOCK).unlink(missing_ok=True)
        raise
    finally:
        if not is_study(path):  # nothing was begun: leave nothing behind
            (path / LOCK).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                for folder in created:
                    folder.rmdir()
        lock.release()


def _make(path: Path) -> list[Path]:
    """Make a directory that a study may use; return those that were not there, innermost first."""
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file, not a directory for a study")
    if path.exists() and not is_study(path):
        # The files of a study that was killed in its first moment do not count.
        others = [p for p in path.iterdir() if p.name != LOCK and not is_temporary(p)]
        others = [place for place in others if not is_of_replacement(place.name)]
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
        ``"extend"`` goes on with a study that is a part of this one. With ``"replace"`` the study
        that is there is set aside until `complete` is called.

    Raises
    ------
    InputError
        If the study there has another ``identity`` than `meta`; nothing is changed then.
    """
    if is_study(path) and if_exists != "replace":
        study = StudyDirectory(path)
        _check_identity(study, meta, if_exists)
        _clean_up(path)
        restore(path, _list_names())
        begun, identity = study.meta, meta["identity"]
        options = json.loads(json.dumps(meta.get("options")))  # with lists, as study.json has them
        is_changed = options is not None and not _is_same(options, begun.get("options"))
        is_changed = is_changed or meta.get("margin") != begun.get("margin")
        if "snapshots" in begun:  # an older study has no plan of them
            is_changed = is_changed or meta.get("snapshots") != begun["snapshots"]
        if begun.get("identity") != identity or is_changed:
            probes = {**meta.get("probes", {}), **begun.get("probes", {})}
            study.write_meta({**meta, "started": begun["started"], "probes": probes})
        return study
    _clean_up(path)
    if _is_finished(path):
        drop_replaced(path)  # it would have gone, had its process not been killed
    set_aside(path, _list_names())
    write_document(path, {**meta, CHECKSUMS: {}})
    return StudyDirectory(path)


def _is_same(options: Any, begun: Any) -> bool:
    """Tell whether options are those that a study began with.

    A study of an older version lacks newer options; they count as not given.
    """
    if not (isinstance(options, dict) and isinstance(begun, dict)):
        return bool(options == begun)
    return begun.keys() <= options.keys() and all(
        _is_same(value, begun[name]) if name in begun else value in (None, False)
        for name, value in options.items()
    )


def complete(path: Path) -> None:
    """Remove the study that another one has replaced, now that this one is whole."""
    drop_replaced(path)


def _is_finished(path: Path) -> bool:
    try:
        return (path / META).exists() and StudyDirectory(path).meta.get("status") in FINISHED
    except InputError:
        return False


def _list_names() -> list[str]:
    """List all files and folders that a study may have."""
    return [*FOLDERS, *list_table_files(), JOURNAL, PAGE, LOG, META]


def _clean_up(path: Path) -> None:
    """Remove the temporary files that a process left which was killed."""
    tops = [path / name for name in FOLDERS if is_folder(path / name)]
    inner = [place for top in tops for place in top.iterdir() if is_folder(place)]
    for folder in filter(is_folder, (path.resolve(), *tops, *inner)):
        sweep(folder)


def _check_identity(study: StudyDirectory, meta: dict[str, Any], if_exists: str) -> None:
    old, new = study.meta.get("identity", {}), meta["identity"]
    differing = [
        _describe_difference(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
        and not (if_exists == "extend" and _extends(key, old.get(key), new.get(key)))
    ]
    if differing:
        raise InputError(
            f"{study.path}: cannot resume, the study there differs: {'; '.join(differing)}"
        )


def _describe_difference(key: str, old: Any, new: Any) -> str:
    """Say how a part of the identity differs; of hashes, by data set and table, which differ."""
    if not (key.endswith("_sha256") and isinstance(old, dict) and isinstance(new, dict)):
        return f"{key} was {old!r}, is {new!r}"
    names = join_names(_list_differing(old, new), "and")
    return f"{key} of {names} is another: not the bytes that it was begun with"


def _list_differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    names = []
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            names += [f"{inner} ({name})" for inner in _list_differing(before, after)]
        elif before != after:
            names.append(name)
    return names


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
