"""``python -m embedstudy``.

Python puts the working directory in front of all folders with modules, and imports a few of its
own from there before it comes here. ``python -P -m embedstudy`` and ``embedstudy`` do without.
"""

import os
import sys

if __name__ == "__main__":
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib might be one that lies there
    except OSError:  # it was removed
        here = ""
    if sys.path[0] == here:
        del sys.path[0]  # this package was found already, also in a checkout
    from embedstudy.cli import main

    main()
