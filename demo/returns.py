"""What comes back: credit notes for returned garments, and for the price alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from demo.baskets import priced
from demo.company import Account
from demo.documents import Document, Line, half_up
from demo.quarters import LAST, last_day
from demo.seasons import open_day


class Returns:
    """One account's credit notes, mostly with the invoice they came from."""

    def __init__(self, account: Account, invoices: list[Document], rng: Random) -> None:
        self.account, self.invoices, self.rng = account, invoices, rng
        self.credits: list[Document] = []

    def give_back(self, quarter: str, cents: float) -> None:
        """One or two credit notes a quarter."""
        notes = 2 if self.account.group == "key" else 1
        for number in range(notes):
            day = last_day(quarter) - timedelta(days=(52, 27)[number] if notes == 2 else 33)
            day -= timedelta(days=self.rng.randint(0, 3))
            if self.invoices and day > self.invoices[0].day and cents > 0:
                self.credit_note(open_day(day), cents / notes)

    def returnable(self, day: date) -> list[tuple[Document, Line]]:
        """What was delivered in the weeks before and may come back."""
        recent = [document for document in self.invoices if 5 <= (day - document.day).days <= 115]
        return [(document, line) for document in recent for line in document.lines if line.product and line.qty > 0]

    def credit_note(self, day: date, cents: float) -> None:
        """Takes garments back at the price they were sold at."""
        choices = self.returnable(day)
        note: Document | None = None
        for document, line in self.rng.sample(choices, len(choices)):
            price = Fraction(line.cents, line.qty)
            qty = min(int(cents / price + Fraction(1, 2)), int(line.qty * 0.8) - line.returned)
            if qty < 1:
                continue
            note = note or Document(self.account, document.entity, "credit note", day)
            self.take_back(note, document, line, qty, half_up(price * qty))
            cents -= half_up(price * qty)
        if note:
            self.credits.append(note)

    def take_back(self, note: Document, document: Document, line: Line, qty: int, cents: int) -> None:
        """One returned line; every fifth credit note names no invoice."""
        line.returned += qty
        original = document if note.day.toordinal() % 5 else None
        reason = self.rng.choice(("滞销退换", "滞销退换", "质量问题", "尺码不符", "串色"))
        back = Line(line.product, -qty, -cents, "", original=original, reason=reason)
        note.lines.append(priced(back, self.account, note.quarter))


def without_products(rng: Random, accounts: list[list[Document]]) -> list[Document]:
    """Discount lines inside the invoices of each account, and credit notes for the price alone."""
    notes = []
    for invoices in accounts:
        for document in rng.sample(invoices, 4):
            if document.quarter != LAST:
                document.lines.append(Line(None, 0, -round(document.cents * 0.008), ""))
        for document in rng.sample(invoices[:-20], 3):
            note = Document(document.account, document.entity, "credit note", document.day + timedelta(days=12))
            note.lines.append(Line(None, 0, -round(document.cents * 0.03), "", original=document, reason="降价补差"))
            notes.append(note)
    return notes
