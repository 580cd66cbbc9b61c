"""Credit: what is open, how old it is, how many days of sales it stands for, how far the limits are used (D)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Amounts, Books, summed
from kam.measures.countback import Counted, count_back, countback_4q
from kam.measures.receivables import (
    AGEING,
    FALLS_DUE,
    Ageing,
    ageing_columns,
    balances_only,
    exposure,
    past_due_parts,
    receivables,
    tax,
    why_unknown,
)
from kam.measures.scope import rows_of
from kam.quarters import Quarter

RATIOS = {"dso": "days", "countback_dso": "days", "countback_dso_4q": "days", "days_beyond_terms": "days", "past_due_share": "ratio", "utilisation": "ratio"}

# The stars' criterion is a median of an account's own quarter-ends: the company has none, known or not (S6).
BY_ACCOUNT = "countback_dso_4q"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """Every credit figure of the company and of each account other than own shops (G3)."""
    every = books.trading(quarter)
    missing = why_unknown(books, quarter)
    if missing:
        by_account = [_unknown(metric, account, quarter, unit, missing) for metric, unit in _units(books).items() for account in every]
        return by_account + [_unknown(metric, COMPANY, quarter, unit, missing) for metric, unit in _units(books).items() if metric != BY_ACCOUNT]
    ageing = ageing_columns(books, quarter)
    rows = [*_balances(books, quarter, every, ageing), *_days(books, quarter, every, ageing)]
    return [*rows, *_lateness(books, quarter, every), *_limits(books, quarter, every, ageing)]


def _units(books: Books) -> dict[str, str]:
    money = dict.fromkeys(("open_receivables", *AGEING, *FALLS_DUE, "exposure"), books.unit)
    return {**money, **RATIOS}


def _unknown(metric: str, account: str, quarter: Quarter, unit: str, reason: str) -> Figure:
    return Figure(metric, account, "", quarter.name, None, unit, None, None, reason)


def _balances(books: Books, quarter: Quarter, every: list[str], ageing: Ageing) -> list[Figure]:
    """``open_receivables``, the ageing columns and what falls due."""
    open_amounts = receivables(books, quarter)
    counts = {account: int(row["n_items"]) for account, row in ageing.items()}
    rows = _summed_rows("open_receivables", open_amounts, every, quarter, books.unit, counts)
    for metric in (*AGEING, *FALLS_DUE):
        if balances_only(books):
            rows += [_unknown(metric, account, quarter, books.unit, "balances only") for account in [COMPANY, *every]]
        else:
            rows += _summed_rows(metric, {account: row[metric] for account, row in ageing.items()}, every, quarter, books.unit)
    return rows


def _summed_rows(metric: str, amounts: Amounts, every: list[str], quarter: Quarter, unit: str, counts: dict[str, int] | None = None) -> list[Figure]:
    n = counts or {}
    company = Figure(metric, COMPANY, "", quarter.name, summed(amounts, every), unit, sum(n.values()) if counts else None)
    return [company] + [
        Figure(metric, account, "", quarter.name, amounts.get(account, NOTHING), unit, n.get(account, 0) if counts else None) for account in every
    ]


def _days(books: Books, quarter: Quarter, every: list[str], ageing: Ageing) -> list[Figure]:
    """``dso``, ``countback_dso``, its four-quarter median, and ``past_due_share``."""
    open_amounts, net = receivables(books, quarter), books.net(quarter)
    whole = {COMPANY: summed(open_amounts, every)}
    sales = {COMPANY: summed(net, every)}
    rows = []
    for account in [COMPANY, *every]:
        owed = whole.get(account, open_amounts.get(account, NOTHING)) / tax(books)
        rows.append(_dso(books, account, quarter, owed, sales.get(account, net.get(account, NOTHING))))
        counted = count_back(books, quarter, owed, every if account == COMPANY else [account])
        rows.append(_counted("countback_dso", account, quarter, counted))
        if account != COMPANY:
            rows.append(_four_quarters(books, quarter, account))
        rows.append(_past_due(books, quarter, account, every, ageing))
    return rows


def _dso(books: Books, account: str, quarter: Quarter, owed: Decimal, sales: Decimal) -> Figure:
    if owed <= 0:
        return Figure("dso", account, "", quarter.name, 0.0, "days", None, sales, "credit balance")
    value = float(owed / sales * books.days(quarter)) if sales > 0 else None
    return Figure("dso", account, "", quarter.name, value, "days", None, sales, "" if sales > 0 else "base not positive")


def _counted(metric: str, account: str, quarter: Quarter, counted: Counted) -> Figure:
    return Figure(metric, account, "", quarter.name, counted.days, "days", None, None, counted.reason)


def _four_quarters(books: Books, quarter: Quarter, account: str) -> Figure:
    median, count = countback_4q(books, quarter, account)
    reason = "" if median is not None else "no receivables"
    return Figure("countback_dso_4q", account, "", quarter.name, median, "days", count, None, reason)


def _past_due(books: Books, quarter: Quarter, account: str, every: list[str], ageing: Ageing) -> Figure:
    if balances_only(books):
        return _unknown("past_due_share", account, quarter, "ratio", "balances only")
    members = every if account == COMPANY else [account]
    parts = [past_due_parts(ageing[name]) for name in members if name in ageing]
    due, left = sum((part[0] for part in parts), NOTHING), sum((part[1] for part in parts), NOTHING)
    assumed = "assumed" if any(part[2] for part in parts) else ""
    return Figure("past_due_share", account, "", quarter.name, float(due / left) if left > 0 else 0.0, "ratio", None, left, assumed)


def _lateness(books: Books, quarter: Quarter, every: list[str]) -> list[Figure]:
    """``days_beyond_terms``: paid and still unpaid lateness read as one figure (D12)."""
    if balances_only(books) or not books.exported("allocations"):
        reason = "balances only" if balances_only(books) else "no allocations"
        return [_unknown("days_beyond_terms", account, quarter, "days", reason) for account in [COMPANY, *every]]
    paid = books.in_quarter("payment_lateness", quarter).set_index("account_id")
    late = books.at_end("open_items", quarter)
    late = late[(late.open_amount > 0) & ~late.disputed.astype(bool) & (late.days_past_due > 0)]
    paid_by, late_by = (rows_of(rows[rows.index.isin(every)]) for rows in (paid, late))
    return [_beyond(account, quarter, paid_by(account), late_by(account)) for account in [COMPANY, *every]]


def _beyond(account: str, quarter: Quarter, paid: pd.DataFrame, late: pd.DataFrame) -> Figure:
    amount = sum(paid.paid_amount, NOTHING) + sum(late.open_amount, NOTHING)
    days = sum(paid.paid_day_amount, NOTHING) + sum((one * int(day) for one, day in zip(late.open_amount, late.days_past_due, strict=True)), NOTHING)
    n = int(paid.n_allocations.sum()) + len(late)
    value = float(days / amount) if amount > 0 else None
    return Figure("days_beyond_terms", account, "", quarter.name, value, "days", n, amount, "" if amount > 0 else "nothing paid or past due")


def _limits(books: Books, quarter: Quarter, every: list[str], ageing: Ageing) -> list[Figure]:
    """``exposure`` and ``utilisation``; limits are granted on the ledger's amount, tax included (D7, D15)."""
    partly = "" if books.exported("deliveries", "value", "invoice") else "open orders and uninvoiced deliveries not measured"
    exposed = exposure(books, quarter, every)
    limits = books.accounts.credit_limit.to_dict()
    granted = {account: limits[account] for account in every if not pd.isna(limits.get(account)) and limits[account] > 0}
    rows = _summed_rows("exposure", exposed, every, quarter, books.unit)
    rows = [Figure(row.metric, row.account_id, "", row.quarter, row.value, row.unit, None, None, partly) for row in rows]
    used, whole = sum((max(exposed[name], NOTHING) for name in granted), NOTHING), sum(granted.values(), NOTHING)
    rows.append(Figure("utilisation", COMPANY, "", quarter.name, float(used / whole) if whole else None, "ratio", len(granted), whole, partly if whole else "no limit"))
    for account in every:
        limit = granted.get(account)
        value = float(max(exposed[account], NOTHING) / limit) if limit else None
        rows.append(Figure("utilisation", account, "", quarter.name, value, "ratio", None, limit, partly if limit else _no_limit(limits.get(account))))
    return rows


def _no_limit(limit: Any) -> str:
    return "no limit" if limit is None or pd.isna(limit) else "zero limit"


def used_limits(books: Books, quarter: Quarter, accounts: list[str]) -> dict[str, float]:
    """Utilisation by account, accounts without a positive limit left out (D15)."""
    exposed = exposure(books, quarter, accounts)
    limits = books.accounts.credit_limit
    return {name: float(max(exposed[name], NOTHING) / limits[name]) for name in accounts if not pd.isna(limits[name]) and limits[name] > 0}


def beyond_terms(books: Books, quarter: Quarter) -> dict[str, float]:
    """Days beyond terms by account, accounts without payments or past-due items left out (D12)."""
    if why_unknown(books, quarter):
        return {}
    rows = _lateness(books, quarter, books.trading(quarter))
    return {row.account_id: float(row.value) for row in rows if row.account_id and row.value is not None}
