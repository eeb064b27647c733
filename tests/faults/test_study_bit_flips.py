"""A bit flips in a study: every command that reads it names the file, or shows what it showed."""

import shutil
from pathlib import Path

import pytest

from embedstudy.notebook import Study
from embedstudy.results.table_files import REMOVABLE
from embedstudy.results.verify import verify_study
from tests.cli.runner import call
from tests.faults.steps import run
from tests.made_up_files import read_results, texts, write_csv, write_vectors

FLIP, REPAIR = "bit flip in a study", "damaged study that is resumed"
QUICK = ["--seeds", "2", "--lr", "0.5", "--epochs", "1", "--baseline", "tfidf-logistic-regression"]
UNCHECKED = (".lock", "study.log", "report.html")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bits")
    reviews = write_csv(folder / "reviews.csv", texts(120, 1))
    vectors = write_vectors(folder / "v.txt")
    out, log = folder / "s", folder / "log"
    arguments = ["compare", reviews, "--vectors", vectors, *QUICK, "--out", out, "-q"]
    assert run(*arguments, log=log) == 0, log.read_text()
    return out


def list_commands(study: Path, out: Path) -> dict[str, list[object]]:
    export = ["export", study, "--force", "--format"]
    return {
        "show": ["show", study],
        "show --all": ["show", study, "--all"],
        "show --json": ["show", study, "--json"],
        "neighbors": ["neighbors", study, "good1", "bad2"],
        "structure": ["structure", study],
        "report": ["report", study, "-q"],
        "export csv": [*export, "csv", "--out", out / "csv"],
        "export latex": [*export, "latex", "--out", out / "latex"],
        "export glove": [*export, "glove", "--run", "finetuned", "--out", out / "g.txt"],
        "export projector": [*export, "projector", "--run", "finetuned", "--out", out / "p"],
    }


def read_all(study: Path, out: Path, name: str) -> tuple[int, object, str]:
    """Return the status of a command, all that it shows and writes, and its errors."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    answer = call(*list_commands(study, out)[name])
    files = {path: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    if name == "report":
        files[study / "report.html"] = (study / "report.html").read_bytes()
    return answer.exit_code, (answer.stdout_bytes, files), answer.stderr


def group_files(study: Path) -> dict[str, list[Path]]:
    """Return the files of a study by kind: those of all runs are of one kind."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(study.rglob("*")):
        if path.is_file() and path.name not in UNCHECKED:
            parts = path.relative_to(study).parts
            name = path.suffix if parts[0] == "predictions" else parts[-1]
            kinds.setdefault(f"{parts[0]}/{name}", []).append(path.relative_to(study))
    return kinds


def test_every_command_names_the_damaged_file_or_shows_the_same(finished, tmp_path, trials):
    study, out = tmp_path / "s", tmp_path / "out"
    shutil.copytree(finished, study)
    names = list(list_commands(study, out))
    expected = {name: read_all(study, out, name)[1] for name in names}
    page = (study / "report.html").read_bytes()
    for kind, paths in group_files(study).items():
        numbers = trials.random(kind)
        for trial in range(trials.scaled(30)):
            path = study / numbers.choice(paths)
            whole, name = path.read_bytes(), names[trial % len(names)]
            if not whole:
                continue
            damaged = bytearray(whole)
            damaged[numbers.randrange(len(damaged))] ^= 1 << numbers.randrange(8)
            with trials.run(FLIP, f"{path.relative_to(study)}, {name}, {trial}"):
                path.write_bytes(damaged)
                status, shown, errors = read_all(study, out, name)
                is_same = status == 0 and shown == expected[name]
                is_named = status in (1, 2) and path.name in errors
                assert is_same or is_named, (status, errors)
            path.write_bytes(whole)
            (study / "report.html").write_bytes(page)


def test_what_is_damaged_or_gone_is_made_again(finished, tmp_path, trials):
    study, log = tmp_path / "s", tmp_path / "log"
    expected = read_results(Study(finished))
    kinds = [kind for kind in group_files(finished) if kind != "study.json/study.json"]
    numbers = trials.random(REPAIR)
    for kind in trials.sample(REPAIR, kinds, 30):
        path = study / numbers.choice(group_files(finished)[kind])
        with trials.run(REPAIR, kind):
            shutil.rmtree(study, ignore_errors=True)
            shutil.copytree(finished, study)
            # texts.csv may be removed, and then stays so.
            if numbers.random() < 0.5 and path.name not in REMOVABLE:
                path.unlink()
            else:
                content = path.read_bytes()
                path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
            assert run("compare", "--out", study, "--resume", "-q", log=log) == 0, log.read_text()
            assert read_results(Study(study)) == expected
            assert verify_study(Study(study)).faults == ()
            assert path.name in log.read_text()
