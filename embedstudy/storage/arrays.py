"""Arrays as .npy files."""

import io
import mmap
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import numpy as np


def write_array(file: BinaryIO, array: "np.ndarray") -> None:
    """Write what ``np.save`` writes, to the byte, of numbers.

    ``np.save`` may lose the last page on a full disk without an error: it writes through a buffer
    of C and ignores a failed flush.
    """
    import numpy as np
    from numpy.lib import format as npy

    array = np.ascontiguousarray(array)
    npy.write_array_header_1_0(file, npy.header_data_from_array_1_0(array))
    file.write(array.data)


def make_npy_header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return the header of a .npy file of an array in C's order."""
    from numpy.lib import format as npy

    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": dtype, "fortran_order": False, "shape": shape})
    return header.getvalue()


def release_memory(array: "np.ndarray") -> None:
    """Release the memory of a mapped file; later accesses read the file again."""
    pages = array.base
    if isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)
