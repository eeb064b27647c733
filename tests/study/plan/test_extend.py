"""More of a study that is there: the same bytes as if all of it had been made at once."""

import json
from dataclasses import replace

import pytest

from embedstudy import comparison
from embedstudy.errors import InputError
from embedstudy.notebook import Study
from embedstudy.options.vectors import VectorOptions
from embedstudy.study.execution import execute
from embedstudy.study.plan.extend import extend_arguments, read_arguments
from tests.made_up_files import same, texts, write_csv, write_vectors
from tests.studies import compare

BASE = {
    "dataset": ["a"], "vectors": ["v"], "strategies": ["random", "frozen"], "encoders": ["mean"],
    "seeds": 5, "baselines": [], "train_sizes": ["all"],
}  # fmt: skip


def test_what_is_there_already_is_not_added_again():
    extended = extend_arguments(
        BASE, ["strategies=frozen, zeros,zeros", "train_sizes=100,all", "seeds=5"]
    )
    assert extended["strategies"] == ["random", "frozen", "zeros"]
    assert extended["train_sizes"] == ["all", "100"]
    assert extended["seeds"] == 5
    arguments = extend_arguments({**BASE, "strategies": "random"}, ["strategies=zeros"])
    assert arguments["strategies"] == ["random", "zeros"]


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("strategy=zeros", "no key for --add 'strategy'; there are: strategies,"),
        ("epochs=20", "no key for --add 'epochs'; there are"),
        ("strategies", "--add strategies: say what to add, as in --add strategies=A,B"),
        ("strategies=,", "say what to add"),
        ("seeds=3", "the study has 5 seeds, and nothing is taken away"),
        ("seeds=0", "seeds is 0; it must be at least 1"),
        ("seeds=-2", "seeds is -2; it must be at least 1"),
        ("seeds=many", "--add seeds=many: 'many' is no whole number"),
        ("seeds=1_0", "--add seeds=1_0: '1_0' is no whole number"),
        ("seeds=\uff19", "'\uff19' is no whole number"),
        ("seeds=--9", "'--9' is no whole number"),
    ],
)
def test_what_cannot_be_added(addition, message):
    with pytest.raises(InputError, match=message):
        extend_arguments(BASE, [addition])


def test_vectors_have_no_place_in_a_study_without_any(corpus, vectors, tmp_path):
    with pytest.raises(InputError, match="the study has no vectors"):
        extend_arguments({**BASE, "vectors": None}, ["vectors=glove-6b-50d"])
    usual = {"strategies": "random", "seeds": 1, "learning_rate": 0.3, "out": tmp_path / "s"}
    study = compare(corpus, **usual)
    before = study.runs
    with pytest.raises(InputError, match=r"vectors was \[\], is \['made-up-8d'\]"):
        compare(corpus, replace(vectors), extend=True, **usual)
    assert study.runs == before


def test_what_was_made_from_objects_is_extended_in_python_alone(corpus, tmp_path, monkeypatch):
    usual = {
        "strategies": "random", "learning_rate": 0.3, "out": tmp_path / "s", "epochs": 2,
        "snapshots": True,  # without a word a study decides as it begins
    }  # fmt: skip
    study = compare(corpus, seeds=1, **usual)
    with pytest.raises(InputError, match=r"Python objects.*call compare\(\.\.\., extend=True\)"):
        read_arguments(study)
    trained, real = [], execute.run
    monkeypatch.setattr(execute, "run", lambda s, *rest: trained.append(s.seed) or real(s, *rest))
    more = compare(corpus, seeds=3, extend=True, **usual)
    assert sorted(trained) == [1, 2]
    same(more, compare(corpus, seeds=3, **{**usual, "out": tmp_path / "once"}))


def test_pickle_is_not_trusted_because_it_was(tmp_path):
    options = {"datasets": ["a"], "reading": {"limit": 5, "trust_pickle": True}}
    (tmp_path / "study.json").write_text(json.dumps({"options": options}))
    reading = VectorOptions(**read_arguments(Study(tmp_path))["reading"])
    assert reading == VectorOptions(limit=5)
    options["reading"] = {"limits": 5}
    (tmp_path / "study.json").write_text(json.dumps({"options": options}))
    with pytest.raises(InputError, match=r"study\.json is damaged.*no option 'limits'"):
        read_arguments(Study(tmp_path))


def test_probes_that_a_study_began_with_stay(corpus, tmp_path):
    usual = {"strategies": "random", "learning_rate": 0.3, "out": tmp_path / "s", "epochs": 2}
    compare(corpus, seeds=1, probes=["good1"], **usual)
    assert {row.word for row in compare(corpus, seeds=2, extend=True, **usual).neighbors} == {
        "good1"
    }


@pytest.fixture
def files(tmp_path, home):
    return {
        "a": str(write_csv(tmp_path / "a.csv", texts(160, 1))),
        "b": str(write_csv(tmp_path / "b.csv", texts(120, 2))),
        "v": str(write_vectors(tmp_path / "v.txt")),
        "w": str(write_vectors(tmp_path / "w.txt", seed=9)),
    }


def test_extended_in_every_direction_it_is_the_study_made_at_once(files, tmp_path, monkeypatch):
    usual = {"epochs": 1, "progress": False, "learning_rate": 0.3, "snapshots": True}
    small = {
        "dataset": [files["a"]], "vectors": [files["v"], "train:word2vec"],
        "strategies": ["random"], "seeds": 1,
        "baselines": ["tfidf-logistic-regression"], "train_sizes": [20], "encoders": ["mean"],
    }  # fmt: skip
    large = extend_arguments(
        small,
        [
            "seeds=2", "strategies=finetuned", "baselines=majority",
            "train_sizes=all", "encoders=max", f"vectors={files['w']}", f"datasets={files['b']}",
        ],
    )  # fmt: skip
    model = {"batch_size": 20}
    with monkeypatch.context() as patch:  # of four pages one is enough
        patch.setattr(comparison, "write_page", lambda study, **_: None)
        once = compare(**large, **usual, model=model, out=tmp_path / "once")
        study = compare(**small, **usual, model=model, out=tmp_path / "s")
    before = {p: p.read_bytes() for p in (study.path / "predictions").iterdir()}
    assert len(before) == 6  # classes and probabilities
    more = compare(**large, **usual, model=model, out=study.path, extend=True)
    assert all(path.read_bytes() == content for path, content in before.items())
    assert (more.path / "report.html").exists()
    same(more, once)
    monkeypatch.setattr(comparison, "write_page", lambda study, **_: None)
    again = compare(**read_arguments(more), progress=False, out=study.path, resume=True)
    same(again, once)
