import dataclasses
import warnings

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.results.rows import RunRow
from embedstudy.structure.export.formats import FORMATS
from tests.structure.export.made_up import COUNTS, RANDOM, TUNED, WORDS, export, made_up
from tests.studies import forget_checksums


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_bytes_twice(study, tmp_path, kind):
    first = export(study, kind, "finetuned", out=tmp_path / "a" / "t")
    second = export(study, kind, "finetuned", out=tmp_path / "b" / "t")
    assert [p.read_bytes() for p in first.files] == [p.read_bytes() for p in second.files]


@pytest.mark.parametrize(
    "name", ['../../"x', "..", "", "/etc/passwd", "a/b", "a\\b", "a\0b", "x" * 300, "-rf"]
)
def test_a_run_with_a_name_that_is_a_path_is_refused(tmp_path, name):
    study = made_up(tmp_path / "s", [RANDOM])
    study.write_rows(RunRow, [dataclasses.replace(RANDOM, run=name)])
    with pytest.raises(InputError, match=r"runs.csv: damaged or missing .*is no name of a run"):
        export(study, "projector", initial=True, out=tmp_path / "p")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_damaged_files_of_a_study_are_named(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM, TUNED])
    forget_checksums(study)
    np.save(study.path / "words" / "d" / "train.npy", COUNTS[:3])
    with pytest.raises(InputError, match=r"words/d: damaged or missing .*not words x classes"):
        export(study, "parquet", "random", out=tmp_path / "a")
    assert export(study, "glove", "random", out=tmp_path / "b").words == 5  # does without them
    initial = study.path / "spaces" / RANDOM.run / "initial.npy"
    study.write_word_counts("d", made_up(tmp_path / "t", [RANDOM]).word_counts("d"))
    np.save(initial, np.ones((5, 3), np.float32))
    with pytest.raises(InputError, match="before and after are not of one shape"):
        export(study, "projector", "random", out=tmp_path / "c")
    initial.unlink()
    with pytest.raises(InputError, match=r"initial.npy: damaged or missing"):
        export(study, "projector", "random", out=tmp_path / "c")
    assert {path.name for path in tmp_path.iterdir()} == {"s", "t", "b"}


def test_a_mark_that_comes_first_once_others_are_left_out(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], ("a b", "\ufeffx", "\ufeffy", "z", "\ufeff"))
    with pytest.warns(EmbedstudyWarning, match="3 words such as 'a b'"):
        exported = export(study, "glove", out=tmp_path / "a", skip_bad_lines=True)
    assert exported.words == 2
    lines = (tmp_path / "a").read_text(encoding="utf-8").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["z", "\ufeff"]


def test_a_space_of_three_words(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], WORDS[:3], COUNTS[:3])
    for kind in FORMATS:
        assert export(study, kind, out=tmp_path / kind).words == 3


def test_the_usual_names(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in FORMATS:
        export(study, kind, "random", initial=True)
    export(study, "csv")
    name = f"{RANDOM.run}-before"
    endings = ".vec", ".bin", ".txt", ".safetensors", ".vocab.txt", ".parquet", "-projector"
    with_words = {f"{name}{ending}" for ending in endings}
    assert {path.name for path in tmp_path.iterdir()} == with_words | {"s-tables"}


def test_what_does_not_go_together(study, tmp_path):
    for options in ({"run": "random"}, {"initial": True}, {"limit": 3}, {"every_word": True}):
        with pytest.raises(InputError, match="csv has the tables of the whole study"):
            export(study, "csv", out=tmp_path / "a", **options)
    with pytest.raises(InputError, match="--spreadsheet-safe goes with projector, csv"):
        export(study, "parquet", "random", out=tmp_path / "a", spreadsheet_safe=True)
    with pytest.raises(InputError, match="no format 'word2vec'; there are: word2vec-text"):
        export(study, "word2vec", "random", out=tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_a_study_of_another_format_is_refused(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM])
    study.write_meta({**study.meta, "format": 1})
    for kind in ("csv", "word2vec-text"):
        with pytest.raises(InputError, match="its format is 1, this version reads"):
            export(study, kind, out=tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_nothing_warns_on_a_good_study(study, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in FORMATS:
            export(study, kind, "pretrained", out=tmp_path / kind)
