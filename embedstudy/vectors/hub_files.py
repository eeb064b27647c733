"""Vectors of a repository of the Hugging Face hub: ``hf:owner/name``.

The hub is asked once which revision is the newest, and which files it has. The answer stays in the
data home, so the vectors stay the same; files are fetched from that revision. None is run.
"""

import json
import os
import re
import shutil
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.fetch import fetch_url
from embedstudy.fetch.addresses import locate_download
from embedstudy.fetch.digests import find_sha256
from embedstudy.fetch.verified import locate_pin
from embedstudy.storage import (
    checksum_file,
    data_home,
    publish_file,
    safe_name,
    temporary_folder,
)
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.vector_file import VectorFile

HUB = "hf:"
_NAME = re.compile(
    r"hf:([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:@([\w./-]+))?(?:#(.+))?", re.ASCII
)
_MODEL = ("model.safetensors", "tokenizer.json")
_CONFIG = "config.json"
_PACKINGS = (".gz", ".bz2", ".xz", ".zip", ".tar")
# Text files and weights that repositories have next to what is looked for.
_OTHERS = {
    "vocab.txt", "words.txt", "merges.txt", "requirements.txt", "readme.txt", "license.txt",
    "pytorch_model.bin", "training_args.bin", "optimizer.pt", "scheduler.pt",
}  # fmt: skip
# Most files that a message lists.
_SHOWN = 20


@dataclass(frozen=True)
class Repository:
    """A repository at a revision.

    Attributes
    ----------
    name : str
        ``owner/name``.
    revision : str
        The commit.
    files : tuple of str
    """

    name: str
    revision: str
    files: tuple[str, ...]


def locate_on_hub(name: str, *, progress: bool = True) -> VectorFile:
    """Find the vectors of a repository, fetching them on first use.

    Parameters
    ----------
    name : str
        ``hf:owner/name``, with ``@revision`` and ``#file`` if need be.
    progress : bool

    Raises
    ------
    InputError
        If there is no such repository, or it has no vectors in a known format, or several.
    FetchError
        If the hub does not answer.
    """
    repo, revision, file = parse_hub_name(name)
    repository = _ask(name, repo, revision, progress)
    folder = _find_model(repository, file)
    if folder is not None:
        return _fetch_model(name, repository, folder, progress)
    chosen = _choose_file(name, repository, file)
    path = _fetch(name, repository, chosen, progress)
    words = _find_words(repository, chosen)
    return VectorFile(
        path,
        name,
        words_path=_fetch(name, repository, words, progress, is_list=True) if words else None,
        sha256=find_sha256(path),
        source=f"{HUB}{repository.name}@{repository.revision}#{chosen}",
        choices=_describe_choices(chosen if not file else "", words),
    )


def _describe_choices(file: str, words: str) -> tuple[str, ...]:
    choices = (f"vectors from {file}" if file else "", f"words from {words}" if words else "")
    return tuple(filter(None, choices))


def parse_hub_name(name: str) -> tuple[str, str, str]:
    """Return the repository, the revision and the file of a name; the last two may be empty.

    Raises
    ------
    InputError
        If it is malformed.

    Examples
    --------
    >>> parse_hub_name("hf:me/vectors@main#en/v.vec")
    ('me/vectors', 'main', 'en/v.vec')
    """
    match = _NAME.fullmatch(name)
    if match is None or ".." in name or "--" in match[1]:
        raise InputError(f"{name!r}: no name of the hub (hf:owner/name or hf:owner/name#file)")
    return match[1], match[2] or "", match[3] or ""


def is_asked(name: str) -> bool:
    """Return whether the hub was asked for a repository before; nothing is read for it."""
    with suppress(InputError):
        repo, revision, _ = parse_hub_name(name)
        return locate_download(_make_api_address(repo, revision)).is_file()
    return False


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def _make_api_address(repo: str, revision: str) -> str:
    at = f"/revision/{quote(revision, safe='')}" if revision else ""
    return f"{_endpoint()}/api/models/{repo}{at}"


def _ask(name: str, repo: str, revision: str, progress: bool) -> Repository:
    """Return a repository as it was when the hub was first asked."""
    address = _make_api_address(repo, revision)
    try:
        with warnings.catch_warnings():
            # The hub need not promise a length; a cut answer is no JSON.
            warnings.simplefilter("ignore", EmbedstudyWarning)
            path = fetch_url(address, check_content=partial(_parse, repo), progress=progress)
        return _parse(repo, path)
    except FetchError as error:
        raise _explain(name, error) from None
    except InputError:  # of an older version, which kept what it got
        for stale in (path, locate_pin(path)):
            stale.unlink(missing_ok=True)
        raise FetchError(f"{name}: {path} was no list of its files; try again") from None


def _parse(repo: str, path: Path) -> Repository:
    """Read the hub's answer about a repository."""
    try:
        answer = json.loads(path.read_bytes())
        files = tuple(str(entry["rfilename"]) for entry in answer["siblings"])
        commit = str(answer["sha"])
        if not re.fullmatch("[0-9a-f]{7,64}", commit):
            raise ValueError("no commit")
    except (ValueError, LookupError, TypeError, RecursionError):
        raise InputError(f"{path}: is no list of a repository's files") from None
    return Repository(repo, commit, files)


def _check(path: Path) -> None:
    """Make sure that a file of a repository is whole, as far as it tells by itself."""
    if path.suffix == ".json":
        try:
            json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: is no JSON ({error})") from None
    else:
        from embedstudy.vectors.formats.read_table import check_whole  # not where names are listed

        check_whole(path)


def _accept(path: Path) -> None:
    """Take a list of words as it is: it ends anywhere."""


def _explain(name: str, error: FetchError) -> InputError | FetchError:
    if re.search(r"\b40[134]\b", str(error)):
        return InputError(
            f"{name}: no such repository of models on the hub, or one that needs a login (download "
            "it, and name the file)"
        )
    return FetchError(f"{name}: {error}")


def _find_model(repository: Repository, file: str) -> str | None:
    """Return the folder of a model2vec model; None if there is none, or a file is asked for."""
    folders = [
        path.removesuffix(_MODEL[0])
        for path in repository.files
        if PurePosixPath(path).name == _MODEL[0]
        and path.removesuffix(_MODEL[0]) + _MODEL[1] in repository.files
    ]
    if file:
        folders = [folder for folder in folders if file.rstrip("/") == folder.rstrip("/")]
    return folders[0] if len(folders) == 1 else None


def _fetch_model(name: str, repository: Repository, folder: str, progress: bool) -> VectorFile:
    """Fetch a model's two files into one folder."""
    if folder + _CONFIG in repository.files:
        kind = _read_kind(_fetch(name, repository, folder + _CONFIG, progress))
        if kind != "model2vec":
            raise InputError(
                f"{name}: is a model of type {kind}, no table of word vectors "
                "(hf:owner/name#file names a file)"
            )
    files = [_fetch(name, repository, folder + part, progress) for part in _MODEL]
    slug = safe_name(f"{repository.name}-{folder}")
    target = data_home() / "vectors" / "hub" / f"{slug}-{repository.revision[:12]}"
    for part, path in zip(_MODEL, files, strict=True):
        _link(path, target / part)
    source = f"{HUB}{repository.name}@{repository.revision}"
    return VectorFile(target, name, sha256=find_sha256(files[0]), source=source)


def _read_kind(config: Path) -> str:
    """Return the type of a model; that of model2vec if it states none."""
    with suppress(ValueError, AttributeError):
        return str(json.loads(config.read_bytes()).get("model_type", "model2vec"))
    return "model2vec"


def _link(path: Path, target: Path) -> None:
    """Give a file another name, or a copy where the file system has no links."""
    # The file in the data home was checked; one that was mended is another file than the link.
    if target.is_file() and (target.samefile(path) or checksum_file(target) == checksum_file(path)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target) as folder:
        try:
            (folder / target.name).hardlink_to(path)
        except OSError:
            shutil.copyfile(path, folder / target.name)
        publish_file(folder / target.name, target)


def _choose_file(name: str, repository: Repository, file: str) -> str:
    files = [path for path in repository.files if _may_be_vectors(path)]
    if file:
        if file in repository.files:
            return file
        raise InputError(f"{name}: no file {file!r}; {_list_files(name, files)}")
    if len(files) == 1:
        return files[0]
    if not files:
        shown = ", ".join(repository.files[:_SHOWN])
        raise InputError(f"{name}: no file in a format of vectors that is read (it has {shown})")
    raise InputError(f"{name}: which of its {len(files)} files? {_list_files(name, files)}")


def _list_files(name: str, files: Sequence[str]) -> str:
    bare = name.partition("#")[0]
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return "there are: " + ", ".join(f"{bare}#{path}" for path in files[:_SHOWN]) + more


def _may_be_vectors(path: str) -> bool:
    name = PurePosixPath(path).name.lower()
    for packing in _PACKINGS:
        name = name.removesuffix(packing)
    endings = tuple(ending for entry in FORMATS.values() for ending in entry.endings)
    return name.endswith(endings) and name not in _OTHERS and not name.endswith(".vocab.txt")


def _find_words(repository: Repository, file: str) -> str:
    """Return the word list of an array in the same folder, or nothing."""
    path = PurePosixPath(file)
    if path.suffix not in (".npy", ".safetensors"):
        return ""
    names = (f"{path.stem}.vocab.txt", f"{path.stem}.words.txt", "vocab.txt", "words.txt")
    places = (str(path.parent / name) for name in names)
    return next((place for place in places if place in repository.files), "")


def _fetch(
    name: str, repository: Repository, file: str, progress: bool, *, is_list: bool = False
) -> Path:
    address = f"{_endpoint()}/{repository.name}/resolve/{repository.revision}/{quote(file)}"
    try:
        check = _accept if is_list else _check
        return fetch_url(address, check_content=check, progress=progress)
    except FetchError as error:
        raise _explain(name, error) from None
