"""From the gathered exports to typed tables, in the order in which tables lean on each other."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kam.errors import InputError, many
from kam.intake.accounts import Accounts, accounts_of
from kam.intake.cells import fold_name, mapped
from kam.intake.contracts import contract
from kam.intake.documents import newest_names, settle
from kam.intake.doubts import doubts
from kam.intake.findings import findings
from kam.intake.inputs import TABLE_NAMES, save
from kam.intake.lots import Lot, lot_of
from kam.intake.notes import Note
from kam.intake.reading import Gathered, Origin, gather
from kam.intake.rows import Surroundings, documents_of, excluded_of, judge, listed_documents
from kam.intake.shared_payments import shared_out, together
from kam.intake.snapshots import with_payments
from kam.intake.tables import accounts_table, set_aside_table, totals_table, typed_table
from kam.intake.terms import give_due_dates, number_openings, read_terms
from kam.intake.totals import control_totals
from kam.intake.typed import read_lot
from kam.intake.values import Values, text_values

if TYPE_CHECKING:
    from kam.params import Params

log = logging.getLogger(__name__)
# Rows of these are trade with an account; allocations come last, for they lean on the ledger.
TRADE = ("sales", "receivables", "balances", "allocations")


def build(aside: Path, origins: list[Origin], params: Params, files: dict[str, str]) -> None:
    """Reads, types and judges every row and writes the result into a folder; raises InputError where no sales row can be used."""
    log.info("reading %s ...", many(len(files), "file"))
    gathered = _gathered(origins, params)
    rows = sum(len(one.records.numbers) for exports in gathered.exports.values() for one in exports)
    log.info("checking %s ...", many(rows, "row"))
    lots, accounts = judged(gathered, params)
    for name in ("accounts", "sales"):
        if name in lots:
            _refuse_useless(lots[name])
    tables = {name: typed_table(name, lots.get(name)) for name in TABLE_NAMES if name != "accounts"}
    if {"receivables", "allocations"} <= set(lots):
        gathered.notes += _shared_out(lots, tables, accounts.tops)
    tables["accounts"] = accounts_table(lots.get("accounts"), accounts.traded or ())
    gathered.notes += [*findings(lots, accounts, tables, params.fiscal_year_start), *doubts(lots, params)]
    ordered = [lots[name] for name in TABLE_NAMES if name in lots]
    save(aside, tables, set_aside_table(ordered), totals_table(control_totals(ordered)), _about(lots, gathered, files))


def _shared_out(lots: dict[str, Lot], tables: dict[str, pa.Table], top: dict[str, str]) -> list[Note]:
    lot = lots["allocations"]
    named = together(lot, lots["receivables"], top)
    rows = np.flatnonzero(lot.used & np.isin(lot.text.get("document", lot.first), list(named)))
    if not len(rows):
        return []
    tables["allocations"] = shared_out(tables["allocations"], tables["receivables"], named, top)
    return [Note("payments_shared", {"rows": len(rows), "file": str(lot.label[rows[0]]), "row": int(lot.number[rows[0]]), "document": str(lot.text["document"][rows[0]])})]


def _gathered(origins: list[Origin], params: Params) -> Gathered:
    """Millions of cells hold no cycles, so the search for them would only cost time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return gather(origins, params)
    finally:
        if collecting:
            gc.enable()


def judged(
    gathered: Gathered, params: Params, beforehand: Callable[[Lot], None] = lambda lot: None, traded: frozenset[str] | None = None
) -> tuple[dict[str, Lot], Accounts]:
    """Accounts first, then the trade with them, then what is said of them; ``beforehand`` may look at the texts of each lot.

    Those ``traded`` with are accounts too, by default the ones of the trade that is judged here.
    """
    lots: dict[str, Lot] = {}
    for name, exports in gathered.exports.items():
        lots[name] = lot_of(name, exports, _identities(lots.get("accounts")))
    for lot in lots.values():
        beforehand(lot)
        gathered.notes += read_lot(lot, params)
        read_terms(lot)
        number_openings(lot)
    if {"receivables", "allocations"} <= set(lots):
        gathered.notes += with_payments(lots["receivables"], lots["allocations"])
    if "accounts" in lots:
        gathered.notes += _judge_accounts(lots["accounts"], params)
    accounts = accounts_of(lots.get("accounts"), params.exclude.accounts)
    if any(source.match == "name" for name in TRADE for source in params.sources.get(name, [])):
        known = () if accounts.exported else (*accounts.listed, *(traded or ()))
        accounts = replace(accounts, written={fold_name(name): name for name in known})
    around = Surroundings(accounts, params.currency, listed_documents(params.exclude.documents), params.ignore)
    for name in (name for name in TRADE if name in lots):
        # Without allocations a list of receivables holds what is open, and stands for itself (I-17).
        beside: dict[str, Any] = _ledger(lots, accounts) if name == "allocations" else {"open_items": name == "receivables" and "allocations" not in lots}
        gathered.notes += _judge(lots[name], replace(around, **beside))
    if {"receivables", "allocations"} <= set(lots):
        gathered.notes += settle(lots["allocations"], lots["receivables"], accounts)
    gathered.notes += give_due_dates(lots, accounts, params)
    accounts = replace(accounts, traded=_traded_with(lots) if traded is None else traded)
    for name in (name for name in TABLE_NAMES if name in lots and name not in ("accounts", *TRADE)):
        gathered.notes += _judge(lots[name], replace(around, accounts=accounts))
    return lots, accounts


def _identities(lot: Lot | None) -> frozenset[str]:
    """The folded ids and names of the accounts table, none where it is not exported."""
    texts = [] if lot is None else [lot.text[name][~lot.subtotal] for name in ("account_id", "name") if name in lot.text]
    return frozenset(fold_name(text) for column in texts for text in pd.unique(column)) - {""}


def _judge(lot: Lot, around: Surroundings) -> list[Note]:
    _join_by_name(lot, around.accounts)
    notes = judge(lot, around)
    _complete(lot)
    return notes


def _ledger(lots: dict[str, Lot], accounts: Accounts) -> dict[str, Any]:
    """The documents that allocations may settle, alone or several in one cell, and the excluded ones."""
    ledger = lots.get("receivables")
    known = None if ledger is None else documents_of(ledger) | set(together(lots["allocations"], ledger, accounts.tops))
    return {"ledger": known, "ledger_excluded": excluded_of(ledger, accounts)}


def _judge_accounts(lot: Lot, params: Params) -> list[Note]:
    """Exclusion follows the chain of parents (G4), which is known once the other faults are."""
    notes = judge(lot, Surroundings(Accounts(), params.currency))
    known = accounts_of(lot, params.exclude.accounts)
    ids = lot.text["account_id"]
    lot.set_aside(np.array([known.excluded(account) for account in ids], dtype=bool), "excluded", "account_id")
    return notes + newest_names(lot)


def _join_by_name(lot: Lot, accounts: Accounts) -> None:
    """Where an export knows its customers by name only, the name becomes the account's id; unmatched names stay as they are (I-1).

    Of a name that no accounts table holds the first writing is the id, in tables with a column of ids too (I-15).
    """
    for index, export in enumerate(lot.exports):
        if export.source.match != "name":
            continue
        rows = lot.export == index
        column = "account_id" if "account_id" in export.columns and "name" not in export.source.columns else "name"
        names = lot.raw[column][rows]
        for texts in (lot.text, lot.raw):
            texts.setdefault("account_id", np.full(len(lot), "", dtype=object))
            texts["account_id"] = texts["account_id"].copy()
        lot.raw["account_id"][rows] = names
        lot.text["account_id"][rows] = mapped(lot.text[column][rows], accounts.by_name)
    if "account_id" in lot.text:
        written = accounts.written or {}
        ids = mapped(lot.text["account_id"], lambda text: written.get(fold_name(text), text)) if written else lot.text["account_id"]
        lot.text["account_id"], lot.values["account_id"] = ids, text_values(ids)


def _complete(lot: Lot) -> None:
    """A source without any kind holds invoices; a line that is not exported is the row's position within its document (I-2)."""
    if lot.table.name != "sales":
        return
    without = ~lot.has("kind")
    kind = lot.values.setdefault("kind", _nothing(len(lot)))
    kind.data, kind.valid = np.where(without, "invoice", kind.data), kind.valid | without


def _nothing(count: int) -> Values:
    return Values("text", np.full(count, None, dtype=object), np.zeros(count, dtype=bool), np.zeros(count, dtype=bool))


def _refuse_useless(lot: Lot) -> None:
    """Raises InputError where not one row of an indispensable table can be used."""
    if lot.used.any():
        return
    name = lot.table.name
    labels = ", ".join(dict.fromkeys(export.label for export in lot.exports))
    if not len(lot):
        raise InputError(f"{labels}: there is no row below the header; export {name} again")
    reason, count = Counter(lot.reason).most_common(1)[0]
    row = int(np.flatnonzero(lot.reason == reason)[0])
    column = str(lot.fault_column[row])
    remedy = f"map their words under sources.{name}.values.{column}" if reason == "unknown word" else f"correct sources.{name} or the export"
    raise InputError(f"{labels}: none of the {len(lot)} rows of {name} can be used, {count} of them because of '{reason}' "
                     f"(first: row {lot.number[row]}, '{column}' reads '{lot.fault_value[row]}'); {remedy}")


def _traded_with(lots: dict[str, Lot]) -> frozenset[str]:
    """Accounts of used sales and ledger rows (G6)."""
    found = [lots[name].text["account_id"][lots[name].used] for name in TRADE if name in lots and "account_id" in lots[name].text]
    return frozenset(pd.unique(np.concatenate(found))) - {""}


def _about(lots: dict[str, Lot], gathered: Gathered, files: dict[str, str]) -> dict[str, Any]:
    notes: list[Note] = []
    for note in gathered.notes:
        if note not in notes:
            notes.append(note)
    return {
        "present": sorted(name for name, lot in lots.items() if lot.used.any() or not len(lot)),
        "columns": {name: [column for column in contract(name).names if column in lot.text] for name, lot in lots.items()},
        "guesses": [asdict(guess) for guess in dict.fromkeys(gathered.guesses)],
        "notes": [asdict(note) for note in notes],
        "files": files,
    }
