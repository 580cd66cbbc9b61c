"""What is read from one file, sheet or query before anything is known of its columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Sheet:
    """A grid of texts; row ``i`` of ``rows`` is the physical row ``i + 1``, as Excel shows it."""

    name: str
    rows: list[list[str]]
    delimited: bool = False


@dataclass
class Records:
    """Rows under a header, by column: ``numbers`` are physical rows, ``first`` each row's first non-empty cell.

    ``surplus`` marks rows of a text file with more filled cells than there are headers: their cells have shifted.
    """

    header: list[str]
    columns: list[np.ndarray]
    numbers: np.ndarray
    first: np.ndarray
    surplus: np.ndarray


def under_header(sheet: Sheet, header_index: int) -> Records:
    """The rows below a header without the wholly blank ones (I-10)."""
    header = sheet.rows[header_index]
    width = len(header)
    kept = [(number, row) for number, row in enumerate(sheet.rows[header_index + 1:], header_index + 2) if "".join(row).strip()]
    rows = [row for _, row in kept]
    columns = [_column(rows, index) for index in range(width)]
    surplus = [sheet.delimited and len(row) > width and bool("".join(row[width:]).strip()) for row in rows]
    return Records(
        header=header,
        columns=columns,
        numbers=np.array([number for number, _ in kept], dtype=np.int64),
        first=_objects([next((cell for cell in row if cell and not cell.isspace()), "") for row in rows]),
        surplus=np.array(surplus, dtype=bool),
    )


def from_columns(header: list[str], columns: list[np.ndarray]) -> Records:
    """A query's result: row numbers are its own, counted from 1, and every row is a row."""
    count = len(columns[0]) if columns else 0
    first = columns[0].copy() if columns else _objects([])
    for column in columns[1:]:
        blank = first == ""
        if not blank.any():
            break
        first[blank] = column[blank]
    filled = first != ""
    return Records(header, [column[filled] for column in columns], np.arange(1, count + 1)[filled], first[filled],
                   np.zeros(int(filled.sum()), dtype=bool))


def _column(rows: list[list[str]], index: int) -> np.ndarray:
    return _objects([row[index] if index < len(row) else "" for row in rows])


def _objects(cells: list[str]) -> np.ndarray:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array
