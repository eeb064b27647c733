import io
import zipfile

import pytest

from embedstudy.datasets.files.workbook_size import check_workbook
from embedstudy.errors import InputError
from embedstudy.limits import allow_unpacked

SHEET = "xl/worksheets/sheet1.xml"


def write_sheet(path, *cells, padding=b""):
    rows = "".join(f'<row><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(SHEET, f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())
        archive.writestr("xl/sharedStrings.xml", padding)
    return path


def check(path):
    check_workbook(path, path)
    check_workbook(path, io.BytesIO(path.read_bytes()))


def test_usual_sheets_pass_and_so_does_what_is_no_zip(tmp_path):
    check(write_sheet(tmp_path / "a.xlsx", "A1", "B1048576"))
    check(write_sheet(tmp_path / "b.xlsx", "A1", "AZ1000"))
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    check(tmp_path / "c.xls")


def test_a_cell_far_from_the_others_is_refused_with_the_room_that_it_takes(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", "A1", "XFD1048576")
    with pytest.raises(InputError, match=r"2 cells over 1,048,576 rows and 16,384 columns"):
        check_workbook(path, path)


@pytest.mark.parametrize("cell", ["A99999999", "ZZZZ1", "ZZZZZZZZZZZZ1"])
def test_a_cell_beyond_what_a_workbook_has_is_refused(tmp_path, cell):
    path = write_sheet(tmp_path / "a.xlsx", "A1", cell)
    with pytest.raises(InputError, match="a cell where no workbook has one"):
        check_workbook(path, path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", "A1", padding=bytes(2_000_000))
    check_workbook(path, path)
    with allow_unpacked(1_000_000), pytest.raises(InputError, match="--max-bytes"):
        check_workbook(path, path)
