"""What each account is expected to buy in the coming quarter: the one place that says where the expectation comes from (J1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kam.figures import MILLIONTH, Figure
from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter

Expected = dict[str, Decimal | None]


def expected_sales(books: Books, quarter: Quarter, figures: Iterable[Figure]) -> Expected:
    """Net sales of the coming quarter by account: the forecast where ``figures`` hold one, else the same quarter of last year.

    None for an account that did not buy yet by then. What was more returned than bought is 0.
    """
    forecast = {row.account_id: row.value for row in figures if row.metric == "forecast" and not row.dimension and row.quarter == (quarter + 1).name}
    naive, before = books.net(quarter - 3), quarter - 3
    found: Expected = {}
    for account in books.trading(quarter):
        first, value = books.first_invoice(account), forecast.get(account)
        if value is not None:
            found[account] = max(NOTHING, Decimal(str(value)).quantize(MILLIONTH))
        else:
            found[account] = max(NOTHING, naive.get(account, NOTHING)) if first is not None and first <= before.end else None
    return found
