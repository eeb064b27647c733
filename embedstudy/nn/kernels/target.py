"""The processor that the kernels are compiled for: one for all x86-64 processors with AVX2.

numba compiles for the processor that it runs on. Its vectors are wider with AVX-512, and a sum of
more partial sums has another last digit. After a few thousand steps, texts near the boundary change
sides, and near-tied learning rates change places. So the kernels have a target of their own. Other
code in the process that uses numba keeps numba's, whatever is compiled first.
"""

from functools import cache, partial

import llvmlite.binding as llvm
from numba import jit
from numba.core.codegen import JITCPUCodegen
from numba.core.cpu import CPUContext
from numba.core.registry import CPUDispatcher, CPUTarget
from numba.core.target_extension import CPU, dispatcher_registry, jit_registry, target_registry
from numba.core.utils import threadsafe_cached_property

# LLVM's name for AVX2, FMA and what else processors have since 2013: Intel's Haswell, AMD's Zen.
X86_64_V3 = "x86-64-v3"
_FEATURES = ("avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe", "popcnt", "sse4.2")


@cache
def find_target() -> str | None:
    """Return the processor that the kernels are compiled for; None means the one they run on."""
    llvm.initialize_native_target()
    try:
        features = llvm.get_host_cpu_features()
    except RuntimeError:  # LLVM cannot tell on this system
        return None
    return X86_64_V3 if all(features.get(name) for name in _FEATURES) else None


def find_host() -> str:
    """Return LLVM's name of the processor that this runs on, such as "znver4"."""
    return str(llvm.get_host_cpu_name())


class _Codegen(JITCPUCodegen):
    """Generates code for x86-64-v3; numba stores it under this name, apart from other code."""

    def _get_host_cpu_name(self) -> str:
        return X86_64_V3

    def _get_host_cpu_features(self) -> str:
        return ""  # those of the name


class _Context(CPUContext):
    def init(self) -> None:
        super().init()
        self._internal_codegen = _Codegen("embedstudy.exec")


class _Descriptor(CPUTarget):
    @threadsafe_cached_property
    def _toplevel_target_context(self) -> CPUContext:
        return _Context(self.typing_context, self._target_name)


class _Dispatcher(CPUDispatcher):
    targetdescr = _Descriptor(X86_64_V3)


class _Processor(CPU):
    """What numba asks whether a function is meant for a target: all that is meant for a CPU is."""


def register_target() -> str:
    """Make the target known to numba; return its name for `jit`, or "cpu" if there is none."""
    if find_target() is None:
        return "cpu"
    if X86_64_V3 not in target_registry:
        target_registry[X86_64_V3] = _Processor
        dispatcher_registry[_Processor] = _Dispatcher
        jit_registry[_Processor] = partial(jit, _target=X86_64_V3)
    return X86_64_V3
