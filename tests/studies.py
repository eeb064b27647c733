"""Studies for tests of all but their baselines, which have tests of their own."""

from functools import partial

import embedstudy

compare = partial(embedstudy.compare, baselines=())

# Files of a study that hold times, and so differ between two of one configuration.
TIMED_FILES = (".lock", "runs.csv", "study.json", "study.log", "report.html")
