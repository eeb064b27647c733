"""What rests on disk: the data home, files that are whole at their final name, checksums."""

from embedstudy.storage.arrays import make_npy_header, map_array, release_memory, write_array
from embedstudy.storage.cache_folder import (
    META,
    CacheContent,
    CacheFolder,
    sweep_caches,
)
from embedstudy.storage.checksums import (
    SEAL,
    checksum_bytes,
    checksum_file,
    checksum_open_file,
    is_seal_whole,
    seal_document,
    sha256,
)
from embedstudy.storage.folders import count_bytes, remove_empty_folders, walk_files
from embedstudy.storage.home import HOME_VARIABLE, data_home, explain_home_errors, use_home
from embedstudy.storage.leftovers import PART, sweep_home
from embedstudy.storage.locks import Lock, is_same_file, try_lock
from embedstudy.storage.names import safe_name
from embedstudy.storage.publish import (
    FULL,
    FullDiskError,
    append,
    explain_full,
    no_space,
    publish,
    publish_all,
    publish_file,
    publish_first,
)
from embedstudy.storage.scratch import is_large, join_on_disk
from embedstudy.storage.sealed_file import DamagedCacheError, read_sealed, write_sealed
from embedstudy.storage.temporaries import (
    FOLDER,
    is_temporary,
    remove_if_ended,
    remove_open_temporaries,
    sweep,
    temporary_folder,
)

__all__ = [
    "FOLDER",
    "FULL",
    "HOME_VARIABLE",
    "META",
    "PART",
    "SEAL",
    "CacheContent",
    "CacheFolder",
    "DamagedCacheError",
    "FullDiskError",
    "Lock",
    "append",
    "checksum_bytes",
    "checksum_file",
    "checksum_open_file",
    "count_bytes",
    "data_home",
    "explain_full",
    "explain_home_errors",
    "is_large",
    "is_same_file",
    "is_seal_whole",
    "is_temporary",
    "join_on_disk",
    "make_npy_header",
    "map_array",
    "no_space",
    "publish",
    "publish_all",
    "publish_file",
    "publish_first",
    "read_sealed",
    "release_memory",
    "remove_empty_folders",
    "remove_if_ended",
    "remove_open_temporaries",
    "safe_name",
    "seal_document",
    "sha256",
    "sweep",
    "sweep_caches",
    "sweep_home",
    "temporary_folder",
    "try_lock",
    "use_home",
    "walk_files",
    "write_array",
    "write_sealed",
]
