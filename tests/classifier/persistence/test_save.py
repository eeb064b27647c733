import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, WORDS
from embedstudy.classifier.persistence.load import load
from embedstudy.classifier.persistence.save import check_target, save
from embedstudy.errors import InputError
from embedstudy.initializers import HeNormal
from embedstudy.storage import SEAL
from tests.classifier.persistence.folders import (
    LABELS,
    PROBE,
    TEXTS,
    fit_and_save,
    write_format_1,
)


def test_plain_data_go_in_and_come_out(tmp_path):
    write_format_1(tmp_path / "m")
    model = load(tmp_path / "m")
    save(model, tmp_path / "again")
    again = load(tmp_path / "again")
    assert again.parameters == model.parameters
    assert again.classes.tolist() == model.classes.tolist()
    assert (again.words, again.tokenizer, again.vectors) == (model.words, model.tokenizer, None)
    assert (again.learning_rate, again.epochs, again.history) == (0.3, 2, model.history)
    for name, array in model.tensors.items():
        assert again.tensors[name].tobytes() == array.tobytes()
    for name in (TENSORS, WORDS):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "m" / name).read_bytes()


def test_numbers_that_json_lacks_are_refused_before_anything_is_written(tmp_path):
    write_format_1(tmp_path / "m")
    with pytest.raises(ValueError, match="not JSON compliant"):
        save(replace(load(tmp_path / "m"), learning_rate=float("nan")), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_format_1_is_what_is_written(tmp_path):
    """Keys may come in a later version; none goes or is renamed within a format."""
    fit_and_save(tmp_path / "m")
    written, expected = (
        json.loads((tmp_path / "m" / CONFIG).read_bytes()),
        write_format_1(tmp_path / "e"),
    )
    assert written["format"] == 1
    assert written.keys() == expected.keys() | {"scale", SEAL}
    assert written["parameters"].keys() == expected["parameters"].keys() | {"scale", "metric"}
    assert written["classes"].keys() == expected["classes"].keys()
    assert written["history"][0].keys() == expected["history"][0].keys() | {"dev_score"}


def test_words_are_a_line_each_whatever_they_hold(tmp_path):
    odd = ["a\u2028b", "c\x85d", "e\x1cf", "\ufeffg", "h\r"]
    model = EmbeddingClassifier(learning_rate=0.5, tokenizer=lambda text: text.split("|"))
    model.fit(["|".join(odd), "x"] * 10, [0, 1] * 10).save(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m", tokenizer=model.tokenizer)
    assert again.vocabulary_.words == model.vocabulary_.words
    assert set(odd) < set(again.vocabulary_.words)


def test_values_that_json_has_not(tmp_path):
    model = fit_and_save(
        tmp_path / "m", initializer=HeNormal(), random_state=np.random.RandomState(1),
        learning_rate=np.float32(0.5),
    )  # fmt: skip
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert (again.initializer, again.random_state) == ("HeNormal()", None)
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()


def test_a_target_is_empty_new_or_a_model(tmp_path):
    write_format_1(tmp_path / "m")
    assert check_target(tmp_path / "new") == tmp_path / "new"
    assert check_target(str(tmp_path / "m")) == tmp_path / "m"
    with pytest.raises(InputError, match=r"holds a model already \(--force replaces it\)"):
        check_target(tmp_path / "m", replace=False)


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    model = fit_and_save(tmp_path / "m")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / CONFIG).write_text('{"model_type": "bert"}')
    with pytest.raises(InputError, match="holds other files than a model's"):
        model.save(tmp_path / "mine")
    with pytest.raises(InputError, match="is a file; a model is saved in a folder"):
        model.save(tmp_path / "mine" / CONFIG)
    assert [p.name for p in (tmp_path / "mine").iterdir()] == [CONFIG]
    (tmp_path / "empty").mkdir()
    model.save(tmp_path / "empty")


def test_a_save_that_was_interrupted_is_seen(tmp_path, monkeypatch):
    old = fit_and_save(tmp_path / "m")
    second_model = EmbeddingClassifier(learning_rate=0.5, dim=3).fit(TEXTS, LABELS)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full_disk)
        with pytest.raises(OSError, match="no space left"):
            second_model.save(tmp_path / "m")
        with pytest.raises(OSError, match="no space left"):
            second_model.save(tmp_path / "new")
    assert EmbeddingClassifier.load(tmp_path / "m").dim == old.dim
    with pytest.raises(InputError, match="no saved model"):
        EmbeddingClassifier.load(tmp_path / "new")
    fit_and_save(tmp_path / "other", dim=3)
    (tmp_path / "other" / TENSORS).replace(tmp_path / "m" / TENSORS)  # as if killed after it
    with pytest.raises(InputError, match=r"is not the file that config.json goes with"):
        EmbeddingClassifier.load(tmp_path / "m")
    second_model.save(tmp_path / "m")
    assert EmbeddingClassifier.load(tmp_path / "m").embedding_.shape[1] == 3


class Killed(BaseException):
    """Ends a save as a kill does: nothing handles it."""


@pytest.mark.parametrize("pieces", [False, True])
def test_a_kill_at_any_rename_leaves_the_old_model_or_the_new_one(tmp_path, monkeypatch, pieces):
    pytest.importorskip("tokenizers")
    old_options = {"dim": 3, "tokenizer": "subwords:30" if pieces else "basic"}
    old = fit_and_save(tmp_path / "old", **old_options)
    new = EmbeddingClassifier(learning_rate=0.5, dim=4, tokenizer="basic").fit(TEXTS, LABELS)
    rename, seen = Path.replace, []
    for step in range(20):
        folder = tmp_path / str(step)
        old.save(folder)
        with monkeypatch.context() as patch:
            calls = iter(range(step))

            def replace_or_die(path, target, calls=calls):
                if next(calls, None) is None:
                    raise Killed
                return rename(path, target)

            patch.setattr(Path, "replace", replace_or_die)
            try:
                new.save(folder)
            except Killed:
                seen.append(EmbeddingClassifier.load(folder).embedding_.shape[1])
            else:
                break
        assert check_target(folder) == folder
        new.save(folder)
        usual = {CONFIG, TENSORS, WORDS}
        assert {path.name for path in folder.iterdir()} == usual
        expected = new.predict_proba(PROBE).tobytes()
        assert EmbeddingClassifier.load(folder).predict_proba(PROBE).tobytes() == expected
    assert seen == [3, 3, 3, 4, 4]  # two files, the configuration, two names


def test_a_first_save_that_was_cut_short_is_done_again(tmp_path, monkeypatch):
    model = EmbeddingClassifier(learning_rate=0.5, dim=3).fit(TEXTS, LABELS)
    with monkeypatch.context() as patch:
        calls, rename = iter(range(2)), Path.replace

        def replace_or_die(path, target):
            if next(calls, None) is None:
                raise Killed
            return rename(path, target)

        patch.setattr(Path, "replace", replace_or_die)
        with pytest.raises(Killed):
            model.save(tmp_path / "m")
    with pytest.raises(InputError, match="no saved model"):
        load(tmp_path / "m")
    assert check_target(tmp_path / "m", replace=False) == tmp_path / "m"
    model.save(tmp_path / "m")
    assert load(tmp_path / "m").words


def full_disk(_):
    raise OSError(28, "No space left on device")


def test_the_same_model_is_the_same_bytes_in_any_process(tmp_path):
    code = (
        "import sys; from embedstudy import EmbeddingClassifier as C;"
        "C(dim=6, ngrams=2).fit(['good film', 'bad film'] * 20, [1, 0] * 20).save(sys.argv[1])"
    )
    apart, here = tmp_path / "apart", tmp_path / "here"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, "-c", code, apart], env=environment, check=True)
    model = EmbeddingClassifier(dim=6, ngrams=2)
    model.fit(["good film", "bad film"] * 20, [1, 0] * 20).save(here)
    for name in (CONFIG, TENSORS, WORDS):
        assert (apart / name).read_bytes() == (here / name).read_bytes()
