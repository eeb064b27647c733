import inspect
from collections import Counter

import pytest

from embedstudy import load_dataset
from embedstudy.datasets.catalog import check_name
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.options.declaration import list_options


def test_rotten_tomatoes_is_what_it_should_be():
    corpus = load_dataset("rotten-tomatoes", progress=False)
    assert corpus.classes == ["neg", "pos"]
    assert [len(s) for s in (corpus.train, corpus.dev, corpus.test)] == [6824, 853, 853]
    assert Counter(corpus.train.labels) == {"neg": 3412, "pos": 3412}
    texts = {*corpus.train.texts, *corpus.dev.texts, *corpus.test.texts}
    assert len(texts) == 8530
    by_id = dict(zip(corpus.train.ids, corpus.train.texts, strict=True))
    assert any(text == "effective but too-tepid biopic" for text in texts)
    assert all(isinstance(text, str) for text in by_id.values())


def test_an_unknown_data_set_is_an_input_error():
    with pytest.raises(InputError, match="there are: imdb"):
        load_dataset("imbd", progress=False)


def test_the_signature_is_that_of_the_declared_options():
    parameters = inspect.signature(load_dataset).parameters
    declared = {option.name: option.default for option in list_options(DataOptions)}
    keywords = {name: parameters[name].default for name in declared}
    assert keywords == declared
    assert list(parameters) == ["name", *declared, "text", "label", "progress"]
    assert "text_column : sequence of str" in load_dataset.__doc__


def test_an_unknown_option_offers_the_nearest(tmp_path):
    with pytest.raises(InputError, match="no option 'text_colum'; nearest: text_column"):
        load_dataset(tmp_path, text_colum="body")


def test_an_option_that_does_not_go_with_the_data_set_is_refused():
    with pytest.raises(InputError, match="imdb: a built-in data set takes no text="):
        load_dataset("imdb", text_column="body")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_name_that_is_also_a_file_here_is_refused(kind, tmp_path, monkeypatch, home):
    monkeypatch.chdir(tmp_path)
    if kind == "file":
        (tmp_path / "imdb").write_text("text,label\n" + "a,x\nb,y\n" * 20)
    else:
        for label in "xy":
            (tmp_path / "imdb" / label).mkdir(parents=True)
            for i in range(20):
                (tmp_path / "imdb" / label / f"{i}.txt").write_text("a film")
    for read in (load_dataset, check_name):
        with pytest.raises(InputError, match=rf"imdb: a known .*\./imdb means the {kind}"):
            read("imdb")
    assert load_dataset("./imdb").classes == ["x", "y"]


def test_a_study_of_that_name_is_no_data_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "imdb").mkdir()
    (tmp_path / "imdb" / ".lock").touch()  # `compare imdb --out imdb` begins so
    check_name("imdb")
    (tmp_path / "imdb" / "study.json").write_text("{}")
    check_name("imdb")
