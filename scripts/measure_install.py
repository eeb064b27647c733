"""Measure what an installation weighs: packages, MB in all, and the ten biggest.

    python scripts/measure_install.py            # what everyone installs
    python scripts/measure_install.py hub dask   # with these extras

makes an environment of its own in a temporary folder, which goes when the figures are printed.
"""

import subprocess
import sys
import tempfile
import venv
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIGGEST = 10


def main() -> None:
    """Install the project, and print the figures."""
    extras = ",".join(sys.argv[1:])
    project = f"{ROOT}[{extras}]" if extras else str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = next(Path(folder).glob("[bS]*/python*"))
        install = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
        print(f"installing {project} into {folder} ...", flush=True)
        # pip compiles no bytecode, so that a package weighs the same under every Python.
        subprocess.run([*install, "--quiet", "--no-compile", project], check=True)
        site_packages = [str(path) for path in Path(folder).rglob("site-packages")]
        report({dist.name: size_of(dist) for dist in distributions(path=site_packages)})


def size_of(distribution: Distribution) -> int:
    """Return how many bytes the files of a package take, its bytecode aside."""
    paths = [Path(str(file.locate())) for file in distribution.files or ()]
    return sum(p.stat().st_size for p in paths if p.suffix != ".pyc" and p.is_file())


def report(sizes: dict[str, int]) -> None:
    """Print the figures, the biggest package first."""
    print(f"{len(sizes)} packages, {sum(sizes.values()) / 1e6:.0f} MB")
    for name in sorted(sizes, key=lambda name: -sizes[name])[:BIGGEST]:
        print(f"{sizes[name] / 1e6:6.0f} MB  {name}")


if __name__ == "__main__":
    main()
