"""Files of made-up data, for studies that commands make."""

import csv
from pathlib import Path

import numpy as np

from embedstudy.notebook import Study
from tests.conftest import BAD, GOOD, NEUTRAL
from tests.studies import TIMED_FILES

# What differs between two studies of one configuration.
TIMED = {"seconds", "tokens_per_second"}


def texts(n: int, seed: int) -> list[tuple[str, str]]:
    """Texts of 8 words with their classes, half of either; one in twelve speaks like the other."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        likely, unlikely = (GOOD, BAD) if (i % 2) != (rng.random() < 1 / 12) else (BAD, GOOD)
        words = [*rng.choice(NEUTRAL, 4), *rng.choice(likely, 3), *rng.choice(unlikely, 1)]
        rng.shuffle(words)
        rows.append((" ".join(words), "pos" if i % 2 else "neg"))
    return rows


def write_csv(path: Path, rows: list[tuple[str, str]]) -> Path:
    """Write texts and labels."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows(rows)
    return path


def write_vectors(path: Path, seed: int = 8, dim: int = 8) -> Path:
    """Write vectors, as GloVe has them, of three in four of the words."""
    rng = np.random.default_rng(seed)
    words = [w for i, w in enumerate([*GOOD, *BAD, *NEUTRAL]) if i % 4]
    lines = [" ".join([w, *(f"{x:.5f}" for x in rng.normal(size=dim))]) for w in words]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_results(study: Study) -> dict[str, object]:
    """All of a study but its settings and what tells the time."""
    content_by_file: dict[str, object] = {
        str(path.relative_to(study.path)): path.read_bytes()
        for path in sorted(study.path.rglob("*"))
        if path.is_file() and path.name not in TIMED_FILES
    }
    content_by_file["runs"] = [
        {k: v for k, v in vars(row).items() if k not in TIMED} for row in study.runs
    ]
    return content_by_file


def contents(study: Study | Path) -> dict[str, object]:
    """All that is on disk but timings, and the order in which a study.json has its options."""
    study = study if isinstance(study, Study) else Study(study)
    varying = ("started", "finished", "peak_memory")
    settings = {k: v for k, v in study.meta.items() if k not in varying}
    return {**read_results(study), "study": settings}


def same(a: Study | Path, b: Study | Path) -> None:
    """Make sure that two studies are the same, and say which file is not."""
    first, second = contents(a), contents(b)
    assert first.keys() == second.keys()
    for name in first:
        assert first[name] == second[name], name
