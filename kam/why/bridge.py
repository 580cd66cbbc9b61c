"""Why sales changed: price, volume, mix, new and lost products, exchange rates and the rest (F)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kam.figures import COMPANY, MILLIONTH
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Question, Step, explains, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.shapes import sales_input

PARTS = ("price", "volume", "mix", "new", "lost", "fx", "other")
ZERO = Fraction(0)


class Side:
    """What one scope sold in one quarter by product: quantity and value at the base quarter's rates; and the rest."""

    def __init__(self, entries: Sequence[Entry], rates: dict[str, Fraction], key: str) -> None:
        self.qty: dict[str, Fraction] = defaultdict(Fraction)
        self.worth: dict[str, Fraction] = defaultdict(Fraction)
        self.loose, self.booked = ZERO, ZERO
        for entry in entries:
            value = Fraction(entry.net_amount) * rates[entry.currency] if entry.currency in rates else Fraction(entry.value)
            self.booked += Fraction(entry.value)
            if entry.qty:
                product = getattr(entry, key) or ""
                self.qty[product] += Fraction(entry.qty)
                self.worth[product] += value
            else:
                self.loose += value

    @property
    def sold(self) -> set[str]:
        """Products whose net quantity is positive (F4)."""
        return {product for product, qty in self.qty.items() if qty > 0}

    def value(self, products: set[str]) -> Fraction:
        """The value of some products."""
        return sum((self.worth[one] for one in products), ZERO)


def rates_of(exports: Exports, base: Quarter) -> dict[str, Fraction]:
    """Company currency for one unit of each currency over the company's base quarter (F6)."""
    value: dict[str, Fraction] = defaultdict(Fraction)
    stated: dict[str, Fraction] = defaultdict(Fraction)
    for entry in exports.sold(exports.known(base), base):
        value[entry.currency] += Fraction(entry.value)
        stated[entry.currency] += Fraction(entry.net_amount)
    return {currency: value[currency] / amount for currency, amount in stated.items() if amount}


def _digits(amount: Fraction) -> Decimal:
    """Six decimals, half up: each sum is rounded once, when it is complete (G20)."""
    millionths = abs(amount) * 10**6
    whole = int(millionths) + (millionths - int(millionths) >= Fraction(1, 2))
    return (Decimal(whole if amount >= 0 else -whole) * MILLIONTH).quantize(MILLIONTH, ROUND_HALF_UP)


@explains("bridge_start", *(f"bridge_{part}" for part in PARTS), "bridge_end")
def bridge(exports: Exports, asked: Question) -> Explanation:
    """One part of the bridge from the base quarter to this one."""
    base = asked.quarter.previous if asked.dimension == "qoq" else asked.quarter.last_year
    key = "category" if asked.dimension == "by:category" else "product_id"
    scope = exports.known(asked.quarter) if asked.account == COMPANY else [asked.account]
    then = exports.then(asked.quarter, base)
    before, now = then.sold(scope, base), exports.sold(scope, asked.quarter)
    inputs = [sales_input(entries, "why.sales_of", quarter=one) for entries, one in ((before, base), (now, asked.quarter))]
    part = asked.metric.removeprefix("bridge_")
    missing = _missing(exports, asked, base, key)
    if missing and part not in ("start", "end", "fx"):
        return unknown(missing, inputs)
    lines = _parts(Side(before, {}, key), Side(now, rates_of(exports.then(asked.quarter, base), base), key))[part]
    value = lines[-1].gives
    assert isinstance(value, Decimal)
    return Explanation(inputs, lines, value, "before the first sales row" if part == "start" and base < exports.history[0] else "")


def _missing(exports: Exports, asked: Question, base: Quarter, key: str) -> str:
    entries = exports.sold(exports.known(asked.quarter), base, asked.quarter)
    if not any(entry.qty for entry in entries):
        return "no quantities"
    if not any(getattr(entry, key) for entry in entries):
        return "no product" if key == "product_id" else "no category"
    return ""


def _parts(before: Side, now: Side) -> dict[str, list[Step]]:
    """The lines that lead to each part (F3 to F6)."""
    both, added, gone = before.sold & now.sold, now.sold - before.sold, before.sold - now.sold
    v0, v1 = _digits(before.value(both)), _digits(now.value(both))
    q0, q1 = sum((before.qty[one] for one in both), ZERO), sum((now.qty[one] for one in both), ZERO)
    old_prices = _digits(sum((before.worth[one] / before.qty[one] * now.qty[one] for one in both), ZERO))
    volume = _digits((q1 - q0) * before.value(both) / q0) if both else Decimal(0)
    new, lost = _digits(now.value(added)), _digits(before.value(gone))
    rest = [_digits(side.loose + side.value(set(side.qty) - side.sold)) for side in (before, now)]
    start, end = _digits(before.booked), _digits(now.booked)
    at_base = v1 + new + rest[1]
    n = len(both)
    before_line = step("why.value_before", "{}", v0, gives=v0, n=n)
    mixed = step("why.now_at_old_prices", "{}", old_prices, gives=old_prices, n=n)
    volumes = step("metric.bridge_volume", "({} − {}) × {} / {}", _digits(q1), _digits(q0), v0, _digits(q0), gives=volume)
    return {
        "start": [step("metric.bridge_start", "{}", start, gives=start)],
        "price": [step("why.value_now", "{}", v1, gives=v1, n=n), mixed, step("metric.bridge_price", "{} − {}", v1, old_prices, gives=v1 - old_prices)],
        "volume": [before_line, volumes],
        "mix": [mixed, before_line, volumes, step("metric.bridge_mix", "{} − {} − {}", old_prices, v0, volume, gives=old_prices - v0 - volume)],
        "new": [step("why.new_products", "{}", new, gives=new, n=len(added))],
        "lost": [step("why.lost_products", "−{}", lost, gives=-lost, n=len(gone))],
        "fx": [step("why.at_base_rates", "{}", [v1, new, rest[1]], gives=at_base), step("metric.bridge_fx", "{} − {}", end, at_base, gives=end - at_base)],
        "other": [step("metric.bridge_other", "{} − {}", rest[1], rest[0], gives=rest[1] - rest[0])],
        "end": [step("metric.bridge_end", "{}", end, gives=end)],
    }
