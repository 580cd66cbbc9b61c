"""D1 to D5: what is open on a day and what was paid when, document by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .clerk import NONE, Clerk, Row, add

Key = tuple[str, str]  # a document's number and its paying account
BUCKETS = ("due_1_30", "due_31_60", "due_61_90", "due_91_plus")


@dataclass(frozen=True)
class Item:
    """An open amount; cash without a document has no due day."""

    account: str
    open: Decimal
    due: date | None
    disputed: bool

    def days_late(self, end: date) -> int:
        """Days past due, 0 or less while not due (D5)."""
        return (end - self.due).days if self.due else 0


@dataclass(frozen=True)
class Paid:
    """A part of an allocation on one instalment (D12)."""

    account: str
    quarter: int
    amount: Decimal
    days: int
    day: date


class Receivables:
    """The ledger of all accounts; ``open_at`` is what it shows on a day."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.documents: dict[Key, list[Row]] = defaultdict(list)
        for row in clerk.tables["receivables"]:
            self.documents[row["document"], clerk.top(row["account_id"])].append({**row, "due": self.due(row)})
        self.owners: dict[str, list[str]] = defaultdict(list)
        for number, account in self.documents:
            self.owners[number].append(account)
        for parts in self.documents.values():
            parts.sort(key=lambda part: (part["due"], part["date"], part["amount"]))
        self.taken, self.given = self.by_number("document"), self.by_number("payment")
        self.credit_notes = {((row["document"], clerk.top(row["account_id"])), row["date"]) for rows in clerk.sales.values() for row in rows if row["stated"] == "credit note"}
        self.kept: dict[date, dict[str, list[Item]]] = {}

    def meant(self, number: str | None, account: str | None) -> Key:
        """I-2: a number means its only document, else that of the account."""
        of = self.owners.get(number or "", [])
        return number or "", of[0] if len(of) == 1 else self.clerk.top(account) if account else ""

    def by_number(self, column: str) -> dict[Key, list[Row]]:
        """Allocations by the document that the number in a column means; a payment's is that of the account whose document it settles."""
        found: dict[Key, list[Row]] = defaultdict(list)
        for row in self.clerk.tables["allocations"]:
            settled = self.meant(row.get("document"), row.get("account_id"))
            if not row.get(column):
                found["", ""].append(row)
            else:
                found[settled if column == "document" else self.meant(row[column], settled[1])].append(row)
        return found

    def due(self, row: Row) -> date:
        """D5b: a missing due day is the day plus the account's credit days (half a day counts as one)."""
        if row.get("due_date"):
            return row["due_date"]  # type: ignore[no-any-return]
        terms = self.clerk.of(self.clerk.top(row["account_id"]), "credit_days") or NONE
        return row["date"] + timedelta(days=int(Decimal(terms).quantize(Decimal(1), ROUND_HALF_UP)))  # type: ignore[no-any-return]

    def parts(self, document: Key, end: date) -> list[Row]:
        """The instalments of a document that exist by a day, oldest due first (D2b)."""
        return [part for part in self.documents.get(document, []) if part["date"] <= end]

    def counts(self, allocation: Row, end: date) -> bool:
        """D1, D2: dated by then, and so is its document."""
        document = self.meant(allocation.get("document"), allocation.get("account_id"))
        return allocation["date"] <= end and (not allocation.get("document") or bool(self.parts(document, end)))

    def open_at(self, end: date) -> dict[str, list[Item]]:
        """Open items by account."""
        if end not in self.kept:
            self.kept[end] = defaultdict(list)
            for item in [*self.open_documents(end), *self.unapplied_cash(end)]:
                if item.open:
                    self.kept[end][item.account].append(item)
        return self.kept[end]

    def open_documents(self, end: date) -> list[Item]:
        """D1: amount less what was allocated to it, plus what it settles itself."""
        found = []
        for document in self.documents:
            parts = self.parts(document, end)
            settled = add(row["amount"] for row in self.taken.get(document, []) if self.counts(row, end))
            settled -= add(row["amount"] for row in self.given.get(document, []) if self.counts(row, end))
            for part, taken in zip(parts, spread(parts, settled), strict=True):
                found.append(Item(self.clerk.top(part["account_id"]), part["amount"] - taken, part["due"], bool(part.get("disputed"))))
        return found

    def unapplied_cash(self, end: date) -> list[Item]:
        """D1: an allocation without a document is unapplied cash of its account."""
        cash: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.taken.get(("", ""), []):
            if row["date"] <= end:
                cash[self.clerk.top(row["account_id"])] -= row["amount"]
        return [Item(account, amount, None, False) for account, amount in cash.items()]

    def payments(self) -> list[Paid]:
        """D12: every allocation to a positive document, but not those from a credit note, with its days after the due day."""
        found = []
        for document in self.documents:
            settled = NONE
            rows = sorted(self.taken.get(document, []), key=lambda row: (row["date"], self.is_payment(row)))
            for row in rows:
                parts = self.parts(document, self.quarter_end(row["date"]))
                before, settled = settled, settled + row["amount"]
                if self.is_payment(row) and row["date"] >= self.clerk.opened and add(part["amount"] for part in parts) > 0:
                    found += self.pay(parts, before, settled, row["date"])
        return found

    def pay(self, parts: list[Row], before: Decimal, after: Decimal, day: date) -> list[Paid]:
        """What one allocation puts on each instalment."""
        quarter = self.clerk.year.of(day)
        shares = zip(parts, spread(parts, before), spread(parts, after), strict=True)
        return [Paid(self.clerk.top(part["account_id"]), quarter, late - early, (day - part["due"]).days, day) for part, early, late in shares if late != early]

    def is_payment(self, row: Row) -> bool:
        """Whether it is no credit note of the sales table, known by the quarter's end."""
        end = self.quarter_end(row["date"])
        account = self.meant(row.get("document"), row.get("account_id"))[1]
        return row.get("method") != "write-off" and not any(day <= end for _, day in self.numbers_of((row.get("payment") or "", account)))

    def numbers_of(self, document: Key) -> Iterable[tuple[Key, date]]:
        """The account's credit notes of that number."""
        return self._by_document.get(document, [])

    @property
    def _by_document(self) -> dict[Key, list[tuple[Key, date]]]:
        if not hasattr(self, "_numbers"):
            self._numbers: dict[Key, list[tuple[Key, date]]] = defaultdict(list)
            for document, day in sorted(self.credit_notes):
                self._numbers[document].append((document, day))
        return self._numbers

    def quarter_end(self, day: date) -> date:
        """The last day of the quarter in which a day lies."""
        return self.clerk.year.end(self.clerk.year.of(day))


def spread(parts: list[Row], settled: Decimal) -> list[Decimal]:
    """What each instalment takes of an amount, one after another, the last one all the rest (D2b)."""
    if not parts:
        return []
    taken, least = [], min if add(part["amount"] for part in parts) >= 0 else max
    for part in parts[:-1]:
        taken.append(least(settled, part["amount"]))
        settled -= taken[-1]
    return [*taken, settled]


def bucket(days: int) -> str:
    """D5: the column of the ageing in which an item of that age stands."""
    if days <= 0:
        return "not_due"
    return BUCKETS[min((days - 1) // 30, 3)]


def aged(items: Iterable[Item], end: date) -> dict[str, Decimal]:
    """D3 to D5: the columns of the ageing, which add up to the balance; cash without a document stays unapplied, taken back or not (D1)."""
    columns = dict.fromkeys(("not_due", *BUCKETS, "disputed", "unapplied"), NONE)
    for item in items:
        late = item.days_late(end)
        columns["unapplied" if item.open < 0 or item.due is None else "disputed" if item.disputed else bucket(late)] += item.open
    return columns
