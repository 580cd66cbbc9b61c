"""F: the exact bridge between two quarters, in fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from .clerk import COMPANY, Clerk, Found, Row, add

PARTS = ("start", "price", "volume", "mix", "new", "lost", "fx", "other", "end")
ZERO = Fraction(0)


def figures(clerk: Clerk, quarter: int) -> Found:
    """F1: against last year per product and per category, against the quarter before per product."""
    for dimension, base, name in (("", quarter - 4, "product_id"), ("by:category", quarter - 4, "category"), ("qoq", quarter - 1, "product_id")):
        base = clerk.so_far(quarter, base)
        rates = base_rates(clerk, base)
        for account in [COMPANY, *clerk.known(quarter)]:
            some = clerk.known(quarter) if account == COMPANY else [account]
            now, before = clerk.rows(some, quarter), clerk.rows(some, base)
            if now or before:
                parts = bridge(now, before, rates, lambda row, name=name: row.get(name) or "")  # type: ignore[misc]
                yield from ((f"bridge_{part}", account, dimension, Decimal(parts[part].numerator) / parts[part].denominator) for part in PARTS)


def base_rates(clerk: Clerk, base: int) -> dict[str, Fraction]:
    """F6: value / amount of each foreign currency over the company's base quarter."""
    value: dict[str, Fraction] = defaultdict(Fraction)
    amount: dict[str, Fraction] = defaultdict(Fraction)
    for row in clerk.rows(clerk.known(clerk.newest), base):
        value[row["currency"]] += Fraction(row["value"])
        amount[row["currency"]] += Fraction(row["net_amount"])
    return {currency: value[currency] / amount[currency] for currency in value if currency and amount[currency]}


def bridge(now: list[Row], before: list[Row], rates: dict[str, Fraction], name: Callable[[Row], str]) -> dict[str, Fraction]:
    """All parts; values of now at the base rates, and what that leaves out is the effect of the rates (F6)."""

    def at_base(row: Row) -> Fraction:
        return Fraction(row["net_amount"]) * rates[row["currency"]] if row["currency"] in rates else Fraction(row["value"])

    start, end = Fraction(add(row["value"] for row in before)), Fraction(add(row["value"] for row in now))
    fx = end - sum((at_base(row) for row in now), ZERO)
    q0, v0, loose0 = summed(before, lambda row: Fraction(row["value"]), name)
    q1, v1, loose1 = summed(now, at_base, name)
    sold0, sold1 = {one for one in q0 if q0[one] > 0}, {one for one in q1 if q1[one] > 0}
    both = sold0 & sold1
    price = sum((v1[one] - v0[one] / q0[one] * q1[one] for one in both), ZERO)
    at_old = sum((v0[one] / q0[one] * (q1[one] - q0[one]) for one in both), ZERO)
    more = sum((q1[one] - q0[one] for one in both), ZERO)
    volume = more * sum((v0[one] for one in both), ZERO) / sum((q0[one] for one in both), ZERO) if both else ZERO
    new, lost = sum((v1[one] for one in sold1 - sold0), ZERO), -sum((v0[one] for one in sold0 - sold1), ZERO)
    other = loose1 - loose0 + sum((v1[one] for one in q1 if one not in sold1), ZERO) - sum((v0[one] for one in q0 if one not in sold0), ZERO)
    return dict(zip(PARTS, (start, price, volume, at_old - volume, new, lost, fx, other, end), strict=True))


def summed(rows: list[Row], value: Callable[[Row], Fraction], name: Callable[[Row], str]) -> tuple[dict[str, Fraction], dict[str, Fraction], Fraction]:
    """F3: quantity and value by product of the rows with a quantity, and the value of the others."""
    quantities: dict[str, Fraction] = defaultdict(Fraction)
    values: dict[str, Fraction] = defaultdict(Fraction)
    loose = ZERO
    for row in rows:
        if row["qty"]:
            quantities[name(row)] += Fraction(row["qty"])
            values[name(row)] += value(row)
        else:
            loose += value(row)
    return quantities, values, loose
