"""What stands on an invoice: garments in season at nearly the contracted price, in whole pieces."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from demo.catalogue import Product, Shelf
from demo.company import Account, Slot
from demo.documents import HKD_RATES, Document, Line, guide_cents, half_up
from demo.quarters import quarter_of
from demo.seasons import ON_OFFER


class Basket:
    """Fills one account's invoices; what whole pieces leave over is carried to the next line."""

    def __init__(self, account: Account, shelf: Shelf, rng: Random) -> None:
        self.account, self.shelf, self.rng = account, shelf, rng
        self.carry = 0.0

    def invoice(self, entity: Account, day: date, slot: Slot, cents: float) -> Document:
        """One order's garments, adding up to nearly the wanted value."""
        document = Document(self.account, entity, "invoice", day, late=slot.late, draw=slot.draw)
        weights = [self.rng.uniform(0.6, 1.4) for _ in range(max(1, self.account.lines + self.rng.choice((-1, 0, 0, 1))))]
        for weight in weights:
            document.lines.append(self.line(day, entity, cents * weight / sum(weights)))
        return document

    def pick(self, day: date) -> Product:
        """A garment in season on that day."""
        draw, wanted = self.rng.random(), "常青"
        for season, share in ON_OFFER[day.month]:
            if draw < share:
                wanted = season
                break
            draw -= share
        return self.rng.choice(self.shelf.on_sale(wanted, day))

    def unit_price(self, product: Product, day: date) -> int:
        """The price of one piece in cents: near the contracted share, less in clearance."""
        factor = self.rng.uniform(0.64, 0.80) if product.in_clearance(day) else self.rng.uniform(0.95, 1.0)
        guide = guide_cents(product, self.account, day)
        assert guide is not None
        return round(float(guide) * factor)

    def line(self, day: date, entity: Account, cents: float) -> Line:
        """One line."""
        product = self.pick(day)
        price = self.unit_price(product, day)
        qty = max(1, round((cents + self.carry) / price))
        self.carry += cents - qty * price
        return priced(Line(product, qty, qty * price, entity.territory), self.account, quarter_of(day))


def priced(line: Line, account: Account, quarter: str) -> Line:
    """Rewrites the value of a foreign account's line through its own currency."""
    if account.currency == "CNY":
        return line
    rate = Fraction(HKD_RATES[quarter])
    line.foreign = half_up(line.cents / rate)
    line.cents = half_up(line.foreign * rate)
    return line
