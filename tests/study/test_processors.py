"""A study has the same bytes on other x86-64 processors, which a second process simulates."""

import os
import subprocess
import sys

import pytest

from embedstudy.nn.kernels.target import X86_64_V3, find_target
from embedstudy.notebook import Study
from embedstudy.study.execution.machine import list_simd_extensions
from tests.made_up_files import read_results, texts, write_csv, write_vectors
from tests.studies import compare


def study_texts(file, out):
    return compare(
        str(file), vectors=[str(file.with_suffix(".vec"))], encoders=("mean", "max"), seeds=1,
        epochs=3, tune="none", out=out, progress=False,
    )  # fmt: skip


def simulate_older_processor():
    """Return the environment of a process that has no AVX-512, or a BLAS without AVX2."""
    wide = [name for name in list_simd_extensions() if name == "X86_V4" or "AVX512" in name]
    return {
        **os.environ,
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "",  # those of the name
        "OPENBLAS_CORETYPE": "Haswell" if wide else "Sandybridge",
        "NPY_DISABLE_CPU_FEATURES": " ".join(wide),
    }


@pytest.mark.skipif(find_target() is None, reason="this processor has no AVX2")
def test_an_older_processor_makes_the_same_bytes(tmp_path):
    file, older = write_csv(tmp_path / "reviews.csv", texts(120, 3)), tmp_path / "older"
    write_vectors(file.with_suffix(".vec"), dim=50)
    newer = study_texts(file, tmp_path / "here")
    program = (
        "import sys; from pathlib import Path; from tests.study.test_processors import study_texts;"
        "study_texts(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(file), str(older)],
        env=simulate_older_processor(),
        check=True,
    )
    for name, content in read_results(Study(older)).items():
        assert content == read_results(newer)[name], name
    machines = [Study(path).meta["machine"] for path in (newer.path, older)]
    assert machines[0]["kernels"] == machines[1]["kernels"] == X86_64_V3
    assert "Haswell" in machines[1]["blas"] or "Sandybridge" in machines[1]["blas"]
