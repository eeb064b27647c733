"""What rests on disk: the data home, files that are whole at their final name, checksums."""

from embedstudy.storage.arrays import make_npy_header, release_memory, write_array
from embedstudy.storage.checksums import (
    SEAL,
    checksum_bytes,
    checksum_file,
    is_seal_whole,
    seal_document,
    sha256,
)
from embedstudy.storage.folders import count_bytes, staging_folder, walk_files
from embedstudy.storage.home import HOME_VARIABLE, data_home, explain_home_errors, use_home
from embedstudy.storage.names import safe_name
from embedstudy.storage.publish import (
    FULL,
    FullDiskError,
    append,
    no_space,
    publish,
    publish_all,
    publish_file,
)
from embedstudy.storage.temporaries import (
    is_temporary,
    remove_if_ended,
    remove_open_temporaries,
    sweep,
)

__all__ = [
    "FULL",
    "HOME_VARIABLE",
    "SEAL",
    "FullDiskError",
    "append",
    "checksum_bytes",
    "checksum_file",
    "count_bytes",
    "data_home",
    "explain_home_errors",
    "is_seal_whole",
    "is_temporary",
    "make_npy_header",
    "no_space",
    "publish",
    "publish_all",
    "publish_file",
    "release_memory",
    "remove_if_ended",
    "remove_open_temporaries",
    "safe_name",
    "seal_document",
    "sha256",
    "staging_folder",
    "sweep",
    "use_home",
    "walk_files",
    "write_array",
]
