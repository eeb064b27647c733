"""Write the learning curves of the reference study that the package holds.

    python -m benchmarks.reference_curves runs/reference

Reads the finished studies in FOLDER/ENCODER/DATASET, which `benchmarks/reference.py` makes, and
writes embedstudy/forecast/reference_curves.csv. Studies that are not finished are named and left
out.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reference import is_finished
from embedstudy.forecast.reference import COLUMNS, CURVES_FILE
from embedstudy.forecast.study_curves import find_chance_error
from embedstudy.results.directory import StudyDirectory
from embedstudy.strategies import USUAL

Row = tuple[str, str, str, str, int, str, str]


def list_points(folder: Path) -> Iterator[Row]:
    """Give the points of a study's curves, with the accuracy of the most frequent class."""
    study = StudyDirectory(folder)
    (facts,) = study.meta["data"].values()
    chance_error = find_chance_error(study.summary, facts)
    for row in study.summary:
        is_whole = row.status == "complete" and row.metric == "accuracy"
        if row.strategy in USUAL and is_whole and chance_error is not None:
            yield (
                folder.name, row.vectors, row.strategy, row.encoder, row.train_size,
                f"{row.mean:.4f}", f"{1 - chance_error:.4f}",
            )  # fmt: skip


def write_curves(folders: Sequence[Path], path: Path) -> int:
    """Write the points of finished studies; return how many there are."""
    points = [point for folder in folders for point in list_points(folder)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            sorted(points, key=lambda point: (point[0], point[3], *point[1:3], point[4]))
        )
    return len(points)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="what benchmarks/reference.py has as --out")
    parser.add_argument("--to", type=Path, default=CURVES_FILE)
    options = parser.parse_args(arguments)
    folders = sorted(path for path in options.folder.glob("*/*") if path.is_dir())
    finished = [folder for folder in folders if is_finished(folder)]
    for folder in folders:
        if folder not in finished:
            print(f"left out, not finished: {folder}", file=sys.stderr)
    n_points = write_curves(finished, options.to)
    print(f"{n_points} points of {len(finished)} studies: {options.to}")
    return 0 if n_points else 1


if __name__ == "__main__":
    sys.exit(main())
