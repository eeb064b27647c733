"""``embedstudy completion``."""

from pathlib import Path

import pytest

from tests.cli.runner import call


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell):
    result = call("completion", shell)
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("embedstudy", "__complete", "--vectors", "no-case-fallback"):
        assert part in result.stdout.replace("\\", "")


def test_it_is_installed_where_the_shell_finds_it(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    result = call("completion", "bash", "--install")
    assert result.exit_code == 0
    path = tmp_path / ".local" / "share" / "bash-completion" / "completions" / "embedstudy"
    assert result.stdout == f"written to {path}; start a new bash to use it\n"
    assert path.read_text() == call("completion", "bash").stdout.removesuffix("\n")
    assert str(path) in (tmp_path / ".bashrc").read_text()


def test_zsh_starts_its_completion_once(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    settings = tmp_path / ".zshrc"
    settings.write_bytes(b"alias caf\xe9=ls")
    start = b"(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }\n"
    for _ in range(2):
        assert call("completion", "zsh", "--install").exit_code == 0
        assert settings.read_bytes().endswith(b"alias caf\xe9=ls\n" + start)
        assert settings.read_bytes().count(start) == 1


def test_the_flags_of_typer_stay(monkeypatch, tmp_path):
    monkeypatch.setenv("SHELL", "/bin/fish")
    monkeypatch.setattr("cyclopts.completion.detect_shell", lambda: "fish")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert call("--show-completion").stdout == call("completion", "fish").stdout
    assert call("--install-completion").exit_code == 0
    assert (tmp_path / ".config" / "fish" / "completions" / "embedstudy.fish").is_file()


def test_a_shell_without_completion_is_one_line():
    result = call("completion", "bsh")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: no shell 'bsh'; there are: bash, zsh, fish\n"
