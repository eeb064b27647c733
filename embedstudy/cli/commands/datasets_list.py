"""``embedstudy datasets list``."""

from embedstudy.cli.arguments import JsonOption
from embedstudy.cli.bind import make_command
from embedstudy.options.running import HomeOptions


@make_command()
def datasets_list(*, place: HomeOptions, output: JsonOption) -> None:
    """List the data sets that are built in, and which of them are on disk."""
    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.datasets import list_documents, print_list
    from embedstudy.storage import use_home

    with use_home(place.path):
        if output.json:
            print_json({"datasets": list_documents()})
        else:
            print_list()
