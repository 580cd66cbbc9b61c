"""What is read from one file, sheet or query before anything is known of its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Sheet:
    """A grid of texts; row ``i`` of ``rows`` is the physical row ``i + 1``, as Excel shows it.

    ``merged`` are cells that span rows, as (first row, last row, column) of the grid.
    """

    name: str
    rows: list[list[str]]
    delimited: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass
class Records:
    """Rows under a header, by column: ``numbers`` are physical rows, ``first`` each row's first non-empty cell.

    ``surplus`` marks rows of a text file with more filled cells than there are headers: their cells have shifted. ``title`` is
    what stands above the header.
    """

    header: list[str]
    column: Callable[[int], np.ndarray]
    numbers: np.ndarray
    first: np.ndarray
    surplus: np.ndarray
    title: str = ""


def under_header(sheet: Sheet, header_index: int, header: list[str] | None = None) -> Records:
    """The rows below a header, or the last row of one, without the wholly blank ones (I-10)."""
    header = header or sheet.rows[header_index]
    width = len(header)
    below = sheet.rows[header_index + 1:]
    firsts = [row[0] if row and row[0] and not row[0].isspace() else _first(row) for row in below]
    numbers = np.arange(header_index + 2, header_index + 2 + len(below))
    filled = np.array([first != "" for first in firsts], dtype=bool)
    rows = below if filled.all() else [row for row, first in zip(below, firsts, strict=True) if first]
    title = "\n".join(cell for row in sheet.rows[:header_index] for cell in row if cell)
    surplus = [sheet.delimited and len(row) > width and _first(row[width:]) != "" for row in rows]
    return Records(header, lambda index: _column(rows, index), numbers[filled], objects(firsts)[filled], np.array(surplus, dtype=bool), title)


def fill_merged(sheet: Sheet, header_index: int, columns: list[int]) -> None:
    """Repeats what a cell that spans rows holds in those rows of some columns that hold anything else (I-16)."""
    for top, end, column in sheet.merged:
        if top > header_index and column in columns and column < len(sheet.rows[top]):
            for row in sheet.rows[top + 1:end + 1]:
                if _first(row):
                    row.extend([""] * (column + 1 - len(row)))
                    row[column] = sheet.rows[top][column]


def _first(row: list[str]) -> str:
    return next((cell for cell in row if cell and not cell.isspace()), "")


def from_columns(header: list[str], columns: list[np.ndarray]) -> Records:
    """A query's result: row numbers are its own, counted from 1, and every row is a row."""
    count = len(columns[0]) if columns else 0
    first = columns[0].copy() if columns else objects([])
    for column in columns[1:]:
        blank = first == ""
        if not blank.any():
            break
        first[blank] = column[blank]
    filled = first != ""
    return Records(header, lambda index: columns[index][filled], np.arange(1, count + 1)[filled], first[filled],
                   np.zeros(int(filled.sum()), dtype=bool))


def _column(rows: list[list[str]], index: int) -> np.ndarray:
    try:
        return objects([row[index] for row in rows])
    except IndexError:
        return objects([row[index] if index < len(row) else "" for row in rows])


def objects(cells: list[str]) -> np.ndarray:
    """Texts as an array of objects, whatever their number."""
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array
