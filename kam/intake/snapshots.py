"""Lists of what is owed on a day: which files are one list, and which of them holds (I-17)."""

from __future__ import annotations

import re
from pathlib import PurePath

import numpy as np
import pandas as pd

from kam.intake.documents import written_before
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.overlap import by_age, place_of, supersede, superseded, weight
from kam.intake.values import text_values

_DATED = re.compile(r"(?:19|20)\d\d")
_SHARED = 0.05  # below it two lists are those of two branches that have a customer in common
_WHOLE = 0.8  # a list with fewer of the accounts that owed before may name only the changed ones


def newest_whole(lot: Lot) -> list[Note]:
    """Of several lists of open items the newest counts whole: what is no longer in it has been paid."""
    notes = []
    for files in _lists(lot):
        held = [export for export in by_age(lot) if export in files]
        if len(held) < 2:
            continue
        *older, newest = held
        older = [export for export in older if lot.exports[newest].source.overlap != "adds"]
        for export in older:
            superseded(lot, lot.export == export, newest, export)
        if older:
            notes.append(Note("newest_list", {"file": lot.exports[newest].label, "files": [lot.exports[one].label for one in older],
                                              "place": place_of(lot, newest)}))
    return notes


def with_payments(ledger: Lot, allocations: Lot) -> list[Note]:
    """Amounts that are what is still open get back what allocations took from them, or these would be subtracted twice.

    Documents of one number share an amount: only the first row of each gets it back.
    """
    heads = ledger.of_export([export.layout.open_amount for export in ledger.exports])
    rows = np.flatnonzero(heads != "")
    if not len(rows):
        return []
    amounts, numbers = allocations.values["amount"], pd.Series(ledger.text["document"][rows])
    for column, sign in (("document", 1), ("payment", -1)):
        if column in allocations.text:
            taken = pd.Series(np.where(amounts.valid, amounts.data, 0)).groupby(allocations.text[column]).sum()
            back = numbers.map(taken).fillna(0).where(~numbers.duplicated(), 0).to_numpy().astype(np.int64)
            ledger.values["amount"].data[rows] += sign * back
    guessed = [export for export in ledger.exports if export.layout.open_amount not in ("", "open_amount")]
    if not guessed:
        return []
    head, share = guessed[0].layout.open_amount, weight(ledger, np.flatnonzero(heads == guessed[0].layout.open_amount))
    return [Note("open_with_payments", {"file": guessed[0].label, "head": head},
                 f"columns: {{open_amount: {head}}}   # {place_of(ledger, 0)}; {{amount: {head}}}, where it is each document's full amount", share)]


def stated(lot: Lot) -> list[Note]:
    """Balances: what is written twice counts once; every row gets its ``book``, the list of which the newest day holds."""
    notes = supersede(lot)
    lot.set_aside(written_before(lot, lot.used), "duplicate", "account_id")
    book = np.full(len(lot), "", dtype=object)
    for files in _lists(lot):
        rows = np.isin(lot.export, files)
        name = lot.exports[files[0]].label
        adds = any(lot.exports[export].source.overlap == "adds" for export in files)
        book[rows] = [f"{name} {account}" for account in lot.text["account_id"][rows]] if adds else name
        if not any(lot.exports[export].source.overlap for export in files):
            notes += _only_changed(lot, rows, place_of(lot, files[-1]))
    lot.values["book"] = text_values(book)
    return notes


def _only_changed(lot: Lot, where: np.ndarray, place: str) -> list[Note]:
    """Asks where the newest day of a list leaves out more than a fifth of the accounts that owed the time before."""
    rows = np.flatnonzero(where & lot.used)
    days, owed, accounts = lot.values["date"].data[rows], lot.values["balance"].data[rows], lot.text["account_id"][rows]
    last = np.unique(days)[-2:]
    if len(last) < 2:
        return []
    before, now = set(accounts[(days == last[0]) & (owed != 0)]), set(accounts[days == last[1]])
    if len(before & now) >= _WHOLE * len(before):
        return []
    gone = np.array([account not in now for account in accounts]) & (days == last[0])
    whole = np.abs(owed[days == last[0]]).astype(float).sum()
    first = rows[days == last[1]][0]
    return [Note("partial_list", {"file": str(lot.label[first]), "named": len(before & now), "accounts": len(before),
                                  "day": str(np.datetime64(int(last[1]), "D")), "before": str(np.datetime64(int(last[0]), "D"))},
                 f"overlap: adds   # {place}; replaces, where the others owe nothing", float(np.abs(owed[gone]).astype(float).sum() / whole))]


def _lists(lot: Lot) -> list[list[int]]:
    """Files of one list: the same name but for its date, or customers in common; those of branches that share none add up."""
    accounts = [set(lot.text["account_id"][(lot.export == export) & lot.used]) for export in range(len(lot.exports))]
    lists: list[list[int]] = []
    for export in range(len(accounts)):
        mine = [files for files in lists if any(_one_list(lot, accounts, export, other) for other in files)]
        lists = [files for files in lists if files not in mine] + [[*(one for files in mine for one in files), export]]
    return lists


def _one_list(lot: Lot, accounts: list[set[str]], one: int, other: int) -> bool:
    names = [PurePath(lot.exports[export].label).stem for export in (one, other)]
    if names[0] != names[1] and all(map(_DATED.search, names)) and len({re.sub(r"\d", "", name) for name in names}) == 1:
        return True
    return len(accounts[one] & accounts[other]) > _SHARED * min(len(accounts[one]), len(accounts[other]))
