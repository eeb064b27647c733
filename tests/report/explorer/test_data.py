"""What the explorer's script is given to read."""

import base64
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.report.explorer import data as module
from embedstudy.report.explorer import draw_explorer
from embedstudy.report.explorer.data import TOPN, collect_data
from embedstudy.report.explorer.packing import NO_WORD, NOTHING_8, NOTHING_16, to_json
from embedstudy.results.rows import RunRow
from embedstudy.structure.log_odds import log_odds
from embedstudy.structure.spaces import list_spaces
from tests.report.explorer.made_up import BAD, GOOD, HOSTILE, add, empty, made_up, run_row

WORDS = (*GOOD, *BAD)


def unpacked(text, dtype, columns=None):
    values = np.frombuffer(base64.b64decode(text), dtype=dtype)
    return values if columns is None else values.reshape(-1, columns)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("data") / "study", without_vector=[2, 29])


@pytest.fixture(scope="module")
def dataset(study):
    (only,) = collect_data(study)["datasets"]
    return only


def test_neighbors_are_those_that_the_space_itself_names(study, dataset):
    spaces = list_spaces(study)
    assert [space["name"] for space in dataset["spaces"]] == [space.key.kind for space in spaces]
    for shown, space in zip(dataset["spaces"], spaces, strict=True):
        ids = unpacked(shown["neighbors"], "<u2", TOPN)
        cosines = unpacked(shown["cosines"], "i1", TOPN)
        places = unpacked(shown["map"], "<i2", 2)
        for i, word in enumerate(dataset["words"]):
            near = space.neighbors(word, TOPN)
            assert [dataset["words"][j] for j in ids[i] if j != NO_WORD] == [w for w, _ in near]
            np.testing.assert_allclose(
                cosines[i, : len(near)] / 100, [c for _, c in near], atol=0.00501
            )
            assert (places[i] == NOTHING_16).all() == (not near)


def test_words_without_a_pretrained_vector_have_no_place_there(dataset):
    pretrained = next(s for s in dataset["spaces"] if s["name"] == "pretrained")
    places = unpacked(pretrained["map"], "<i2", 2)
    assert np.flatnonzero(places[:, 0] == NOTHING_16).tolist() == [2, 29]


def test_drift_is_the_cosine_with_itself_before(study, dataset):
    assert ["drift" in space for space in dataset["spaces"]] == [False, True, False, True]
    run = "made-up-finetuned-mean-seed0"
    before, after = study.space(run, initial=True), study.space(run)
    drift = unpacked(dataset["spaces"][3]["drift"], "i1")
    for i, word in enumerate(WORDS):
        a, b = before[word], after[word]
        assert drift[i] / 100 == pytest.approx(
            a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=0.00501
        )


def test_a_space_is_held_against_what_its_training_began_from(tmp_path, dataset):
    assert [space["before"] for space in dataset["spaces"]] == [None, 0, None, 2]
    study = made_up(tmp_path / "study", encoders=("mean", "max"))
    shown = collect_data(study)["datasets"][0]["spaces"]
    names = [space["name"] for space in shown]
    for space in shown:
        kind, _, encoder = space["name"].partition(" ")
        if kind == "finetuned":
            assert names[space["before"]] == "pretrained"
            assert encoder in ("(mean)", "(max)")
        if kind == "pretrained":
            assert space["before"] is None


def test_a_word_vector_of_zeros_has_no_drift_to_tell(tmp_path):
    study = made_up(tmp_path / "study", GOOD, strategies=["finetuned"])
    run = "made-up-finetuned-mean-seed0"
    start, after = (np.array(study.space(run, initial=at).matrix) for at in (True, False))
    start[3] = 0
    study.write_space(run, GOOD, {"initial": start, "vectors": after}, {"without_vector": [3]})
    drift = unpacked(collect_data(study)["datasets"][0]["spaces"][1]["drift"], "i1")
    assert np.flatnonzero(drift == NOTHING_8).tolist() == [3]


def test_counts_and_log_odds_are_those_of_the_study(study, dataset):
    counts = study.word_counts("made-up")
    odds, z = log_odds(counts.held_out)
    assert dataset["scored"] == ["pos"]
    assert unpacked(dataset["counts"], "<u4").tolist() == counts.train.sum(axis=1).tolist()
    assert unpacked(dataset["held_out"], "<u4").tolist() == counts.held_out.sum(axis=1).tolist()
    shown = unpacked(dataset["odds"], "<i2")
    np.testing.assert_allclose(shown[:-1] / 100, odds[:-1, -1], atol=0.00501)
    np.testing.assert_allclose(unpacked(dataset["z"], "<i2")[:-1] / 10, z[:-1, -1], atol=0.0501)
    assert shown[-1] == NOTHING_16  # never said in held-out texts


def test_of_three_classes_each_is_told(tmp_path):
    study = made_up(tmp_path / "study", classes=("a", "b", "c"))
    shown = collect_data(study)["datasets"][0]
    assert shown["scored"] == ["a", "b", "c"]
    odds, _ = log_odds(study.word_counts("made-up").held_out)
    np.testing.assert_allclose(
        unpacked(shown["odds"], "<i2", 3)[:-1] / 100, odds[:-1], atol=0.00501
    )


def test_the_most_frequent_words_come_first_and_rarer_ones_stay_out(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WORDS", 12)
    study = made_up(tmp_path / "study", WORDS)
    counts = study.word_counts("made-up")
    counts.train[:] = counts.train[::-1]
    study.write_word_counts("made-up", counts)
    shown = collect_data(study)["datasets"][0]
    assert shown["words"] == list(WORDS[:-13:-1])
    assert shown["total"] == 30
    for space in shown["spaces"]:
        assert unpacked(space["neighbors"], "<u2").max() < 12


@pytest.mark.parametrize(
    "words", [[f"w{i}" for i in range(600)], ["<" * 500 + str(i) for i in range(600)]]
)
def test_data_keep_to_their_size(tmp_path, monkeypatch, words):
    monkeypatch.setattr(module, "BYTES", 100_000)
    study = empty(tmp_path / "study")
    add(study, words, dataset="a")
    add(study, words, dataset="b", classes=[str(i) for i in range(9)])
    data = collect_data(study)
    assert 50_000 < len(to_json(data).encode()) < 106_000
    for dataset in data["datasets"]:
        assert 10 < len(dataset["words"]) < 600 == dataset["total"]


def start_of(study, probes):
    study.write_meta({"probes": {"made-up": probes}})
    return collect_data(study)["datasets"][0]["start"]


def test_the_most_telling_probe_word_is_shown_first(tmp_path):
    study = made_up(tmp_path / "study")
    counts = study.word_counts("made-up")
    odds = dict(zip(counts.words, np.abs(log_odds(counts.held_out)[0][:, 1]), strict=True))
    by_kind = {space.key.kind: space for space in list_spaces(study)}
    near = {
        kind: {word: {w for w, _ in by_kind[kind].neighbors(word, TOPN)} for word in WORDS}
        for kind in ("pretrained", "finetuned")
    }
    weights = {
        word: odds[word] * (1 + len(near["finetuned"][word] - near["pretrained"][word]))
        for word in WORDS
    }
    for probes in (["bad4", "good1", "good12"], ["good3", "bad9"], list(WORDS[::7])):
        best = max(probes, key=lambda word: weights[word])
        assert start_of(study, ["not-there", *probes]) == best


def test_without_probe_words_one_that_classes_differ_on_is_shown_first(tmp_path):
    study = made_up(tmp_path / "study", ("the", *WORDS), strategies=["random"])
    counts = study.word_counts("made-up")
    held_out = counts.held_out.copy()
    held_out[0] = 500  # said the same by all
    study.write_word_counts("made-up", replace(counts, held_out=held_out))
    assert start_of(study, []) in WORDS


def test_without_counts_the_first_probe_word_is_shown_first(tmp_path):
    study = made_up(tmp_path / "study", counted=False)
    assert start_of(study, ["not-there", "bad4", "good1"]) == "bad4"
    assert start_of(study, []) == "good0"


def test_a_study_without_spaces_has_no_explorer(tmp_path):
    study = empty(tmp_path / "study")
    assert draw_explorer(study) is None
    study.write_rows(RunRow, [run_row("made-up", "random", status="diverged")])
    assert draw_explorer(study) is None
    add(study, GOOD, strategies=())
    study.write_rows(RunRow, [run_row("made-up", "majority")])
    assert draw_explorer(study) is None


def test_a_study_from_before_words_were_counted_has_all_else(tmp_path):
    shown = collect_data(made_up(tmp_path / "study", counted=False))["datasets"][0]
    assert shown["words"] == list(WORDS)
    assert "odds" not in shown
    assert len(shown["spaces"]) == 4


def test_damage_is_one_line_that_names_the_file(tmp_path):
    study = made_up(tmp_path / "study")
    next(study.path.rglob("words/*/held_out.npy")).write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match="words"):
        collect_data(study)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_words_have_few_neighbors(tmp_path, count):
    shown = collect_data(made_up(tmp_path / "study", GOOD[:count]))["datasets"][0]
    for space in shown["spaces"]:
        ids = unpacked(space["neighbors"], "<u2", TOPN)
        assert (np.sort(ids, axis=1)[:, : count - 1] < count).all()
        assert (np.sort(ids, axis=1)[:, count - 1 :] == NO_WORD).all()


def test_words_cannot_leave_the_script_element(tmp_path):
    study = made_up(tmp_path / "study", HOSTILE, dataset="</script>", classes=("<!--", "&"))
    text = draw_explorer(study).data
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["datasets"][0]["words"] == list(HOSTILE)


def test_no_style_and_no_handler_stands_in_an_attribute(study):
    explorer = draw_explorer(study)
    assert " style=" not in explorer.html
    assert not re.search(r"\son\w+=", explorer.html)
    for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert door not in explorer.script
    assert "</script" not in explorer.script.lower()
    assert "http" not in explorer.script + explorer.style + explorer.html


def test_the_same_study_gives_the_same_bytes(study):
    assert draw_explorer(study) == draw_explorer(study)


def test_every_space_looks_as_its_strategy_does(dataset):
    looks = [(s["kind"], s["about"], s["hue"], s["hollow"]) for s in dataset["spaces"]]
    assert looks == [
        ("random-before", "before training", "blue", True),
        ("random", "random start, then trained", "blue", False),
        ("pretrained", "pretrained, not trained", "orange", False),
        ("finetuned", "pretrained, then trained", "green", False),
    ]
