"""What was paid in a quarter and how late, split over the instalments that it settled (D12, D2, D2b)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Row, row
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.receivables import Key, documents, due_date, settled, taken
from kam.why.shapes import add


@dataclass(frozen=True)
class Paid:
    """The part of one payment that settled one instalment; ``days`` after it was due, negative before."""

    entry: Entry
    account: str
    amount: Decimal
    days: int

    @property
    def row(self) -> Row:
        """The allocation with its amount."""
        return row(self.entry, self.amount, self.entry.document, self.entry.date, f"{self.days:+d}")


def paid(exports: Exports, quarter: Quarter) -> list[Paid]:
    """Every payment of the quarter to a positive document; one by a credit note of the sales table is none."""
    return exports.kept(("paid", quarter), lambda: _paid(exports, quarter))


def _paid(exports: Exports, quarter: Quarter) -> list[Paid]:
    notes = {
        (entry.document, entry.account_id)
        for entry in exports.table("sales")  # as exported: an invoice with a returned part is no credit note
        if (entry.kind or ("credit note" if entry.net_amount < 0 else "")) == "credit note"
        and entry.date <= exports.day(quarter)
    }
    by_document: dict[Key, list[tuple[bool, Entry]]] = defaultdict(list)
    for entry in exports.table("allocations"):
        if entry.document and entry.date <= exports.owed_day(quarter):
            key = settled(exports, entry.document, entry.account_id)
            by_document[key].append(((entry.payment, key[1]) not in notes and entry.method != "write-off", entry))
    found: list[Paid] = []
    for document, parts in documents(exports, exports.owed_day(quarter)).items():
        if add(part.amount for part in parts) > 0:
            found += _of_document(exports, quarter, parts, by_document.get(document, []))
    return found


def _of_document(exports: Exports, quarter: Quarter, parts: list[Entry], payments: list[tuple[bool, Entry]]) -> list[Paid]:
    """Settlements in the order of their days, on one day credit notes before payments."""
    found, so_far = [], NOTHING
    for payment, entry in sorted(payments, key=lambda pair: (pair[1].date, pair[0], pair[1].position)):
        before, after = taken(parts, so_far), taken(parts, so_far + entry.amount)
        so_far += entry.amount
        if payment and entry.date >= quarter.start:
            shares = zip(parts, before, after, strict=True)  # one without a due date, 9999-12-31, is paid neither late nor early (I-18)
            found += [Paid(entry, part.account_id, late - early, (entry.date - due_date(exports, part)).days) for part, early, late in shares if late != early and due_date(exports, part) < date.max]
    return found
