"""The split that the results of a study are of, in sentences."""

from collections.abc import Mapping
from typing import Any

from embedstudy.wording import join_names


def list_protocol(facts: Mapping[str, Any]) -> list[str]:
    """Say which split results are of, and how many held-out texts stand in train.

    Parameters
    ----------
    facts : mapping
        The entry of a data set under ``data`` in study.json; an older study says nothing.

    Examples
    --------
    >>> repeats = {"test in train": 13, "dev in train": 29}
    >>> list_protocol({"protocol": "random split", "repeats": repeats})
    ['random split', '13 test and 29 dev texts stand in train too, word for word']
    """
    repeats = facts.get("repeats", {})
    counts = [(repeats.get(f"{part} in train", 0), part) for part in ("test", "dev")]
    parts = [f"{count:,} {part}" for count, part in counts if count]
    sentences = [facts.get("protocol", "")]
    if parts:
        is_one = sum(count for count, _ in counts) == 1
        verb = "text stands" if is_one else "texts stand"
        sentences.append(f"{join_names(parts, 'and')} {verb} in train too, word for word")
    return [sentence for sentence in sentences if sentence]
