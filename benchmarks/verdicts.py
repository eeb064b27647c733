"""How often the verdict says YES where nothing is gained, and NO where the margin is gained.

Run in a checkout as ``python -m benchmarks.verdicts [SIMULATIONS]``; some minutes for 2,000.
"""

import sys

from threadpoolctl import threadpool_limits

from tests.verdict.simulated_verdicts import MARGIN, measure_rate

# Answer; true gain of each pretrained choice; seeds; texts; spread of the seeds' accuracies.
CASES = [
    *[("yes", (0.0,) * k, 5, 853, 0.015) for k in (1, 2, 3, 6)],
    ("yes", (0.0,) * 2, 5, 853, 0.005),
    *[("yes", (0.0,) * 2, n, 853, 0.015) for n in (2, 3, 10)],
    ("yes", (0.03, -0.05), 5, 853, 0.005),
    *[("no", (MARGIN,), 5, 8530, spread) for spread in (0.0, 0.005, 0.015)],
    *[("no", (MARGIN,), n, 8530, 0.005) for n in (2, 3, 10)],
    ("no", (MARGIN,), 5, 853, 0.005),
    ("no", (MARGIN, -0.03), 5, 8530, 0.005),
    *[("no", (0.0,), 5, n, 0.005) for n in (853, 8530)],
    ("no", (-0.02,), 5, 853, 0.005),
]


def main(simulations=2000):
    print(f"{simulations} simulations; margin {100 * MARGIN:g} point")
    print("| answer | true gains, in points | seeds | texts | spread | given, in % |")
    print("|---|---|---|---|---|---|")
    with threadpool_limits(1):
        for answer, gains, *case in CASES:
            rate = measure_rate(answer, simulations, gains, *case)
            shown = ", ".join(f"{100 * gain:g}" for gain in gains[:2])
            if len(set(gains)) == 1 and len(gains) > 1:
                shown = f"{len(gains)} times {100 * gains[0]:g}"
            row = [answer.upper(), shown, *case, f"{100 * rate:.1f}"]
            print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
