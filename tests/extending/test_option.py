"""An option that is declared as one field is found wherever options are."""

import inspect
import json

import pytest

from embedstudy.cli.reference import write_reference
from embedstudy.options.command import build_command
from embedstudy.options.compare import GROUPS, CompareOptions
from embedstudy.options.declaration import option_group
from embedstudy.options.signature import takes_options
from embedstudy.options.text import TextOptions
from embedstudy.study.plan.config import configure
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.study_file import read_study


@option_group("Text")
class MoreTextOptions(TextOptions):
    """How texts become word ids."""

    reverse: bool = False
    """Read each text from its end."""


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setitem(GROUPS, "text", MoreTextOptions)


def test_it_is_an_option_in_python_and_in_json():
    options = CompareOptions.from_values({"reverse": True})
    assert options.text.reverse
    assert CompareOptions.from_json(json.loads(json.dumps(options.to_json()))) == options


def test_it_is_a_keyword_with_its_help():
    @takes_options(*GROUPS.values())
    def function(**options):
        """Do it.

        Parameters
        ----------
        **options
        """

    assert inspect.signature(function).parameters["reverse"].default is False
    assert "reverse : bool\n    Read each text from its end. Default: off." in inspect.getdoc(
        function
    )


def test_it_is_a_key_of_a_study_file(tmp_path):
    (tmp_path / "study.toml").write_text('dataset = "imdb"\nreverse = true')
    assert read_study(tmp_path / "study.toml")["reverse"] is True


def test_it_decides_what_a_study_is():
    options = CompareOptions.from_values({"reverse": True, "strategies": ["random"]})
    assert configure(["imdb"], options).to_json()["reverse"] is True


def test_a_worker_gets_it():
    request = StudyRequest.from_call("imdb", None, "basic", {"reverse": True})
    job = json.loads(json.dumps(request.to_json()))
    assert StudyRequest.from_json(job).options.text.reverse


def test_the_command_and_the_reference_have_it():
    options = CompareOptions.from_values({"reverse": True})
    assert build_command(["imdb"], options) == ["embedstudy", "compare", "imdb", "--reverse"]
    assert "| `--reverse` | `reverse` | bool | off | Read each text from its end. |" in (
        write_reference()
    )
