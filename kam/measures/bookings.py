"""What the accounts booked at the order fairs of the quarter, and the deposits on it (X)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Books
from kam.measures.scope import rows_of
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``bookings`` and ``bookings_deposit`` of the company and of each account that trades, by date of booking.

    Dimension ``season:X`` names the season booked for.
    """
    every = [COMPANY, *books.trading(quarter)]
    if not books.exported("bookings"):
        return [Figure(metric, account, "", quarter.name, None, books.unit, None, None, "no order-fair bookings") for metric in ("bookings", "bookings_deposit") for account in every]
    rows = books.in_quarter("bookings_quarter", quarter)
    booked = rows_of(rows[rows.account_id.isin(every)])
    figures = []
    for account in every:
        own = booked(account)
        figures += _of(books, quarter, account, "", own)
        for season, part in own[own.season != ""].groupby("season", sort=True):
            figures += _of(books, quarter, account, f"season:{season}", part)
    return figures


def _of(books: Books, quarter: Quarter, account: str, dimension: str, rows: pd.DataFrame) -> list[Figure]:
    """Nothing booked is a known zero (G6); a deposit that nobody states is not."""
    n, deposits = int(rows.n_rows.sum()), [value for value in rows.deposit if not pd.isna(value)]
    stated = bool(deposits) or (not n and books.exported("bookings", "deposit"))
    deposit: Decimal | None = sum(deposits, NOTHING) if stated else None
    return [
        Figure("bookings", account, dimension, quarter.name, sum(rows.amount, NOTHING), books.unit, n),
        Figure("bookings_deposit", account, dimension, quarter.name, deposit, books.unit, n, None, "" if stated else "missing deposit"),
    ]
