"""The address space that commands need: with less, libraries in C end the process in their way."""

from embedstudy.errors import EmbedstudyError
from embedstudy.memory import find_address_limit, format_bytes

# In MB, as measured on a small file, see benchmarks/resources.py. Commands that import no numerical
# library need none of it.
FLOORS = {
    "compare": 930,
    "show": 380,
    "report": 590,
    "neighbors": 150,
    "structure": 460,
    "export": 570,
    "train": 800,
    "predict": 780,
    "test": 780,
    "datasets list": 330,
    "datasets info": 760,
    "datasets download": 760,
    "vectors info": 440,
    "vectors download": 300,
    "vectors convert": 380,
    "vectors train": 600,
    "vectors evaluate": 570,
    "vectors neighbors": 440,
    "initializers": 850,
    "cite": 150,
}


class AddressSpaceError(EmbedstudyError):
    """``ulimit -v`` leaves a command no room for the libraries that it is made of."""


def check_address_space(command: str) -> None:
    """Refuse a command that has no room for its libraries.

    Parameters
    ----------
    command : str
        Such as ``vectors train``.

    Raises
    ------
    AddressSpaceError
        With what it needs and what there is.
    """
    floor, limit = FLOORS.get(command, 0) * 1_000_000, find_address_limit()
    if limit is not None and limit < floor:
        raise AddressSpaceError(
            f"{command} needs about {format_bytes(floor)} of address space for its libraries; "
            f"ulimit -v allows {format_bytes(limit)} (ulimit -v unlimited)"
        )
