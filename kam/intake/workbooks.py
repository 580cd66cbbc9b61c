"""Excel workbooks, HTML and XML tables that call themselves Excel, and Parquet, as sheets of texts."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import pyarrow.parquet as pq
from lxml import etree, html
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kam.errors import InputError
from kam.intake.cells import Moment, Number, as_text
from kam.intake.formulas import without_result
from kam.intake.limits import refuse_too_many_cells, refuse_wide_row, refuse_wide_spans
from kam.intake.records import Sheet

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_KINDS = {"Number": Number, "DateTime": Moment}
_ROWS = 1_048_576  # the most that a sheet of Excel holds


@dataclass(frozen=True)
class Book:
    """A workbook's sheets in their order: the wanted one or every visible one, and the names of all."""

    sheets: list[Sheet]
    names: list[str]


def workbook_sheets(content: bytes, label: str, wanted: str | int | None) -> Book:
    """The wanted sheet of an .xlsx, .xls, .xlsb or .ods workbook, by default all visible ones (I-16).

    Raises InputError for a workbook that cannot be opened or has no such sheet.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet]
        names = _wanted_sheets(book.sheet_names, visible, label, wanted)
        sheets = [_sheet(book, name) for name in names]
        without_result(content, sheets)
    except PasswordError:
        raise InputError(f"{label}: the workbook asks for a password; save it without one") from None
    except (CalamineError, BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError) as error:
        raise InputError(f"{label}: the workbook cannot be opened ({error}); open it in Excel and save it again") from None
    return Book(sheets, list(book.sheet_names))


def _sheet(book: Any, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [(top, end, left) for (top, left), (end, _) in sheet.merged_cell_ranges or () if end > top]
    return Sheet(name, rows, merged=merged)


def _wanted_sheets(names: list[str], visible: list[str], label: str, wanted: str | int | None) -> list[str]:
    if not names:
        raise InputError(f"{label}: the workbook has no sheet; export it again")
    if wanted is None:
        return visible or names[:1]
    if isinstance(wanted, str) and wanted.strip() in names:
        return [wanted.strip()]
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return [names[wanted - 1]]
    listed = ", ".join(f"'{name}'" for name in names)
    raise InputError(f"{label}: no sheet {wanted!r} (sheets: {listed}); correct `sheet:` (its name, or its number from 1)")


def html_sheets(text: str, label: str) -> list[Sheet]:
    """The tables of an HTML page, one row per table row; raises InputError where there is none."""
    try:
        tables = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8")).xpath("//table")
    except (etree.LxmlError, ValueError):
        tables = []
    sheets = [sheet for table in tables if (sheet := _html_sheet(_own_rows(table), label)).rows]
    if not sheets:
        raise InputError(f"{label}: is a web page without a table; export it again as Excel or CSV")
    return sheets


def _html_sheet(rows: list[Any], label: str) -> Sheet:
    """A table's cells in their columns: a cell that spans rows leaves its place in the next ones empty."""
    sheet = Sheet("", [[] for _ in rows])
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        cells, where = sheet.rows[number], f"{label}, row {number + 1} of a table"
        for cell in row.xpath("./td|./th"):
            while (number, len(cells)) in taken:
                cells.append("")
            down, across = min(_span(cell, "rowspan"), len(rows) - number), _span(cell, "colspan")
            refuse_wide_spans(len(taken) + down * across, where)
            refuse_wide_row(len(cells) + across, where)
            taken |= {(number + below, len(cells) + right) for below in range(1, down) for right in range(across)}
            sheet.merged += [(number, number + down - 1, len(cells))] if down > 1 else []
            cells.append(" ".join(str(cell.text_content()).split()))
            cells.extend([""] * (across - 1))
        cells.extend([""] * sum((number, place) in taken for place in range(len(cells), len(cells) + 50)))
    return sheet


def _span(cell: Any, name: str) -> int:
    stated = str(cell.get(name, "1"))
    return max(1, min(int(stated), 1000)) if stated.isdecimal() else 1


def _own_rows(table: Any) -> list[Any]:
    return [*table.xpath("./tr"), *table.xpath("./thead/tr|./tbody/tr|./tfoot/tr")]


def xml_sheets(content: bytes, label: str, wanted: str | int | None) -> Book:
    """The wanted sheet of an Excel 2003 XML workbook, by default all visible ones; raises InputError where it is none."""
    try:
        root = etree.fromstring(content, parser=etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{label}: is XML that cannot be read ({' '.join(error.msg.split())}); export it again as Excel or CSV") from None
    found = {str(sheet.get(f"{_SPREADSHEET}Name")): sheet for sheet in root.iter(f"{_SPREADSHEET}Worksheet")}
    visible = [name for name, sheet in found.items() if not any(one.text != "SheetVisible" for one in sheet.iter(f"{_EXCEL}Visible"))]
    return Book([_xml_sheet(name, found[name], label) for name in _wanted_sheets(list(found), visible, label, wanted)], list(found))


def _xml_sheet(name: str, element: Any, label: str) -> Sheet:
    sheet, cells = Sheet(name, []), 0
    for row in element.iter(f"{_SPREADSHEET}Row"):
        sheet.rows.extend([[]] * (_counted(row, "Index", len(sheet.rows) + 1) - 1 - len(sheet.rows)))
        sheet.rows.append(_xml_row(row, len(sheet.rows), sheet.merged, label))
        cells += len(sheet.rows[-1])
        refuse_too_many_cells(cells, f"{label}, sheet '{name}'")
    return sheet


def _xml_row(row: Any, number: int, merged: list[tuple[int, int, int]], label: str) -> list[str]:
    cells: list[str] = []
    where = f"{label}, row {number + 1}"
    for cell in row.iter(f"{_SPREADSHEET}Cell"):
        place, across = _counted(cell, "Index", len(cells) + 1), _counted(cell, "MergeAcross", 0)
        refuse_wide_row(max(place, len(cells) + 1) + across, where)
        cells.extend([""] * (place - 1 - len(cells)))
        data = cell.find(f"{_SPREADSHEET}Data")
        kind = _KINDS.get("" if data is None else str(data.get(f"{_SPREADSHEET}Type")), str)
        down = _counted(cell, "MergeDown", 0)
        if down:
            merged.append((number, number + down, len(cells)))
        cells.append(kind("" if data is None else "".join(data.itertext())))
        cells.extend([""] * across)
    return cells


def _counted(element: Any, name: str, otherwise: int) -> int:
    """A count that an element states, never beyond what a sheet can hold."""
    stated = str(element.get(f"{_SPREADSHEET}{name}") or "")
    return min(int(stated), _ROWS) if stated.isdecimal() and len(stated) < 10 else otherwise


def parquet_sheet(content: bytes, label: str) -> Sheet:
    """A Parquet file as a sheet whose first row is its column names; raises InputError where it cannot be read."""
    try:
        table = pq.read_table(io.BytesIO(content))
        # Text that is not UTF-8 shows only when its cells are read.
        columns = [[as_text(cell) for cell in column.to_pylist()] for column in table.columns]
    except (OSError, ValueError) as error:
        raise InputError(f"{label}: the Parquet file cannot be read ({str(error).splitlines()[0]}); write it again") from None
    return Sheet("", [list(table.column_names), *map(list, zip(*columns, strict=True))])
