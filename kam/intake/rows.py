"""Why a row is not used: every fault in the order of I-5, so that a row is set aside once, for the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kam.intake.accounts import Accounts
from kam.intake.cells import clean_id, each_unique
from kam.intake.currencies import without_rate
from kam.intake.documents import repeated, told
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.overlap import supersede
from kam.intake.snapshots import newest_whole, stated
from kam.intake.total_rows import document_totals
from kam.intake.values import Values
from kam.params.company import ExcludedDocument

# Optional columns whose unreadable value would change a row's meaning: empty they say something else.
_DECISIVE = {"sales": ("qty", "fx_rate", "cancelled"), "deliveries": ("ordered_qty", "delivered_qty")}
# Days on which something was booked; where they lie far from the others, a year was mistyped (I-13).
_BOOKED = {"date": ("sales", "receivables", "balances", "allocations"), "delivered_date": ("deliveries",), "ordered_date": ("deliveries",)}
_1990 = (date(1990, 1, 1) - date(1970, 1, 1)).days


@dataclass
class Surroundings:
    """What the rows of one table are held against: accounts, excluded documents, used documents of the ledger."""

    accounts: Accounts
    currency: str
    excluded: tuple[ExcludedDocument, ...] = ()
    ignore: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    ledger: frozenset[str] | None = None
    ledger_excluded: frozenset[tuple[str, str]] = frozenset()
    open_items: bool = False


def judge(lot: Lot, around: Surroundings) -> list[Note]:
    """Gives every row of a lot its fault, if it has one, and tells what is to be known or asked of its documents."""
    totals, share = document_totals(lot)
    if share == 1:
        lot.subtotal |= totals
    notes = told(lot)
    lot.set_aside(lot.subtotal, "subtotal", "", lot.first)
    lot.set_aside(lot.repeated_header, "repeated header", "", lot.first)
    lot.set_aside(lot.surplus, "more cells than headers", "", lot.first)
    _dates(lot)
    _implausible(lot)
    _amounts(lot)
    _accounts(lot, around.accounts)
    _indispensable(lot)
    _words(lot)
    if lot.table.name == "allocations" and around.ledger is not None:
        _documents(lot, around)
    lot.set_aside(without_rate(lot, around.accounts, around.currency, around.ignore), "no fx rate", "currency" if "currency" in lot.text else "fx_rate")
    notes += stated(lot) if lot.table.name == "balances" else newest_whole(lot) if around.open_items else supersede(lot)
    notes += repeated(lot)
    if lot.table.name == "sales" and "cancelled" in lot.values:
        lot.set_aside(lot.values["cancelled"].data & lot.values["cancelled"].valid, "cancelled", "cancelled")
    if "status" in lot.values and lot.table.name != "tasks":
        lot.set_aside(np.isin(lot.values["status"].data.astype(str), ["draft", "cancelled"]), "cancelled", "status")
    _excluded(lot, around)
    return notes


def _dates(lot: Lot) -> None:
    """In the accounts table a date decides nothing; elsewhere an unreadable one would move or hide the row (D5b)."""
    for column in lot.table.columns:
        if column.kind in ("date", "quarter", "period") and column.name in lot.values and (column.required or lot.table.name != "accounts"):
            values = lot.values[column.name]
            bad = ~values.valid if column.required else values.unreadable
            lot.set_aside(bad, f"unreadable {column.kind}", column.name)


def _implausible(lot: Lot) -> None:
    """Booked more than 366 days after the newest day once 1 % of the rows, at least one, is left out, or before 1990 (I-13)."""
    for name in (name for name, tables in _BOOKED.items() if lot.table.name in tables and name in lot.values):
        values = lot.values[name]
        days = values.data[lot.used & values.valid]
        if len(days):
            place = max(0, len(days) - 1 - max(1, len(days) // 100))
            newest = np.partition(days, place)[place]
            lot.set_aside(values.valid & ((values.data > newest + 366) | (values.data < _1990)), "implausible date", name)


def _amounts(lot: Lot) -> None:
    decisive = _DECISIVE.get(lot.table.name, ())
    for column in lot.table.columns:
        values = lot.values.get(column.name)
        if values is None or column.kind not in ("money", "number", "score"):
            continue
        name = "score" if column.kind == "score" else "number" if column.kind == "number" else "amount"
        if column.required:
            lot.set_aside(~values.valid & ~values.unreadable, f"missing {name}", column.name)
        if column.required or column.name in decisive:
            lot.set_aside(values.unreadable, f"unreadable {name}", column.name)


def _accounts(lot: Lot, accounts: Accounts) -> None:
    if lot.table.name == "accounts":
        lot.set_aside(lot.text["account_id"] == "", "no account", "account_id")
        return
    if "account_id" not in lot.text or "account_id" not in lot.table.names:
        return  # `match: name` finds one for any table
    ids = lot.text["account_id"]
    by_document = lot.text["document"] != "" if lot.table.name == "allocations" and "document" in lot.text else np.zeros(len(lot), dtype=bool)
    needed = lot.table.column("account_id").required or lot.table.name == "allocations"
    lot.set_aside((ids == "") & ~by_document & needed, "no account", "account_id")
    lot.set_aside((ids != "") & ~_each(ids, accounts.knows), "unknown account", "account_id")


def _indispensable(lot: Lot) -> None:
    for column in lot.table.columns:
        values = lot.values.get(column.name)
        if column.required and values is not None and column.kind in ("text", "flag"):
            lot.set_aside(~values.valid & ~values.unreadable, f"no {column.name.removesuffix('_id')}", column.name)
    if lot.table.name == "allocations" and not {"account_id", "document"} & set(lot.text):
        lot.set_aside(np.ones(len(lot), dtype=bool), "no account", "account_id")
    if lot.table.name == "price_list":
        blank = np.full(len(lot), "", dtype=object)
        lot.set_aside((lot.text.get("product_id", blank) == "") & (lot.text.get("style", blank) == ""), "no product", "product_id")


def _words(lot: Lot) -> None:
    """A word that is neither ours nor mapped in the params is never guessed (I-3); nor is an empty kind of a source that has kinds."""
    for column in lot.table.columns:
        values = lot.values.get(column.name)
        if values is None or not (column.words or (column.name in _DECISIVE.get(lot.table.name, ()) and column.kind == "flag")):
            continue
        empty = ~values.valid & lot.has("kind") if (lot.table.name, column.name) == ("sales", "kind") else np.zeros(len(lot), dtype=bool)
        lot.set_aside(values.unreadable | empty, "unknown word", column.name)


def _documents(lot: Lot, around: Surroundings) -> None:
    """Allocations follow the document that they settle (D1, I-9, G4)."""
    if "document" not in lot.text:
        return
    documents = lot.text["document"]
    known = around.ledger or frozenset()
    left_out = {number for number, _ in around.ledger_excluded} | {one.document for one in around.excluded}
    lot.set_aside((documents != "") & ~_each(documents, lambda document: document in known or document in left_out), "unknown document", "document")


def _excluded(lot: Lot, around: Surroundings) -> None:
    if "account_id" in lot.text:
        lot.set_aside(_each(lot.text["account_id"], around.accounts.excluded), "excluded", "account_id")
    if lot.table.name in ("sales", "receivables", "allocations") and "document" in lot.text:
        wholly = {one.document for one in around.excluded if not (one.account or one.date)}
        left_out = _each(lot.text["document"], wholly.__contains__)
        for one in around.excluded:
            if one.account or one.date:
                left_out |= _is(lot, one, around.accounts)
        if lot.table.name == "allocations":
            left_out |= _settle_excluded(lot, around)
        lot.set_aside(left_out, "excluded", "document")


def _settle_excluded(lot: Lot, around: Surroundings) -> np.ndarray:
    """Payments of excluded documents; of a number that a used one bears too, those of its account (I-2b)."""
    gone = {number for number, _ in around.ledger_excluded}
    numbers, owners = lot.text["document"], _owners(lot)
    found = _each(numbers, gone.__contains__)
    for row in np.flatnonzero(found):
        number, owner = numbers[row], around.accounts.top(owners[row])
        found[row] = number not in (around.ledger or ()) or (number, owner) in around.ledger_excluded
    return found


def _owners(lot: Lot) -> np.ndarray:
    """Each row's account as it is written, nothing where the table has none."""
    return lot.text.get("account_id", np.full(len(lot), "", dtype=object))


def _is(lot: Lot, one: ExcludedDocument, accounts: Accounts) -> np.ndarray:
    """The rows of a document that params leave out; a payment's day is not its document's."""
    rows = lot.text["document"] == one.document
    if one.account:
        owner = accounts.top(one.account)
        rows = rows & _each(_owners(lot), lambda account: accounts.top(account) == owner)
    if one.date:
        rows = rows & (lot.table.name != "allocations") & (lot.values["date"].data == (one.date - date(1970, 1, 1)).days)
    return rows


def documents_of(lot: Lot | None) -> frozenset[str]:
    """The documents of a lot's used rows."""
    return frozenset() if lot is None else frozenset(lot.text["document"][lot.used])


def excluded_of(lot: Lot | None, accounts: Accounts) -> frozenset[tuple[str, str]]:
    """Number and top account of documents that are excluded, of which none of that account is used."""
    if lot is None:
        return frozenset()
    numbers, gone = lot.text["document"], lot.reason == "excluded"
    alike = _each(numbers, set(numbers[gone]).__contains__)
    found, used = ({(number, accounts.top(account)) for number, account in zip(numbers[rows], lot.text["account_id"][rows], strict=True)}
                   for rows in (gone, lot.used & alike))
    return frozenset(found - used)


def listed_documents(listed: Iterable[str | ExcludedDocument]) -> tuple[ExcludedDocument, ...]:
    """Documents of the params as they are compared."""
    entries = [ExcludedDocument(document=one) if isinstance(one, str) else one for one in listed]
    return tuple(one.model_copy(update={"document": clean_id(one.document), "account": clean_id(one.account)}) for one in entries)


def amount_of(lot: Lot) -> Values | None:
    """The column whose amounts are counted in the control totals, nothing where a row's amount is not money of its own (I-4)."""
    values = lot.values.get(lot.table.amount)
    if values is None:
        return None
    return Values(values.kind, values.data, values.valid & ~lot.subtotal & ~lot.repeated_header & ~lot.surplus, values.unreadable)


def _each(texts: np.ndarray, test: Callable[[str], bool]) -> np.ndarray:
    codes, results = each_unique(texts, test)
    return np.array(results, dtype=bool)[codes] if len(results) else np.zeros(len(texts), dtype=bool)
