"""The machine that makes a study, as far as the last digits of its results may depend on it."""

import platform
from pathlib import Path


def describe_machine() -> dict[str, str]:
    """Return what results may depend on; texts for people, as study.json keeps them.

    ``system`` has the C library, ``processor`` the architecture and the model. ``kernels`` names
    the processor that the loops of training are compiled for. ``numpy_simd`` lists the vector
    instructions that NumPy has loops for, ``blas`` the libraries of matrix products and the
    processor that each has chosen its loops for.
    """
    from embedstudy.nn.kernels.target import find_host, find_target

    return {
        "system": platform.platform(),
        "processor": f"{platform.machine()}, {find_model()}",
        "kernels": find_target() or find_host(),
        "numpy_simd": " ".join(list_simd_extensions()),
        "blas": "; ".join(list_blas()),
    }


def find_model(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Return the model of the processor; LLVM's name for it where the system does not tell."""
    from embedstudy.nn.kernels.target import find_host

    lines = cpuinfo.read_text(errors="replace").splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or find_host()


def list_simd_extensions() -> list[str]:
    """List the vector instructions that NumPy uses here beyond those of every such processor."""
    import numpy as np

    extensions = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return [str(name) for name in extensions]


def list_blas() -> list[str]:
    """List the BLAS libraries in use: name, version, and the processor of their loops."""
    import scipy.linalg  # noqa: F401 - loads its own, which then is always in the list
    from threadpoolctl import threadpool_info

    libraries = (library for library in threadpool_info() if library["user_api"] == "blas")
    keys = ("internal_api", "version", "architecture")
    return sorted({" ".join(str(lib[key]) for key in keys if lib.get(key)) for lib in libraries})
