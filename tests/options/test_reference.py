"""The reference page of all options."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import embedstudy.options
from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import list_options
from embedstudy.options.reference import COMMANDS, write_reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "options.md"


def test_the_page_is_current():
    message = "run: python -m embedstudy.options.reference > docs/reference/options.md"
    assert PAGE.read_text(encoding="utf-8") == write_reference(), message


def test_every_option_has_a_row():
    page = write_reference()
    for group in GROUPS.values():
        for option in list_options(group):
            assert f"| `{option.name}` |" in page


def test_a_default_of_an_encoder_stands_in_its_row():
    (row,) = (line for line in write_reference().splitlines() if "| `batch_size` |" in line)
    assert "| int, at least 1 | 1; 32 for max, concat, hier, dan; 50 for cnn |" in row


def test_no_group_is_left_out():
    modules = iter_modules(embedstudy.options.__path__, "embedstudy.options.")
    contents = [item for module in modules for item in vars(import_module(module.name)).values()]
    declared = {item for item in contents if hasattr(item, "TITLE")}
    shown = {*GROUPS.values(), *(group for groups in COMMANDS.values() for group in groups)}
    assert {group.__name__ for group in declared - shown} == {"CompletionOptions"}
