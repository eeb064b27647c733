"""``embedstudy datasets download``."""

from typing import Annotated

from embedstudy.cli.arguments import QuietOption
from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.running import HomeOptions

_NAMES = "Data sets by name, e.g. imdb, or hf:owner/name."


@make_command("embedstudy datasets download imdb r8")
def datasets_download(
    *names: Annotated[str, Argument("DATASET...", _NAMES, "dataset")],
    place: HomeOptions,
    output: QuietOption,
) -> None:
    """Fetch data sets into the data home."""
    import warnings

    from embedstudy.cli.output.console import print_fields
    from embedstudy.datasets.catalog import check_name, read_dataset
    from embedstudy.errors import EmbedstudyWarning
    from embedstudy.options.data import DataOptions
    from embedstudy.storage import use_home

    for name in names:  # a misspelt name fails before anything is fetched
        check_name(name)
    with use_home(place.path), warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)  # info shows them
        for name in names:
            corpus = read_dataset(name, DataOptions(), progress=not output.quiet)
            sizes = ", ".join(f"{len(part):,} {split}" for split, part in corpus.splits.items())
            print_fields(name, sizes)
