"""The sentence on how a data set was read."""

from dataclasses import replace

from embedstudy.datasets.describe_readings import describe_readings
from embedstudy.datasets.table_reading import TableReading

READING = TableReading(
    "tickets.csv", "csv", ("body",), "category", ("subject",), header=True, delimiter=","
)


def test_columns_classes_and_the_smallest_class():
    assert describe_readings([READING], [44, 30, 20, 6]) == (
        "read tickets.csv: text from column body (not used: subject; to join both: --text-column "
        "body,subject), label from category, 4 classes, smallest 6 %"
    )
    assert describe_readings([READING], [999, 1]).endswith("2 classes, smallest under 1 %")
    assert describe_readings([]) == ""


def test_only_a_column_of_texts_is_offered():
    assert "(not used: id, agent), label" in describe_readings(
        [replace(READING, unused=("id", "agent"))]
    )
    spaced = replace(READING, text_columns=("the body",), unused=("Title",))
    assert "to join both: --text-column 'the body,Title')" in describe_readings([spaced])
    joined = replace(READING, text_columns=("body", "subject"), unused=("title",))
    assert "(not used: title), label" in describe_readings([joined])


def test_files_that_were_read_in_the_same_way_share_a_clause():
    readings = [replace(READING, path=path, unused=()) for path in ("a.csv", "b.csv", "c.csv")]
    assert describe_readings(readings) == (
        "read a.csv, b.csv and c.csv: text from column body, label from category"
    )
    readings[2] = replace(readings[2], text_columns=("title", "text"), encoding="cp1252")
    assert describe_readings(readings) == (
        "read a.csv and b.csv: text from column body, label from category; c.csv: text from "
        "columns title and text, label from category, encoding cp1252"
    )
    many = [replace(READING, path=f"{i}.csv") for i in range(9)]
    assert describe_readings(many).startswith("read 0.csv, 1.csv, 2.csv and 6 more files: ")


def test_the_header_the_delimiter_and_long_rows():
    reading = TableReading("a.txt", "tsv", ("2",), "1", header=False, delimiter="\t", long_rows=3)
    assert describe_readings([reading]) == (
        "read a.txt: text from column 2, label from column 1, no header, cells between tabs, "
        "3 rows of several lines"
    )


def test_folders_and_lines():
    assert describe_readings([TableReading("a.ft", "fasttext")]) == "read a.ft: lines of fasttext"
    assert describe_readings([TableReading("news", "folder", folders=2)]) == (
        "read news: a text a file, label from its folder (2 folders)"
    )


def test_names_are_shown_so_that_they_can_be_read():
    reading = replace(READING, text_columns=("a\nb",), unused=("", *map(str, range(10))))
    assert describe_readings([reading]) == (
        "read tickets.csv: text from column 'a\\nb' (not used: '', 0, 1, 2, 3, 4, 5, 6 and 3 more)"
        ", label from category"
    )


def test_latin_1_has_the_name_that_people_know():
    reading = TableReading("a.csv", "csv", ("t",), "k", encoding="iso8859-1")
    assert describe_readings([reading]).endswith("encoding latin-1")
