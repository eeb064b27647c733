"""Loads data sets for tests in a process of its own, since the hub's address is read at import.

Each line of stdin is a JSON request, each line of stdout an answer.
"""

import json
import os
import sys
import time
import warnings

from embedstudy import load_dataset
from embedstudy.datasets import hub_access
from embedstudy.errors import EmbedstudyError, EmbedstudyWarning


def answer(request: dict) -> dict:
    os.environ["EMBEDSTUDY_HOME"] = request["home"]
    start = time.perf_counter()
    try:
        corpus = load_dataset(request["name"], progress=False, **request["options"])
    except EmbedstudyError as error:
        description = {"error": type(error).__name__, "message": str(error)}
    else:
        description = {
            "sizes": {name: len(part) for name, part in corpus.splits.items()},
            "name": corpus.name,
            "classes": corpus.classes,
            "notes": corpus.notes,
            "revision": corpus.revision,
            "first": corpus.examples.texts[0].as_py(),
        }
    return {**description, "seconds": time.perf_counter() - start}


if __name__ == "__main__":
    warnings.simplefilter("ignore", EmbedstudyWarning)
    hub_access.SECONDS = 300.0  # however busy the machine is
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201
