"""A quarter that is not over is compared over the same elapsed days of last year (metrics.md, partial quarter)."""

from __future__ import annotations

from kam.figures import COMPANY, Figure
from kam.measures.books import DAY, NOTHING, Books
from kam.quarters import Quarter

LAST_YEAR = "to_date:last_year"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """The company's ``net_sales`` of last year's quarter up to the same elapsed day; no row where the quarter is whole."""
    if not books.partial(quarter) or quarter.last_year < books.history[0]:
        return []
    newest = max(day for day in books.sales_days.date if day <= quarter.end)
    elapsed = (max(newest, quarter.start) - quarter.start).days
    until = quarter.last_year.start + elapsed * DAY
    days = books.sales_days
    value = sum(days.net_sales[(days.date >= quarter.last_year.start) & (days.date <= until)], NOTHING)
    return [Figure("net_sales", COMPANY, LAST_YEAR, quarter.name, value, books.unit, None, None, f"through {until.isoformat()}")]
