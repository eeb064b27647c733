"""Compare pretrained word vectors with learned ones, and see what each embedding learned.

The public names are loaded when first used, so that importing the package stays cheap. This module
imports nothing else: ``python -m embedstudy`` runs it before the working directory is left.
"""

from embedstudy.version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.comparison import compare
    from embedstudy.dataset_description import describe_dataset
    from embedstudy.datasets.catalog import load_dataset
    from embedstudy.errors import EmbedstudyError
    from embedstudy.notebook import Study
    from embedstudy.vectors.catalog import load_vectors

__all__ = [
    "EmbeddingClassifier",
    "EmbedstudyError",
    "Study",
    "compare",
    "describe_dataset",
    "load_dataset",
    "load_vectors",
]

_HOMES = {
    "EmbeddingClassifier": "embedstudy.classifier",
    "EmbedstudyError": "embedstudy.errors",
    "Study": "embedstudy.notebook",
    "compare": "embedstudy.comparison",
    "describe_dataset": "embedstudy.dataset_description",
    "load_dataset": "embedstudy.datasets.catalog",
    "load_vectors": "embedstudy.vectors.catalog",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'embedstudy' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
