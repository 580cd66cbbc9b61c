"""How well what could be collected was collected: best possible DSO, days delinquent, collection effectiveness (D8, D13, D14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from kam.facts.spine import OPEN_DAYS
from kam.figures import COMPANY, Figure
from kam.measures.books import DAY, NOTHING, Amounts, Books, summed
from kam.measures.receivables import BUCKETS, ageing_columns, balances_only, receivables, tax, why_unknown
from kam.measures.scope import TO_DATE
from kam.quarters import Quarter

UNITS = {"best_possible_dso": "days", "average_days_delinquent": "days", "cei": "ratio"}
# What stands open before unapplied credits (D13).
OWED = (*BUCKETS, "disputed")


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """The three figures of the company and of each account other than own shops (G3)."""
    every = books.trading(quarter)
    missing = why_unknown(books, quarter) or ("balances only" if balances_only(books) else "")
    if missing:
        return [Figure(metric, account, "", quarter.name, None, unit, None, None, missing) for metric, unit in UNITS.items() for account in [COMPANY, *every]]
    return [*_delinquency(books, quarter, every), *_effectiveness(books, quarter, every)]


def _delinquency(books: Books, quarter: Quarter, every: list[str]) -> list[Figure]:
    """Days of sales that would be open if nothing were late, and the days that lateness adds."""
    not_due = {account: row["not_due"] for account, row in ageing_columns(books, quarter).items()}
    owed, net = receivables(books, quarter), books.net(quarter)
    rows = []
    for account in [COMPANY, *every]:
        members = every if account == COMPANY else [account]
        sales, current, whole = (summed(amounts, members) for amounts in (net, not_due, owed))
        why = "" if sales > 0 else "base not positive"
        best = None if why else float(current / tax(books) / sales * books.days(quarter))
        rows.append(Figure("best_possible_dso", account, "", quarter.name, best, "days", None, sales, why))
        late = None if best is None else float(max(whole, NOTHING) / tax(books) / sales * books.days(quarter)) - best
        rows.append(Figure("average_days_delinquent", account, "", quarter.name, late, "days", None, sales, why or ("credit balance" if whole <= 0 else "")))
    return rows


def _effectiveness(books: Books, quarter: Quarter, every: list[str]) -> list[Figure]:
    """``cei``: the mean over the quarter's months of what was collected over what could be.

    Collected = opening balance + credit sales - closing balance; collectable = opening balance + credit sales - closing balance
    not yet due. Credit sales are net (D6): a credit note takes from sales what it takes from the balance, so it is no collection.
    """
    if not books.exported("allocations"):
        return [Figure("cei", account, "", quarter.name, None, "ratio", None, None, "history cannot be rebuilt") for account in [COMPANY, *every]]
    months = [_month(books, first, last) for first, last in _bounds(quarter) if _over(books, quarter, last)]
    rows = []
    for account in [COMPANY, *every]:
        members = every if account == COMPANY else [account]
        parts = [tuple(summed(amounts, members) for amounts in month) for month in months]
        shares = [float(collected / collectable) for collected, collectable in parts if collectable > 0]
        value = sum(shares) / len(shares) if shares else None
        why = "" if shares else "nothing to collect" if months else TO_DATE
        rows.append(Figure("cei", account, "", quarter.name, value, "ratio", len(shares), None, why))
    return rows


def _over(books: Books, quarter: Quarter, last: date) -> bool:
    """Whether a month is over by the quarter's last day that counts, within as many working days as a quarter may lack (G13)."""
    return int(np.busday_count(min(books.day(quarter), last), last)) <= OPEN_DAYS


def _bounds(quarter: Quarter) -> list[tuple[date, date]]:
    """First and last day of each month of the quarter."""
    starts = [*quarter.months, (quarter + 1).start]
    return [(first, after - DAY) for first, after in zip(starts, starts[1:], strict=False)]


def _month(books: Books, first: date, last: date) -> tuple[Amounts, Amounts]:
    """What each account paid of what it could have paid in one month."""
    opening, closing, sales = _owed(books, first - DAY), _owed(books, last), books.month_net(first)
    accounts = {*opening, *closing, *sales}
    due = {account: opening.get(account, (NOTHING, NOTHING))[0] + sales.get(account, NOTHING) for account in accounts}
    end = {account: closing.get(account, (NOTHING, NOTHING)) for account in accounts}
    return {one: due[one] - end[one][0] for one in accounts}, {one: due[one] - end[one][1] for one in accounts}


def _owed(books: Books, day: date) -> dict[str, tuple[Decimal, Decimal]]:
    """Open before unapplied credits, and the part of it not yet due, tax taken out, by account at a month's end."""
    rows = books.at_month_end("ageing", day)
    open_amounts = rows[list(OWED)].sum(axis=1)
    return {str(one): (whole / tax(books), current / tax(books)) for one, whole, current in zip(rows.index, open_amounts, rows.not_due, strict=True)}
