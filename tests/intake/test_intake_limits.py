"""A file of a few kilobytes does not take the machine down."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from kam.errors import InputError
from kam.intake import limits
from kam.intake.amounts import millionths

from .exports import SALES, read

ROW = "D1,1,invoice,2026-07-01,A,P,1,5\n"


def workbook(*cells: tuple[int, int]) -> bytes:
    """A workbook with something in the cells of these rows and columns, counted from 0."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Q3")
        for row, column in cells:
            sheet.write(row, column, "x")
    return out.getvalue()


def test_a_cell_in_the_last_corner_of_a_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s.xlsx, sheet1.xml: its used area spans 17,179,869,184 cells, more than 60,000,000"):
        read(tmp_path, {"s.xlsx": workbook((0, 0), (1_048_575, 16_383))}, {"sales": {"file": "s.xlsx"}})


@pytest.mark.parametrize("cells", [[(0, 0), (1_048_575, 25)], [(0, 0), (0, 16_383), (99, 0)], [(0, 700), (60_000, 0)]])
def test_a_long_a_wide_and_a_large_sheet_are_within_the_limits(cells: list[tuple[int, int]]) -> None:
    limits.refuse_bomb(workbook(*cells), "s.xlsx")


def test_a_workbook_or_gzip_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 100_000)
    out = io.BytesIO(workbook((0, 0)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big", bytes(200_000))
    for name, content in (("s.xlsx", out.getvalue()), ("s.csv.gz", gzip.compress(bytes(200_000)))):
        with pytest.raises(InputError, match=rf"{name}: unpacks to .*more than 100,000"):
            read(tmp_path, {name: content}, {"sales": {"file": name}})


def test_a_gzip_file_of_several_members_is_read_whole(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv.gz": gzip.compress(SALES.encode()) + gzip.compress(ROW.encode())}, {"sales": {"file": "s.csv.gz"}})
    assert len(inputs.table("sales")) == 1


def test_a_truncated_gzip_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the compressed file is damaged"):
        read(tmp_path, {"s.csv.gz": gzip.compress((SALES + ROW).encode())[:-6]}, {"sales": {"file": "s.csv.gz"}})


def spanning(row: str) -> str:
    """An Excel 2003 XML workbook of one sheet with this row below a head."""
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Q3"><Table>'
        f"<Row><Cell><Data ss:Type=\"String\">a</Data></Cell></Row><Row>{row}</Row></Table></Worksheet></Workbook>"
    )


@pytest.mark.parametrize("name, text, said", [
    ("s.xls", spanning('<Cell ss:MergeAcross="1048576"/>' * 400), "row 2: spans 1,048,577 columns, more than 16,384"),
    ("s.xls", spanning('<Cell ss:Index="99999999"/>'), "row 2: spans 1,048,576 columns, more than 16,384"),
    ("s.xls", "<table>" + '<tr><td colspan="1000" rowspan="1000">a' * 1100 + "</table>", "row 1 of a table: its merged cells cover"),
    ("s.xls", "<table><tr>" + '<td colspan="1000">a' * 20 + "</table>", "row 1 of a table: spans 17,000 columns"),
])  # fmt: skip
def test_cells_merged_over_more_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.setattr(limits, "SPANNED", 900_000)
    with pytest.raises(InputError, match=f"{name}, {said}"):
        read(tmp_path, {name: text}, {"sales": {"file": name}})


def test_many_wide_rows_of_a_small_xml_file_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 30_000)
    row = '<Cell ss:MergeAcross="16000"/></Row><Row>'
    with pytest.raises(InputError, match="s.xls, sheet 'Q3': its used area spans 32,003 cells, more than 30,000"):
        read(tmp_path, {"s.xls": spanning(row * 3)}, {"sales": {"file": "s.xls"}})


def test_a_parquet_file_whose_text_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    heads = {"document": ["D1"], "kind": ["invoice"], "account_id": ["AAAAAAAA"], "net_amount": ["5"], "date": ["2026-07-01"]}
    pq.write_table(pa.table(heads), out, compression="none", use_dictionary=False, write_statistics=False)
    with pytest.raises(InputError, match="s.parquet: the Parquet file cannot be read"):
        read(tmp_path, {"s.parquet": out.getvalue().replace(b"AAAAAAAA", b"AAAA\xff\xfeAA")}, {"sales": {"file": "s.parquet"}})


@pytest.mark.parametrize("at, piece", [(b"PK\x01\x02", b"PK\x01\xff"), (b'xl/workbook.xmlPK', b'xl/workbook.xmlPX')])
def test_a_workbook_whose_archive_is_damaged_is_one_message(tmp_path: Path, at: bytes, piece: bytes) -> None:
    content = workbook((0, 0))
    damaged = content.replace(at, piece, 1) if at in content else content[:-30] + b"\0" * 30
    with pytest.raises(InputError, match="s.xlsx: the workbook cannot be opened"):
        read(tmp_path, {"s.xlsx": damaged}, {"sales": {"file": "s.xlsx"}})


@pytest.mark.parametrize("text", ["9e999999", "9e999999%", "1e1000000", "9.9E+999999折"])
def test_a_number_beyond_all_bounds_cannot_be_read(text: str) -> None:
    assert millionths(text) is None
