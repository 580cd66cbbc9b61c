"""What is open at the end of a day, item by item, from documents and allocations (D1 to D5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Input, Row, row
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.shapes import add

BUCKETS = {"not_due": (-(10**6), 0), "due_1_30": (1, 30), "due_31_60": (31, 60), "due_61_90": (61, 90), "due_91_plus": (91, 10**6)}
FALLS_DUE = {"falls_due_30": 30, "falls_due_60": 60, "falls_due_90": 90}


@dataclass(frozen=True)
class Item:
    """One open item at the end of a day: a document, an instalment of one, or cash without a document (``due`` None)."""

    entry: Entry
    account: str
    due: date | None
    open: Decimal
    late: int
    state: str

    @property
    def row(self) -> Row:
        """The exported row behind it, with what is still open."""
        return row(self.entry, self.open, getattr(self.entry, "document", None) or getattr(self.entry, "payment", None), self.due)


def why_unknown(exports: Exports, quarter: Quarter) -> str:
    """Why nothing is known of what is open at a quarter's end."""
    if not {"receivables", "balances"} & exports.inputs.present:
        return "no receivables"
    first = min((entry.date for name in ("receivables", "balances") for entry in exports.table(name)), default=None)
    if first is not None and quarter.end + timedelta(days=20 if balances_only(exports) else 0) < first:
        return "before the first row of receivables"
    late = exports.until is not None or quarter != exports.history[-1]
    return "history cannot be rebuilt" if exports.exported("receivables") and not exports.exported("allocations") and late else ""


def balances_only(exports: Exports) -> bool:
    """Whether only balances are known (D9)."""
    return "balances" in exports.inputs.present and "receivables" not in exports.inputs.present


def why_no_items(exports: Exports, quarter: Quarter) -> str:
    """Why no open items are known at a quarter's end."""
    return why_unknown(exports, quarter) or ("balances only" if balances_only(exports) else "")


def open_items(exports: Exports, day: date) -> dict[str, list[Item]]:
    """The open items of each account at the end of a day."""
    return exports.kept(("open", day), lambda: _open_items(exports, day))


def _open_items(exports: Exports, day: date) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    allocated = _allocated(exports, day)
    for document, parts in documents(exports, day).items():
        takes = taken(parts, allocated.get(document, NOTHING))
        left = [entry.amount - take for entry, take in zip(parts, takes, strict=True)]
        for entry, rest in zip(parts, left, strict=True):
            if rest and add(left):
                found[entry.account_id].append(_item(entry, due_date(exports, entry), rest, bool(entry.disputed), day))
    for account, entries in _cash(exports, day).items():
        cash = add(entry.amount for entry in entries)
        if cash:
            found[account].append(Item(entries[-1], account, None, -cash, 0, "unapplied"))
    return found


def _item(entry: Entry, due: date, rest: Decimal, disputed: bool, day: date) -> Item:
    late = (day - due).days
    bucket = next(name for name, (low, high) in BUCKETS.items() if low <= late <= high)
    state = "unapplied" if rest < 0 else "disputed" if disputed else bucket
    return Item(entry, entry.account_id, due, rest, late, state)


def due_date(exports: Exports, entry: Entry) -> date:
    """A document's due date, by the account's terms where it states none (D5b)."""
    terms = exports.customers[entry.account_id].credit_days
    found: date = entry.due_date or entry.date + timedelta(days=round(terms or 0))
    return found


Key = tuple[str, str]  # a document's number and its top account (I-2)


def documents(exports: Exports, day: date) -> dict[Key, list[Entry]]:
    """The receivables rows dated by a day by document, instalments the oldest due first (D2b)."""
    every: dict[Key, list[Entry]] = exports.kept("documents", lambda: _by_document(exports))
    by_then = {document: [entry for entry in parts if entry.date <= day] for document, parts in every.items()}
    return {document: parts for document, parts in by_then.items() if parts}


def settled(exports: Exports, number: str, account: str) -> Key:
    """The document that an allocation means: the number's only one, else that of the account."""
    owners: dict[str, list[str]] = exports.kept("owners", lambda: _owners(exports))
    of = owners.get(number, [])
    return number, of[0] if len(of) == 1 else account


def _owners(exports: Exports) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, account in _by_document(exports):
        found[number].append(account)
    return found


def _by_document(exports: Exports) -> dict[Key, list[Entry]]:
    found: dict[Key, list[Entry]] = defaultdict(list)
    for entry in sorted(exports.table("receivables"), key=lambda one: (due_date(exports, one), one.date, one.account_id, one.amount)):
        found[entry.document, entry.account_id].append(entry)
    return found


def taken(parts: Sequence[Entry], allocated: Decimal) -> list[Decimal]:
    """What each instalment takes of an allocated amount, oldest due first; the last takes what is too much."""
    smaller = min if add(entry.amount for entry in parts) >= 0 else max
    takes, left = [], allocated
    for entry in parts[:-1]:
        takes.append(smaller(left, entry.amount))
        left -= takes[-1]
    return [*takes, left]


def _allocated(exports: Exports, day: date) -> dict[Key, Decimal]:
    """Allocations to each document less those from it, by a day (D1); none begins to count before its documents are dated."""
    first: dict[Key, date] = exports.kept(
        "first documents", lambda: {key: min(entry.date for entry in parts) for key, parts in _by_document(exports).items()}
    )
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for entry in exports.table("allocations"):
        key = settled(exports, entry.document, entry.account_id)
        if entry.date > day or (entry.document and (key not in first or first[key] > day)):
            continue
        if entry.document:
            sums[key] += entry.amount
        giver = settled(exports, entry.payment, key[1])
        if giver in first and first[giver] <= day:
            sums[giver] -= entry.amount
    return sums


def _cash(exports: Exports, day: date) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in exports.table("allocations"):
        if not entry.document and entry.account_id and entry.date <= day:
            found[entry.account_id].append(entry)
    return found


def items_of(exports: Exports, accounts: Sequence[str], day: date) -> list[Item]:
    """The open items of some accounts at the end of a day."""
    every = open_items(exports, day)
    return [item for account in accounts for item in every.get(account, [])]


def items_input(items: Sequence[Item], name: str = "why.open_items", **about: object) -> Input:
    """Open items with what is still open of each."""
    return Input(name, [item.row for item in items], about)


def closing(exports: Exports, quarter: Quarter, accounts: Sequence[str]) -> Input:
    """What makes up the receivables of some accounts at a quarter's end: open items, or the newest stated balances (D3, D9)."""
    if not balances_only(exports):
        return items_input(items_of(exports, accounts, exports.owed_day(quarter)), day=exports.owed_day(quarter))
    books: dict[str, list[Entry]] = defaultdict(list)
    for entry in exports.table("balances"):
        books[entry.book].append(entry)
    holding = {book: _holding({entry.date for entry in entries}, quarter) for book, entries in books.items()}
    rows = [entry for entry in sorted(exports.of("balances", accounts), key=lambda one: (one.date, one.position)) if entry.date == holding[entry.book]]
    return Input("why.balances", [row(entry, entry.balance, entry.entity_id, entry.date) for entry in rows], {"day": exports.owed_day(quarter)})


def _holding(days: set[date], quarter: Quarter) -> date | None:
    """The day of a list that holds at a quarter's end: its newest by then, else one soon after (I-17)."""
    before = max((day for day in days if day <= quarter.end), default=None)
    soon = min((day for day in days if quarter.end < day <= quarter.end + timedelta(days=20)), default=None)
    return before if soon is None or (before is not None and before >= quarter.start) else soon


def owed(exports: Exports, quarter: Quarter, accounts: Sequence[str]) -> Decimal:
    """Open receivables of some accounts at a quarter's end (D3)."""
    return closing(exports, quarter, accounts).total or NOTHING
