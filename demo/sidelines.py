"""What some accounts do besides: goods shipped outside their territory, and lines sold to them too low."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from demo import places
from demo.baskets import priced
from demo.company import Account, Company
from demo.documents import Document, Line, guide_cents, half_up
from demo.quarters import LAST


class Sidelines:
    """One account's shipments astray and lines below the floor: by role in the newest quarter, else now and then a little."""

    def __init__(self, company: Company, account: Account, rng: Random) -> None:
        self.company, self.account, self.rng = company, account, rng

    def part_of_sales(self, signal: str, threshold: float, quarter: str) -> float:
        """The share shipped astray or sold too low."""
        role = self.company.role(self.account, signal)
        if role and quarter == LAST:
            return role.aim * threshold
        return threshold * self.rng.uniform(0.1, 0.38) if self.rng.random() < 0.3 else 0.0

    def play(self, documents: list[Document], quarter: str) -> None:
        """Ships outside the territory and sells below the floor as much as the account's part asks for."""
        total = sum(document.cents for document in documents)
        shipped_out = self.part_of_sales("diversion_share", 0.10, quarter)
        sold_low = self.part_of_sales("dumping_share", 0.15, quarter)
        for line, _ in self.taken(documents, shipped_out * total, clearance=True):
            line.ship_to = self.foreign_territory()
        for line, day in self.taken(documents, sold_low * total, clearance=False):
            self.undercut(line, day)

    def taken(self, documents: list[Document], cents: float, clearance: bool) -> list[tuple[Line, date]]:
        """Lines worth the wanted value, the last of them cut in two to fit."""
        choices = [
            (document, line) for document in documents for line in document.lines
            if line.product and (clearance or not line.product.in_clearance(document.day)) and line.product.listed != "no"
        ]
        taken: list[tuple[Line, date]] = []
        for document, line in self.rng.sample(choices, len(choices)):
            if cents < line.cents / line.qty:
                break
            if line.cents > cents:
                self.split(document, line, int(cents / (line.cents / line.qty)))
            cents -= line.cents
            taken.append((line, document.day))
        return taken

    def split(self, document: Document, line: Line, qty: int) -> None:
        """Leaves ``qty`` pieces on the line and puts the others on a new one."""
        rest = Line(line.product, line.qty - qty, 0, line.ship_to)
        price = Fraction(line.cents, line.qty)
        line.cents, rest.cents, line.qty = half_up(price * qty), half_up(price * rest.qty), qty
        document.lines += [priced(rest, self.account, document.quarter)]
        priced(line, self.account, document.quarter)

    def foreign_territory(self) -> str:
        """A place where the account has no contract."""
        held = {territory for entity in (self.account, *self.account.branches) for territory in entity.contracts}
        return self.rng.choice([name for name in (*places.TERRITORIES, *places.BEYOND_THE_PROVINCE) if name not in held])

    def undercut(self, line: Line, day: date) -> None:
        """More pieces for the same money, well below 85 % of the contracted price."""
        assert line.product is not None
        price = round(float(guide_cents(line.product, self.account, day) or 0) * self.rng.uniform(0.70, 0.79))
        line.qty = max(1, round(line.cents / price))
        line.cents = line.qty * price
