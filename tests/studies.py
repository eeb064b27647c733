"""Studies for tests of all but their baselines, which have tests of their own."""

from functools import partial
from typing import Any

import embedstudy
from embedstudy.options.compare import CompareOptions
from embedstudy.study.plan.config import StudyConfig, configure

compare = partial(embedstudy.compare, baselines=())


def configured(*datasets: str, **options: Any) -> StudyConfig:
    """Return the configuration of a study of data sets by name."""
    return configure(datasets, CompareOptions.from_values({"baselines": (), **options}))


# Files of a study that hold times, and so differ between two of one configuration.
TIMED_FILES = (".lock", "runs.csv", "study.json", "study.log", "report.html")
