"""A request to compare, as a person makes it: data sets, vectors, a tokenizer and options."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from embedstudy.datasets.catalog import Paths, check_name, read_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.memory import DataInMemory, is_data, wrap_data
from embedstudy.errors import InputError
from embedstudy.options.compare import CompareOptions
from embedstudy.progress import show_step
from embedstudy.strategies import uses_vectors
from embedstudy.study.plan.pilot_sizes import choose_pilot_sizes, needs_pilot_sizes
from embedstudy.study.plan.source_names import (
    DEFAULT_VECTORS,
    is_trained,
    locate_dataset,
    locate_vectors,
    make_absolute,
    name_datasets,
    name_vectors,
)
from embedstudy.text.tokenizers import Tokenizer, get_tokenizer, is_named
from embedstudy.vectors.sources import check_name as check_vectors
from embedstudy.vectors.word_vectors import WordVectors

AnyDataset = Paths | Corpus | DataInMemory
AnyTokenizer = str | Callable[[str], Iterable[str]]


@dataclass(frozen=True, eq=False)
class StudyRequest:
    """A request to compare, before anything is read.

    Attributes
    ----------
    datasets : tuple of str, path, sequence of paths, Corpus, or DataInMemory
    vectors : tuple of str or WordVectors
    tokenizer : Tokenizer
    options : CompareOptions
        Its `study.vectors` holds the names of the tables of vectors.
    has_default_vectors : bool
        Whether no vectors were named although a strategy needs some. Then `vectors` holds the
        usual ones; `with_vectors` takes others.
    """

    datasets: tuple[AnyDataset, ...]
    vectors: tuple[str | WordVectors, ...]
    tokenizer: Tokenizer
    options: CompareOptions
    has_default_vectors: bool = False

    @classmethod
    def from_call(
        cls, dataset: Any, vectors: Any, tokenizer: AnyTokenizer, options: Mapping[str, Any]
    ) -> "StudyRequest":
        """Check the arguments of `embedstudy.compare`.

        Raises
        ------
        InputError
            If there is no such option, or a name or a value is not usable.
        """
        is_many = isinstance(dataset, list | tuple) and not is_data(dataset)
        datasets = wrap_data(dataset if is_many else (dataset,))
        if isinstance(vectors, str | os.PathLike | WordVectors):
            vectors = (vectors,)
        if hasattr(vectors, "__array__"):  # labels, as scikit-learn takes them
            raise InputError(
                f"vectors is a {type(vectors).__name__}; give a name, what load_vectors gives, "
                "or a list (texts and labels are one argument: (texts, labels))"
            )
        if vectors is not None and not isinstance(vectors, Iterable):
            raise InputError(
                f"vectors is {vectors!r}; give a name, what load_vectors gives, or a list"
            )
        tables = () if vectors is None else tuple(vectors)
        _check_names(datasets, tables)
        values: dict[str, Any] = {**options, "vectors": tuple(name_vectors(tables))}
        if isinstance(tokenizer, str):
            values["tokenizer"] = tokenizer
        chosen = CompareOptions.from_values(values)
        lacks_vectors = not tables and any(map(uses_vectors, chosen.study.strategies))
        needs_pilot_sizes(chosen.study)  # sizes that are too few are told before data are loaded
        splitter = get_tokenizer(tokenizer, chosen.text.unicode_form)
        if splitter.learner is not None and chosen.study.cv is not None:
            raise InputError(
                f"tokenizer {splitter.name}: is learned from the training part, and with cv each "
                "fold has its own; leave out cv, or take another tokenizer"
            )
        request = cls(datasets, tables, splitter, chosen)
        if not lacks_vectors:
            return request
        if chosen.model.get("dim") is not None:
            raise InputError(
                f"dim goes without vectors, and strategies such as frozen take {DEFAULT_VECTORS} "
                "where none are named: leave dim out, or compare strategy random alone"
            )
        return replace(request.with_vectors(DEFAULT_VECTORS), has_default_vectors=True)

    def with_vectors(self, name: str) -> "StudyRequest":
        """Return the same request with vectors of a name in place of its own."""
        study = replace(self.options.study, vectors=(name,))
        return replace(self, vectors=(name,), options=replace(self.options, study=study))

    def with_pilot_sizes(self, corpora: Sequence[Corpus]) -> "StudyRequest":
        """Return the same request with the train sizes that its forecast needs.

        Raises
        ------
        InputError
            If it names sizes, but too few for a forecast.
        """
        if not needs_pilot_sizes(self.options.study):
            return self
        sizes = choose_pilot_sizes(
            min(len(corpus.train) for corpus in corpora),
            max(len(corpus.classes) for corpus in corpora),
        )
        study = replace(self.options.study, train_sizes=sizes)
        return replace(self, options=replace(self.options, study=study))

    def with_begun(self, meta: Mapping[str, Any]) -> "StudyRequest":
        """Return the same request, with the wish for snapshots that a study began with.

        A wish that contradicts it stays.

        Parameters
        ----------
        meta : mapping
            The content of study.json, of the study that goes on.
        """
        options, plan = meta.get("options"), meta.get("snapshots")
        group = options.get("study") if isinstance(options, dict) else None
        begun = group.get("snapshots") if isinstance(group, dict) else None
        asked_for = self.options.study.snapshots
        is_as_begun = begun is None and isinstance(plan, dict) and plan.get("kept") is asked_for
        if begun not in (None, True, False) or not (asked_for is None or is_as_begun):
            return self
        study = replace(self.options.study, snapshots=begun)
        return replace(self, options=replace(self.options, study=study))

    @property
    def dataset_names(self) -> tuple[str, ...]:
        """The names of the data sets in the study."""
        return tuple(name_datasets(self.datasets))

    @property
    def objects(self) -> list[tuple[str, str]]:
        """The kind and the name of all that is given as a Python object, and not by name."""
        name, by_name = self.tokenizer.name, replace(self.tokenizer, unicode_form="nfc")
        is_a_callable = not is_named(name) or get_tokenizer(name) != by_name
        return [
            *(
                ("data set", item.name)
                for item in self.datasets
                if isinstance(item, Corpus | DataInMemory)
            ),
            *(("vectors", item.name) for item in self.vectors if isinstance(item, WordVectors)),
            *([("tokenizer", name)] if is_a_callable else []),
        ]

    def to_json(self) -> dict[str, Any] | None:
        """Return plain data from which `from_json` makes the request in any working directory.

        Returns
        -------
        dict or None
            None if something is given as a Python object.
        """
        if self.objects:
            return None
        options = self.options.to_json()
        options["study"]["vectors"] = [
            locate_vectors(os.fspath(table))
            for table in self.vectors
            if not isinstance(table, WordVectors)
        ]
        for name in ("dev_file", "test_file"):
            if options["data"][name] is not None:
                options["data"][name] = make_absolute(options["data"][name])
        return {"datasets": list(map(_locate, self.datasets)), **options}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "StudyRequest":
        """Return the request that `to_json` wrote.

        Raises
        ------
        InputError
            If a name is not known here, or an option is not one of this version.
        """
        groups = {name: group for name, group in data.items() if name != "datasets"}
        values = CompareOptions.from_json(groups).to_values()
        vectors, tokenizer = values.pop("vectors"), values.pop("tokenizer")
        return cls.from_call(data["datasets"], vectors, tokenizer, values)

    def load_corpora(self, *, progress: bool = True) -> list[Corpus]:
        """Load the data sets that are not given as objects.

        Raises
        ------
        InputError
            If one cannot be read.
        FetchError
            If one cannot be fetched.
        """
        corpora = []
        for name, dataset in zip(self.dataset_names, self.datasets, strict=True):
            if isinstance(dataset, Corpus):
                corpora.append(dataset)
                continue
            with show_step(f"reading {name}", show=progress):
                corpora.append(
                    read_dataset(
                        dataset,
                        self.options.data,
                        for_folds=self.options.study.cv is not None,
                        progress=progress,
                    )
                )
        return corpora


def _check_names(datasets: Sequence[AnyDataset], tables: Sequence[str | WordVectors]) -> None:
    """Refuse a misspelt name before anything is fetched."""
    if not datasets:
        raise InputError("name at least one data set")
    for dataset in datasets:
        if not isinstance(dataset, Corpus):
            check_name(dataset)
    for table in tables:
        if not isinstance(table, WordVectors) and not is_trained(table):
            check_vectors(table)


def _locate(dataset: AnyDataset) -> str | list[str]:
    """Return where a data set is read from, whatever the working directory."""
    if isinstance(dataset, str | os.PathLike):
        return locate_dataset(os.fspath(dataset))
    assert not isinstance(dataset, Corpus | DataInMemory)  # noqa: S101 - see `objects`
    return [locate_dataset(os.fspath(path)) for path in dataset]
