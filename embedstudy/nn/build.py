"""Making encoders and optimizers from the options of a model."""

from dataclasses import fields
from typing import Any, TypeVar

from embedstudy.options.model import ModelOptions

Built = TypeVar("Built")


def build(kind: type[Built], options: ModelOptions) -> Built:
    """Make an instance of a dataclass whose fields take the values of the options of their name.

    A field that no option is named after keeps its default.

    Examples
    --------
    >>> from embedstudy.nn.encoders.dan import DAN
    >>> build(DAN, ModelOptions(hidden_size=7))
    DAN(hidden_size=7, hidden_layers=1)
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    values: dict[str, Any] = {
        name: getattr(options, name) for name in names if hasattr(options, name)
    }
    return kind(**values)
