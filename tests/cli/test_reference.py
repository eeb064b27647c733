"""The reference page of all options."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import embedstudy.cli.commands
from embedstudy.cli.bind import Command
from embedstudy.cli.reference import write_reference
from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import list_options

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "options.md"


def test_the_page_is_current():
    message = "run: python -m embedstudy.cli.reference > docs/reference/options.md"
    assert PAGE.read_text(encoding="utf-8") == write_reference(), message


def test_every_option_has_a_row():
    page = write_reference()
    for group in GROUPS.values():
        for option in list_options(group):
            assert f"| `{option.name}` |" in page


def test_a_default_of_an_encoder_stands_in_its_row():
    (row,) = (line for line in write_reference().splitlines() if "| `batch_size` |" in line)
    assert "| 1 with sgd, else 32; 32 for max, concat, hier, dan; 50 for cnn |" in row


def test_every_option_of_every_command_has_a_row():
    page, commands = write_reference(), 0
    for module in iter_modules(embedstudy.cli.commands.__path__, "embedstudy.cli.commands."):
        for command in vars(import_module(module.name)).values():
            if isinstance(command, Command):
                commands += 1
                for option in command.options.values():
                    flags = ", ".join(f"`{flag}`" for flag in option.flags)
                    assert f"| {flags} | `{option.name}` |" in page
    assert commands > 15
