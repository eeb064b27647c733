"""How small a start must be: the scales, the encoders, and the default, on real data.

    python -m benchmarks.initial_scale --table sweep|encoders|default --out DIR

Three tables in Markdown, with means over five seeds:

- sweep: `mean` from scales of 0.0001 to 10, on two data sets, at a fixed and at a tuned rate. The
  command does the same: `embedstudy initializers rotten-tomatoes --scales 1e-4:10 --seeds 5`.
- encoders: every encoder from the default scale, on four data sets, with at most 3,000 training
  texts.
- default: `mean` from five scales on the ten built-in data sets, and which one the rule chooses.

The rule was written down before the ten data sets were run. It reads dev and structure, never test.

1. A scale stays in the race if dev does not show it to be less accurate than the default: the
   interval of the paired difference over data sets reaches above 0, and the mean difference is
   above -0.2 points.
2. Of these, one with an interval wholly above 0 takes the place of the default. If there are
   several, the one with the highest mean does.
3. If there is none, structure decides: one whose task alignment is higher, with an interval wholly
   above 0, takes the place of the default, unless the agreement of seeds or the overlap of their
   neighbours is lower with an interval wholly below 0. If there are several, the one with the
   highest alignment does.
4. If there is none, the default stays.

A study that is finished in `--out` is not made a second time.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, stdev

from scipy.stats import t as student

from embedstudy import load_dataset
from embedstudy.datasets.corpus import Corpus, Split
from embedstudy.datasets.splits import subsample
from embedstudy.options.scale_range import parse_scales
from embedstudy.report.formatting import format_decimal
from embedstudy.report.scales import REPORT
from embedstudy.results.scales import ScaleResults, ScaleRow
from embedstudy.scale_study import ScalePlan, compare_scales
from embedstudy.storage import safe_name

SWEEP = {"rotten-tomatoes": 0.1, "r8": 1.0}
ENCODERS = ("mean", "max", "concat", "hier", "dan", "cnn")
FOUR = ("rotten-tomatoes", "r8", "20newsgroups", "friends")
TEN = (
    "rotten-tomatoes", "imdb", "20newsgroups", "r8", "r52", "election-tweets", "friends",
    "slo-opinion", "spam-assassin", "bbc-news",
)  # fmt: skip
DEFAULT = 0.05
SCALES = (0.005, 0.015, DEFAULT, 0.15, 0.5)
SEEDS = 5
MOST_TEXTS = 3_000  # to train on, so that nearly every encoder can be tuned in some minutes
# Measures of the table of defaults, and how many units one is shown as.
COMPARED = {"dev_accuracy": 100.0, "task_alignment": 1.0, "agreement": 100.0, "overlap": 100.0}
TOLERANCE = 0.2  # points of dev accuracy


def make_study(out: Path, name: str, corpus: Callable[[], Corpus], plan: ScalePlan) -> ScaleResults:
    """Make a study, or read it if it is finished."""
    folder = out / safe_name(name)
    if not (folder / REPORT.folder.document).is_file():
        print(f"{name} ...", flush=True)
        REPORT.write(compare_scales(corpus(), plan, progress=False), folder)
    return REPORT.folder.read(folder)


def load_sample(name: str, most: int = MOST_TEXTS) -> Corpus:
    """Load a data set with at most so many training texts; dev and test are whole."""
    corpus = load_dataset(name)
    train = corpus.train
    if len(train) <= most:
        return corpus
    rows = train.rows[subsample(train.label_ids, most, 0)]
    return replace(corpus, train=Split(train.examples, rows))


def group_rows(results: ScaleResults) -> dict[float, list[ScaleRow]]:
    """Group the rows of one initializer by scale."""
    groups: dict[float, list[ScaleRow]] = {}
    for row in results.rows:
        groups.setdefault(row.scale, []).append(row)
    return groups


def average(rows: Sequence[ScaleRow], name: str) -> float | None:
    """Return the mean of a column; None if no row has it."""
    values = [value for row in rows if (value := getattr(row, name)) is not None]
    return fmean(values) if values else None


def write(value: float | None, digits: int = 2, unit: float = 1.0) -> str:
    """Write a number of a table."""
    return "–" if value is None else format_decimal(unit * value, digits)


def print_rows(rows: Iterator[Sequence[str]]) -> None:
    """Print a table in Markdown; the first row holds the headings."""
    head = next(rows)
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def format_rows(rows: Sequence[ScaleRow]) -> list[str]:
    """Return the cells of a start, but for its name."""
    marks = "".join(sorted({f" ({row.status})" for row in rows if row.status != "ok"}))
    change_norm = average(rows, "change_norm")
    return [
        f"{rows[0].learning_rate:g}{marks}",
        write(average(rows, "dev_accuracy"), 1, 100),
        write(average(rows, "test_accuracy"), 1, 100),
        write(average(rows, "task_alignment")),
        write(average(rows, "general_meaning")),
        write(average(rows, "effective_rank"), 1),
        write(average(rows, "change_rank"), 1),
        write(average(rows, "change_share")),
        "–" if change_norm is None else f"{change_norm:.3g}",
        write(average(rows, "agreement"), 1, 100),
        write(average(rows, "cka")),
        write(average(rows, "overlap"), 3),
    ]


HEADINGS = (
    "rate", "dev, %", "test, %", "task alignment", "WordSim-353", "rank of the space",
    "rank of the change", "share in C − 1 directions", "change / start", "equal predictions, %",
    "CKA", "overlap@10",
)  # fmt: skip


def print_sweep(out: Path) -> None:
    """Print the sweep of scales, at a fixed and at a tuned rate."""
    for dataset, fixed in SWEEP.items():
        for rate in (fixed, None):
            plan = ScalePlan(scales=parse_scales("1e-4:10"), seeds=SEEDS, learning_rate=rate)
            name = f"sweep-{dataset}-{'tuned' if rate is None else rate}"
            results = make_study(out, name, lambda dataset=dataset: load_dataset(dataset), plan)
            print(f"{dataset}, {'rate tuned' if rate is None else f'rate {rate:g}'}\n")
            groups = group_rows(results)
            print_rows(
                iter(
                    [("scale", *HEADINGS)]
                    + [[f"{scale:g}", *format_rows(rows)] for scale, rows in groups.items()]
                )
            )
            print(*results.notes, sep="\n")


def print_encoders(out: Path, encoders: Sequence[str]) -> None:
    """Print every encoder from the default scale; `mean` also with the optimizer of the others."""
    for dataset in FOUR:
        cells = []
        for encoder, optimizer in [*((name, None) for name in encoders), ("mean", "adam")]:
            plan = ScalePlan(
                scales=(DEFAULT,),
                encoder=encoder,
                optimizer=optimizer,
                seeds=SEEDS,
            )
            name = "-".join(["encoders", dataset, encoder, *filter(None, [optimizer])])
            results = make_study(out, name, lambda dataset=dataset: load_sample(dataset), plan)
            used = results.conditions.optimizer
            cells.append([f"{encoder} ({used})", *format_rows(results.rows)])
            print(*results.notes, sep="\n")
        how = results.conditions
        print(f"{dataset}: {how.train:,} training texts, {how.classes} classes\n")
        print_rows(iter([("encoder", *HEADINGS), *cells]))


@dataclass(frozen=True)
class PairedDifference:
    """The mean difference to the default over data sets, with its 95 % interval (Student's t)."""

    mean: float
    low: float
    high: float

    @classmethod
    def measure(cls, differences: Sequence[float]) -> "PairedDifference":
        """Measure it on the differences of two data sets or more."""
        n, mean = len(differences), fmean(differences)
        half = float(student.ppf(0.975, n - 1)) * stdev(differences) / n**0.5
        return cls(mean, mean - half, mean + half)

    def __str__(self) -> str:
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def measure_differences(
    by_dataset: Mapping[str, Mapping[float, list[ScaleRow]]], scale: float
) -> dict[str, PairedDifference]:
    """Measure how far a scale lies above the default by each measure, paired by data set."""
    measured = {}
    for name, unit in COMPARED.items():
        pairs = [
            (average(groups[scale], name), average(groups[DEFAULT], name))
            for groups in by_dataset.values()
        ]
        differences = [unit * (a - b) for a, b in pairs if a is not None and b is not None]
        measured[name] = PairedDifference.measure(differences)
    return measured


def choose_scale(measured: Mapping[float, Mapping[str, PairedDifference]]) -> float:
    """Return the scale that the rule of this file chooses.

    Parameters
    ----------
    measured : mapping
        By scale other than the default, then by measure, the difference to the default.
    """
    accuracies = {scale: differences["dev_accuracy"] for scale, differences in measured.items()}
    racing = [
        scale
        for scale, accuracy in accuracies.items()
        if accuracy.high > 0 and accuracy.mean > -TOLERANCE
    ]
    better = [scale for scale in racing if accuracies[scale].low > 0]
    if better:
        return max(better, key=lambda scale: accuracies[scale].mean)
    aligned = [
        scale
        for scale in racing
        if measured[scale]["task_alignment"].low > 0
        and measured[scale]["agreement"].high >= 0
        and measured[scale]["overlap"].high >= 0
    ]
    return max(aligned, key=lambda s: measured[s]["task_alignment"].mean, default=DEFAULT)


def print_default(out: Path) -> None:
    """Print the five scales on ten data sets, and the scale that the rule chooses."""
    by_dataset = {}
    for dataset in TEN:
        plan = ScalePlan(scales=SCALES, seeds=SEEDS)
        name = f"default-{dataset}"
        results = make_study(out, name, lambda dataset=dataset: load_dataset(dataset), plan)
        by_dataset[dataset] = group_rows(results)
        print(dataset, *results.notes, sep="\n")
    for name, unit in COMPARED.items():
        print(f"{name}\n")
        cells = [
            [dataset, *(write(average(groups[s], name), 2, unit) for s in SCALES)]
            for dataset, groups in by_dataset.items()
        ]
        print_rows(iter([("data set", *map(str, SCALES)), *cells]))
    measured = {
        scale: measure_differences(by_dataset, scale) for scale in SCALES if scale != DEFAULT
    }
    print(f"Differences to {DEFAULT:g}, with 95 % intervals over data sets\n")
    cells = [[f"{s:g}", *map(str, differences.values())] for s, differences in measured.items()]
    print_rows(iter([("scale", *COMPARED), *cells]))
    print(f"The rule chooses {choose_scale(measured):g}.")


def main() -> None:
    """Make the studies of the tables that are named, and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", choices=("sweep", "encoders", "default"), action="append")
    parser.add_argument("--encoder", choices=ENCODERS, action="append")
    parser.add_argument("--out", type=Path, default=Path("runs/initial-scale"))
    args = parser.parse_args()
    tables = {
        "sweep": print_sweep,
        "encoders": lambda out: print_encoders(out, args.encoder or ENCODERS),
        "default": print_default,
    }
    for name in args.table or tables:
        tables[name](args.out)


if __name__ == "__main__":
    main()
