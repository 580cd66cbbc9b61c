"""Sheets, tables, merged cells and heads of two lines, as people and programs lay them out (I-16)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kam.errors import InputError
from kam.intake import Inputs
from tests.intake.exports import aside, column, read

HEAD = ["document", "date", "account_id", "net_amount"]
SPACE = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def workbook(write: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        write(book)
    return buffer.getvalue()


def sheets(**named: list[list[Any]]) -> bytes:
    """Sheets by name; one whose name begins with an underscore is hidden."""

    def write(book: Any) -> None:
        for name, rows in named.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name.startswith("_"):
                sheet.hide()
            else:
                sheet.activate()

    return workbook(write)


def sales(folder: Path, content: bytes | str, **source: Any) -> Inputs:
    return read(folder, {"s.xlsx": content}, {"sales": {"file": "s.xlsx", "constants": {"kind": "invoice"}, **source}})


def amounts(inputs: Inputs) -> list[Any]:
    return column(inputs, "sales", "net_amount")


def month(number: int, *values: int) -> list[list[Any]]:
    return [HEAD, *([f"D{number}{value}", f"2026-{number:02d}-01", "C1", value] for value in values)]


def test_I_16_sheets_with_the_same_heads_are_read_together_and_named(tmp_path: Path) -> None:
    other = [["region", "manager"], ["North", "Li"]]
    inputs = sales(tmp_path, sheets(Jul=month(7, 1), Aug=month(8, 2), Note=other, _Sep=month(9, 4)))
    assert amounts(inputs) == [1, 2] and column(inputs, "sales", "source_sheet") == ["Jul", "Aug"]
    assert inputs.notes_of("sheets_read") == [{"file": "s.xlsx", "sheets": ["Jul", "Aug"]}]
    assert inputs.notes_of("sheets_not_read") == [{"file": "s.xlsx", "read": "Jul, Aug", "others": ["Note", "_Sep"]}]


def test_I_16_a_sheet_that_is_named_is_read_alone_even_hidden(tmp_path: Path) -> None:
    inputs = sales(tmp_path, sheets(Jul=month(7, 1), _Sep=month(9, 4)), sheet="_Sep")
    assert amounts(inputs) == [4] and not inputs.notes_of("sheets_not_read")


def test_I_16_the_first_sheet_may_be_hidden_or_another_table(tmp_path: Path) -> None:
    summary = [["account_id", "net_amount"], ["C1", 9]]
    assert amounts(sales(tmp_path, sheets(_Old=month(6, 9), Summary=summary, Aug=month(8, 2)))) == [2]


def test_I_16_customers_and_their_sales_in_one_workbook_stay_apart(tmp_path: Path) -> None:
    content = sheets(Sales=month(7, 1, 2), Customers=[["account_id", "name", "territory"], ["C1", "One", "N"], ["C2", "Two", "S"]])
    inputs = read(tmp_path, {"b.xlsx": content}, {"accounts": {"file": "b.xlsx"}, "sales": {"file": "b.xlsx"}})
    assert column(inputs, "accounts", "account_id") == ["C1", "C2"] and amounts(inputs) == [1, 2]


def test_I_16_a_copied_sheet_counts_once(tmp_path: Path) -> None:
    inputs = sales(tmp_path, sheets(Sales=month(7, 1, 2), **{"Sales (2)": month(7, 1, 2)}))
    assert amounts(inputs) == [1, 2] and inputs.notes_of("sheets_not_read")[0]["others"] == ["Sales (2)"]


def test_I_16_a_years_sheet_beside_its_months_counts_once(tmp_path: Path) -> None:
    inputs = sales(tmp_path, sheets(Jul=month(7, 1, 2), Aug=month(8, 3), All=[*month(7, 1, 2), *month(8, 3)[1:]]))
    assert sorted(amounts(inputs)) == [1, 2, 3]


@pytest.mark.parametrize("last", ["<tr><td>D3</td><td>2026-07-03</td><td>C2</td><td>4</td></tr>", ""])
def test_I_16_tables_of_a_web_page_with_the_same_heads_are_one(tmp_path: Path, last: str) -> None:
    head = "<tr><th>document</th><th>date</th><th>account_id</th><th>net_amount</th></tr>"
    first = "<tr><td>D1</td><td>2026-07-01</td><td>C1</td><td>1</td></tr><tr><td>D2</td><td>2026-07-01</td><td>C1</td><td>2</td></tr>"
    other = "<table><tr><td>Region</td><td>Total</td></tr><tr><td>North</td><td>7</td></tr></table>"
    inputs = sales(tmp_path, f"<html><table>{head}{first}</table>{other}<table>{head}{last}</table></html>")
    assert amounts(inputs) == [1, 2, 4][: 3 if last else 2]
    assert inputs.notes_of("tables_not_read") == [{"file": "s.xlsx", "read": 2, "others": 1}] if last else True


def merged(book: Any) -> None:
    sheet = book.add_worksheet("S")
    for number, row in enumerate([HEAD, ["D1", "", "C1", ""], ["D2", "2026-07-02", "", ""], ["D3", "2026-07-03", "", 3]]):
        sheet.write_row(number, 0, row)
    sheet.merge_range(1, 2, 3, 2, "C1")
    sheet.merge_range(1, 3, 2, 3, 5)
    sheet.write(1, 1, "2026-07-01")


def test_I_16_a_merged_customer_stands_in_every_row_and_a_merged_amount_once(tmp_path: Path) -> None:
    inputs = sales(tmp_path, workbook(merged))
    assert column(inputs, "sales", "account_id") == ["C1", "C1"] and amounts(inputs) == [5, 3]
    assert aside(inputs, "row", "reason") == [(3, "missing amount")]


def test_I_16_a_cell_that_spans_rows_of_a_web_page_is_in_each_of_them(tmp_path: Path) -> None:
    rows = [
        "<th>account_id</th><th>document</th><th>date</th><th>net_amount</th>",
        "<td rowspan=3>C1</td><td rowspan=2>D1</td><td>2026-07-01</td><td>1</td>", "<td>2026-07-01</td><td>2</td>",
        "<td>D2</td><td rowspan=2>2026-07-02</td><td>4</td>", "<td>C2</td><td>D3</td><td>8</td>",
    ]  # fmt: skip
    inputs = sales(tmp_path, "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    assert column(inputs, "sales", "document") == ["D1", "D1", "D2", "D3"] and amounts(inputs) == [1, 2, 4, 8]
    assert column(inputs, "sales", "date")[2:] == [date(2026, 7, 2)] * 2


def test_I_16_MergeDown_of_an_xml_workbook_is_filled_and_its_hidden_sheet_left(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<Row>" + "".join(f'<Cell {cell}</Data></Cell>'.replace("=", '><Data ss:Type="String">', 1) if "ss:" not in cell else cell for cell in cells) + "</Row>"

    spanning = '<Cell ss:MergeDown="1"><Data ss:Type="String">C1</Data></Cell>'
    after = '<Cell ss:Index="2"><Data ss:Type="String">D2</Data></Cell>'
    head = row("=account_id", "=document", "=date", "=net_amount")
    body = row(spanning, "=D1", "=2026-07-01", "=1") + row(after, "=2026-07-01", "=2")
    hidden = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    text = (f'<?xml version="1.0"?><Workbook {SPACE}><Worksheet ss:Name="Old"><Table>{head}{row("=C1", "=D9", "=2026-07-01", "=9")}</Table>{hidden}'
            f'</Worksheet><Worksheet ss:Name="S"><Table>{head}{body}</Table></Worksheet></Workbook>')
    inputs = sales(tmp_path, text)
    assert amounts(inputs) == [1, 2] and column(inputs, "sales", "account_id") == ["C1", "C1"]


def test_I_16_a_merged_head_over_two_is_never_taken_for_the_first_of_them(tmp_path: Path) -> None:
    text = "单据号,日期,客户编码,金额,\n,,,价税合计,无税金额\nD1,2026-07-01,C1,113,100\n"
    with pytest.raises(InputError, match="two columns fit 'net_amount': '金额 / 价税合计' and '金额 / 无税金额'"):
        sales(tmp_path, text)
    assert amounts(sales(tmp_path, text, columns={"net_amount": "无税金额"})) == [100]


@pytest.mark.parametrize("text", [
    '"单据号\nDocument","日期\nDate",客户编码/Customer Code,"无税金额\n(Net)"\nD1,2026-07-01,C1,7\n',
    "单据,,客户,,无税金额\n编号,日期,编码,备注,\nD1,2026-07-01,C1,x,7\n",
    "单据号,日期,客户编码,无税金额\nDocument No,Date,Customer Code,Net Amount\nD1,2026-07-01,C1,7\n",
])  # fmt: skip
def test_I_16_heads_of_two_lines_or_languages_are_understood(tmp_path: Path, text: str) -> None:
    inputs = sales(tmp_path, text)
    assert amounts(inputs) == [7] and column(inputs, "sales", "account_id") == ["C1"] and not aside(inputs)


def test_I_16_heads_of_two_lines_are_no_rows_where_each_page_repeats_them(tmp_path: Path) -> None:
    head = "单据,,客户,,无税金额\n编号,日期,编码,备注,\n"
    inputs = sales(tmp_path, f"{head}D1,2026-07-01,C1,x,7\n{head}D2,2026-07-01,C1,x,8\n")
    assert amounts(inputs) == [7, 8]
    assert aside(inputs, "row", "reason") == [(4, "repeated header"), (5, "repeated header")]


def test_a_dash_is_no_account(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "document,date,account_id,net_amount\nD1,2026-07-01,C1,7\nD2,2026-07-01,-,8\n")
    assert column(inputs, "accounts", "account_id") == ["C1"] and aside(inputs, "row", "reason") == [(3, "no account")]


def formulas(values: list[str], total: str = "", stored: Any = 0) -> bytes:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("Sales & more")
        sheet.write_row(0, 0, HEAD)
        for number, value in enumerate(values, 1):
            sheet.write_row(number, 0, [f"D{number}", "2026-07-01", "C1"])
            sheet.write_formula(number, 3, value, None, stored)
        if total:
            sheet.write(len(values) + 1, 0, "Total")
            sheet.write_formula(len(values) + 1, 3, total)

    return workbook(write)


def test_I_16_a_formula_that_is_only_a_number_is_that_number(tmp_path: Path) -> None:
    assert amounts(sales(tmp_path, formulas(["=10", "=-2", "=3.00"]))) == [10, -2, 3]


def test_I_16_a_formula_without_its_result_is_refused_at_its_cell(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s.xlsx, sheet 'Sales & more', row 3: 'net_amount' is the formula =2\*B1 without a stored result"):
        sales(tmp_path, formulas(["=10", "=2*B1"]))


def test_a_formula_with_its_result_is_read_and_one_of_a_total_row_does_not_matter(tmp_path: Path) -> None:
    inputs = sales(tmp_path, formulas(["=2+3", "=4+5"], stored=7))
    assert amounts(inputs) == [7, 7]
    assert amounts(sales(tmp_path, formulas(["=10", "=20"], total="=SUM(D2:D3)"))) == [10, 20]


def test_a_first_row_with_a_word_that_is_also_a_head_is_a_row(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": "account_id,name,kind\nA,Ann,dealer\nB,Bob,dealer\n",
        "s.csv": "document,date,account_id,net_amount\nD1,2026-07-01,A,5\nD2,2026-07-02,B,7\n",
    }
    inputs = read(tmp_path, files, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}})
    assert column(inputs, "accounts", "account_id") == ["A", "B"]
