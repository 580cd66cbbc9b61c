"""What the brief judges by: how today's key accounts bought and paid against a year ago, and who bought then and no longer does."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Books, summed
from kam.measures.receivables import ageing_columns, balances_only, past_due_parts, why_unknown
from kam.quarters import Quarter

# The same accounts a year before: not what that quarter's own key accounts were.
BEFORE = "same_accounts:last_year"


def measure(books: Books, quarter: Quarter, key_accounts: list[str]) -> list[Figure]:
    """``key_account_sales`` and ``key_account_past_due`` of today's key accounts, now and a year before, ``key_account_growth``, and ``accounts_lost`` with ``sales_lost``."""
    return [*_sales(books, quarter, key_accounts), *_paying(books, quarter, key_accounts), *lost_figures(books, quarter)]


def _sales(books: Books, quarter: Quarter, accounts: list[str]) -> list[Figure]:
    then = books.then(quarter, quarter.last_year)
    now, before = summed(books.net(quarter), accounts), summed(then.net(quarter.last_year), accounts)
    early = "" if quarter.last_year >= books.history[0] else "no sales a year before"
    why = early or ("" if before > Decimal(str(books.rules(quarter).tiny_base)) else "base not positive")
    return [
        Figure("key_account_sales", COMPANY, "", quarter.name, now, books.unit, len(accounts)),
        Figure("key_account_sales", COMPANY, BEFORE, quarter.name, None if early else before, books.unit, len(accounts), None, early),
        Figure("key_account_growth", COMPANY, "", quarter.name, None if why else float((now - before) / before), "ratio", len(accounts), before, why),
    ]


def _paying(books: Books, quarter: Quarter, accounts: list[str]) -> list[Figure]:
    """Past due over open of the accounts together (S5, G10), at this quarter's end and at that of a year before."""
    then = books.then(quarter, quarter.last_year)
    ends = (("", books, quarter), (BEFORE, then, quarter.last_year))
    return [_past_due(seen, quarter, dimension, end, accounts) for dimension, seen, end in ends]


def _past_due(books: Books, quarter: Quarter, dimension: str, end: Quarter, accounts: list[str]) -> Figure:
    why = why_unknown(books, end) or ("balances only" if balances_only(books) else ("" if accounts else "no key accounts"))
    why = why or ("" if books.history and end >= books.history[0] else "no sales a year before")
    if why:
        return Figure("key_account_past_due", COMPANY, dimension, quarter.name, None, "ratio", None, None, why)
    columns = ageing_columns(books, end)
    parts = [past_due_parts(columns[account]) for account in accounts if account in columns]
    due, left = sum((part[0] for part in parts), NOTHING), sum((part[1] for part in parts), NOTHING)
    return Figure("key_account_past_due", COMPANY, dimension, quarter.name, ratio(due, left) or 0.0, "ratio", len(accounts), left)


def lost_figures(books: Books, quarter: Quarter) -> list[Figure]:
    """How many accounts bought in the same quarter last year and not in this one, and what they bought then."""
    why = "" if quarter.last_year >= books.history[0] else "no sales a year before"
    gone = {} if why else lost(books, quarter)
    return [
        Figure("accounts_lost", COMPANY, "", quarter.name, None if why else len(gone), "count", None, None, why),
        Figure("sales_lost", COMPANY, "", quarter.name, None if why else summed(gone, gone), books.unit, None if why else len(gone), None, why),
    ]


def lost(books: Books, quarter: Quarter) -> dict[str, Decimal]:
    """Net sales a year before, by account, of those that account retention counts as not retained (R1)."""
    now, before = books.net(quarter), books.then(quarter, quarter.last_year).net(quarter.last_year)
    return {account: value for account, value in sorted(before.items()) if value > 0 and account not in books.own_shops and now.get(account, NOTHING) <= 0}
