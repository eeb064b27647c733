"""The picture of a film at a moment."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from embedstudy.report.animation.film import make_film
from embedstudy.report.animation.scene import HEIGHT, WIDTH, Scene
from embedstudy.report.figures.chart import use_style
from tests.report.explorer.made_up import GOOD, HOSTILE, made_up


def texts_of(scene):
    drawn = [text for axes in scene.figure.axes for text in axes.texts]
    return [text.get_text() for text in (*scene.figure.texts, *drawn)]


def dots_of(scene):
    return np.asarray(scene.figure.axes[0].collections[0].get_offsets())


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    study = made_up(tmp_path_factory.mktemp("scene") / "study", epochs=(0, 0.3, 1, 2))
    return make_film(study, "random")


def test_it_shows_a_moment_and_what_lies_between(film):
    with use_style():
        scene = Scene(film)
        np.testing.assert_allclose(dots_of(scene), film.places[0][film.order])
        scene.show(1.5)
    expected = (film.places[1] + film.places[2]) / 2
    np.testing.assert_allclose(dots_of(scene), expected[film.order])
    texts = texts_of(scene)
    assert "epoch 0.3 of 2" in texts
    assert f"train loss {film.moments[1].train_loss:.3f}" in texts
    assert any(text.startswith("dev accuracy") for text in texts)
    assert not any("  " in text for text in texts)
    assert {"epoch 0", "1", "2"} <= set(texts)
    with use_style():
        scene.show(2)
    assert any(text.endswith("chosen on dev") for text in texts_of(scene))
    with use_style():
        scene.show(3)
    np.testing.assert_allclose(dots_of(scene), film.places[3][film.order])


def test_it_has_a_title_a_legend_and_labels(film):
    with use_style():
        scene = Scene(film)
    texts = texts_of(scene)
    assert film.title in texts
    assert {text for _, text in film.labels} <= set(texts)
    (legend,) = scene.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["neg", "pos", "about even"]
    width, height = scene.figure.get_size_inches() * 72
    assert (round(width), round(height)) == (WIDTH, HEIGHT)


def test_it_says_what_its_signs_mean(film):
    with use_style():
        for shown in (film, replace(film, legend=())):
            scene = Scene(shown)
            scene.figure.canvas.draw()
            (line,) = (text for text in scene.figure.texts if "diamond" in text.get_text())
            assert "colour: the class" in line.get_text() or not shown.legend
            box, above = line.get_window_extent(), scene.figure.axes[0].get_window_extent()
            assert box.x1 < scene.figure.bbox.x1
            assert box.y0 > above.y1
            assert not any(box.overlaps(it.get_window_extent()) for it in scene.figure.legends)


def test_a_word_with_a_label_has_a_larger_dot_that_no_label_covers(film):
    with use_style():
        scene = Scene(film)
        scene.show(1.5)
    dots, labelled = scene.figure.axes[0].collections
    assert labelled.get_sizes()[0] > 2 * dots.get_sizes()[0]
    places = (film.places[1] + film.places[2]) / 2
    words = [word for word, _ in film.labels]
    np.testing.assert_allclose(labelled.get_offsets(), places[words])
    labels = scene.figure.axes[0].texts
    assert all(labelled.get_zorder() > label.get_zorder() for label in labels)
    assert {abs(label.get_position()[0]) for label in labels} == {8}


def test_no_label_lies_on_another(film):
    with use_style():
        scene = Scene(film)
        for time in np.linspace(0, 3, 7):
            scene.show(time)
            scene.figure.canvas.draw()
            labels = [text for text in scene.figure.axes[0].texts if text.get_visible()]
            boxes = [label.get_window_extent() for label in labels]
            assert boxes
            pairs = combinations(boxes, 2)
            assert not any(first.overlaps(second) for first, second in pairs)


def test_a_long_name_of_the_legend_is_whole(film):
    legend = (("a class", "#000000"), ("about even, or another class", "#ffffff"))
    with use_style():
        scene = Scene(replace(film, legend=4 * legend))
        scene.figure.canvas.draw()
    (box,) = scene.figure.legends
    assert box.get_texts()[-1].get_text() == legend[1][0]
    assert box.get_window_extent().x1 < scene.figure.bbox.x1
    assert box.get_window_extent().y0 > scene.figure.axes[0].get_window_extent().y1


@pytest.mark.parametrize("words", [GOOD[:1], HOSTILE])
def test_any_words_can_be_drawn(tmp_path, words):
    classes = ("$x$ <b>", "\u202eabc", "x" * 300)
    study = made_up(tmp_path / "study", words, classes=classes, epochs=(0, 1))
    with use_style():
        scene = Scene(make_film(study, "random"))
        scene.show(1)
        scene.figure.canvas.draw()
    texts = [text for text in texts_of(scene)[2:] if "diamond" not in text]
    assert max(map(len, texts)) <= 60


def test_the_loss_of_a_training_that_exploded_has_room(film):
    moments = tuple(replace(moment, train_loss=3e38) for moment in film.moments)
    with use_style():
        scene = Scene(replace(film, moments=moments))
    assert "train loss 3e+38" in texts_of(scene)
