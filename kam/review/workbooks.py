"""The workbook of the review: its tables for people who calculate on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from kam.figures import COLUMNS, COMPANY, as_text, csv_safe
from kam.measures.work import empty

if TYPE_CHECKING:
    from kam.review.review import Review

# A workbook carries its date of creation; the same inputs must give the same bytes.
CREATED = datetime(2000, 1, 1)
Sheet = tuple[list[str], list[dict[str, Any]]]


def write_tables(path: Path, sheets: dict[str, Sheet], review: Review) -> None:
    """``review.xlsx``: the accounts, and the figures of the company and of the key accounts."""
    rows = pd.read_parquet(review.place / "figures.parquet")
    rows = rows[rows.account_id.isin([COMPANY, *review.key_accounts])]
    _write(path, {**sheets, "figures": (COLUMNS, rows.to_dict("records"))})


def _write(path: Path, sheets: dict[str, Sheet]) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": CREATED})
    head = book.add_format({"bold": True, "bottom": 1})
    for name, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, head)
            sheet.set_column(place, place, max(12, min(40, len(column) + 4)))
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _cell(sheet, line, place, column, row.get(column))
    book.close()


def _cell(sheet: Any, line: int, place: int, column: str, value: Any) -> None:
    """Numbers as numbers, everything else as text that no spreadsheet takes for a formula."""
    text = "" if empty(value) else as_text(value)
    number = column not in ("account_id", "task_id", "parent_task") and _is_number(text)
    if number:
        sheet.write_number(line, place, float(text))
    elif text:
        sheet.write_string(line, place, csv_safe(text))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower() not in ("nan", "inf", "-inf", "infinity")
