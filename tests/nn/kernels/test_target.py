"""The kernels are compiled for one processor, and other code that uses numba is left alone."""

import re
import subprocess
import sys

import numpy as np
import pytest
from numba import njit

from embedstudy.nn.kernels import FASTMATH, mean
from embedstudy.nn.kernels.target import X86_64_V3, find_host, find_target, register_target

needs_v3 = pytest.mark.skipif(find_target() is None, reason="this processor has no AVX2")


def add_up(numbers):
    total = np.float32(0)
    for i in range(numbers.size):
        total += numbers[i]
    return max(total, np.float32(0))


def compile_for(target):
    """Compile a sum afresh, since numba shows no code that it read from the disk."""
    compiled = njit(fastmath=FASTMATH, _target=target)(add_up)
    numbers = np.random.default_rng(0).random(1000, np.float32)
    return compiled(numbers), next(iter(compiled.inspect_asm().values()))


def name_processor(compiled):
    """Return what numba stores compiled code under."""
    return compiled.targetctx.codegen().magic_tuple()[1]


@needs_v3
def test_kernels_have_vectors_of_256_bits():
    total, code = compile_for(register_target())
    assert total == pytest.approx(500, rel=0.1)
    assert "%ymm" in code
    assert "%zmm" not in code


@needs_v3
def test_numba_stores_kernels_under_the_name_of_their_processor():
    assert name_processor(mean.logits) == X86_64_V3
    assert mean.logits.targetctx.codegen().magic_tuple()[2] == ""  # no features of this one


@needs_v3
@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_other_code_keeps_numbas_target_whatever_is_compiled_first(first):
    program = f"""
import numpy as np
from numba import njit
from tests.nn.kernels.test_target import add_up, name_processor
numbers = np.arange(100, dtype=np.float32)
theirs = njit(add_up)
if {first!r} == "theirs":
    theirs(numbers)
from embedstudy.nn.kernels import mean
arrays = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32), np.zeros(2, np.float32)
scores = mean.logits(np.zeros(1, np.int32), np.array([0, 1]), *arrays)
print(theirs(numbers), scores.tolist(), name_processor(theirs), name_processor(mean.logits))
"""
    completed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert completed.stdout.split() == ["4950.0", "[[3.0,", "3.0]]", find_host(), X86_64_V3]


@needs_v3
def test_numbas_settings_do_not_change_the_kernels(monkeypatch):
    program = "from tests.nn.kernels.test_target import *; print(compile_for(register_target()))"
    monkeypatch.setenv("NUMBA_CPU_NAME", "nehalem")
    completed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "%ymm" in completed.stdout


def test_a_target_that_is_known_already_is_returned_again():
    assert register_target() == register_target()


def test_this_processor_has_a_name():
    assert re.fullmatch(r"[\w.-]+", find_host())
