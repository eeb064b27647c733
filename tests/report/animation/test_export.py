"""Writing a film of a study."""

import pytest

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.report.animation.export import export_animation
from tests.report.explorer.made_up import made_up

RUN = "made-up-random-mean-seed0"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("export") / "study", epochs=(0, 0.3, 1))


def export(study, kind, out=None, *, run="random", force=False, **how):
    output = ExportOutputOptions(out=None if out is None else str(out), force=force)
    return export_animation(study, ExportOptions(format=kind, run=run, **how), output)


def test_a_film_is_named_after_its_run(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported = export(study, "gif")
    assert [str(path) for path in exported.files] == [f"{RUN}.gif"]
    assert (exported.run, exported.words, exported.dim) == (RUN, 30, 8)
    assert (tmp_path / f"{RUN}.gif").read_bytes().startswith(b"GIF89a")
    assert exported.notes == ("drawn: 30 words; 3 moments, 13 pictures",)
    assert [path.name for path in export(study, "gif", "talk").files] == ["talk.gif"]
    frames = export(study, "svg-frames", limit=12)
    assert frames.notes == ("drawn: 12 of 30 words, the most frequent; 3 moments, 3 pictures",)
    assert len(frames.files) == 3
    assert {path.parent.name for path in frames.files} == {f"{RUN}-svg-frames"}
    assert frames.words == 12


def test_files_that_are_there_stay(study, tmp_path):
    export(study, "svg-frames", tmp_path / "frames")
    with pytest.raises(InputError, match="is there already"):
        export(study, "svg-frames", tmp_path / "frames")
    export(study, "svg-frames", tmp_path / "frames", force=True)
    with pytest.raises(InputError, match="inside the study"):
        export(study, "gif", study.path / "film.gif")


def test_a_folder_has_the_frames_of_one_film(study, tmp_path):
    longer = made_up(tmp_path / "longer", epochs=(0, 0.3, 1, 2, 3))
    folder = tmp_path / "frames"
    export(longer, "svg-frames", folder)
    (folder / "notes.svg").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        export(study, "svg-frames", folder)
    exported = export(study, "svg-frames", folder, force=True)
    assert len(exported.files) == 3
    assert sorted(folder.iterdir()) == [*exported.files, folder / "notes.svg"]


def test_frames_of_other_names_are_there_too(study, tmp_path):
    frame = tmp_path / "frames" / "000-epoch-0.svg"
    frame.parent.mkdir()
    frame.touch()
    with pytest.raises(InputError, match=r"000-epoch-0\.svg: is there already"):
        export(study, "svg-frames", frame.parent)
    assert list(frame.parent.iterdir()) == [frame]


@pytest.mark.parametrize("leads_to", ["nowhere", "file"])
def test_a_link_is_a_file_that_is_there(study, tmp_path, leads_to):
    (tmp_path / "file").write_text("mine")
    link = tmp_path / "film.gif"
    link.symlink_to(tmp_path / leads_to)
    with pytest.raises(InputError, match=r"film.gif: is there already \(--force replaces it\)"):
        export(study, "gif", link)
    assert link.is_symlink()
    export(study, "gif", link, force=True)
    assert not link.is_symlink()
    assert link.read_bytes().startswith(b"GIF")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_link_that_leads_nowhere_is_no_folder(study, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for kind, out in (("svg-frames", "link"), ("svg-frames", "link/x"), ("gif", "link/film.gif")):
        with pytest.raises(InputError, match="is a file"):
            export(study, kind, tmp_path / out, force=True)


@pytest.mark.parametrize("how", [{"initial": True}, {"every_word": True}])
def test_options_that_do_not_go_with_it_are_refused(study, tmp_path, how):
    with pytest.raises(InputError, match="gif shows a space from its start to its end"):
        export(study, "gif", tmp_path / "film.gif", **how)


def test_without_ffmpeg_no_file_is_begun(study, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="ffmpeg"):
        export(study, "mp4", tmp_path / "new" / "film.mp4")
    assert not (tmp_path / "new").exists()


def test_a_file_has_a_line_with_the_number_of_pictures_at_the_start(study, tmp_path, capsys):
    space = ExportOptions(format="svg-frames", run="random")
    export_animation(study, space, ExportOutputOptions(out=str(tmp_path / "x")), progress=True)
    assert capsys.readouterr().err == "drawing 3 pictures ...\n"
    export(study, "svg-frames", tmp_path / "y")
    assert capsys.readouterr().err == ""
