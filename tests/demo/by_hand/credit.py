"""Credit by hand: what is open on a day, how late it is paid, and what was placed before payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.demo.by_hand.books import Books, Row, back, first_day, last_day, money, share


@dataclass
class Item:
    """One instalment of a receivables document with what of it is still open."""

    document: str
    due: date
    disputed: bool
    open: Decimal


@dataclass(frozen=True)
class Payment:
    """One part of an allocation, and how many days after the due date it came."""

    day: date
    amount: Decimal
    days_late: int
    cash: bool


class Ledger:
    """One account's ledger as of a day (D1, D2, D2b): open ``items``, ``unapplied`` credits and cash, and the payments so far."""

    def __init__(self, books: Books, account: str, day: date) -> None:
        known = [row for row in books.ledger.get(account, []) if row["date"] <= day]  # type: ignore[operator]
        known.sort(key=lambda row: (str(row["document"]), row["due_date"]))
        self.items: dict[str, list[Item]] = {}
        self.unapplied: dict[str, Decimal] = {}
        self.payments: list[Payment] = []
        for row in known:
            self.enter(row)
        paid = [row for row in books.paid.get(account, []) if row["date"] <= day]  # type: ignore[operator]
        for row in sorted(paid, key=lambda row: row["date"]):  # type: ignore[arg-type,return-value]
            self.settle(row)

    def enter(self, row: Row) -> None:
        """A document of the ledger: owed to us, or owed by us."""
        amount, document = money(row["amount"]), str(row["document"])
        if amount > 0:
            self.items.setdefault(document, []).append(Item(document, row["due_date"], bool(row["disputed"]), amount))  # type: ignore[arg-type]
        else:
            self.unapplied[document] = amount

    def settle(self, row: Row) -> None:
        """An allocation takes from its document, oldest instalment first, and uses up the credit that it comes from."""
        payment, amount = str(row["payment"]), money(row["amount"])
        if payment in self.unapplied:
            self.unapplied[payment] += amount
        if not row["document"]:
            self.unapplied["cash"] = self.unapplied.get("cash", Decimal(0)) - amount
            return
        instalments = self.items[str(row["document"])]
        for item in instalments:
            part = amount if item is instalments[-1] else min(amount, item.open)
            item.open -= part
            amount -= part
            if part:
                self.payments.append(Payment(row["date"], part, (row["date"] - item.due).days, payment not in self.unapplied))  # type: ignore[operator,arg-type]

    @property
    def open_items(self) -> list[Item]:
        """What is still owed to us."""
        return [item for instalments in self.items.values() for item in instalments if item.open > 0]

    @property
    def credits(self) -> Decimal:
        """What we owe, as a positive amount."""
        return -sum(self.unapplied.values(), Decimal(0))

    @property
    def balance(self) -> Decimal:
        """Open receivables (D3)."""
        return sum((item.open for instalments in self.items.values() for item in instalments), Decimal(0)) - self.credits

    def past_due(self, day: date) -> list[tuple[Decimal, int]]:
        """Undisputed open amounts with their days past due."""
        return [(item.open, (day - item.due).days) for item in self.open_items if item.due < day and not item.disputed]

    def past_due_share(self, day: date) -> float:
        """What is past due / what is open, after unapplied credits have settled the items due longest first (S5)."""
        undisputed = sum((item.open for item in self.open_items if not item.disputed), Decimal(0)) - self.credits
        late = sum((amount for amount, _ in self.past_due(day)), Decimal(0)) - self.credits
        return share(max(Decimal(0), late), undisputed) or 0.0


def days_beyond_terms(books: Books, account: str, quarter: str) -> float | None:
    """Lateness of the quarter's payments and of what is still open past due, by amount (D12); reversals count with their sign (D2)."""
    end = last_day(quarter)
    ledger = Ledger(books, account, end)
    late = ledger.past_due(end)
    late += [(payment.amount, payment.days_late) for payment in ledger.payments if payment.cash and payment.day >= first_day(quarter)]
    return share(sum((amount * days for amount, days in late), Decimal(0)), sum((amount for amount, _ in late), Decimal(0)))


def paying_later(books: Books, account: str, quarter: str) -> float | None:
    """Days beyond terms, less those of the same quarter last year (W1)."""
    now, before = (days_beyond_terms(books, account, one) for one in (quarter, back(quarter, 4)))
    return now - before if now is not None and before is not None else None


def receivable_gap(books: Books, account: str, quarter: str) -> float | None:
    """Growth of receivables less growth of net sales against last year (C14)."""
    before = back(quarter, 4)
    owed = share(Ledger(books, account, last_day(quarter)).balance, Ledger(books, account, last_day(before)).balance)
    sold = share(books.net(account, quarter), books.net(account, before))
    return owed - sold if owed is not None and sold is not None else None


def consignment_cover(books: Books, account: str, quarter: str) -> float | None:
    """Consigned value / the year's rebate; endless where goods are out and no rebate is due (D16, W1)."""
    row = next((row for row in books.tables["rebates"] if row["account_id"] == account and row["quarter"] == quarter), None)
    if row is None:
        return None
    year = money(row["expected_year"]) if row["expected_year"] != "" else money(row["accrued"]) * 4 / int(quarter[-1])
    consigned = money(row["consigned_value"])
    return share(consigned, year) if year > 0 else float("inf") if consigned > 0 else None
