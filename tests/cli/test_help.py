"""``--help``."""

import subprocess
import sys
from importlib import import_module

import pytest

from embedstudy.cli.app import PANELS
from embedstudy.cli.help import describe, format_metavar
from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import list_options
from tests.cli.runner import call

COMMANDS = [
    (*chain, name)
    for chain, panels in PANELS.items()
    for commands in panels.values()
    for name in commands
    if (*chain, name) not in PANELS
]
HEAVY = {"numpy", "numba", "scipy", "sklearn", "pandas", "pyarrow", "datasets", "gensim"}


def help_of(*words, columns=80):
    result = call(*words, env={"COLUMNS": str(columns)})
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("chain", COMMANDS, ids=" ".join)
def test_every_command_shows_its_options_whole(chain):
    summary = PANELS[chain[:-1]]
    (summary,) = (commands[chain[-1]] for commands in summary.values() if chain[-1] in commands)
    name = "_".join(chain)
    command = getattr(import_module(f"embedstudy.cli.commands.{name}"), name)
    assert command.function.__doc__.splitlines()[0] == summary
    page = help_of(*chain, "--help-all")
    assert page.startswith(f"Usage: embedstudy {' '.join(chain)} ")
    assert summary in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 80
    words = page.replace(",", " ").split()
    for option in command.options.values():
        assert set(option.flags) <= set(words)
    for example in command.examples:
        assert f"  {example}\n" in page
    assert help_of(*chain, "-h") == help_of(*chain, "--help")


def test_the_help_of_compare():
    page = help_of("compare", "--help")
    lines = page.splitlines()
    assert len(lines) <= 106
    assert [line.split()[1:-1] for line in lines if line.startswith("──")] == [
        title.split()
        for title in ("Arguments", "What to compare", "Data", "Vectors", "Text", "Model",
                      "Tuning", "Running", "Output")
    ]  # fmt: skip
    examples = [line for line in lines if line.startswith("  embedstudy compare")]
    assert len(examples) == 2
    assert lines.index(examples[0]) < lines.index(next(x for x in lines if x.startswith("──")))
    text = " ".join(page.split())
    for group in GROUPS.values():
        for option in list_options(group):
            assert (f" {option.flags[0]} " in text.replace(",", " ")) is not option.flag.rare
            if not option.flag.rare:
                assert describe(option) in text
    options = {option.name: option for group in GROUPS.values() for option in list_options(group)}
    n_rare = sum(option.flag.rare for option in options.values())
    assert lines[-1] == f"--help-all shows {n_rare} more options, seldom needed."
    assert "--hidden-layers N" in help_of("compare", "--help-all")


def test_choices_defaults_and_repeats_stand_in_the_help():
    options = {option.name: option for group in GROUPS.values() for option in list_options(group)}
    assert describe(options["tokenizer"]) == (
        "How a text is cut into tokens; subwords:N learns N pieces: "
        "basic, treebank, whitespace, subwords, characters, character-bigrams, jieba, sudachi, "
        "thai. [basic]"
    )
    assert describe(options["encoders"]).endswith(" Repeatable. [mean]")
    assert describe(options["dropout"]).endswith(" [0]")
    assert describe(options["case_fallback"]).endswith(" [on]")
    assert "[" not in describe(options["max_tokens"])
    assert [format_metavar(options[name]) for name in ("seeds", "dropout", "encoders", "cv")] == [
        "N", "X", "NAME", "FOLDS"
    ]  # fmt: skip


def test_a_narrow_terminal():
    lines = help_of("compare", "--help", columns=50).splitlines()
    assert max(len(line) for line in lines if not line.startswith("  embedstudy")) <= 50


@pytest.mark.parametrize("chain", [(), ("datasets",), ("vectors",)])
def test_a_group_lists_its_commands(chain):
    page = help_of(*chain, "--help")
    for commands in PANELS[chain].values():
        for name in commands:
            assert f"\n  {name}" in page
    asked_for_nothing = call(*chain)
    assert (asked_for_nothing.exit_code, asked_for_nothing.stdout) == (2, "")
    assert asked_for_nothing.stderr.startswith("Usage: embedstudy ")


def test_the_version():
    assert help_of("--version").startswith("embedstudy 0.")


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from embedstudy.cli import main\n"
        "for words in sys.argv[1].split(';'):\n"
        "    try: main([*words.split(), '--help'])\n"
        "    except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    pages = ";".join(" ".join(chain) for chain in [(), *COMMANDS])
    process = subprocess.run(
        [sys.executable, "-c", script, pages], capture_output=True, text=True, check=True
    )
    assert process.stdout.count("Usage: embedstudy") == len(COMMANDS) + 1
    assert not HEAVY & set(process.stderr.split())
