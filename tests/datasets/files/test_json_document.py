"""Files that are one JSON document."""

import json

import pytest

from embedstudy.errors import InputError

RECORDS = [{"text": f"text {i}", "id": i, "label": "ab"[i % 2]} for i in range(6)]
ROWS = [(f"text {i}", "ab"[i % 2]) for i in range(6)]
COLUMNS = {name: [record[name] for record in RECORDS] for name in RECORDS[0]}


@pytest.mark.parametrize(
    "document",
    [
        RECORDS,
        {"data": RECORDS},
        {"version": "1", "rows": RECORDS, "tags": ["x"]},
        COLUMNS,
        {name: {str(i): v for i, v in enumerate(values)} for name, values in COLUMNS.items()},
        {str(i): record for i, record in enumerate(RECORDS)},
        {
            "columns": list(COLUMNS),
            "index": list(range(6)),
            "data": [[*r.values()] for r in RECORDS],
        },
        [list(COLUMNS), *([*map(str, record.values())] for record in RECORDS)],
    ],
)
@pytest.mark.parametrize("layout", [{}, {"indent": 1}])
def test_every_usual_shape_is_read(reader, document, layout):
    assert reader(json.dumps(document, **layout), "a.json") == ROWS
    encoded = json.dumps(document, ensure_ascii=False, **layout).encode("utf-16")
    assert reader(encoded, "b.json", encoding="utf-16") == ROWS
    assert reader("\ufeff" + json.dumps(document, **layout), "c") == ROWS


def test_one_record_a_line_stays_json_lines(reader):
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS)
    assert reader(lines, "a.json") == ROWS
    assert reader(json.dumps(RECORDS[0]), "b.json") == ROWS[:1]
    assert reader.source.key


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1, 2]", "a.json:1|no 'text'|record 1: not a JSON object"),
        ('[{"text": "a", "label": "x"}, {"text": "b"}]', "record 2: no 'label' in this object"),
        ('[{"text": "a", "label": "x"}, {"text": 5, "label": "x"}]', "record 2: the text is not a"),
        ('[{"text": "a", "label": "x"}, 7]', "record 2: not a JSON object"),
        ('[{"text": "a", "label": "x"', r"not JSON: it ends too early \(was the file cut off"),
        ('[{"text": "a" "label": "x"}]', "not JSON: "),
        ('[{"text": "a", "label": "x"}] [1]', "not JSON: one list in brackets, with a comma"),
        (
            '[{"text": "a", "label": "x"}\n{"text": "b"}]',
            "not JSON: one list in brackets, with a comma",
        ),
        ('[{"id": 99999999999999999999}]', "not JSON: a whole number beyond 64 bits"),
        ('[{"text": "a", "label": "x", "label": "y"}]', "a key twice in one object: 'label'"),
        ('{\n"data": [{"text": "a", "text": "b", "label": "y"}]}', "a key twice in one object"),
        ('[["text", "label"], ["a", "x"], {"text": "b"}]', "record 3: not a list"),
        ('[["text", "label"], ["a", "x"], [["b"], "x"]]', "record 3: the text is a list"),
        ('[["text", "label"], ["a", ["x", "y"]]]', "record 2: the label is a list"),
        ('[{"text": "a", "label": {"x": "y"}}]', "record 1: the label is an object"),
        ('{"data": [{"text": "a", "label": NaN}]}', "record 1: no label"),
        ('{\n"a": [{"text": "a"}], "b": [{"text": "b"}]}', "several lists of objects: a, b"),
        ('{\n"a": [["a", "x"]], "b": [["b", "y"]]}', "several lists of rows: a, b"),
        ('{\n"x": ["a", "b"], "y": ["c"]}', "a list of texts for each label"),
        ('{\n"a": [1], "b": 2}', "this object has the keys a, b"),
        ("[]", "no rows that can be read"),
        ('[{"a": "x", "b": "y", "c": "z"}]', "record 1: no column 'text'; columns are: "),
    ],
)
def test_other_documents_are_refused_in_one_line(reader, content, message):
    with pytest.raises(InputError, match=message) as caught:
        reader(content, "a.json")
    assert "\n" not in str(caught.value)


def test_bad_records_are_left_out_and_counted(reader):
    content = json.dumps([*RECORDS, {"text": "b"}, 7])
    assert reader(content, "a.json", skip_bad_lines=True) == ROWS
    assert sorted(note.partition(" (")[0] for note in reader.notes) == [
        "1 row left out: no 'label' in this object",
        "1 row left out: not a JSON object",
    ]


def test_lists_in_other_columns_do_no_harm(reader):
    rows = [["text", "label", "tags"], *([text, label, ["z"]] for text, label in ROWS)]
    assert reader(json.dumps(rows), "a.json") == ROWS


def test_texts_in_another_encoding(reader):
    content = json.dumps([{"text": "café", "label": "x"}], ensure_ascii=False).encode("latin-1")
    with pytest.raises(InputError, match=r"a.json:1: byte 0xe9 at 14 is not utf-8"):
        reader(content, "a.json")
    assert reader(content, "a.json", encoding="latin-1") == [("café", "x")]
