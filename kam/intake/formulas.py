"""Formulas of a workbook whose result is not stored: what writes them leaves it to Excel to calculate (I-16)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from posixpath import join, normpath

from kam.intake.cells import Formula, Number
from kam.intake.records import Sheet

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v>([^<]*)</v>|<v\s*/>)?')
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def without_result(content: bytes, sheets: list[Sheet]) -> None:
    """Puts a formula without a stored result into its cell, or its number where it is nothing else.

    A stored 0 is no result where the workbook asks to be calculated when it is opened.
    """
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return
        book, links = parts.read("xl/workbook.xml"), parts.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        nothing = (b"", b"0") if re.search(rb'fullCalcOnLoad="(1|true)"', book) else (b"",)
        places = _places(book.decode("utf-8", "replace"), links)
        for sheet in sheets:
            part = places.get(sheet.name, "")
            text = parts.read(part) if part in parts.namelist() else b""
            for column, row, formula, stored in _CELL.findall(text) if b"<f" in text else ():
                if stored in nothing:
                    _put(sheet, int(row) - 1, _number(column), html.unescape(formula.decode("utf-8", "replace")).strip())


def _put(sheet: Sheet, row: int, column: int, formula: str) -> None:
    if row < len(sheet.rows) and column < len(sheet.rows[row]):
        sheet.rows[row][column] = Number(formula) if _NUMBER.fullmatch(formula) else Formula(f"={formula}")


def _places(book: str, links: str) -> dict[str, str]:
    """Where each sheet's cells are kept."""
    targets = {}
    for link in re.findall(r"<Relationship\s[^>]*>", links):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', link))
        targets[said.get("Id", "")] = normpath(join("xl", said.get("Target", ""))).removeprefix("/")
    sheets = (dict(re.findall(r'([\w:]+)="([^"]*)"', one)) for one in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book))
    return {html.unescape(said.get("name", "")): targets.get(next((value for name, value in said.items() if name.endswith(":id")), ""), "") for said in sheets}


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1
