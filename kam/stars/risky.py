"""What is at stake with the accounts whose sales stand two bands or more above their star (S9)."""

from __future__ import annotations

from collections.abc import Mapping

from kam.figures import COMPANY, Figure, Number
from kam.measures.books import Books, summed
from kam.measures.receivables import receivables, why_unknown
from kam.quarters import Quarter
from kam.stars.confirm import Rated


def measure(books: Books, quarter: Quarter, rated: Mapping[str, Rated]) -> list[Figure]:
    """``risky_accounts`` of the company, their net sales of four quarters and what they owe; unknown where nobody is rated."""
    judged = {account: one.judged for account, one in rated.items() if one.judged}
    members = sorted(account for account, one in judged.items() if one.big_but_risky)
    none = "" if judged else "nobody rated"
    unknown = none or why_unknown(books, quarter)
    sales: Number | None = None if none else summed(books.net_ttm(quarter), members)
    owed: Number | None = None if unknown else summed(receivables(books, quarter), members)
    return [
        Figure("risky_accounts", COMPANY, "", quarter.name, None if none else len(members), "count", len(judged), None, none),
        Figure("risky_sales", COMPANY, "", quarter.name, sales, books.unit, len(members), None, none),
        Figure("risky_receivables", COMPANY, "", quarter.name, owed, books.unit, len(members), None, unknown),
    ]
