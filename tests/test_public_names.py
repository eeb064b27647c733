import subprocess
import sys

import pytest

import embedstudy

HEAVY = (
    "numba",
    "gensim",
    "datasets",
    "pandas",
    "sklearn",
    "scipy",
    "pyarrow",
    "numpy",
    "ijson",
    "matplotlib",
    "jinja2",
)


@pytest.mark.parametrize("name", embedstudy.__all__)
def test_every_public_name_can_be_imported(name):
    assert getattr(embedstudy, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'comparee'"):
        embedstudy.comparee  # noqa: B018


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import embedstudy"],
        ["-m", "embedstudy", "--help"],
        ["-m", "embedstudy", "vectors", "download", "--help"],
        ["-m", "embedstudy", "vectors", "list"],
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments):
    process = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in process.stderr.splitlines()}
    assert "embedstudy" in imported
    assert not imported & set(HEAVY)
