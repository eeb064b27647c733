"""Every command of embedstudy, on small files, for faults that each of them must withstand."""

from dataclasses import dataclass
from pathlib import Path

from embedstudy.cli.app import PANELS
from tests.cli.runner import call
from tests.made_up_files import texts, write_csv, write_vectors

QUICK = ["--epochs", "2", "--lr", "0.5", "-q"]


@dataclass(frozen=True)
class Material:
    """What the commands read.

    Attributes
    ----------
    reviews, vectors : Path
        A CSV of texts, and a table of GloVe's format.
    study, model : Path
        A finished study and a saved model of them.
    """

    reviews: Path
    vectors: Path
    study: Path
    model: Path


def make_material(folder: Path) -> Material:
    """Write small files, and make a study and a model of them."""
    reviews = write_csv(folder / "reviews.csv", texts(120, 1))
    vectors = write_vectors(folder / "glove.txt")
    material = Material(reviews, vectors, folder / "study", folder / "model")
    for name, target in (("compare", material.study), ("train", material.model)):
        result = call(*list_commands(material, target)[name])
        assert result.exit_code == 0, result.stderr
    return material


def list_commands(material: Material, out: Path) -> dict[str, list[object]]:
    """Return the arguments of every command; files that it writes are at `out`.

    The names of data sets and vectors to download are not on this machine in an empty data home.
    """
    data, vectors, study = material.reviews, material.vectors, material.study
    small = ["--vectors", vectors, "--seeds", 1, "--baseline", "majority", *QUICK]
    arguments: dict[str, list[object]] = {
        "compare": [data, *small, "--out", out],
        "show": [study],
        "report": [study, "-q"],
        "neighbors": [study, "good1"],
        "structure": [study],
        "export": [study, "--format", "csv", "--out", out],
        "train": [data, "--vectors", vectors, "--out", out, *QUICK],
        "predict": [material.model, "good1 word3 bad4"],
        "test": [material.model, data],
        "datasets list": [],
        "datasets info": [data],
        "datasets download": ["sst2"],
        "vectors list": [],
        "vectors info": [vectors],
        "vectors download": ["glove-6b-50d"],
        "vectors convert": [vectors, out.with_suffix(".npy")],
        "vectors train": [
            "--corpus", data, "--out", out.with_suffix(".bin"), "--dim", 4, "--epochs", 1,
            "--min-count", 1, "-q",
        ],
        "vectors evaluate": [vectors],
        "vectors neighbors": [vectors, "good1"],
        "initializers": ["--out", out, "--seeds", 1, "-q"],
        "cite": [study],
        "completion": ["bash"],
    }  # fmt: skip
    return {name: [*name.split(), *values] for name, values in arguments.items()}


def list_names() -> set[str]:
    """Return the names of all commands of the command line."""
    return {
        " ".join((*chain, name))
        for chain, panels in PANELS.items()
        for panel in panels.values()
        for name in panel
        if (*chain, name) not in PANELS
    }
