"""How a saved model is laid out. Whatever changes what is predicted raises the format's number."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from embedstudy.errors import InputError

FORMAT = 1

CONFIG, TENSORS, WORDS = "config.json", "model.safetensors", "vocab.txt"
# Before the name of a weight that the encoder has of its own.
ENCODER = "encoder."
# What labels are to Python, by the name of their type.
LABELS: Mapping[str, type] = {"str": str, "bool": bool, "int": int, "float": float}


def read_config(folder: Path) -> dict[str, Any]:
    """Read the configuration of a saved model, of whichever version.

    Raises
    ------
    InputError
        If there is none.
    """
    path = folder / CONFIG
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of a saved model")
    try:
        config = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{folder}: no saved model (no {CONFIG}, which comes last)") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON ({str(error).splitlines()[0]})") from None
    number = config.get("format") if isinstance(config, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or "embedstudy" not in config:
        raise InputError(f"{path}: is not the configuration of a model of embedstudy")
    return dict(config)
