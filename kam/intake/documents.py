"""Documents by number, kind, account and date together: their repeated lines, and numbers that are none any more (I-2)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kam.intake.accounts import Accounts
from kam.intake.cells import fold_name, mapped
from kam.intake.contracts import ID_COLUMNS
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.overlap import by_age, codes, combined, place_of, weight
from kam.intake.values import text_values

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_LONG = re.compile(r"[1-9]\d{15,}")
_CHANCE = 3  # as many zeros after the 15th digit are no chance
_UNNUMBERED = ("sales", "deliveries", "allocations")  # tables of which an export may not number its lines


def told(lot: Lot) -> list[Note]:
    """What is said of a lot's numbers and rows, although all of them are used."""
    notes = []
    for name in (name for name in ID_COLUMNS if name in lot.text and name != "line"):
        rows = np.flatnonzero(cut_short(lot, name))
        if len(rows):
            notes.append(Note("numbers_cut", {"table": lot.table.name, "column": name, "rows": len(rows), "file": str(lot.label[rows[0]]),
                                              "value": str(lot.text[name][rows[0]])}))
    if lot.table.name in _UNNUMBERED:
        again = np.flatnonzero(written_before(lot, lot.text["line"] == "" if "line" in lot.text else lot.first != ""))
        if len(again):
            notes.append(Note("rows_identical", {"table": lot.table.name, "rows": len(again), "file": str(lot.label[again[0]]),
                                                 "row": int(lot.number[again[0]])}))
    return notes


def cut_short(lot: Lot, column: str) -> np.ndarray:
    """Rows whose number came through a spreadsheet as a number: 2.63312E+19, or zeros after 15 digits in the whole file."""
    cut = np.zeros(len(lot), dtype=bool)
    for export in range(len(lot.exports)):
        rows = np.flatnonzero(lot.export == export)
        places, numbers = pd.factorize(lot.text[column][rows])
        long = [bool(_LONG.fullmatch(number)) for number in numbers]
        tails = [number[15:] for number, whole in zip(numbers, long, strict=True) if whole]
        rounded = sum(map(len, tails)) >= _CHANCE and not any(tail.strip("0") for tail in tails)
        found = [bool(_SCIENTIFIC.fullmatch(number)) or (rounded and whole) for number, whole in zip(numbers, long, strict=True)]
        cut[rows] = np.array(found, dtype=bool)[places] if found else False
    return cut


def written_before(lot: Lot, where: np.ndarray) -> np.ndarray:
    """Rows that are wholly identical, in every column of their file, to one above them."""
    again = np.zeros(len(lot), dtype=bool)
    rows = np.flatnonzero(where & ~lot.subtotal & ~lot.repeated_header & ~lot.surplus)
    like = codes(lot, lot.table.names, rows)
    rows = rows[pd.Series(like).duplicated(keep=False).to_numpy()]
    for export in np.unique(lot.export[rows]):
        mine = rows[lot.export[rows] == export]
        records = lot.exports[export].records
        start = np.searchsorted(lot.export, export)
        cells = [records.column(index)[mine - start] for index in range(len(records.header))]
        again[mine] = pd.Series(combined(cells)).duplicated().to_numpy()
    return again


def newest_names(lot: Lot) -> list[Note]:
    """An account that bears several names has the newest of them, and it is told (I-14)."""
    ids, names = lot.text["account_id"], lot.text.get("name", np.full(len(lot), "", dtype=object))
    real = (names != "") & ~lot.subtotal & ~lot.repeated_header
    rows = [row for export in by_age(lot) for row in np.flatnonzero((lot.export == export) & real)]
    frame = pd.DataFrame({"id": ids[rows], "name": names[rows], "folded": mapped(names[rows], fold_name)})
    several = frame[frame.groupby("id").folded.transform("nunique") > 1]
    if not len(several):
        return []
    newest = several.groupby("id").name.last()
    at = np.flatnonzero(lot.used & np.isin(ids, newest.index))
    lot.values["name"].data[at] = newest[ids[at]]
    lot.values["name"].valid[at] = True
    first = several[several.id == newest.index[0]].name.unique()
    return [Note("names_differ", {"count": len(newest), "account": newest.index[0], "names": list(first), "name": newest.iloc[0]})]


def settle(lot: Lot, ledger: Lot, accounts: Accounts) -> list[Note]:
    """An allocation whose number several accounts have, and whose own account is none of them, settles the oldest open one (I-2)."""
    owed = pd.DataFrame({"number": ledger.text["document"], "account": [accounts.top(one) for one in ledger.text["account_id"]],
                         "date": ledger.values["date"].data, "amount": ledger.values["amount"].data})[ledger.used]
    owed = owed.groupby(["number", "account"], as_index=False).agg(date=("date", "min"), amount=("amount", "sum")).sort_values("date", kind="stable")
    several = owed[owed.duplicated("number", keep=False)]
    rows = np.flatnonzero(lot.used & np.isin(lot.text.get("document", lot.first), several.number.to_numpy(dtype=object)))
    if not len(rows):
        return []
    left = {number: dict(zip(part.account, part.amount, strict=True)) for number, part in several.groupby("number")}
    own = lot.text.setdefault("account_id", np.full(len(lot), "", dtype=object)).copy()
    lost = []
    for row in rows[np.argsort(lot.values["date"].data[rows], kind="stable")]:
        owing = left[lot.text["document"][row]]
        account = accounts.top(own[row])
        if account not in owing:
            account = own[row] = next((one for one, rest in owing.items() if rest > 0), next(iter(owing)))
            lost.append(row)
        owing[account] -= lot.values["amount"].data[row]
    lot.values["account_id"] = text_values(own)
    return [Note("oldest_settled", {"rows": len(lost), "file": str(lot.label[lost[0]]), "row": int(lot.number[lost[0]]),
                                    "document": str(lot.text["document"][lost[0]])})] if lost else []


def repeated(lot: Lot) -> list[Note]:
    """Of a line of a document the first row is used; a later one that is identical is a duplicate, one that differs is asked about (I-2)."""
    identity = _identity(lot)
    if identity is None:
        return []
    columns, has_key = identity
    rows = np.flatnonzero(lot.used & has_key)
    line = combined([column[rows] for column in columns])
    content = [lot.values[name].data[rows] for name in ("product_id", "qty", "net_amount", "amount") if name in lot.values]
    same = pd.Series(combined([line, *content])).duplicated().to_numpy()
    other = pd.Series(line).duplicated().to_numpy() & ~same
    if lot.table.name == "accounts":
        same, other = same | other, np.zeros(len(rows), dtype=bool)
    overlap = np.array([export.source.overlap for export in lot.exports], dtype=object)[lot.export[rows]]
    _set_rows_aside(lot, rows[same | (other & (overlap == "replaces"))])
    asked = rows[other & (overlap == None)]  # noqa: E711
    return [_line_again(lot, asked)] if len(asked) else []


def _set_rows_aside(lot: Lot, rows: np.ndarray) -> None:
    where = np.zeros(len(lot), dtype=bool)
    where[rows] = True
    lot.set_aside(where, "duplicate", "account_id" if lot.table.name == "accounts" else "document")


def _line_again(lot: Lot, rows: np.ndarray) -> Note:
    first = rows[0]
    return Note("line_again", {"table": lot.table.name, "rows": len(rows), "file": str(lot.label[first]), "row": int(lot.number[first]),
                               "document": str(lot.text["document"][first])},
                f"overlap: adds   # {place_of(lot, int(lot.export[first]))}; replaces, where the first row counts", weight(lot, rows))


def _identity(lot: Lot) -> tuple[list[np.ndarray], np.ndarray] | None:
    """What makes two rows the same line of the same document, and which rows have it; numbers that are cut short tell nothing."""
    name = lot.table.name
    if name == "accounts":
        return [lot.text["account_id"]], np.ones(len(lot), dtype=bool)
    if name not in ("sales", "receivables") or (name == "sales" and "line" not in lot.text):
        return None
    whole = ~cut_short(lot, "document")
    # Files whose rows the params say add up have documents of their own.
    file = np.array([index if export.source.overlap == "adds" else -1 for index, export in enumerate(lot.exports)])[lot.export]
    columns = [file, lot.text["document"], lot.text["account_id"], lot.values["date"].data]
    if name == "sales":
        kind = lot.values.get("kind")
        kinds = [] if kind is None else [np.where(kind.valid, kind.data, "invoice")]
        return [*columns, *kinds, lot.text["line"]], whole & (lot.text["line"] != "")
    due = lot.values.get("due_date")
    days = lot.values["date"].data
    return [*columns[:3], days if due is None else np.where(due.valid, due.data, days)], whole
