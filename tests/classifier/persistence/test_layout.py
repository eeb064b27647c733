import pytest

from embedstudy.classifier.persistence.layout import CONFIG, explain_damage, read_config
from embedstudy.errors import InputError
from tests.classifier.persistence.folders import write_format_1


def test_a_configuration_of_any_format_is_read(tmp_path):
    write_format_1(tmp_path / "m")
    assert read_config(tmp_path / "m")["format"] == 1
    (tmp_path / "m" / CONFIG).write_text('{"format": 9, "embedstudy": "9.0", "new": 1}')
    assert read_config(tmp_path / "m") == {"format": 9, "embedstudy": "9.0", "new": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no saved model"),
        (b"{\xff", "is not JSON"),
        (b"[]", "is not the configuration of a model of embedstudy"),
        (b'{"model_type": "bert"}', "is not the configuration of a model of embedstudy"),
        (b'{"format": true, "embedstudy": "1"}', "is not the configuration"),
        (b'{"format": "1", "embedstudy": "1"}', "is not the configuration"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_other_folders(tmp_path, content, message):
    if content is not None:
        (tmp_path / CONFIG).write_bytes(content)
    with pytest.raises(InputError, match=message) as error:
        read_config(tmp_path)
    assert str(tmp_path) in str(error.value)
    with pytest.raises(InputError, match="no such folder of a saved model"):
        read_config(tmp_path / "none")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("dim"), r"cannot be read \(KeyError: 'dim'\)"),
        (TypeError("no number"), r"cannot be read \(TypeError: no number\)"),
        (InputError("dim is x"), r"a saved model that cannot be read \(dim is x\)"),
    ],
)
def test_damage_is_one_line_with_the_folder(tmp_path, error, message):
    with pytest.raises(InputError, match=message) as caught, explain_damage(tmp_path):
        raise error
    assert str(caught.value).startswith(f"{tmp_path}: ")


def test_an_error_that_names_the_folder_passes_as_it_is(tmp_path):
    error = InputError(f"{tmp_path}: full")
    with pytest.raises(InputError) as caught, explain_damage(tmp_path):
        raise error
    assert caught.value is error
