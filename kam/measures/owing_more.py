"""Whether receivables outgrow sales, and whether an account pays later than a year ago (C14, W1)."""

from __future__ import annotations

from kam.figures import COMPANY, Figure
from kam.measures.books import Books, summed
from kam.measures.credit import beyond_terms
from kam.measures.receivables import receivables, why_unknown
from kam.measures.scope import NOT_POSITIVE, OWN_SHOP, scopes
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``receivable_gap`` of the company and of each account, and ``paying_later`` of each account other than own shops (G3)."""
    return [*_gaps(books, quarter), *_later(books, quarter)]


def _gaps(books: Books, quarter: Quarter) -> list[Figure]:
    """Growth of receivables less growth of net sales on the year; tax in receivables falls out of a quotient of receivables."""
    before, then = quarter.last_year, books.then(quarter, quarter.last_year)
    missing = why_unknown(books, quarter) or why_unknown(then, before)
    owed = [] if missing else [receivables(books, quarter), receivables(then, before)]
    figures = []
    for account, members in scopes(books, quarter):
        why = OWN_SHOP if account in books.own_shops else missing
        value, base = None, None
        if not why:
            due, base = (summed(one, members) for one in owed)
            sold, sold_before = summed(books.net(quarter), members), summed(then.net(before), members)
            why = "" if base > 0 and sold_before > 0 else NOT_POSITIVE
            value = None if why else float(due / base - sold / sold_before)
        figures.append(Figure("receivable_gap", account, "", quarter.name, value, "ratio", None, base, why))
    return figures


def _later(books: Books, quarter: Quarter) -> list[Figure]:
    """Days beyond terms (D12) more than in the same quarter last year."""
    missing = why_unknown(books, quarter) or ("" if books.exported("allocations") else "no allocations")
    then = books.then(quarter, quarter.last_year)
    now, before = ({}, {}) if missing else (beyond_terms(books, quarter), beyond_terms(then, quarter.last_year))
    figures = []
    for account in books.trading(quarter):
        both = account in now and account in before
        why = "" if both else missing or "not known in both years"
        figures.append(Figure("paying_later", account, "", quarter.name, now[account] - before[account] if both else None, "days", None, None, why))
    return [Figure("paying_later", COMPANY, "", quarter.name, None, "days", None, None, "known by account only"), *figures]
