"""The tables of things by name, which ``--help`` reads, import nothing heavy."""

import subprocess
import sys

PROGRAM = """
import sys
from embedstudy.baselines import BASELINES
from embedstudy.initializers import INITIALIZERS
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.oov import OOV
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.schedules import SCHEDULES

for table in (BASELINES, INITIALIZERS, ENCODERS, OOV, OPTIMIZERS, SCHEDULES):
    assert len(list(table)) > 2
print([name for name in ("numpy", "numba", "scipy", "sklearn", "pandas") if name in sys.modules])
"""


def test_names_cost_nothing():
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert finished.stdout == "[]\n"
