"""``embedstudy vectors list``."""

from embedstudy.cli.arguments import JsonOption
from embedstudy.cli.bind import make_command
from embedstudy.options.running import HomeOptions


@make_command()
def vectors_list(*, place: HomeOptions, output: JsonOption) -> None:
    """List the vectors that are known by name, and which of them are on disk."""
    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.vectors import list_documents, print_list
    from embedstudy.storage import use_home

    with use_home(place.path):
        if output.json:
            print_json({"vectors": list_documents()})
        else:
            print_list()
