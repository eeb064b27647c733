from inspect import signature

from embedstudy.options.signature import takes_options
from embedstudy.options.study import StudyOptions
from embedstudy.options.text import TextOptions


@takes_options(TextOptions, StudyOptions)
def measure(texts, *, progress=True, **options):
    """Measure texts.

    Parameters
    ----------
    texts : list of str
    **options
        The fields of the groups.

    Returns
    -------
    dict
    """
    return options


def test_options_stand_in_the_signature_with_their_defaults():
    parameters = signature(measure).parameters
    assert list(parameters)[:3] == ["texts", "tokenizer", "max_tokens"]
    assert list(parameters)[-1] == "progress"
    assert parameters["seeds"].default == 5
    assert parameters["seeds"].annotation is int
    assert measure([], seeds=2) == {"seeds": 2}


def test_options_stand_in_the_docstring():
    text = measure.__doc__
    assert "**options" not in text
    assert "max_tokens : int, optional\n        Truncate each text to its first N tokens.\n" in text
    assert "    encoders : tuple of str, default ('mean',)\n" in text
    assert text.index("probes") < text.index("Returns")
