"""Why sales changed: price, volume, mix, new and lost products, exchange rates and the rest (F)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.bridge_parts import PRECISE, Bridge, Period, bridge
from kam.measures.products import product_rows
from kam.quarters import Quarter

PARTS = ("price", "volume", "mix", "new", "lost", "fx", "other")
METRICS = ("bridge_start", *(f"bridge_{part}" for part in PARTS), "bridge_end")
LAST_YEAR, LAST_QUARTER, BY_CATEGORY = "", "qoq", "by:category"
Rates = dict[str, Decimal]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``bridge_*`` of the company, own shops included (F2), and of each account with a row in either quarter (F8).

    Dimension empty: against the same quarter last year (G13b: its same elapsed days) by product; ``qoq``: against the quarter before; ``by:category``:
    against last year by category (F1).
    """
    return [
        *_bridges(books, quarter, quarter.last_year, "product_id", LAST_YEAR),
        *_bridges(books, quarter, quarter.previous, "product_id", LAST_QUARTER),
        *_bridges(books, quarter, quarter.last_year, "category", BY_CATEGORY),
    ]


def _bridges(books: Books, quarter: Quarter, base: Quarter, key: str, dimension: str) -> Iterator[Figure]:
    then = books.then(quarter, base)
    rates = base_rates(then, base)
    before, now = periods(then, base, {}, key), periods(books, quarter, rates, key)
    missing = _missing([*product_rows(then, base), *product_rows(books, quarter)], key)
    for scope in sorted({*before, *now}):
        found = bridge(before.get(scope, Period()), now.get(scope, Period()))
        counts = {"start": before.get(scope, Period()).n_rows, "end": now.get(scope, Period()).n_rows, "new": found.n_new, "lost": found.n_lost}
        counts |= dict.fromkeys(("price", "volume", "mix"), found.n_both)
        early = "before the first sales row" if base < books.history[0] else ""
        for part in ("start", *PARTS, "end"):
            yield _figure(books, quarter, scope, dimension, part, found, counts.get(part), missing, early)


def _figure(books: Books, quarter: Quarter, scope: str, dimension: str, part: str, found: Bridge, n: int | None, missing: str, early: str) -> Figure:
    """One part; without products or quantities only both ends and the exchange rates are known."""
    unknown = missing if part not in ("start", "end", "fx") else ""
    value = None if unknown else getattr(found, part)
    return Figure(f"bridge_{part}", scope, dimension, quarter.name, value, books.unit, None if unknown else n, None, unknown or (early if part == "start" else ""))


def _missing(rows: list[Any], key: str) -> str:
    """Why the sales of two quarters cannot be told apart by product or category: no row of either says which, or how many."""
    if not any(row.qty or row.value for row in rows):
        return "no quantities"
    if not any(getattr(row, key) for row in rows):
        return "no product" if key == "product_id" else "no category"
    return ""


def base_rates(books: Books, base: Quarter) -> Rates:
    """Company currency for one unit of each currency over the company's base quarter (F6).

    A currency without base sales has no rate, so that its rows keep the value at which they were booked.
    """
    booked: dict[str, Decimal] = defaultdict(Decimal)
    stated: dict[str, Decimal] = defaultdict(Decimal)
    for row in product_rows(books, base):
        booked[row.currency] += row.value + row.loose_value
        stated[row.currency] += row.net_amount + row.loose_net_amount
    with localcontext(PRECISE):
        return {currency: booked[currency] / stated[currency] for currency in sorted(stated) if stated[currency]}


def periods(books: Books, quarter: Quarter, rates: Rates, key: str) -> dict[str, Period]:
    """What the company and every account sold in a quarter, by ``product_id`` or ``category``, at ``rates`` where one is given."""
    kept: dict[Any, dict[str, Period]] = books.kept("sold_periods")
    asked = (quarter.name, key, *rates.items())
    if asked not in kept:
        kept[asked] = _periods(product_rows(books, quarter), rates, key)
    return kept[asked]


def _periods(rows: list[Any], rates: Rates, key: str) -> dict[str, Period]:
    found: dict[str, Period] = defaultdict(Period)
    with localcontext(PRECISE):
        for row in rows:
            rate = rates.get(row.currency)
            value, loose = (row.value, row.loose_value) if rate is None else (row.net_amount * rate, row.loose_net_amount * rate)
            for period in (found[COMPANY], found[row.account_id]):
                period.add(getattr(row, key), row.qty, value)
                period.loose += loose
                period.booked += row.value + row.loose_value
                period.n_rows += row.n_rows
    return dict(found)
