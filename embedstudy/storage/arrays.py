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


def map_array(file: BinaryIO) -> "np.memmap":
    """Map the array of an open .npy file, which may then be closed, replaced or removed.

    Raises
    ------
    ValueError
        If its header cannot be read, or it holds Python objects.
    """
    import numpy as np
    from numpy.lib import format as npy

    file.seek(0)
    versions = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    read_header = versions.get(npy.read_magic(file))
    if read_header is None:
        raise ValueError("a version of .npy that is not read")
    shape, is_fortran, dtype = read_header(file)
    if dtype.hasobject:
        raise ValueError("an array of Python objects")
    return np.memmap(file, dtype, "r", file.tell(), shape, "F" if is_fortran else "C")


def release_memory(array: "np.ndarray") -> None:
    """Release the memory of a mapped file; later accesses read the file again.

    An array that may be written to stays: its file may lack what was written.
    """
    pages = array.base
    if array.flags.writeable or not hasattr(mmap, "MADV_DONTNEED"):
        return
    if isinstance(pages, mmap.mmap):
        pages.madvise(mmap.MADV_DONTNEED)
