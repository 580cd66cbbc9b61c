"""Returns against the gross sales of the quarters they came from (C1 to C3)."""

from __future__ import annotations

from decimal import Decimal

from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter


def return_rate_ttm(books: Books, quarter: Quarter) -> dict[str, float]:
    """Returns booked in the four trailing quarters / their gross sales, by account with gross sales."""
    rows = books.in_quarter("returns", *quarter.trailing(4))
    returned = rows.groupby("account_id", sort=True).returned.sum().to_dict() if len(rows) else {}
    gross: dict[str, Decimal] = {}
    for one in quarter.trailing(4):
        for account, value in books.gross(one).items():
            gross[account] = gross.get(account, NOTHING) + value
    return {account: float(returned.get(account, NOTHING) / value) for account, value in gross.items() if value > 0}
