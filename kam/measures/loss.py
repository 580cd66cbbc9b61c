"""What the loss of one account would cost (B8, 0.1 of the method)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import Figure, ratio
from kam.measures.books import NOTHING, Amounts, Books
from kam.measures.territories import main_territory, potentials, sold_there, totals
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter, figures: list[Figure]) -> list[Figure]:
    """``loss_*`` and ``quarters_to_refill``, one row per account but cash customers (I-19); ``figures`` are the quarter's own rows it repeats."""
    known = {(row.metric, row.account_id): row for row in figures if not row.dimension}
    rows: list[Figure] = []
    young = min(books.sales_days.date) >= books.year_start(quarter)
    refill, ttm, costed = None if young else new_business(books, quarter), books.net_ttm(quarter), books.costed(quarter)
    remains = _Remains(books, quarter)
    for account in books.trading(quarter):
        if books.unrated.get(account) == "nobody":
            continue
        for metric, source in (("loss_net_sales", "net_sales"), ("loss_territory_share", "territory_share"), ("loss_receivables", "open_receivables")):
            row = known[source, account]
            rows.append(Figure(metric, account, "", quarter.name, row.value, row.unit, row.n, row.denominator, row.reason))
        rows.append(_margin(books, quarter, account, *costed.get(account, (NOTHING, NOTHING))))
        rows.append(_refill(quarter, account, ttm.get(account, NOTHING) / 4, refill))
        rows += remains.without(account)
    return rows


class _Remains:
    """What stays of an account's main territory without it: the quarter's sales, and the penetration of four quarters (B6, 0.1)."""

    def __init__(self, books: Books, quarter: Quarter) -> None:
        self.books, self.quarter = books, quarter
        self.potential, self.sold, self.whole = potentials(books), sold_there(books, quarter), totals(books, quarter)
        self.places = books.territories(quarter)
        self.yearly: Amounts = {}
        for (_, territory), value in self.sold.items():
            self.yearly[territory] = self.yearly.get(territory, NOTHING) + value

    def without(self, account: str) -> list[Figure]:
        """``loss_territory_left`` and ``loss_penetration_left`` of one account."""
        places = self.places.get(account, {})
        main = main_territory(places)
        if not main:
            why = "no territory" if places else "no sales this quarter"
            return [self._figure("loss_territory_left", account, None, self.books.unit, None, why), self._figure("loss_penetration_left", account, None, "ratio", None, why)]
        base = self.potential.get(main)
        reached = None if base is None else ratio(self.yearly.get(main, NOTHING) - self.sold.get((account, main), NOTHING), base)
        left = self._figure("loss_territory_left", account, self.whole[main] - places[main], self.books.unit, None, "")
        return [left, self._figure("loss_penetration_left", account, reached, "ratio", base, "" if reached is not None else "no potential")]

    def _figure(self, metric: str, account: str, value: Decimal | float | None, unit: str, base: Decimal | None, why: str) -> Figure:
        return Figure(metric, account, "", self.quarter.name, value, unit, None, base, why)


def _margin(books: Books, quarter: Quarter, account: str, sales: Decimal, cost: Decimal) -> Figure:
    """Gross margin of the quarter's rows whose cost is known; the reason says what part of net sales that is."""
    net = books.net(quarter).get(account, NOTHING)
    if not books.exported("sales", "cost") or (sales == 0 and cost == 0):
        return Figure("loss_margin", account, "", quarter.name, None, books.unit, None, None, "no cost" if net else "no sales this quarter")
    partly = "" if sales == net else "cost known for part of sales"
    return Figure("loss_margin", account, "", quarter.name, sales - cost, books.unit, None, sales, partly)


def new_business(books: Books, quarter: Quarter) -> Decimal:
    """Mean quarterly net sales, over the four trailing quarters, of the accounts whose first invoice lies in them."""
    start = books.year_start(quarter)
    ttm = books.net_ttm(quarter)
    new = [name for name in books.trading(quarter) if _starts_between(books, name, start, quarter)]
    return sum((ttm.get(name, NOTHING) for name in new), NOTHING) / 4


def _starts_between(books: Books, account: str, start: object, quarter: Quarter) -> bool:
    day = books.first_invoice(account)
    return day is not None and start <= day <= quarter.end  # type: ignore[operator]


def _refill(quarter: Quarter, account: str, own: Decimal, rate: Decimal | None) -> Figure:
    """Within the first four quarters of the data everybody seems new: unknown (B8)."""
    value = float(own / rate) if rate and rate > 0 else None
    why = "less than four quarters of data" if rate is None else "" if value is not None else "no new accounts"
    return Figure("quarters_to_refill", account, "", quarter.name, value, "count", None, rate, why)
