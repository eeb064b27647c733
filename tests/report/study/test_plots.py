import pytest

from embedstudy.errors import InputError
from embedstudy.report.study.plots import PLOTS, make_images, plot
from tests.report.study import made_up


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    tables = {"forecast": made_up.forecast(), "forecast_gains": made_up.forecast_gains()}
    return made_up.made_up(tmp_path_factory.mktemp("plots") / "s", **tables)


def list_texts(figure):
    return {text.get_text() for text in figure.findobj(lambda part: hasattr(part, "get_text"))}


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("accuracy", {"finetuned", "81.0", "test accuracy, %"}),
        ("curve", {"random", "frozen", "training texts"}),
        ("forecast", {"random", "frozen", "expected"}),
        ("meaning", {"task alignment →", "pretrained"}),
        ("drift", {"random", "finetuned", "1-9"}),
        ("dynamics", {"random", "finetuned", "train loss", "rank of change"}),
        ("tuning", {"random", "frozen", "learning rate"}),
    ],
)
def test_a_figure_names_what_it_shows(study, name, texts):
    assert texts <= list_texts(plot(study, name, "d"))


def test_every_figure_is_one_of_the_table(study):
    assert list(PLOTS) == [
        "accuracy",
        "curve",
        "forecast",
        "meaning",
        "drift",
        "dynamics",
        "tuning",
    ]
    with pytest.raises(InputError, match=r"no figure 'accurracy'.*accuracy"):
        plot(study, "accurracy")
    with pytest.raises(InputError, match="no data set 'e'"):
        plot(study, "accuracy", "e")


def test_a_study_without_the_numbers(tmp_path):
    study = made_up.bare(tmp_path / "s")
    with pytest.raises(InputError, match=r"no figure 'curve': it needs several train sizes"):
        plot(study, "curve")


def test_an_image_has_words(study):
    ((words, image),) = make_images(study, "accuracy")
    assert "finetuned 81.0" in words
    assert image.startswith(b"\x89PNG")
