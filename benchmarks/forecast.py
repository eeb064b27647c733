"""How well forecasts foretell: estimates the prior in the package, and tries it out.

    python -m benchmarks.forecast --studies runs/reference            (prints the tables)
    python -m benchmarks.forecast --studies runs/reference --write    (writes prior and docs too)

The studies are those of benchmarks/reference.py. Each data set is left out in turn: the prior comes
from the others; so do the spread of true curves about the best ones and the weights of families.
Pilots of up to 300, 1,000 and 3,000 texts then foretell the accuracy at all larger sizes of the
data set, and the size at which random overtakes the others. All data sets weigh the same.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.forecast_trials.crossings import list_crossings
from benchmarks.forecast_trials.known_curves import group_by_dataset, read_curves
from benchmarks.forecast_trials.settings import Chooser, Settings
from benchmarks.forecast_trials.tables import (
    format_markdown,
    list_accuracies,
    list_crossing_rows,
    make_table,
)
from benchmarks.forecast_trials.trials import (
    MIN_DATASETS,
    Priors,
    Trial,
    estimate_correlation,
    rescale,
    run_trials,
)
from embedstudy.forecast.estimate_prior import estimate_families
from embedstudy.forecast.posterior import Prior
from embedstudy.forecast.prior import ReferencePriors, format_priors

ROOT = Path(__file__).parent.parent
PRIOR, PAGE = ROOT / "embedstudy" / "forecast" / "prior.json", ROOT / "docs" / "forecast.md"


def make_priors(
    priors: Priors, settings: Settings, correlation: float, names: Sequence[str]
) -> ReferencePriors:
    chosen = settings.misfit, settings.drift, settings.weights
    by_curve = {
        kind: replace(priors.find(kind, "", *chosen), widths=settings.widths)
        for kind, curves in sorted(priors.by_kind.items())
        if len({known.dataset for known in curves}) >= MIN_DATASETS
    }
    embeddings = [known for kind, curves in priors.by_kind.items() if kind[0] for known in curves]
    families = estimate_families(group_by_dataset(embeddings), settings.misfit, settings.weights)
    pooled = Prior(families, settings.misfit, settings.drift, settings.widths)
    return ReferencePriors(by_curve, pooled, round(correlation, 3), tuple(names))


def write_page(heading: str, accuracies: str, crossings: str) -> None:
    page = PAGE.read_text("utf-8")
    for name, table in (("accuracy", f"{heading}\n\n{accuracies}"), ("crossings", crossings)):
        page = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)",
            lambda match, table=table: f"{match[1]}{table}\n{match[2]}",
            page,
            flags=re.DOTALL,
        )
    PAGE.write_text(page, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    curves = read_curves(args.studies)
    names = sorted({known.dataset for known in curves})
    priors = Priors(curves)
    chooser = Chooser(priors)
    trials: list[Trial] = []
    n_lacks = 0
    for name in names:
        settings = chooser.choose(without=name)
        print(f"without {name}: {settings}", file=sys.stderr)
        some, lacks = run_trials(priors, settings.misfit, settings.drift, settings.weights, name)
        trials += [rescale(trial, settings.widths) for trial in some]
        n_lacks += lacks
    settings = chooser.choose()
    correlation = estimate_correlation(trials)
    accuracies = list_accuracies(trials)
    crossings = list_crossing_rows(list(list_crossings(trials, correlation)))
    heading = (
        f"{len(curves)} curves of {len(names)} data sets ({', '.join(names)}); "
        f"{n_lacks} pilots allowed no forecast."
    )
    console = Console(width=130)
    console.print(heading, settings, f"correlation {correlation:.2f}", sep="\n")
    console.print(make_table("points of accuracy", accuracies))
    console.print(make_table("the size from which random is ahead", crossings))
    if args.write:
        document = format_priors(make_priors(priors, settings, correlation, names))
        PRIOR.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
        write_page(heading, format_markdown(accuracies), format_markdown(crossings))


if __name__ == "__main__":
    main()
