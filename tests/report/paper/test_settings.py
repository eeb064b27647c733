from embedstudy.report.paper.settings import tabulate_settings
from embedstudy.results.directory import StudyDirectory
from tests.studies import compare


def test_every_option_with_its_default(corpus, tmp_path):
    compare(
        corpus, strategies=["random"], seeds=1, epochs=1, learning_rate=0.1, dim=3,
        out=tmp_path / "s", progress=False,
    )  # fmt: skip
    table = tabulate_settings(StudyDirectory(tmp_path / "s"))
    values = dict(table.rows)
    assert values["seeds *"] == "1"
    assert values["strategies *"] == "random"
    assert values["baselines *"] == "none"
    assert values["tokenizer"] == "basic"
    assert values["learning_rate *"] == "0.1"
    assert values["mean: dim"] == "3"
    assert values["mean: optimizer"] == "sgd"
