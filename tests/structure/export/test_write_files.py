import errno
import os

import pytest

from embedstudy.errors import InputError
from embedstudy.storage import FullDiskError
from embedstudy.structure.export.formats import FORMATS
from tests.structure.export.made_up import export


@pytest.mark.parametrize("kind", [*FORMATS, "csv"])
def test_files_that_are_there_stay_unless_told(study, tmp_path, kind):
    run = None if kind == "csv" else "random"
    exported = export(study, kind, run, out=tmp_path / "a")
    exported.files[-1].write_text("mine")
    with pytest.raises(InputError, match="is there already \\(--force replaces it\\)"):
        export(study, kind, run, out=tmp_path / "a")
    assert exported.files[-1].read_text() == "mine"
    export(study, kind, run, out=tmp_path / "a", force=True)
    assert exported.files[-1].read_bytes() != b"mine"


@pytest.mark.parametrize("kind", ["parquet", "glove", "safetensors", "projector", "csv"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_nothing_is_left_of_an_export_that_fails(study, tmp_path, monkeypatch, kind, code):
    def fsync(descriptor):
        raise OSError(code, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    error, message = (FullDiskError, "no space") if code == errno.ENOSPC else (OSError, "broken")
    with pytest.raises(error, match=message):
        export(study, kind, None if kind == "csv" else "random", out=tmp_path / "new" / "a")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_written_into_a_study(study, force, monkeypatch):
    before = sorted(study.path.rglob("*"))
    for out in (study.path, study.path / "runs.csv", study.path / "spaces" / "x"):
        for kind, run in (("csv", None), ("glove", "random")):
            with pytest.raises(InputError, match="is inside the study"):
                export(study, kind, run, out=out, force=force)
    monkeypatch.chdir(study.path)
    with pytest.raises(InputError, match="is inside the study"):
        export(type(study)("."), "projector", "random")
    assert sorted(study.path.rglob("*")) == before


def test_what_is_in_the_way(study, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    for kind, out, message in (
        ("parquet", "folder", "is a folder; name a file"),
        ("projector", "file", "is a file; this format is written to a folder"),
        ("parquet", "file/x/y", "is a file, not a folder"),
        ("projector", "file/x", "is a file, not a folder"),
    ):
        with pytest.raises(InputError, match=message):
            export(study, kind, "random", out=tmp_path / out, force=True)
    assert (tmp_path / "file").read_text() == "mine"
