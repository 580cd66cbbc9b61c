"""Returns against the gross sales of the quarters they came from (C1 to C3)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Amounts, Books, added, summed
from kam.measures.scope import NO_SALES, NOT_POSITIVE, rows_of, scopes
from kam.quarters import Quarter

PERIOD_RATIO, PRIOR = "period ratio", "prior-period returns"
NO_QUANTITIES = "no quantities"
# A zero that says so: perhaps nothing came back, perhaps credit notes were not exported.
NO_CREDITS = "no credit notes on record"
METRICS = ("return_rate", "return_rate_ttm")


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``return_rate`` and ``return_rate_ttm`` of the company and of each account.

    Without quantities a return cannot be told from a credit on price alone (C1): both are unknown then, not zero.
    """
    if not books.exported("sales", "qty"):
        return [Figure(metric, account, "", quarter.name, None, "ratio", None, None, NO_QUANTITIES) for account, _ in scopes(books, quarter) for metric in METRICS]
    rows = books.in_quarter("returns", quarter)
    trailing, gross = _returned_ttm(books, quarter), _gross_ttm(books, quarter)
    short = books.year_known(quarter)
    unsure = [] if _credited(books, quarter) else [NO_CREDITS]
    short, own = "; ".join(filter(None, (short, *unsure))), rows_of(rows)
    figures = []
    for account, members in scopes(books, quarter):
        returned = rows[rows.account_id.isin(members)] if account == COMPANY else own(account)
        figures.append(_rate(books, quarter, account, members, returned, unsure))
        figures.append(_trailing(quarter, account, summed(trailing, members), summed(gross, members), short))
    return figures


def _rate(books: Books, quarter: Quarter, account: str, members: list[str], rows: pd.DataFrame, unsure: list[str]) -> Figure:
    """Each return over the gross sales, in the same scope, of the quarter in which its goods were invoiced (C2)."""
    parts: dict[Quarter, Decimal] = {}
    for original, returned in zip(rows.original_quarter, rows.returned, strict=True):
        of = quarter if pd.isna(original) else books.quarter(original)
        parts[of] = parts.get(of, NOTHING) + returned
    bases = {one: summed(books.gross(one), members) for one in parts or {quarter: NOTHING}}
    n = int(rows.n_rows.sum())
    base = next(iter(bases.values())) if len(bases) == 1 else None
    if any(value <= 0 for value in bases.values()):
        why = NOT_POSITIVE if len(rows) or any(account in books.gross(quarter) for account in members) else NO_SALES
        return Figure("return_rate", account, "", quarter.name, None, "ratio", n, base, why)
    value = float(sum((part / bases[one] for one, part in parts.items()), NOTHING))
    labels = [PERIOD_RATIO] if rows.original_quarter.isna().any() else []
    labels += [PRIOR] if value > 1 else []
    return Figure("return_rate", account, "", quarter.name, value, "ratio", n, base, "; ".join([*labels, *unsure]))


def _credited(books: Books, quarter: Quarter) -> bool:
    """Whether the company's sales hold a credit note by the quarter's end."""
    return any(books.net(one) != books.gross(one) for one in books.history if one <= quarter)


def _trailing(quarter: Quarter, account: str, returned: Decimal, gross: Decimal, short: str) -> Figure:
    value = float(returned / gross) if gross > 0 else None
    return Figure("return_rate_ttm", account, "", quarter.name, value, "ratio", None, gross, short if gross > 0 else NOT_POSITIVE)


def _returned_ttm(books: Books, quarter: Quarter) -> Amounts:
    return added((sign, _returned(then, one)) for sign, then, one in books.twelve_months(quarter))


def _returned(books: Books, quarter: Quarter) -> Amounts:
    rows = books.in_quarter("returns", quarter)
    return rows.groupby("account_id", sort=True).returned.sum().to_dict() if len(rows) else {}


def _gross_ttm(books: Books, quarter: Quarter) -> Amounts:
    return added((sign, then.gross(one)) for sign, then, one in books.twelve_months(quarter))


def return_rate_ttm(books: Books, quarter: Quarter) -> dict[str, float]:
    """Returns booked in the four trailing quarters / their gross sales, by account with gross sales."""
    returned = _returned_ttm(books, quarter)
    return {account: float(returned.get(account, NOTHING) / value) for account, value in _gross_ttm(books, quarter).items() if value > 0}
