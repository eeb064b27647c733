"""``embedstudy completion``."""

from typing import Annotated

from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.running import CompletionOptions

_SHELL = "bash, zsh or fish. [the shell in use]"


@make_command('eval "$(embedstudy completion bash)"', "embedstudy completion --install")
def completion(
    shell: Annotated[str, Argument("[SHELL]", _SHELL, "shell")] = "", *, options: CompletionOptions
) -> None:
    """Print or install the script that completes this command line on Tab.

    Commands, flags and values complete: names of data sets, vectors, encoders and strategies,
    study directories, files.
    """
    from embedstudy.cli.app import app
    from embedstudy.cli.completion import find_shell, start_with_zsh
    from embedstudy.cli.output.console import print_document, print_fields

    name = find_shell(shell)
    if options.install:
        path = app.install_completion(shell=name)
        if name == "zsh":
            start_with_zsh()
        print_fields(f"written to {path}; start a new {name} to use it")
    else:
        print_document(app.generate_completion(shell=name))


@make_command()
def show() -> None:
    """Print the script for the shell in use."""
    completion()


@make_command()
def install() -> None:
    """Install the script for the shell in use."""
    completion(install=True)
