"""Workbooks."""

import sys
import zipfile
from xml.sax.saxutils import escape

import pytest

from embedstudy.datasets.catalog import load_dataset
from embedstudy.errors import InputError

NS = "http://schemas.openxmlformats.org"
ROWS = [["text", "id", "label"], ["a good film", 1, "pos"], ["5", 2.5, "neg"], [7, 3, "pos"]]


def write_cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def write_workbook(path, **sheets):
    """Write the least that a workbook needs."""
    names = list(sheets)
    part = f"{NS}/package/2006/relationships"
    document = f"{NS}/officeDocument/2006/relationships"
    main = f"{NS}/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{NS}/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{part}"><Relationship Id="r0" '
            f'Type="{document}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{document}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>'
                for i, name in enumerate(names, start=1)
            )
            + "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{part}">'
            + "".join(
                f'<Relationship Id="r{i}" Type="{document}/worksheet" '
                f'Target="worksheets/sheet{i}.xml"/>'
                for i in range(1, len(names) + 1)
            )
            + "</Relationships>",
        )
        for i, rows in enumerate(sheets.values(), start=1):
            body = "".join(f"<row>{''.join(map(write_cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
            )
    return path


def test_without_the_library_the_extra_is_named(reader, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    path = write_workbook(reader.folder / "a.xlsx", Sheet1=ROWS)
    with pytest.raises(InputError, match=r"a.xlsx: .*pip install 'embedstudy\[excel\]'"):
        reader.read(path)


class TestWithTheLibrary:
    @pytest.fixture(autouse=True)
    def _library(self):
        pytest.importorskip("python_calamine")

    def test_cells_are_read_as_a_person_types_them(self, reader):
        path = write_workbook(reader.folder / "a.xlsx", Sheet1=ROWS, Empty=[])
        assert reader.read(path) == [("a good film", "pos"), ("5", "neg"), ("7", "pos")]
        assert reader.read(path, text_column="label", label_column="id") == [
            ("pos", "1"), ("neg", "2.5"), ("pos", "3")
        ]  # fmt: skip

    def test_of_several_sheets_one_is_named(self, reader):
        path = write_workbook(reader.folder / "a.xlsx", One=ROWS, Two=ROWS[:2])
        with pytest.raises(InputError, match=r"2 sheets; name one after a '#': a.xlsx#One"):
            reader.read(path)
        assert reader.read(f"{path}#Two") == [("a good film", "pos")]
        with pytest.raises(InputError, match="no sheet 'Three'; sheets are: One, Two"):
            reader.read(f"{path}#Three")

    def test_two_sheets_are_two_data_sets(self, reader):
        """Their copies in the data home differ, however long the name of the file is."""
        path = reader.folder / f"{'long' * 20}.xlsx"
        rows = {
            kind: [[f"{kind} {i}", str(i), kind[i % 2]] for i in range(40)] for kind in ("ab", "cd")
        }
        write_workbook(path, **{kind: [["text", "id", "label"], *rows[kind]] for kind in rows})
        for kind in rows:
            corpus = load_dataset(f"{path}#{kind}", progress=False)
            assert corpus.classes == list(kind)
        parts = reader.read(f"{path}#ab", test_file=f"{path}#cd")
        assert {part: len(rows) for part, rows in parts.items()} == {"train": 40, "test": 40}

    def test_a_row_is_named(self, reader):
        path = write_workbook(reader.folder / "a.xlsx", One=[*ROWS, ["text", 4, ""]])
        with pytest.raises(InputError, match=r"a.xlsx: row 5: no label"):
            reader.read(path)
        rows = [["np"[i % 2], f"a {i}"] for i in range(8)]
        path = write_workbook(reader.folder / "b.xlsx", One=rows)
        with pytest.raises(InputError, match=r"row 1: row 1 looks like data, not a header"):
            reader.read(path)
        assert len(reader.read(path, no_header=True)) == 8

    def test_a_workbook_in_an_archive(self, reader):
        path = write_workbook(reader.folder / "a.xlsx", One=ROWS)
        with zipfile.ZipFile(reader.folder / "b.zip", "w") as archive:
            archive.write(path, "in/a.xlsx")
        assert reader.read(reader.folder / "b.zip")[0] == ("a good film", "pos")

    def test_a_damaged_workbook_is_one_line(self, reader):
        path = write_workbook(reader.folder / "a.xlsx", One=ROWS)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<no")
        with pytest.raises(InputError, match="a workbook that cannot be read") as caught:
            reader.read(path)
        assert "\n" not in str(caught.value)
