"""Every kind of file, encoding and fault of a file."""

from __future__ import annotations

import gzip
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kam.errors import InputError

from .exports import aside, column, read

ROWS = "document,date,account_id,net_amount\nD1,2026-07-01,007,10.50\nD2,2026-07-02,008,20\n"
CHINESE = "单据号,日期,客户编码,无税金额\nD1,2026/7/1,客戶甲,10.50\nD2,2026/7/2,客户乙,20\n"


def workbook(*rows: list[Any], sheets: tuple[str, ...] = ("Sheet1",)) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for row in rows:
        book[sheets[-1]].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def amounts(folder: Path, name: str, content: str | bytes, **source: Any) -> list[Decimal]:
    return list(read(folder, {name: content}, {"sales": {"file": name, **source}}).table("sales")["net_amount"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
def test_every_usual_encoding_is_found_without_being_named(tmp_path: Path, encoding: str) -> None:
    inputs = read(tmp_path, {"s.csv": CHINESE.encode(encoding)}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "account_id") == ["客戶甲", "客户乙"]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_of_a_text_file_is_found(tmp_path: Path, separator: str) -> None:
    assert amounts(tmp_path, "s.txt", ROWS.replace(",", separator)) == [Decimal("10.5"), Decimal(20)]


def html(text: str) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split(",")) + "</tr>" for line in text.splitlines())
    return f"<html><body><table><tr><td>x</td></tr></table><table>{rows}</table></body></html>"


def xml(text: str) -> str:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in line.split(",")) + "</Row>"
        for line in text.splitlines()
    )
    space = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    return f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'


def parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(
        pa.table(
            {
                "document": ["D1", "D2"],
                "date": [date(2026, 7, 1), date(2026, 7, 2)],
                "account_id": ["007", "008"],
                "net_amount": pa.array([Decimal("10.50"), Decimal("20.00")]),
            }
        ),
        buffer,
    )
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode(),
        html(ROWS).encode(),
        xml(ROWS).encode(),
        gzip.compress(ROWS.encode(), mtime=0),
        parquet(),
        workbook(["document", "date", "account_id", "net_amount"], ["D1", datetime(2026, 7, 1), "007", 10.5], ["D2", 46205, "008", 20]),
    ],
    ids=["text", "html", "xml", "gzip", "parquet", "workbook"],
)
def test_I_1_a_file_is_what_its_content_says_whatever_its_suffix(tmp_path: Path, content: bytes) -> None:
    inputs = read(tmp_path, {"s.xls": content}, {"sales": {"file": "s.xls"}})
    assert list(inputs.table("sales")["net_amount"]) == [Decimal("10.5"), Decimal(20)]
    assert column(inputs, "sales", "account_id") == ["007", "008"]
    assert column(inputs, "sales", "date") == [date(2026, 7, 1), date(2026, 7, 2)]


def test_I_1_rows_above_the_header_are_found_and_row_numbers_are_those_of_excel(tmp_path: Path) -> None:
    text = "销售明细表\n打印日期：2026-10-01\n\n" + CHINESE.replace("D1,2026/7/1", '\n"D\n1",2026/7/1')
    inputs = read(tmp_path, {"s.csv": text}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "source_row") == [6, 7]


def test_I_1_row_numbers_of_a_workbook_count_its_empty_rows(tmp_path: Path) -> None:
    content = workbook([None], ["document", "date", "account_id", "net_amount"], [None], ["D1", "2026-07-01", "A", 1], ["D2", "x", "A", 1])
    inputs = read(tmp_path, {"s.xlsx": content}, {"sales": {"file": "s.xlsx"}})
    assert column(inputs, "sales", "source_row") == [4] and aside(inputs, "row", "sheet") == [(5, "Sheet1")]


def test_I_1_header_row_may_be_named(tmp_path: Path) -> None:
    text = "document,date,account_id,net_amount\nDoc,Day,Who,Money\nD1,2026-07-01,A,1\n"
    columns = {"document": "Doc", "date": "Day", "account_id": "Who", "net_amount": "Money"}
    assert amounts(tmp_path, "s.csv", text, header_row=2, columns=columns) == [1]


def test_a_sheet_is_chosen_by_name_or_by_its_number_from_1(tmp_path: Path) -> None:
    content = workbook(["document", "date", "account_id", "net_amount"], ["D1", "2026-07-01", "A", 5], sheets=("说明", "Q3"))
    assert amounts(tmp_path, "s.xlsx", content, sheet="Q3") == [5]
    assert amounts(tmp_path, "s.xlsx", content, sheet=2) == [5]


def test_files_by_pattern_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"e/s-{number}.csv": ROWS.replace("D", f"D{number}") for number in (2, 1)}
    inputs = read(tmp_path, files, {"sales": {"file": "e/s-*.csv"}})
    assert column(inputs, "sales", "source_file") == ["e/s-1.csv"] * 2 + ["e/s-2.csv"] * 2
    assert column(inputs, "sales", "position") == [0, 1, 2, 3]


def test_cells_that_shifted_beyond_the_header_set_the_row_aside(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv": ROWS + "D3,2026-07-03,A,1,234.50\nD4,2026-07-03,A,5,,\n"}, {"sales": {"file": "s.csv"}})
    assert aside(inputs) == [(4, "", "D3", "more cells than headers")]


@pytest.mark.parametrize(
    ("name", "content", "source", "said"),
    [
        ("s.csv", b"", {}, "s.csv: the file is empty"),
        ("s.csv", b"\n\n \n", {}, "s.csv: the file is empty"),
        ("s.csv", b"a,b\n1,2\n", {}, "s.csv: no header found in the first 60 rows (the first row reads a, b)"),
        (
            "s.csv",
            ROWS.encode().replace(b"net_amount", b"m1"),
            {},
            "s.csv: no column for 'net_amount' (found: document, date, account_id, m1); add it under sources.sales.columns",
        ),
        (
            "s.csv",
            ROWS.encode(),
            {"columns": {"net_amount": "金额(元)"}},
            "s.csv: no column '金额(元)' for 'net_amount' (found: document, date, account_id, net_amount)",
        ),
        ("s.csv", ROWS.encode(), {"header_row": 9}, "s.csv: row 9 is no header"),
        ("s.csv", ROWS.encode(), {"encoding": "klingon"}, "s.csv: no encoding is called 'klingon'"),
        ("s.csv", CHINESE.encode(), {"encoding": "ascii"}, "s.csv, line 1: a character is not ascii"),
        ("s.csv", b"document,date\n\xff\xff\x81", {}, "s.csv: the characters are neither UTF-8 nor UTF-16 nor GB18030; write `encoding:`"),
        ("s.csv", ROWS.encode(), {"sheet": "Q3"}, "s.csv: is a text file and has no sheet 'Q3'"),
        ("s.xlsx", b"PK\x03\x04broken", {}, "s.xlsx: the workbook cannot be opened"),
        ("s.xlsx", workbook(["a"]), {"sheet": "Q3"}, "s.xlsx: no sheet 'Q3' (sheets: 'Sheet1'); correct `sheet:`"),
        ("s.xlsx", workbook(["a"]), {"sheet": 0}, "s.xlsx: no sheet 0"),
        ("s.xlsx", workbook(), {}, "s.xlsx, sheet 'Sheet1': holds no row at all"),
        ("s.csv.gz", gzip.compress(ROWS.encode(), mtime=0)[:-20], {}, "s.csv.gz: the compressed file is damaged"),
        ("s.xlsx", b"\xd0\x8e\x00\xff\xfe\x81" * 40, {}, "s.xlsx: the file is neither a workbook nor text"),
        ("s.pdf", b"%PDF-1.7", {}, "s.pdf: is a PDF"),
        ("s.xls", b"<html><p>Session expired</p></html>", {}, "s.xls: is a web page without a table"),
        ("s.csv", ROWS.encode(), {"file": "t-*.csv"}, "t-*.csv: no such file in"),
        ("s.csv", b"document,date,account_id,net_amount\n", {}, "s.csv: there is no row below the header"),
        (
            "s.csv",
            b"document,date,account_id,net_amount\nD1,soon,A,1\n",
            {},
            "none of the 1 rows of sales can be used, 1 of them because of 'unreadable date' (first: row 2, 'date' reads 'soon')",
        ),
        ("s.csv", ROWS.encode().replace(b"D1", b'"D1') + b"x\n" * 300, {}, "s.csv, row 2: a quotation mark opens here and never closes"),
    ],
)
def test_a_fault_of_a_file_is_said_in_one_line_with_its_remedy(
    tmp_path: Path, name: str, content: bytes, source: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, {name: content}, {"sales": {"file": name, **source}})
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_outside_the_companys_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(ROWS)
    with pytest.raises(InputError, match="lies outside"):
        read(tmp_path / "company", {"s.csv": ROWS}, {"sales": {"file": "../secret.csv"}})


def test_exports_are_never_changed(tmp_path: Path) -> None:
    before = CHINESE.encode("gb18030")
    read(
        tmp_path,
        {"s.csv": before},
        {
            "sales": {
                "query": 'select "单据号" as document, "日期" as date, "客户编码" as account_id, "无税金额" as net_amount from \'s.csv\''
            }
        },
    )
    assert (tmp_path / "s.csv").read_bytes() == before


def test_a_few_damaged_characters_do_not_make_UTF_8_another_encoding(tmp_path: Path) -> None:
    content = CHINESE.replace("客户乙", "客户乙" * 10).encode().replace("甲".encode(), "甲".encode()[:2])
    inputs = read(tmp_path, {"s.csv": content}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "account_id")[1] == "客户乙" * 10
    assert inputs.notes_of("encoding_read_as") == [{"file": "s.csv", "encoding": "UTF-8, 1 characters damaged"}]


def test_a_western_encoding_is_asked_for_and_then_read(tmp_path: Path) -> None:
    content = ROWS.replace("007", "Café Zoë").replace("008", "Señor").encode("cp1252")
    with pytest.raises(InputError, match="write `encoding:` for this file .cp1252 reads 'Café'"):
        read(tmp_path, {"s.csv": content}, {"sales": {"file": "s.csv"}})
    inputs = read(tmp_path, {"s.csv": content}, {"sales": {"file": "s.csv", "encoding": "cp1252"}})
    assert column(inputs, "sales", "account_id") == ["Café Zoë", "Señor"]
