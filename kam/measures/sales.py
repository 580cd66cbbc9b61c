"""Sales: gross, net, trailing four quarters, growth and share (A, B2)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Books, added, summed
from kam.quarters import Quarter

OWN_SHOP = "own shop"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """Sales figures of a quarter: the company's rows and one row per account and metric."""
    return [*amounts(books, quarter), *growth(books, quarter), *shares(books, quarter)]


def amounts(books: Books, quarter: Quarter) -> list[Figure]:
    """``gross_sales``, ``net_sales`` and ``net_sales_ttm``, own shops included (G3)."""
    rows: list[Figure] = []
    short = books.year_known(quarter)
    counted = [
        ("gross_sales", books.gross(quarter), books.counts("n_invoices", quarter), ""),
        ("net_sales", books.net(quarter), books.counts("n_rows", quarter), ""),
        ("net_sales_ttm", books.net_ttm(quarter), added((sign, then.counts("n_rows", one)) for sign, then, one in books.twelve_months(quarter)), short),
    ]
    for metric, values, counts, reason in counted:
        every = books.known(quarter)
        rows.append(Figure(metric, COMPANY, "", quarter.name, summed(values, every), books.unit, sum(counts.values()), None, reason))
        rows += [
            Figure(metric, account, "", quarter.name, values.get(account, NOTHING), books.unit, counts.get(account, 0), None, reason)
            for account in every
        ]
    return rows


def growth(books: Books, quarter: Quarter) -> list[Figure]:
    """``net_sales_growth`` against the same quarter of last year; over the same elapsed days (G13b); unknown on an unusable base (G12)."""
    now, base = books.net(quarter), books.then(quarter, quarter.last_year).net(quarter.last_year)
    tiny = Decimal(str(books.rules(quarter).tiny_base))
    every = books.known(quarter)
    rows = [_grown(COMPANY, quarter, summed(now, every), summed(base, every), tiny, quarter.last_year >= books.history[0])]
    return rows + [
        _grown(account, quarter, now.get(account, NOTHING), base.get(account, NOTHING), tiny, account in base) for account in every
    ]


def _grown(account: str, quarter: Quarter, now: Decimal, base: Decimal, tiny: Decimal, existed: bool) -> Figure:
    reason = "" if base > max(tiny, NOTHING) else ("base not positive" if existed else "no sales a year before")
    value = None if reason else float((now - base) / base)
    return Figure("net_sales_growth", account, "", quarter.name, value, "ratio", None, base, reason)


def shares(books: Books, quarter: Quarter) -> list[Figure]:
    """``share`` of the company's net sales without own shops, negative accounts included (B2)."""
    net = books.net(quarter)
    whole = summed(net, books.trading(quarter))
    rows = [Figure("share", shop, "", quarter.name, None, "ratio", None, None, OWN_SHOP) for shop in books.known(quarter) if shop in books.own_shops]
    for account in books.trading(quarter):
        value = ratio(net.get(account, NOTHING), whole)
        rows.append(Figure("share", account, "", quarter.name, value, "ratio", None, whole, "" if value is not None else "base not positive"))
    return rows
