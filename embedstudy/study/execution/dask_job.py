"""The description of a study for a worker of a cluster, which reads its data by itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.study_datasets import StudyDatasets, Trained
from embedstudy.study.execution.metadata import find_versions, make_identity
from embedstudy.study.plan.request import StudyRequest
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.version import __version__


@dataclass(frozen=True)
class DaskJob:
    """Names, places and options of a study, and the hashes that its data must have.

    Attributes
    ----------
    request : mapping
        What `StudyRequest.to_json` returns.
    study : str
        The absolute path of the study directory; empty if it trained no vectors.
    trained : tuple of str
        Vectors that the study trained itself, which workers read from its directory.
    identity : mapping
        As in study.json; the data of the worker must have the same hashes.
    versions : mapping of str to str
        All versions that results depend on; the worker must have the same.
    """

    request: Mapping[str, Any]
    study: str
    trained: tuple[str, ...]
    identity: Mapping[str, Any]
    versions: Mapping[str, str]

    def to_json(self) -> str:
        """Return the job as JSON, the same for the same job."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "DaskJob":
        """Return the job that `to_json` wrote."""
        data = json.loads(text)
        return cls(**{**data, "trained": tuple(data["trained"])})


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


def make_job(
    study: StudyDirectory, datasets: StudyDatasets, trained: Trained, request: StudyRequest
) -> DaskJob:
    """Return the job of a study that has begun; `check_can_travel` has passed its request."""
    plain = json.loads(json.dumps(request.to_json()))
    return DaskJob(
        request=plain,
        # Empty where no worker reads it, so that the next study finds the data of this one there.
        study=str(study.path.absolute()) if trained else "",
        trained=tuple(vectors.name for vectors, _ in trained),
        identity=make_identity(datasets.config, datasets),
        versions=list_versions(request.tokenizer),
    )


def list_versions(tokenizer: Tokenizer) -> dict[str, str]:
    """Return all versions that results depend on; workers must have the same."""
    return {"embedstudy": __version__, **find_versions(), "tokenizer": tokenizer.settings}
