"""How an account is supplied: pieces in one delivery, number of deliveries, days between them (E, X)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter

UNITS = {"lot_median": "count", "batches": "count", "cycle_median": "days"}
Delivery = tuple[date, Decimal]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``lot_median``, ``batches`` and ``cycle_median`` of the company and of each account, own shops included (G3).

    What comes on one day is one delivery; gaps lie between two deliveries of the quarter to the same account.
    """
    every = books.known(quarter)
    if not books.exported("deliveries"):
        return [Figure(metric, account, "", quarter.name, None, unit, None, None, "no deliveries") for metric, unit in UNITS.items() for account in [COMPANY, *every]]
    rows = books.in_quarter("delivery_days", quarter).sort_values(["account_id", "date"])
    deliveries: dict[str, list[Delivery]] = {account: [] for account in every}
    for account, day, qty in zip(rows.account_id, rows.date, rows.qty, strict=True):
        deliveries.setdefault(str(account), []).append((day, qty))
    whole = _figures(COMPANY, quarter, list(deliveries.values()))
    return whole + [row for account in every for row in _figures(account, quarter, [deliveries[account]])]


def _figures(account: str, quarter: Quarter, supplied: Sequence[Sequence[Delivery]]) -> list[Figure]:
    lots = [qty for deliveries in supplied for _, qty in deliveries]
    gaps = [(later - earlier).days for deliveries in supplied for (earlier, _), (later, _) in zip(deliveries, deliveries[1:], strict=False)]
    return [
        _median("lot_median", account, quarter, lots, "no deliveries this quarter"),
        Figure("batches", account, "", quarter.name, len(lots), "count", len(lots)),
        _median("cycle_median", account, quarter, gaps, "fewer than two deliveries"),
    ]


def _median(metric: str, account: str, quarter: Quarter, values: Sequence[Decimal | int], why_not: str) -> Figure:
    value = median(map(float, values)) if values else None
    return Figure(metric, account, "", quarter.name, value, UNITS[metric], len(values), None, "" if values else why_not)
