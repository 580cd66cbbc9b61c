"""Invoices and credit notes with their lines, in cents of the company's own currency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

from demo.catalogue import VAT_PERCENT, Product
from demo.company import Account
from demo.quarters import QUARTERS, quarter_of

NetSales = dict[tuple[str, str], int]
HKD_RATES: dict[str, str] = dict(zip(QUARTERS, ["0.9188", "0.9162", "0.9124", "0.9098", "0.9141", "0.9256", "0.9219", "0.9187", "0.9163", "0.9121", "0.9094", "0.9067"], strict=True))


@dataclass(eq=False)
class Line:
    """One garment on one document; cents are the company's own currency, ``foreign`` the account's."""

    product: Product | None
    qty: int
    cents: int
    ship_to: str = ""
    foreign: int | None = None
    original: Document | None = None
    reason: str = ""
    returned: int = 0
    number: int = 0


@dataclass(eq=False)
class Document:
    """An invoice or a credit note of one account, or of one of its branches."""

    account: Account
    entity: Account
    kind: str
    day: date
    lines: list[Line] = field(default_factory=list)
    late: int = 0
    draw: float = 0.0
    number: str = ""

    @property
    def quarter(self) -> str:
        """The quarter in which the document is booked."""
        return quarter_of(self.day)

    @property
    def cents(self) -> int:
        """The document's value without tax."""
        return sum(line.cents for line in self.lines)


def half_up(value: Fraction) -> int:
    """Rounds half away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def guide_cents(product: Product, account: Account, day: date) -> Fraction | None:
    """The account's contracted price of one piece, without tax."""
    row = product.price_on(day)
    return Fraction(row.price * account.discount * 10, VAT_PERCENT) if row else None


def net_sales(documents: list[Document]) -> NetSales:
    """Net sales in cents per paying account and quarter."""
    totals: NetSales = defaultdict(int)
    for document in documents:
        totals[document.account.account_id, document.quarter] += document.cents
    return totals
