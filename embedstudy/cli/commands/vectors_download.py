"""``embedstudy vectors download``."""

from typing import Annotated

from embedstudy.cli.arguments import QuietOption
from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.running import HomeOptions

_NAMES = "Vectors by name, e.g. glove-6b-50d, or an https address."


@make_command("embedstudy vectors download glove-6b-50d")
def vectors_download(
    *names: Annotated[str, Argument("VECTORS...", _NAMES, "vectors")],
    place: HomeOptions,
    output: QuietOption,
) -> None:
    """Fetch vectors into the data home, and print where they are."""
    from embedstudy.cli.output.console import print_fields
    from embedstudy.storage import use_home
    from embedstudy.vectors.sources import check_name, locate

    for name in names:  # a misspelt name fails before anything is fetched
        check_name(name)
    with use_home(place.path):
        for name in names:
            print_fields(name, str(locate(name, progress=not output.quiet).path.parent))
