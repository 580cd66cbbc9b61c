"""What market checks recorded, apart from what our own invoices show (C, W1)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kam.figures import Figure
from kam.measures.books import Books
from kam.measures.scope import scopes
from kam.quarters import Quarter

KINDS = ("diversion", "dumping")


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``incidents`` recorded in the four quarters that end with this one, by ``kind:diversion`` and ``kind:dumping``."""
    exported = books.exported("incidents")
    rows = recorded(books, books.year_start(quarter), books.day(quarter))
    figures = []
    for account, members in scopes(books, quarter):
        own = rows[rows.account_id.isin(members)]
        for kind in KINDS:
            value = int((own.kind == kind).sum()) if exported else None
            figures.append(Figure("incidents", account, f"kind:{kind}", quarter.name, value, "count", None, None, "" if exported else "no incidents"))
    return figures


def recorded(books: Books, start: date, end: date) -> pd.DataFrame:
    """Incidents of these days, of every account, newest first."""
    rows = books.booked("incidents")
    rows = rows[(rows.date >= start) & (rows.date <= end)]
    return rows.sort_values(["date", "account_id", "kind", "product_id", "territory"], ascending=[False, True, True, True, True], kind="stable")
