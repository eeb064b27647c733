"""Studies for tests of all but their baselines, which have tests of their own."""

from functools import partial

import embedstudy

compare = partial(embedstudy.compare, baselines=())
