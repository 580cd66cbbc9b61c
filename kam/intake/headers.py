"""Which row is the header, and which of its cells is which of our columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kam.errors import InputError
from kam.intake.cells import clean, fold
from kam.intake.contracts import NAMED_ONLY, TABLES
from kam.intake.synonyms import headers_of, rivals_of, says_open

if TYPE_CHECKING:
    from kam.params import Source

_SEARCHED = 60  # rows in which a header is looked for


@dataclass(frozen=True)
class Wanted:
    """What a source may hold: its table, our columns, and where the user writes about it."""

    table: str
    columns: tuple[str, ...]
    source: Source
    place: str

    @property
    def free(self) -> tuple[str, ...]:
        """Columns that neither the params name nor a constant fills."""
        given = {*self.source.columns, *self.source.constants}
        return tuple(name for name in self.columns if name not in given and (self.table, name) not in NAMED_ONLY)


@dataclass(frozen=True)
class Layout:
    """Where each of our columns is (index of the cell), and which of them were recognised rather than named."""

    index: dict[str, int]
    guessed: dict[str, str]

    @property
    def open_amount(self) -> str:
        """The head of receivables' amounts where they are what is still open, as the params or its words say; else nothing."""
        head = self.guessed.get("amount", "")
        return "open_amount" if "open_amount" in self.index else head if says_open(head) else ""


def wanted_columns(table: str, source: Source, place: str) -> Wanted:
    """The columns to look for in a source of a table."""
    extra = ("balance", "open_amount") if table == "receivables" else ()
    named = ("name",) if source.match == "name" and table != "accounts" else ()
    return Wanted(table, (*TABLES[table].names, *extra, *named), source, place)


def header_index(rows: list[list[str]], wanted: Wanted, where: str) -> int:
    """The index of the header: the first row with at least half of the columns that any row shows (I-1).

    Raises InputError where no row shows one, or where `header_row:` lies outside the sheet.
    """
    given = wanted.source.header_row
    if given is not None:
        if given > len(rows) or not "".join(rows[given - 1]).strip():
            raise InputError(f"{where}: row {given} is no header, it is empty or below the last row ({len(rows)}); correct {wanted.place}.header_row")
        return given - 1
    hits = [_hits(row, wanted) for row in rows[:_SEARCHED]]
    best = max(hits, default=0)
    if best == 0:
        shown = next((row for row in rows if "".join(row).strip()), [])
        raise InputError(f"{where}: no header found in the first {_SEARCHED} rows (the first row reads {_listed(shown)}); "
                         f"write {wanted.place}.header_row or name the columns under {wanted.place}.columns")
    return next(index for index, count in enumerate(hits) if 2 * count >= best and count >= min(2, best))


def joined_heads(rows: list[list[str]], at: int, wanted: Wanted) -> tuple[list[str], int]:
    """A header and the row that it ends in: heads that stand over sub-heads are joined with each of them (I-16)."""
    top, below = rows[at], rows[at + 1] if at + 1 < len(rows) else []
    filled = {place for place, cell in enumerate(below) if cell.strip()}
    heads = {place for place in filled if fold(clean(below[place])) in _known(wanted.table)}
    under_blank = {place for place in heads if place >= len(top) or not top[place].strip()}
    # A row of the data may hold one word that is also a head ("dealer"); sub-heads stand under a
    # blank that a merged head leaves, or are heads for the most part.
    if below == top or any(map(str.isdigit, "".join(below))) or not (
        under_blank or (len(heads) > 1 and 2 * len(heads) >= len(filled))
    ):
        return top, at
    joined, over = [], ""
    for place in range(max(len(top), len(below))):
        own, sub = (clean(row[place]) if place < len(row) else "" for row in (top, below))
        over = own or (over if sub else "")
        joined.append(" / ".join(part for part in (over, sub) if part))
    return joined, at + 1


@cache
def _known(table: str) -> frozenset[str]:
    """Every usual header of a table's columns, and of what must not be taken for one of them."""
    names = (*TABLES[table].names, *(("balance", "open_amount") if table == "receivables" else ()), "name")
    return frozenset().union(*(headers_of(table, name) | rivals_of(table, name) for name in names))


@cache
def understood(cell: str, table: str) -> str:
    """A header as it is compared: whole, or else the last part of it that is known, of two lines or languages (I-16)."""
    parts = [fold(part) for part in (clean(cell), *_parts(cell)[::-1])]
    return next((part for part in parts if part in _known(table)), parts[0])


def _parts(cell: str) -> list[str]:
    return re.split(r"[\n/／]", clean(cell))


def _hits(row: list[str], wanted: Wanted) -> int:
    """How many of our columns a row's cells could be the headers of."""
    cells = {one for cell in row if cell.strip() for one in (fold(clean(cell)), understood(cell, wanted.table))}
    if not cells:
        return 0
    named = sum(fold(theirs) in cells for theirs in wanted.source.columns.values())
    return named + sum(bool(cells & headers_of(wanted.table, name)) for name in wanted.free)


def layout_of(header: list[str], wanted: Wanted, where: str) -> Layout:
    """The place of each of our columns in a header.

    Raises InputError for a named column that is not there, for two that fit (I-11), and for an indispensable one that none fits.
    """
    index = {ours: _named_index(header, ours, theirs, wanted, where) for ours, theirs in wanted.source.columns.items()}
    guessed: dict[str, str] = {}
    for name in wanted.free:
        place = _recognised(header, name, set(index.values()), wanted, where)
        if place is not None:
            index[name] = place
            if clean(header[place]) != name:
                guessed[name] = clean(header[place])
    if "open_amount" in index:
        index["amount"] = index["open_amount"]
    return Layout(index, guessed)


def _named_index(header: list[str], ours: str, theirs: str, wanted: Wanted, where: str) -> int:
    exact = [place for place, cell in enumerate(header) if clean(cell) == theirs.strip()]
    fitting = exact or [place for place, cell in enumerate(header) if cell.strip() and fold(clean(cell)) == fold(theirs)]
    fitting = fitting or [place for place, cell in enumerate(header) if fold(theirs) in map(fold, _parts(cell))]
    if not fitting:
        raise InputError(f"{where}: no column '{theirs}' for '{ours}' (found: {_listed(header)}); correct it under {wanted.place}.columns")
    if len(fitting) > 1:
        raise InputError(f"{where}: {len(fitting)} columns are called '{theirs}' (columns {', '.join(str(place + 1) for place in fitting)}), "
                         f"so '{ours}' is unclear; rename all but one in the export")
    return fitting[0]


def _recognised(header: list[str], name: str, taken: set[int], wanted: Wanted, where: str) -> int | None:
    fitting = fitting_cells(header, wanted.table, name, taken)
    if len(fitting) > 1:
        _refuse_to_choose(header, name, fitting, wanted, where)
    return fitting[0] if fitting else None


def fitting_cells(header: list[str], table: str, name: str, taken: set[int]) -> list[int]:
    """The cells of a header that could be one of our columns, rivals among them; empty where only a rival stands there (I-11)."""
    cells = {place: understood(cell, table) for place, cell in enumerate(header) if place not in taken and cell.strip()}
    own = [place for place, cell in cells.items() if cell == fold(name)]
    fitting = own or [place for place, cell in cells.items() if cell in headers_of(table, name)]
    rivals = [] if own else [place for place, cell in cells.items() if cell in rivals_of(table, name)]
    return sorted(fitting + rivals) if fitting else []


def _refuse_to_choose(header: list[str], name: str, fitting: list[int], wanted: Wanted, where: str) -> None:
    names = [clean(header[place]) for place in fitting]
    raise InputError(f"{where}: {'two' if len(names) == 2 else len(names)} columns fit '{name}': {' and '.join(repr(theirs) for theirs in names)}; "
                     f"say which by adding under {wanted.place}.columns the line  {name}: {names[0]}")


def require(have: set[str], needed: tuple[str, ...], header: list[str], wanted: Wanted, where: str) -> None:
    """Raises InputError for the first indispensable column that a source does not have."""
    for name in needed:
        if name in have:
            continue
        names_only = name == "account_id" and any(fold(clean(cell)) in headers_of(wanted.table, "name") for cell in header)
        other = ", or write `match: name` there if customers are known by name only" if names_only else ""
        raise InputError(f"{where}: no column for '{name}' (found: {_listed(header)}); add it under {wanted.place}.columns{other}")


def _listed(header: list[str]) -> str:
    cells = [clean(cell) for cell in header if cell.strip()]
    return ", ".join(cells[:40]) + (", ..." if len(cells) > 40 else "")
