"""What a worker of a cluster is told: from where to make the materials of a study by itself."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from embedstudy.datasets.catalog import Paths
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.study_datasets import StudyDatasets, Trained
from embedstudy.study.data.trained_vectors import trains
from embedstudy.study.execution.metadata import identity, versions
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.source_names import absolute, dataset_place, vectors_place
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.version import __version__


@dataclass(frozen=True)
class DaskJob:
    """Names and places of all that the runs of a study need, and the hashes they must have.

    Attributes
    ----------
    config : StudyConfig
    datasets : tuple
        From where each data set is read: a name, an absolute path, or several in a list.
    options : DataOptions
    tables : mapping of str to str
        From where each table of vectors is read, by its name.
    study : str
        The absolute path of the study directory; empty if it trained no vectors.
    trained : tuple of str
        Vectors that the study trained itself, which are read there.
    identity : mapping
        As in study.json; the worker must come to the same hashes.
    versions : mapping of str to str
        Of all that results depend on; the worker must have the same.
    """

    config: StudyConfig
    datasets: tuple[str | list[str], ...]
    options: DataOptions
    tables: Mapping[str, str]
    study: str
    trained: tuple[str, ...]
    identity: Mapping[str, Any]
    versions: Mapping[str, str]

    def as_json(self) -> str:
        """Return the order as JSON, the same for the same order."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "DaskJob":
        """Make an order of its JSON."""
        found = json.loads(text)
        found["config"] = StudyConfig.from_json(found["config"])
        found["options"] = DataOptions(**found["options"])
        found["datasets"], found["trained"] = tuple(found["datasets"]), tuple(found["trained"])
        return cls(**found)


def check_can_travel(request: StudyRequest) -> None:
    """Make sure that workers can find all that a study needs by themselves.

    Raises
    ------
    InputError
        If something is in the memory of this process alone.
    """
    for kind, name in request.objects:
        raise InputError(
            f"{kind} {name!r}: is in memory here, where workers cannot read it; give a name or a "
            "file, or use the backend threads"
        )


def order_for(
    study: StudyDirectory,
    supply: StudyDatasets,
    trained: Trained,
    datasets: Sequence[Paths | Corpus],
    tables: Sequence[str | WordVectors],
    options: DataOptions,
    tokenizer: Tokenizer,
) -> DaskJob:
    """Say what workers need for a study that was begun; `check_can_travel` has passed it."""
    config = supply.config
    files = {"dev_file": options.dev_file, "test_file": options.test_file}
    places = {
        option: absolute(os.fspath(file)) for option, file in files.items() if file is not None
    }
    return DaskJob(
        config=config,
        datasets=tuple(_place(each) for each in datasets),
        options=replace(options, **places),  # type: ignore[arg-type]
        tables={
            name: vectors_place(os.fspath(table))
            for name, table in zip(config.vectors, tables, strict=True)
            if not isinstance(table, WordVectors) and not trains(table)
        },
        # Elsewhere it says nothing, so that workers go on with what they have in another study.
        study=str(study.path.absolute()) if trained else "",
        trained=tuple(made.name for made, _ in trained),
        identity=identity(config, supply),
        versions=versions_here(tokenizer),
    )


def versions_here(tokenizer: Tokenizer) -> dict[str, str]:
    """Return all versions that results depend on; workers must have the same."""
    return {"embedstudy": __version__, **versions(), "tokenizer": tokenizer.settings}


def _place(dataset: Paths | Corpus) -> str | list[str]:
    """Say from where a data set is read, whatever the working directory."""
    if isinstance(dataset, str | os.PathLike):
        return dataset_place(os.fspath(dataset))
    assert not isinstance(dataset, Corpus)  # noqa: S101 - see check_can_travel
    return [absolute(os.fspath(each)) for each in dataset]
