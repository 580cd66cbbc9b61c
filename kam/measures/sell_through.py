"""What the accounts' shops sold on of what we sold in, and how many weeks of it are left (C17)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import MILLIONTH, Figure
from kam.measures.books import NOTHING, Books
from kam.measures.scope import scopes
from kam.quarters import Quarter

WEEK = 7
METRICS = {"sell_through": "ratio", "weeks_of_stock": "count"}
Pieces = dict[str, Decimal]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``sell_through`` and ``weeks_of_stock`` of each account and, over the accounts that reported the quarter, of the company."""
    why = "" if books.exported("sell_through") else "no sell-through"
    why = why or ("" if books.exported("sales", "qty") else "no quantities")
    out = {} if why else _sold_out(books, quarter)
    sold_in = {} if why else _sold_in(books, quarter)
    stock = {} if why else _stock(books, quarter)
    figures = []
    for account, members in scopes(books, quarter):
        reporting = [one for one in members if one in out]
        if not reporting:
            figures += [Figure(metric, account, "", quarter.name, None, unit, 0, None, why or "nothing reported") for metric, unit in METRICS.items()]
            continue
        sold = _sum(out, reporting)
        figures += [_through(account, quarter, sold, _sum(sold_in, reporting), len(reporting)), _weeks(books, account, quarter, sold, _sum(stock, reporting), len(reporting))]
    return figures


def _through(account: str, quarter: Quarter, sold: Decimal, sold_in: Decimal, n: int) -> Figure:
    value = float(sold / sold_in) if sold_in > 0 else None
    return Figure("sell_through", account, "", quarter.name, value, "ratio", n, sold_in, "" if sold_in > 0 else "base not positive")


def _weeks(books: Books, account: str, quarter: Quarter, sold: Decimal, stock: Decimal, n: int) -> Figure:
    """Pieces left / pieces sold a week; more sold than was sold in shows a stock from before that nobody knows."""
    weekly = sold * WEEK / books.days(quarter)
    why = "nothing sold to shoppers" if weekly <= 0 else "stock before the first report unknown" if stock < 0 else ""
    return Figure("weeks_of_stock", account, "", quarter.name, None if why else float(stock / weekly), "count", n, None if why else weekly.quantize(MILLIONTH), why)


def _sold_out(books: Books, quarter: Quarter) -> Pieces:
    return dict(books.in_quarter("sell_out", quarter)[["account_id", "qty"]].itertuples(index=False))


def _sold_in(books: Books, quarter: Quarter) -> Pieces:
    """Net pieces invoiced, returns taken off."""
    return books.in_quarter("product_sums", quarter).groupby("account_id", sort=True).qty.sum().to_dict()


def _stock(books: Books, quarter: Quarter) -> Pieces:
    """Net pieces invoiced less pieces sold out since the first quarter that an account reported."""
    reported = books.facts.open("sell_out")
    reported = reported[reported.quarter <= quarter.name]
    first = reported.groupby("account_id", sort=True).quarter.min()
    sums = books.facts.open("product_sums")
    sums = sums[(sums.quarter <= quarter.name) & (sums.quarter >= sums.account_id.map(first).fillna("9999"))]
    out, sold_in = reported.groupby("account_id", sort=True).qty.sum(), sums.groupby("account_id", sort=True).qty.sum()
    return {str(account): sold_in.get(account, NOTHING) - pieces for account, pieces in out.items()}


def _sum(pieces: Pieces, accounts: list[str]) -> Decimal:
    return sum((pieces.get(one, NOTHING) for one in accounts), NOTHING)
