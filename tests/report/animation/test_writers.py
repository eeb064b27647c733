"""Films as files."""

import io
import shutil
import stat
import tempfile
from types import SimpleNamespace

import pytest

from embedstudy.errors import InputError
from embedstudy.report.animation.film import make_film
from embedstudy.report.animation.writers import (
    GIF,
    MP4,
    SVG_FRAMES,
    check_ffmpeg,
    is_frame,
    list_frames,
    list_times,
    write_gif,
    write_mp4,
    write_svg_frames,
)
from embedstudy.storage.temporaries import remove_open_temporaries
from tests.report.explorer.made_up import made_up


def ignore(*_):
    pass


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    study = made_up(tmp_path_factory.mktemp("writers") / "study", epochs=(0, 0.3, 1))
    return make_film(study, "random")


def test_times_go_from_the_first_moment_to_the_last_and_stay(film):
    times = list(list_times(film, steps=4, rate=2))
    assert times[:5] == [0, 0.25, 0.5, 0.75, 1]
    assert times[-4:] == [2, 2, 2, 2]
    assert times == sorted(times)


def test_a_gif_moves_and_has_the_same_bytes_again(film):
    from PIL import Image

    (content,) = write_gif(film, ignore)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "GIF"
        assert picture.size == (640, 720)
        assert picture.n_frames == GIF.count_pictures(film)
        assert picture.info["loop"] == 0
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        first = picture.convert("RGB").tobytes()
        picture.seek(picture.n_frames - 1)
        assert picture.convert("RGB").tobytes() != first
    assert write_gif(film, ignore) == [content]
    assert GIF.write is write_gif


def test_there_is_a_picture_of_each_moment_with_the_same_bytes_again(film):
    contents = write_svg_frames(film, ignore)
    assert list_frames(film) == ["00-epoch-0.svg", "01-epoch-0.3.svg", "02-epoch-1.svg"]
    assert len(set(contents)) == len(contents) == 3
    assert all(b"<svg" in content and b"epoch" in content for content in contents)
    assert write_svg_frames(film, ignore) == contents
    assert SVG_FRAMES.list_names(film) == list_frames(film)


@pytest.mark.parametrize("kind", [GIF, SVG_FRAMES])
def test_each_drawing_is_counted(film, kind):
    numbers = []
    kind.write(film, numbers.append)
    assert numbers == list(range(1, kind.count_pictures(film) + 1))


def test_frames_sort_as_they_follow_each_other():
    moments = [SimpleNamespace(epoch=float(epoch)) for epoch in range(101)]
    names = list_frames(SimpleNamespace(moments=moments))
    assert sorted(names) == names
    assert names[7] == "007-epoch-7.svg"


def test_frames_are_known_by_their_names():
    epochs = [0, 0.00996, 3e-05, 0.3, 1, 2.5, 1e9]
    moments = [SimpleNamespace(epoch=float(epoch)) for epoch in epochs]
    assert all(map(is_frame, list_frames(SimpleNamespace(moments=moments))))
    assert not any(map(is_frame, ["epoch.svg", "00-epoch-0.png", "00-epoch-.svg.bak", "a.svg"]))


def test_without_ffmpeg_there_is_one_line(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="mp4 needs the program ffmpeg"):
        check_ffmpeg()
    with pytest.raises(InputError, match="choose gif or svg-frames"):
        MP4.check()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_an_mp4_is_one(film):
    (content,) = write_mp4(film, ignore)
    assert content[4:8] == b"ftyp"
    numbers = []
    assert MP4.write(film, numbers.append) == [content]
    assert numbers == list(range(1, MP4.count_pictures(film) + 1))


@pytest.fixture
def make_ffmpeg(tmp_path, monkeypatch):
    """Return a function that puts a program of some shell commands in the place of ffmpeg."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def make(commands):
        program = tmp_path / "ffmpeg"
        program.write_text(f"#!/bin/sh\n{commands}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return make


@pytest.mark.parametrize("read", ["cat > /dev/null", "exec <&-"])
@pytest.mark.parametrize(
    ("complaint", "why"),
    [
        ("", r"\(does it have libx264\?\)"),
        ("a: No space left\nError closing a", r"\(a: No space left\)"),
        ("\x1b[31mx", r"\(\\x1b\[31mx\)"),
        ("x" * 500, r"\(x{119}…\)"),
    ],
)
def test_an_ffmpeg_that_fails_is_one_line(
    film, tmp_path, make_ffmpeg, capfd, caplog, read, complaint, why
):
    make_ffmpeg(f"{read}\nprintf '%s' '{complaint}' >&2\nexit 1")
    with pytest.raises(InputError, match=f"ffmpeg could not write the film {why}; ") as caught:
        write_mp4(film, ignore)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert not list((tmp_path / "temporary").iterdir())


def test_a_film_whose_process_is_ended_leaves_nothing(film, tmp_path, make_ffmpeg, monkeypatch):
    make_ffmpeg("cat > /dev/null\nexit 1")

    def end_after_one(*_):
        yield 0
        assert list((tmp_path / "temporary").iterdir())
        remove_open_temporaries()
        assert not list((tmp_path / "temporary").iterdir())

    monkeypatch.setattr("embedstudy.report.animation.writers.list_times", end_after_one)
    with pytest.raises(InputError):
        write_mp4(film, ignore)
