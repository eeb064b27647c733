"""The description of a data set in Python, as ``embedstudy datasets info`` shows it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from embedstudy.datasets.catalog import add_columns, read_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.options.data import DataOptions
from embedstudy.options.python_names import speak_python
from embedstudy.options.signature import takes_options
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.dataset_statistics import Description, describe
from embedstudy.text.tokenizers import get_tokenizer


@takes_options(DataOptions)
def describe_dataset(
    dataset: Any,
    *,
    text: str | Sequence[str] | None = None,
    label: str | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    progress: bool = True,
    **options: Any,
) -> Description:
    """Describe a data set: classes, lengths, words, and texts that occur again.

    Parameters
    ----------
    dataset : str, path, a sequence of paths, data in memory, or Corpus
        As `load_dataset` takes it, or what `load_dataset` returns.
    text : str or sequence of str, optional
    label : str, optional
        Other names of `text_column` and `label_column`.
    tokenizer : str or callable
        How a text is cut into tokens.
    progress : bool
        Show progress on stderr.
    **options
        The fields of `DataOptions`.

    Returns
    -------
    Description
        With ``.classes``, ``.lengths``, ``.words``, ``.repeats``, ``.notes``.

    Raises
    ------
    InputError
        If there is no such data set, or it cannot be read.
    FetchError
        If it cannot be fetched.

    Examples
    --------
    >>> texts, labels = ["good film", "fine film", "bad film", "awful film"] * 10, [1, 1, 0, 0] * 10
    >>> description = describe_dataset((texts, labels), progress=False)
    >>> description.classes["train"], description.words
    ({'0': 16, '1': 16}, 5)
    """
    splitter = get_tokenizer(tokenizer)
    if isinstance(dataset, Corpus):
        corpus = dataset
    else:
        values = add_columns(options, text, label)
        with speak_python():
            corpus = read_dataset(dataset, DataOptions(**values), progress=progress)
    if splitter.learner is not None:
        splitter = splitter.fitted(corpus.train.texts)
    encoded = encode_examples(corpus, splitter, progress=progress)
    return describe(corpus, encoded, splitter)
