"""The receivables ledger: what each document asks for, and the payments and credit notes that settle it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from demo.quarters import PRINTED_ON, first_day, last_day

CREDIT_NOTE = "红冲"


@dataclass(eq=False)
class Item:
    """One document of the ledger with the dates on which its customer pays.

    A plan's cents: None pays the rest, a negative number pays all but that much.
    """

    number: str
    account_id: str
    day: date
    due: date
    cents: int
    plan: list[tuple[date, int | None]] = field(default_factory=list)
    disputed: bool = False
    instalment_due: date | None = None

    @property
    def paid_on(self) -> date:
        """The day on which the last of it is to be paid."""
        return max((day for day, _ in self.plan), default=date.max)


@dataclass(frozen=True)
class Allocation:
    """A payment or credit note set against a document; without a document it is cash on account."""

    payment: str
    document: str
    day: date
    cents: int
    account_id: str
    method: str


@dataclass(frozen=True)
class Deposit:
    """Order-fair money that stands on account until the goods are invoiced."""

    day: date
    released: date
    cents: int


class Book:
    """Settles one account's items day by day."""

    def __init__(self, items: list[Item], deposits: list[Deposit], method: str) -> None:
        self.method, self.open = method, {}
        self.items: dict[str, Item] = {}
        self.credits: dict[str, int] = {}
        self.allocations: list[Allocation] = []
        events: list[tuple[date, int, str, object]] = [(item.day, 0 if item.cents > 0 else 1, item.number, item) for item in items]
        events += [(day, 2, item.number, (item, cents)) for item in items for day, cents in item.plan]
        events += [(deposit.day, 3, "", deposit) for deposit in deposits]
        events += [(deposit.released, 4, "", deposit) for deposit in deposits]
        for day, order, _, what in sorted(events, key=lambda event: event[:3]):
            if day <= PRINTED_ON:
                (self.bill, self.credit, self.receive, self.deposit, self.release)[order](day, what)

    def bill(self, day: date, item: Item) -> None:
        """Opens an invoice, and sets what is left of older credit notes against it."""
        self.items[item.number] = item
        if not item.disputed:
            self.open[item.number] = item.cents
        self.use_credits(day)

    def credit(self, day: date, item: Item) -> None:
        """Uses a credit note on the invoices that fall due first."""
        self.items[item.number], self.credits[item.number] = item, -item.cents
        self.use_credits(day)

    def by_due(self) -> list[str]:
        """Open invoices, the one due first in front."""
        return sorted((number for number in self.open if self.open[number] > 0), key=lambda number: (self.items[number].due, number))

    def settle(self, payment: str, number: str, day: date, cents: int, method: str) -> None:
        """Books one allocation."""
        self.open[number] -= cents
        self.allocations.append(Allocation(payment, number, day, cents, self.items[number].account_id, method))

    def use_credits(self, day: date) -> None:
        """Sets open credit notes against open invoices."""
        for note in [number for number, cents in self.credits.items() if cents > 0]:
            for number in self.by_due():
                cents = min(self.credits[note], self.open[number])
                if cents > 0:
                    self.credits[note] -= cents
                    self.settle(note, number, day, cents, CREDIT_NOTE)

    def payment_number(self, day: date, account_id: str) -> str:
        """One receipt per account and day."""
        return f"SK{day:%y%m%d}-{account_id}"

    def receive(self, day: date, what: tuple[Item, int | None]) -> None:
        """Books a payment of the wanted amount, or of all that is still open."""
        item, wanted = what
        left = self.open.get(item.number, 0)
        cents = left if wanted is None else min(left, wanted) if wanted > 0 else left + wanted
        if cents > 0:
            self.settle(self.payment_number(day, item.account_id), item.number, day, cents, self.method)

    def deposit(self, day: date, deposit: Deposit) -> None:
        """Takes in cash that belongs to no document yet."""
        account_id = next(iter(self.items.values())).account_id
        self.allocations.append(Allocation(f"YS{day:%y%m%d}-{account_id}", "", day, deposit.cents, account_id, "订货会定金"))

    def release(self, day: date, deposit: Deposit) -> None:
        """Moves the deposit from the account to the invoices due first."""
        account_id, left = next(iter(self.items.values())).account_id, deposit.cents
        payment = f"YS{deposit.day:%y%m%d}-{account_id}"
        for number in self.by_due():
            cents = min(left, self.open[number])
            if cents > 0:
                left -= cents
                self.settle(payment, number, day, cents, "定金转货款")
        self.allocations.append(Allocation(payment, "", day, left - deposit.cents, account_id, "定金转货款"))


def lateness_of_quarter(items: dict[str, Item], allocations: list[Allocation], quarter: str) -> float:
    """Days beyond terms: payments of the quarter, and what is past due at its end."""
    days = weight = 0
    open_cents = {number: item.cents for number, item in items.items() if item.cents > 0 and not item.disputed}
    for paid in allocations:
        if paid.document in open_cents and paid.day <= last_day(quarter):
            open_cents[paid.document] -= paid.cents
            if paid.day >= first_day(quarter) and paid.method != CREDIT_NOTE:
                days += paid.cents * (paid.day - items[paid.document].due).days
                weight += paid.cents
    for number, cents in open_cents.items():
        late = (last_day(quarter) - items[number].due).days
        if late > 0 and items[number].day <= last_day(quarter):
            days, weight = days + cents * late, weight + cents
    return days / weight if weight else 0.0


@dataclass
class Ledger:
    """All items and allocations of all accounts."""

    items: list[Item]
    allocations: list[Allocation]
