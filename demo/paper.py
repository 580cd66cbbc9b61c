"""Files as programs write them: delimited text, workbooks, and web pages that call themselves Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path

import xlsxwriter

from demo.forms import Form, Typed
from demo.tables import Row

CREATED = datetime(2026, 10, 9)
Grid = list[list[object]]


def grid(rows: list[Row], heads: Mapping[str, str], forms: Mapping[str, Form] | None = None) -> Grid:
    """The heads, and below them each row's values in the forms that its program uses."""
    return [list(heads.values()), *(line(row, heads, forms or {}) for row in rows)]


def line(row: Row, heads: Mapping[str, str], forms: Mapping[str, Form]) -> list[object]:
    """One row; what was typed instead of a value stays as it was typed."""
    return [cell(row.get(name), forms.get(name)) for name in heads]


def cell(value: object, form: Form | None) -> object:
    """One value: empty, yes or no, in its form, or as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return form(value) if form and not isinstance(value, Typed) else value


def total(word: str, rows: list[Row], heads: Mapping[str, str], forms: Mapping[str, Form], *columns: str) -> list[object]:
    """A row of sums with its word in the first column."""
    sums: Row = {name: sum((row[name] for row in rows if isinstance(row.get(name), Decimal)), Decimal(0)) for name in columns}  # type: ignore[misc]
    return [word, *line(sums, heads, forms)[1:]]


def write_text(path: Path, lines: Grid, encoding: str, delimiter: str = ",") -> None:
    """Delimited text; UTF-16 begins with its mark, as Excel's Unicode text does."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([[str(value) for value in cells] for cells in lines])
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + out.getvalue()).encode(encoding))


def write_web_page(path: Path, title: str, lines: Grid) -> None:
    """The table of an office portal, saved under a name that Excel opens."""
    rows = ["<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in cells) + "</tr>" for cells in lines]
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{title}</title></head><body>'
    path.write_text(head + f"<h3>{title}</h3>\n<table border=1>\n" + "\n".join(rows) + "\n</table></body></html>\n", encoding="utf-8", newline="\n")


def write_book(path: Path, sheets: Mapping[str, Grid]) -> None:
    """A workbook whose numbers are numbers, whose dates are Excel's and whose codes are text."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": CREATED})
    dated = book.add_format({"num_format": "yyyy/m/d"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            for place, value in enumerate(cells):
                put(sheet, number, place, value, dated)
    book.close()


def put(sheet: xlsxwriter.worksheet.Worksheet, number: int, place: int, value: object, dated: object) -> None:
    """Writes one cell by what it is."""
    if isinstance(value, date):
        sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), dated)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(number, place, float(value))
    elif value != "":
        sheet.write_string(number, place, str(value))
