"""`embedstudy export`: what it says, and its exit status."""

import json
import subprocess
import sys

import pytest

from tests.cli.runner import call, process
from tests.structure.export.made_up import made_up, row

TUNED = row("finetuned")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    rows = [row("frozen"), TUNED]
    return made_up(tmp_path_factory.mktemp("export") / "s", rows)


def test_it_says_what_it_wrote(study, tmp_path):
    out = tmp_path / "a.parquet"
    result = call("export", study.path, "--format", "parquet", "--run", "pretrained", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"{row('frozen').run}: 4 words x 4",
        "left out: 1 word without a pretrained vector (--all keeps them)",
        f"written to {out}",
    ]
    result = call(
        "export", study.path, "--format", "projector", "--initial", "--out", tmp_path / "p"
    )
    assert result.stdout.splitlines()[0] == f"{TUNED.run}, before training: 4 words x 4"
    assert (tmp_path / "p" / "metadata.tsv").is_file()


def test_as_json(study, tmp_path):
    out = tmp_path / "a.safetensors"
    result = call("export", study.path, "--format", "safetensors", "--out", out, "--json")
    assert json.loads(result.stdout) == {
        "format": "safetensors", "files": [str(out), str(tmp_path / "a.vocab.txt")],
        "run": TUNED.run, "initial": False, "words": 5, "dim": 4, "without_vector": 0,
        "cannot_hold": 0, "notes": [],
    }  # fmt: skip


def test_words_that_are_left_out_are_counted(tmp_path):
    words = ("good", "a b", "bad", "the", "odd")
    study = made_up(tmp_path / "s", [TUNED], words)
    arguments = ["export", study.path, "--format", "glove", "--out", tmp_path / "a.txt"]
    refused = call(*arguments)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: 1 word such as 'a b' cannot be written")
    assert refused.stderr.count("\n") == 1
    result = call(*arguments, "--skip-bad-lines", "--json")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: 1 word such as 'a b'")
    assert json.loads(result.stdout)["cannot_hold"] == 1


def test_tables_for_a_spreadsheet(study, tmp_path):
    result = call(
        "export", study.path, "--format", "csv", "--spreadsheet-safe", "--out", tmp_path / "t"
    )
    assert result.stdout == f"written to {tmp_path / 't' / 'runs.csv'}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "parket"], "no format 'parket'; there are: parquet"),
        (["--format", "glove", "--run", "finetune"], "no run 'finetune'; there are: finetuned"),
        (
            ["--format", "glove", "--limit", "0"],
            "limit is 0; it must be a whole number, at least 1",
        ),
        ([], "--format"),
    ],
)
def test_bad_input_is_one_line_and_status_2(study, tmp_path, arguments, message):
    result = call("export", study.path, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_study(tmp_path):
    result = call("export", tmp_path, "--format", "csv")
    assert result.exit_code == 2
    assert "not a study" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
@pytest.mark.parametrize("kind", ["parquet", "projector", "word2vec-text"])
def test_a_full_disk_is_one_line_and_status_1(study, tmp_path, kind):
    import resource

    arguments = ["export", study.path, "--format", kind, "--run", "finetuned", "--out"]
    running = process(
        *arguments, tmp_path / "new" / "a",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40)),
    )  # fmt: skip
    stdout, stderr = running.communicate(timeout=300)
    assert (running.returncode, stdout) == (1, "")
    assert stderr.count("\n") == 1
    assert "no space left (needs " in stderr
    assert not list(tmp_path.iterdir())


def test_the_help_imports_nothing_heavy():
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "embedstudy", "export", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rsplit("|", 1)[-1].strip() for line in process.stderr.splitlines()}
    assert not imported & {"numpy", "pyarrow", "numba", "pandas", "datasets"}
