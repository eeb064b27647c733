import errno
import re

import numpy as np
import pyarrow as pa
import pytest

from embedstudy.errors import InputError
from embedstudy.memory_errors import describe_memory_error, is_memory_error, name_work


def catch(work):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any kind
        work()
    return caught.value


def fail_from(cause):
    try:
        raise cause
    except Exception:
        raise ValueError("the reader failed") from None


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
        ImportError("libarrow.so: failed to map segment from shared object"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried"),
        catch(lambda: np.empty(1 << 50, np.int8)),
        catch(lambda: pa.allocate_buffer(1 << 50)),
        catch(lambda: fail_from(MemoryError())),
    ],
)
def test_errors_of_every_library_are_known(error):
    assert is_memory_error(error)
    assert describe_memory_error(error).startswith("not enough memory: ")


@pytest.mark.parametrize(
    "error", [ValueError("out of memory"), OSError(errno.ENOSPC, "full"), InputError("a"), None]
)
def test_others_are_not(error):
    assert not is_memory_error(error)


def test_the_line_says_what_was_done_how_much_was_asked_for_and_how_much_was_held():
    def work():
        with name_work("a study"), name_work("reading a.csv"):
            np.empty(3 << 50, np.int8)

    line = describe_memory_error(catch(work))
    assert line.startswith("not enough memory while reading a.csv: 3,377.7 TB more were needed, ")
    assert re.search(r" [0-9.]+ [MG]B were held$", line)
    assert "\n" not in line


def test_other_errors_get_no_note():
    def work():
        with name_work("reading a.csv"):
            raise ValueError("x")

    assert not hasattr(catch(work), "__notes__")
