"""Excel workbooks, HTML and XML tables that call themselves Excel, and Parquet, as sheets of texts."""

from __future__ import annotations

import io
from typing import Any

import pyarrow.parquet as pq
from lxml import etree, html
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from kam.errors import InputError
from kam.intake.cells import Moment, Number, as_text
from kam.intake.records import Sheet

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_KINDS = {"Number": Number, "DateTime": Moment}
_ROWS = 1_048_576  # the most that a sheet of Excel holds


def workbook_sheets(content: bytes, label: str, wanted: str | int | None) -> tuple[Sheet, list[str]]:
    """The wanted sheet of an .xlsx, .xls, .xlsb or .ods workbook (the first by default) and the names of all.

    Raises InputError for a workbook that cannot be opened or has no such sheet.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _wanted_sheet(book.sheet_names, label, wanted)
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PasswordError:
        raise InputError(f"{label}: the workbook asks for a password; save it without one") from None
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError(f"{label}: the workbook cannot be opened ({error}); open it in Excel and save it again") from None
    return Sheet(name, [[as_text(cell) for cell in row] for row in grid]), list(book.sheet_names)


def _wanted_sheet(names: list[str], label: str, wanted: str | int | None) -> str:
    if not names:
        raise InputError(f"{label}: the workbook has no sheet; export it again")
    if wanted is None:
        return names[0]
    if isinstance(wanted, str) and wanted.strip() in names:
        return wanted.strip()
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    listed = ", ".join(f"'{name}'" for name in names)
    raise InputError(f"{label}: no sheet {wanted!r} (sheets: {listed}); correct `sheet:` (its name, or its number from 1)")


def html_sheet(text: str, label: str) -> Sheet:
    """The largest table of an HTML page, one row per table row; raises InputError where there is none."""
    try:
        tables = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8")).xpath("//table")
    except (etree.LxmlError, ValueError):
        tables = []
    grids = [[_html_row(row) for row in _own_rows(table)] for table in tables]
    grids = [grid for grid in grids if grid]
    if not grids:
        raise InputError(f"{label}: is a web page without a table; export it again as Excel or CSV")
    return Sheet("", max(grids, key=len))


def _own_rows(table: Any) -> list[Any]:
    return [*table.xpath("./tr"), *table.xpath("./thead/tr|./tbody/tr|./tfoot/tr")]


def _html_row(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.xpath("./td|./th"):
        span = cell.get("colspan", "1")
        cells.append(" ".join(str(cell.text_content()).split()))
        cells.extend([""] * ((min(int(span), 1000) if span.isdecimal() else 1) - 1))
    return cells


def xml_sheet(content: bytes, label: str, wanted: str | int | None) -> tuple[Sheet, list[str]]:
    """The wanted sheet of an Excel 2003 XML workbook; raises InputError where it is none."""
    try:
        root = etree.fromstring(content, parser=etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{label}: is XML that cannot be read ({' '.join(error.msg.split())}); export it again as Excel or CSV") from None
    sheets = {str(sheet.get(f"{_SPREADSHEET}Name")): sheet for sheet in root.iter(f"{_SPREADSHEET}Worksheet")}
    name = _wanted_sheet(list(sheets), label, wanted)
    rows: list[list[str]] = []
    for row in sheets[name].iter(f"{_SPREADSHEET}Row"):
        rows.extend([[]] * (_counted(row, "Index", len(rows) + 1) - 1 - len(rows)))
        rows.append(_xml_row(row))
    return Sheet(name, rows), list(sheets)


def _xml_row(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SPREADSHEET}Cell"):
        cells.extend([""] * (_counted(cell, "Index", len(cells) + 1) - 1 - len(cells)))
        data = cell.find(f"{_SPREADSHEET}Data")
        kind = _KINDS.get("" if data is None else str(data.get(f"{_SPREADSHEET}Type")), str)
        cells.append(kind("" if data is None else "".join(data.itertext())))
        cells.extend([""] * _counted(cell, "MergeAcross", 0))
    return cells


def _counted(element: Any, name: str, otherwise: int) -> int:
    """A count that an element states, never beyond what a sheet can hold."""
    stated = str(element.get(f"{_SPREADSHEET}{name}") or "")
    return min(int(stated), _ROWS) if stated.isdecimal() and len(stated) < 10 else otherwise


def parquet_sheet(content: bytes, label: str) -> Sheet:
    """A Parquet file as a sheet whose first row is its column names; raises InputError where it cannot be read."""
    try:
        table = pq.read_table(io.BytesIO(content))
    except (OSError, ValueError) as error:
        raise InputError(f"{label}: the Parquet file cannot be read ({str(error).splitlines()[0]}); write it again") from None
    columns = [[as_text(cell) for cell in column.to_pylist()] for column in table.columns]
    return Sheet("", [list(table.column_names), *map(list, zip(*columns, strict=True))])
