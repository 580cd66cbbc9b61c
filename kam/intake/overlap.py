"""What is exported again in a newer file of the same table, judged file by file (I-8)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd

from kam.intake.lots import Lot
from kam.intake.notes import Note

# By which columns rows of two files are the same; of the other tables, the whole row.
_KEYS = {
    "accounts": ("account_id",),
    "sales": ("document", "kind", "date", "account_id"),
    "receivables": ("document", "date", "account_id"),
    "deliveries": ("order", "line", "promised_date", "delivered_date"),
    "allocations": ("document", "date", "amount", "account_id"),
}
# What a line of a document is: one document split by warehouse or brand shares none with its other part.
_LINES = {"sales": ("product_id", "qty", "net_amount"), "deliveries": ("product_id", "ordered_qty", "delivered_qty"),
          "receivables": ("due_date", "amount")}
_SHOWN = ("payment", "document", "order", "account_id")  # the column by which a row set aside is known
_AGAIN, _APART = 0.8, 0.05  # shares of the older file's keys that also stand in the newer one
_DAYS = 3  # equal daily amounts on fewer days may be chance


@dataclass
class _File:
    """One export's rows with their keys and days (0 where a row has none)."""

    export: int
    rows: np.ndarray
    keys: np.ndarray
    days: np.ndarray
    dated: np.ndarray

    def last(self, lot: Lot) -> int:
        """The last day of a used row."""
        return int(self.days[self.dated & lot.used[self.rows]].max(initial=-(2**62)))

    def within(self, other: _File) -> np.ndarray:
        """Its rows of the days that both cover, and those without a day."""
        if not self.dated.any() or not other.dated.any():
            return ~self.dated
        first, last = (max(self.first, other.first), min(self.days.max(), other.days.max()))
        return ~self.dated | ((self.days >= first) & (self.days <= last))

    @property
    def first(self) -> int:
        """Its first day."""
        return int(self.days[self.dated].min())


@dataclass
class _Pair:
    """Two exports over the days that both cover: rows of each, and which of the older one's the newer has too."""

    older: int
    newer: int
    mine: np.ndarray
    theirs: np.ndarray
    same: np.ndarray
    keys: int
    shared: int


def supersede(lot: Lot) -> list[Note]:
    """Sets aside what a newer export holds again, and tells what cannot be decided."""
    if len(lot.exports) < 2:
        return []
    files = _files(lot)
    asked: dict[int, Note] = {}
    notes: list[Note] = []
    for place, older in enumerate(files):
        for newer in reversed(files[place + 1:]):
            pair = _pair(lot, older, newer)
            note = _judge(lot, pair) if pair else None
            if note is not None and note.answer:
                source = lot.exports[newer.export].source_index
                asked[source] = max(note, asked.get(source, note), key=lambda one: one.share)
            elif note is not None:
                notes.append(note)
    return [*notes, *asked.values(), *_reused(lot)]


def listed_again(lot: Lot) -> list[tuple[int, int]]:
    """Entries of the params, two by two, of which one holds most documents of the other again with a line of them."""
    files = _files(lot)
    pairs = [pair for place, older in enumerate(files) for newer in files[place + 1:] if (pair := _pair(lot, older, newer))]
    again = [pair for pair in pairs if 2 * pair.shared > pair.keys and _share_a_line(lot, pair)]
    entries = [sorted({lot.exports[export].source_index for export in (pair.older, pair.newer)}) for pair in again]
    return sorted({(two[0], two[1]) for two in entries if len(two) == 2})


def _files(lot: Lot) -> list[_File]:
    """Every export that has rows, the oldest first."""
    rows = _real(lot)
    keys = codes(lot, _KEYS.get(lot.table.name, lot.table.names), rows)
    days, dated = _days(lot, rows)
    bounds = np.searchsorted(lot.export[rows], np.arange(len(lot.exports) + 1))
    parts = [slice(start, end) for start, end in zip(bounds, bounds[1:], strict=False)]
    found = [_File(export, rows[part], keys[part], days[part], dated[part]) for export, part in enumerate(parts) if part.start < part.stop]
    return sorted(found, key=lambda file: _age(lot, file))


def by_age(lot: Lot) -> list[int]:
    """The exports that have rows, the oldest first."""
    return [file.export for file in _files(lot)]


def _real(lot: Lot) -> np.ndarray:
    return np.flatnonzero(~(lot.subtotal | lot.repeated_header | lot.surplus))


def _age(lot: Lot, file: _File) -> tuple[int, list[str | int], list[str | int], int]:
    """Older files come first: by their last day, then in the natural order of their names."""
    export = lot.exports[file.export]
    return file.last(lot), natural(export.label), natural(export.sheet), file.export


def _pair(lot: Lot, older: _File, newer: _File) -> _Pair | None:
    mine, theirs = older.within(newer) & lot.used[older.rows], newer.within(older)
    if not mine.any() or not theirs.any():
        return None
    keys = older.keys[mine]
    same = np.isin(keys, newer.keys[theirs])
    return _Pair(older.export, newer.export, older.rows[mine], newer.rows[theirs], same, len(np.unique(keys)), len(np.unique(keys[same])))


def _judge(lot: Lot, pair: _Pair) -> Note | None:
    """Exported again: set aside; another file: used; in between: the documents that both have count once, and it is asked."""
    answer = lot.exports[pair.newer].source.overlap or lot.exports[pair.older].source.overlap
    share = pair.shared / pair.keys
    again = share >= _AGAIN
    if answer == "adds" or (share < _APART and not _equal_days(lot, pair)):
        return None
    if share >= _APART and not _share_a_line(lot, pair):
        return None if answer else Note("documents_split", _said(lot, pair))
    whole = again or answer == "replaces" or share < _APART
    aside = pair.mine if whole else pair.mine[pair.same]
    hangs = weight(lot, pair.mine)
    where = np.zeros(len(lot), dtype=bool)
    where[aside] = True
    superseded(lot, where, pair.newer, pair.older)
    if again or answer or lot.table.name == "accounts":
        return None
    kind = "overlap" if share >= _APART else "equal_days"
    return Note(kind, _said(lot, pair), f"overlap: replaces   # {place_of(lot, pair.newer)}; adds, where both count", hangs)


def superseded(lot: Lot, where: np.ndarray, newer: int, older: int) -> None:
    """Sets rows of an older export aside for a newer one."""
    column = next(name for name in (*_SHOWN, *lot.table.names) if name in lot.text)
    lot.set_aside(where, f"superseded by {_name(lot, newer, older)}", column)


def _said(lot: Lot, pair: _Pair) -> dict[str, object]:
    return {"table": lot.table.name, "older": _name(lot, pair.older, pair.newer), "newer": _name(lot, pair.newer, pair.older),
            "same": pair.shared, "keys": pair.keys, "rows": len(pair.mine)}


def _share_a_line(lot: Lot, pair: _Pair) -> bool:
    """Whether a document that both files have has a line in both."""
    columns = _LINES.get(lot.table.name)
    if columns is None:
        return True
    both = np.concatenate([pair.mine[pair.same], pair.theirs])
    lines = codes(lot, (*_KEYS[lot.table.name], *columns), both)
    return bool(np.isin(lines[:pair.same.sum()], lines[pair.same.sum():]).any())


def _equal_days(lot: Lot, pair: _Pair) -> bool:
    """Whether both files come to the same amount on nearly every day, as they do where customers' codes were merged."""
    values, date = lot.values.get(lot.table.amount), lot.values.get(lot.table.dated)
    if values is None or date is None or date.kind != "date":
        return False
    mine, theirs = (pd.Series(values.data[rows]).groupby(date.data[rows]).sum() for rows in (pair.mine, pair.theirs))
    mine = mine[mine != 0]
    return len(mine) >= _DAYS and float((mine == theirs.reindex(mine.index)).mean()) >= _AGAIN


def weight(lot: Lot, rows: np.ndarray) -> float:
    """The part of the table's absolute amount, else of its rows, in some rows."""
    values = lot.values.get(lot.table.amount)
    if values is None:
        return len(rows) / max(len(lot), 1)
    amounts = np.abs(np.where(values.valid & lot.used, values.data, 0).astype(float))
    return float(amounts[rows].sum() / amounts.sum()) if amounts.sum() else 0.0


def _reused(lot: Lot) -> list[Note]:
    """How many numbers stand in several files for different documents: each counts for itself, but a number alone finds none."""
    if "document" not in _KEYS.get(lot.table.name, ()) or lot.table.name == "allocations":
        return []
    rows = np.flatnonzero(lot.used)
    frame = pd.DataFrame({"number": codes(lot, ("document", *(["kind"] if lot.table.name == "sales" else [])), rows),
                          "key": codes(lot, _KEYS[lot.table.name], rows), "export": lot.export[rows]}).drop_duplicates()
    found = frame.groupby("number").nunique()
    count = int(((found.key > 1) & (found.export > 1)).sum())
    return [Note("numbers_reused", {"table": lot.table.name, "numbers": count})] if count else []


def codes(lot: Lot, columns: tuple[str, ...], rows: np.ndarray) -> np.ndarray:
    """One number per different combination of values."""
    return combined([_values(lot, name)[rows] for name in columns if name in lot.values or name in lot.text])


def _values(lot: Lot, name: str) -> np.ndarray:
    values = lot.values.get(name)
    if values is None:
        return lot.text[name]
    if values.data.dtype == object:
        return np.where(values.valid, values.data, "invoice" if name == "kind" else "")
    return np.where(values.valid, values.data, np.int64(-(2**62)))


def combined(columns: list[np.ndarray]) -> np.ndarray:
    """One number per different combination of several columns."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        places, uniques = pd.factorize(column)
        found = pd.factorize(found * (len(uniques) + 1) + places)[0].astype(np.int64)
    return found


def _days(lot: Lot, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row's day, quarter or month as a number, and whether it has one."""
    days, dated = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool)
    for name in (lot.table.dated, *(["delivered_date"] if lot.table.name == "deliveries" else [])):
        values = lot.values.get(name)
        if values is not None:
            fresh = values.valid[rows] & ~dated
            data = values.data[rows]
            coded = data if values.kind == "date" else np.unique(np.where(values.valid[rows], data, ""), return_inverse=True)[1]
            days, dated = np.where(fresh, coded, days), dated | fresh
    return days, dated


def natural(label: str) -> list[str | int]:
    """A name as people sort it: 9 before 10, ``export`` before ``export (1)``."""
    bare = str(PurePath(label).with_suffix("")) if label else ""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", unicodedata.normalize("NFKC", bare).casefold())]


def _name(lot: Lot, export: int, beside: int) -> str:
    """A file, with its sheet where the other is a sheet of the same file."""
    one, other = lot.exports[export], lot.exports[beside]
    return f"{one.label}, sheet '{one.sheet}'" if one.label == other.label and one.sheet != other.sheet else one.label


def place_of(lot: Lot, export: int) -> str:
    """Where in the params an export's entry stands."""
    several = len({one.source_index for one in lot.exports}) > 1
    name = "receivables" if lot.table.name == "balances" else lot.table.name
    return f"sources.{name}" + (f" (entry {lot.exports[export].source_index + 1})" if several else "")
