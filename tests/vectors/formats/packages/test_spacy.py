"""Vectors of spaCy pipelines, in a folder and in a wheel."""

import json
import shutil
import warnings
import zipfile

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.formats.packages.spacy import find_pipeline, hash_strings
from embedstudy.vectors.formats.read_table import describe_file
from embedstudy.vectors.vector_file import VectorFile

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["good", "naïve", "film", "映画", "a rather long word of many bytes"]
MATRIX = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)


def pack(number):
    if number < 128:
        return bytes([number])
    if number < 1 << 16:
        return b"\xcd" + number.to_bytes(2)
    return b"\xcf" + number.to_bytes(8)


def write(folder, rows, strings=None, matrix=MATRIX, mode="default"):
    vocab = folder / "vocab"
    vocab.mkdir(parents=True)
    hashes = hash_strings([word.encode() for word in rows]).tolist()
    packed = b"\xde" + len(rows).to_bytes(2)
    for key, row in zip(hashes, rows.values(), strict=True):
        packed += pack(key) + (b"\xff" if row < 0 else pack(row))
    (vocab / "key2row").write_bytes(packed)
    (vocab / "strings.json").write_text(json.dumps(strings or ["unseen", *rows]))
    (vocab / "vectors.cfg").write_text(json.dumps({"mode": mode}))
    with (vocab / "vectors").open("wb") as file:
        np.save(file, matrix)
    return folder


def test_hashes_are_those_of_spacy():
    # The hash of "coffee" stands in spaCy's documentation.
    assert hash_strings([b"coffee"]).tolist() == [3197928453018144401]
    assert hash_strings([b"apple", b"coffee", b"apple"])[0] == 8566208034543834098


def test_the_words_of_a_folder(tmp_path):
    rows = {word: 5 - place for place, word in enumerate(WORDS)}
    folder = write(tmp_path / "en_model", {**rows, "none": -1})
    for place in (folder, folder / "vocab", tmp_path):
        table = load_vectors(place)
        assert sorted(table.words) == sorted(WORDS)
        for word, row in rows.items():
            assert np.array_equal(table[word], MATRIX[row])
    some = load_vectors(folder, ["Film", "none", "unseen"])
    assert some.words == ["Film"]
    assert np.array_equal(some["Film"], MATRIX[rows["film"]])
    assert load_vectors(folder, limit=2).words == [WORDS[-1], WORDS[-2]]


def test_a_wheel_is_read_as_it_is(tmp_path):
    write(tmp_path / "p", dict(zip(WORDS, range(5), strict=True)))
    wheel = tmp_path / "en_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (tmp_path / "p" / "vocab").iterdir():
            archive.write(file, f"en_model/en_model-1.0/vocab/{file.name}")
        archive.writestr("en_model/__init__.py", "raise SystemExit")
    assert find_pipeline(wheel).prefix == "en_model/en_model-1.0/vocab/"
    table = load_vectors(wheel)
    assert list(table.words) == WORDS
    assert np.array_equal(table.matrix, MATRIX[:5])


def test_words_that_share_a_row_are_counted(tmp_path):
    folder = write(tmp_path / "p", {"good": 1, "Good": 1, "not": 1, "film": 2, "Film": 2})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_vectors(folder, ["good", "film"])
    with pytest.warns(EmbedstudyWarning, match="3 words share 2 rows; .* of 'good' and 'not'"):
        table = load_vectors(folder)
    assert np.array_equal(table["good"], table["not"])


def test_faulty_pipelines(tmp_path):
    rows = dict(zip(WORDS, range(5), strict=True))
    floret = write(tmp_path / "floret", rows, mode="floret")
    with pytest.raises(InputError, match="floret's vectors of n-grams, which are not read"):
        load_vectors(floret)
    small = write(tmp_path / "small", rows, matrix=MATRIX[:3])
    with pytest.raises(InputError, match="its key2row does not fit its vectors"):
        load_vectors(small)
    good = write(tmp_path / "good", rows)
    damage = [("strings.json", b"{")]
    damage += [("key2row", head) for head in (b"\xde\x00\x05\x01", b"\x93\x01", b"\x81\xa1a\x01")]
    for part, content in damage:
        shutil.copytree(good, tmp_path / "bad", dirs_exist_ok=True)
        (tmp_path / "bad" / "vocab" / part).write_bytes(content)
        with pytest.raises(InputError, match="its vocabulary cannot be read"):
            load_vectors(tmp_path / "bad", ["good"])
        shutil.rmtree(tmp_path / "bad")


def test_a_folder_without_vectors_lists_its_files(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match=r"not a file of vectors; the folder has config\.json"):
        load_vectors(tmp_path)


def test_a_description_reads_no_numbers(tmp_path):
    folder = write(tmp_path / "p", {"good": 1, "not": 1, "film": 2})
    facts = describe_file(VectorFile(folder))
    assert (facts.words_count, facts.dim, facts.kind) == (3, 4, "spaCy vectors")
    assert facts.notes == ("3 words share 2 rows; one vector is that of 'good' and 'not'",)


def test_of_several_pipelines_one_must_be_named(tmp_path):
    for name in ("a", "b"):
        write(tmp_path / name, {"good": 0})
    with pytest.raises(InputError, match=r"the vectors of 2 pipelines; name one: .*a/vocab, "):
        load_vectors(tmp_path)
    assert load_vectors(tmp_path / "b").words == ["good"]
