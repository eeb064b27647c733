from embedstudy.report.settings import list_settings


def test_defaults_are_written_out_and_others_have_a_star():
    identity = {
        "seeds": 3, "tokenizer": "basic", "strategies": ["random", "frozen", "finetuned"],
        "baselines": [], "datasets": ["d"], "unknown": 1,
        "model_configs": [{"encoder": "mean", "options": {"dim": None, "scale": "auto"}}],
    }  # fmt: skip
    assert list_settings({"identity": identity}) == [
        ("strategies", "random, frozen, finetuned"),
        ("baselines *", "none"),
        ("seeds *", "3"),
        ("tokenizer", "basic"),
        ("mean: dim", "none"),
        ("mean: scale", "auto"),
    ]


def test_a_study_of_an_older_version_has_none():
    assert list_settings({}) == []
