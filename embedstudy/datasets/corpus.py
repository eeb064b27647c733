"""What a data set is to the rest of the package: texts with labels, in three splits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
    """A part of a corpus.

    Attributes
    ----------
    texts : list of str
    labels : list of str
        The class name of each text.
    ids : list of int
        The place of each text in the data set as it was read, from 0.
    """

    texts: list[str]
    labels: list[str]
    ids: list[int]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Corpus:
    """A data set, split for training, choosing and testing.

    Attributes
    ----------
    name : str
    classes : list of str
    train, dev, test : Split
    sha256 : str
        The hash of the file that it was read from; empty if it came from memory.
    """

    name: str
    classes: list[str]
    train: Split
    dev: Split
    test: Split
    sha256: str = ""
