"""Write the pages of the reference study, their figures and tables.

    python -m benchmarks.reference_results runs/reference     (from studies that are finished)
    python -m benchmarks.reference_results                    (from the tables in docs alone)

Run it in a checkout. It writes docs/results/reference.md, docs/do-i-need-vectors.md and
docs/results/reference/, and takes seconds. A study that is not finished is named in the page.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reference import is_finished
from benchmarks.reference_study.collect import collect_tables
from benchmarks.reference_study.figures import draw_all, write_figure
from benchmarks.reference_study.page import write_page
from benchmarks.reference_study.short_page import write_short_page
from benchmarks.reference_study.tables import read_tables, write_tables

DOCS = Path(__file__).resolve().parent.parent / "docs"


def write_results(studies: Sequence[Path], docs: Path, structure: Path | None = None) -> None:
    """Write all; without studies, from the tables that are there."""
    folder = docs / "results" / "reference"
    if studies:
        write_tables(collect_tables(studies, structure=structure), folder)
    tables = read_tables(folder)  # also then: the pages say what the tables say
    for name, figure in draw_all(tables).items():
        write_figure(figure, folder / f"{name}.svg")
    folder.with_suffix(".md").write_text(write_page(tables), encoding="utf-8")
    (docs / "do-i-need-vectors.md").write_text(write_short_page(tables), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("studies", type=Path, nargs="*", help="what reference.py had as --out")
    parser.add_argument("--docs", type=Path, default=DOCS)
    parser.add_argument(
        "--structure", type=Path, help="studies of small samples; structure in the first by default"
    )
    options = parser.parse_args()
    paths = [path for folder in options.studies for path in folder.glob("*/*")]
    if options.studies and not any(map(is_finished, paths)):
        parser.error(f"{options.studies[0]}: no finished study in a folder ENCODER/DATASET")
    write_results(options.studies, options.docs, options.structure)


if __name__ == "__main__":
    main()
