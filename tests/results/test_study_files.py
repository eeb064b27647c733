import pytest

from embedstudy.errors import InputError
from embedstudy.notebook import Study
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import StudyDirectory
from tests.results.directories import META


def test_what_is_no_study_is_said_to_be_none(tmp_path):
    with pytest.raises(InputError, match="no such study"):
        Study(tmp_path / "nowhere")
    with pytest.raises(InputError, match="not a study"):
        Study(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "[1]", "7"])
def test_a_damaged_study_json_is_one_line(study, content):
    (study.path / "study.json").write_text(content)
    with (
        pytest.raises(InputError, match=r"study.json: damaged or missing|cannot resume"),
        claim_directory(study.path, "resume") as path,
    ):
        begin(path, META)


def test_json_holds_a_byte_of_a_path_that_is_not_utf8(tmp_path):
    names = {"path": "/tmp/caf\udce9", "word": "caf\xe9 \\udce9"}
    with claim_directory(tmp_path / "s") as path:
        begin(path, {**META, "names": names})
    assert r'"/tmp/caf\udce9"' in (tmp_path / "s" / "study.json").read_bytes().decode()
    assert StudyDirectory(tmp_path / "s").meta["names"] == names
