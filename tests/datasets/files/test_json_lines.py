"""JSON Lines."""

import gzip
import json

import pytest

from embedstudy.errors import InputError

ROWS = [("a good film", "pos"), ("a bad one", "neg")]
GOOD = "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in ROWS)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD, "a.jsonl"),
        (GOOD, "a.json"),
        (GOOD, "a.csv"),
        (GOOD.replace("\n", "\r\n"), "a.jsonl"),
        ("\ufeff" + GOOD.rstrip("\n"), "a.jsonl"),
        (gzip.compress(GOOD.encode(), mtime=0), "a.jsonl.gz"),
        (GOOD.replace("{", '{"meta": {"a": [1, null]}, "id": 7, '), "a.jsonl"),
        (GOOD.replace('"text"', '"Review"').replace('"label"', '"stars"'), "a.jsonl"),
        (GOOD.replace("{", "  { "), "a.jsonl"),
    ],
)
def test_one_table_in_many_guises(reader, content, name):
    assert reader(content, name) == ROWS


def test_texts_are_kept_as_they_are(reader):
    texts = ["null", "a\u2028b\x85c", "two\nlines\r\n", "\0", "🎬", "e\u0301", ' "q" ']
    for ascii_only in (True, False):
        lines = [json.dumps({"text": t, "label": "x"}, ensure_ascii=ascii_only) for t in texts]
        assert [text for text, _ in reader("\n".join(lines), "a.jsonl")] == texts


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1, 0, -1], ["1", "0", "-1"]),
        ([True, False], ["true", "false"]),
        ([1, 1.0], ["1", "1.0"]),
        (["1", " 1", "True"], ["1", "1", "True"]),
        ([1.5, 4, 5.0], ["1.5", "4", "5.0"]),
    ],
)
def test_labels_of_every_type(reader, values, labels):
    content = "".join(json.dumps({"text": "a", "label": value}) + "\n" for value in values)
    assert [label for _, label in reader(content, "a.jsonl")] == labels


BAD = {
    "no JSON": ("not json", "not JSON: Expecting value at character 1"),
    "cut": ('{"text": "a", "lab', "not JSON: Unterminated string starting at character 15"),
    "two objects": ('{"text": "a", "label": "b"} {}', "not JSON: Extra data"),
    "not an object": ('["a", "b"]', "not a JSON object but a list"),
    "a string": ('"a"', "not a JSON object but a string"),
    "nested text": ('{"text": {"a": 1}, "label": "b"}', "the text is not a string but an object"),
    "text in a list": ('{"text": ["a"], "label": "b"}', "the text is not a string but a list"),
    "a number": ('{"text": 5, "label": "b"}', "the text is not a string but a number"),
    "no text": ('{"text": null, "label": "b"}', "no text"),
    "null label": ('{"text": "a", "label": null}', "no label"),
    "empty label": ('{"text": "a", "label": ""}', "no label"),
    "missing text": ('{"label": "b"}', "no 'text' in this object"),
    "missing label": ('{"text": "b"}', "no 'label' in this object"),
    "labels": ('{"text": "a", "label": ["b"]}', "the label is a list (a text with several"),
    "no class": ('{"text": "a", "label": 1e400}', "the label is a number too large"),
    "another kind": ('{"text": "a", "label": 1}', "the label is of another kind than the first"),
    "NaN": ('{"text": "a", "label": "b", "x": NaN}', "not JSON: NaN is no value of JSON"),
    "infinity": ('{"text": "a", "label": -Infinity}', "not JSON: -Infinity is no value"),
    "twice": ('{"text": "a", "text": "b", "label": "b"}', "a key twice in one object: 'text'"),
    "half a character": (r'{"text": "\ud800", "label": "b"}', "half a character"),
    "half a label": (r'{"text": "a", "label": "\udc00"}', "half a character"),
    "deep": ('{"text": ' + "[" * 100_000, "not JSON: nested too deeply"),
    "digits": ('{"text": "a", "label": ' + "1" * 5000 + "}", "not JSON: Exceeds the limit"),
    "control": ('{"text": "a\tb", "label": "b"}', "not JSON: Invalid control character"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_by_its_line_or_left_out_and_counted(case, reader):
    line, message = BAD[case]
    content = GOOD + "\n" + line + '\n{"text": "after", "label": "pos"}\n'
    with pytest.raises(InputError) as caught:
        reader(content, "a.jsonl")
    assert f"a.jsonl:4: {message}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert reader(content, "a.jsonl", skip_bad_lines=True) == [*ROWS, ("after", "pos")]
    left_out, blank = sorted(reader.notes, key=lambda note: "blank" in note)
    assert left_out.startswith("1 row left out: ")
    assert left_out.endswith("a.jsonl:4)")
    assert blank.startswith("1 blank line")


def test_a_whole_character_in_two_halves_is_one(reader):
    assert reader(r'{"text": "\ud83c\udfac", "label": "b"}', "a.jsonl") == [("🎬", "b")]


def test_an_object_over_several_lines_is_refused(reader):
    with pytest.raises(InputError, match=r"a.json: a list of objects, .* is needed"):
        reader('{\n  "text": "a",\n  "label": "b"\n}\n', "a.json")


def test_columns_are_the_keys_of_the_first_object(reader):
    with pytest.raises(InputError, match=r"a.jsonl:1: no column 'text'; columns are: "):
        reader('{"a": "x", "b": "y", "c": 1}\n', "a.jsonl")
    columns = {"text_column": "a", "label_column": "c"}
    assert reader('{"a": "x", "b": "y", "c": 1}\n', "a.jsonl", **columns) == [("x", "1")]
