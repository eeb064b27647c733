"""Texts in scripts without spaces that a tokenizer does not cut."""

import warnings

import numpy as np

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.writing_systems import UncutText, find_uncut_text


def check_cut(name: str, encoded: EncodedCorpus, rows: np.ndarray, tokenizer: Tokenizer) -> None:
    """Refuse a tokenizer that makes one token of each clause; warn if only some texts have such.

    Parameters
    ----------
    name : str
        Name of the data set.
    encoded : EncodedCorpus
    rows : ndarray of int64
        The texts to look at; a sample of them is enough.
    tokenizer : Tokenizer
        One that does not need spaces is never refused.

    Raises
    ------
    InputError
        The message names the tokenizer for the script.
    """
    uncut = find_uncut(encoded, rows) if tokenizer.needs_spaces else None
    if uncut is None:
        return
    message = f"{name}: {describe_uncut(uncut, tokenizer.name)}"
    if uncut.is_most:
        raise InputError(f"{message}, or --tokenizer whitespace to insist")
    warnings.warn(message, EmbedstudyWarning, stacklevel=3)


def find_uncut(encoded: EncodedCorpus, rows: np.ndarray) -> UncutText | None:
    """Return the script of many texts, if it has no spaces and the tokens are clauses."""
    return find_uncut_text(encoded.count_in_sample(rows)) if len(rows) else None


def describe_uncut(uncut: UncutText, tokenizer: str) -> str:
    """Return what is wrong, and the tokenizer to use."""
    title = uncut.script.title
    if uncut.is_most:
        start = f"{title} has no spaces between words"
    else:
        start = (
            f"{uncut.share:.0%} of the characters are {title}, which has no spaces between words"
        )
    return (
        f"{start}: tokenizer {tokenizer} makes tokens of {uncut.mean_length:.0f} characters; "
        f"use {uncut.advice}"
    )


def warn_of_uncut(encoded: EncodedCorpus, tokenizer: Tokenizer) -> None:
    """Warn of a tokenizer that makes one token of each clause of some texts."""
    n_documents = len(encoded.documents)
    uncut = find_uncut(encoded, np.arange(n_documents)) if tokenizer.needs_spaces else None
    if uncut is not None:
        message = describe_uncut(uncut, tokenizer.name)
        warnings.warn(message, EmbedstudyWarning, stacklevel=3)
