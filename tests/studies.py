"""Studies for tests of all but their baselines, which have tests of their own."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import embedstudy
from embedstudy.options.compare import CompareOptions
from embedstudy.results.checksums import CHECKSUMS
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.verify import record_files
from embedstudy.storage import SEAL
from embedstudy.study.plan.config import StudyConfig, configure

compare = partial(embedstudy.compare, baselines=())


def configured(*datasets: str, **options: Any) -> StudyConfig:
    """Return the configuration of a study of data sets by name."""
    return configure(datasets, CompareOptions.from_values({"baselines": (), **options}))


# Files of a study that hold times, and so differ between two of one configuration.
TIMED_FILES = (".lock", "runs.csv", "study.json", "study.log", "report.html")


def forget_checksums(study: StudyDirectory | Path) -> None:
    """Make a study one of a version without checksums, whose files a test may write."""
    file = Path(getattr(study, "path", study)) / "study.json"
    document = json.loads(file.read_bytes())
    rest = {key: value for key, value in document.items() if key not in (CHECKSUMS, SEAL)}
    file.write_text(json.dumps(rest))


def record_changes(study: StudyDirectory | Path) -> None:
    """Make the files that a test has written in a study those that the study knows."""
    forget_checksums(study)
    record_files(StudyDirectory(getattr(study, "path", study)))
