"""The script that completes the command line."""

from embedstudy.options.declaration import option_group


@option_group("Output")
class CompletionOptions:
    """Use of the script."""

    install: bool = False
    """Write the script where the shell finds it, and load it in ~/.bashrc or ~/.zshrc."""
