"""Who is compared and by what: the accounts (M1), and the features gathered from the measures (M2, M3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from kam.measures.base import sold_in_ttm
from kam.measures.books import NOTHING, Books
from kam.measures.countback import countback_4q
from kam.measures.credit import used_limits
from kam.measures.prices import price_realisation_ttm
from kam.measures.receivables import ageing_columns, balances_only, past_due_parts, why_unknown
from kam.measures.returns import return_rate_ttm
from kam.measures.service import otif
from kam.quarters import Quarter
from kam.stars import Rated


def population(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[str]:
    """Accounts with sales and two full quarters that are not dormant (M1)."""
    return sorted(account for account, one in rated.items() if one.why_not in ("", "only_sales_known") and sold_in_ttm(books, quarter, account))


def left_out(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> dict[str, list[str]]:
    """The other known accounts by reason: ``own_shop``, ``too_new``, ``dormant``, ``no_sales``, or why they are unrated; accounts by id."""
    found: dict[str, list[str]] = {"own_shop": [account for account in books.known(quarter) if account in books.own_shops]}
    compared = set(population(books, quarter, rated))
    for account in sorted(set(rated) - compared):
        why = rated[account].why_not if rated[account].why_not in ("too_new", *books.unrated.values()) else "no_sales" if sold_in_ttm(books, quarter, account) else "dormant"
        found.setdefault(why, []).append(account)
    return {why: accounts for why, accounts in sorted(found.items()) if accounts}


def features(books: Books, quarter: Quarter, accounts: list[str]) -> pd.DataFrame:
    """One row per account, index account_id; trailing-four-quarter features, NaN where unknown."""
    columns: dict[str, Any] = {
        "net_sales_ttm": {account: float(value) for account, value in books.net_ttm(quarter).items()},
        "yoy": _growth(books, quarter),
        "return_rate_ttm": return_rate_ttm(books, quarter),
        "price_realisation_ttm": price_realisation_ttm(books, quarter),
        "countback_dso_4q": _countback(books, quarter, accounts),
        "past_due_share": _past_due(books, quarter, accounts),
        "utilisation": {} if why_unknown(books, quarter) else used_limits(books, quarter, accounts),
        "otif_rate_ttm": otif(books, *quarter.trailing(4)) if books.exported("deliveries") else {},
    }
    return pd.DataFrame({name: [values.get(account) for account in accounts] for name, values in columns.items()}, index=accounts, dtype=float)


def _growth(books: Books, quarter: Quarter) -> dict[str, float]:
    """Trailing four quarters against the four before; a base that is not positive gives none (M2)."""
    now, base = books.net_ttm(quarter), books.then(quarter, quarter.last_year).net_ttm(quarter.last_year)
    return {account: float((now.get(account, NOTHING) - value) / value) for account, value in base.items() if value > Decimal(0)}


def _countback(books: Books, quarter: Quarter, accounts: list[str]) -> dict[str, float | None]:
    return {} if why_unknown(books, quarter) else {account: countback_4q(books, quarter, account)[0] for account in accounts}


def _past_due(books: Books, quarter: Quarter, accounts: list[str]) -> dict[str, float]:
    if why_unknown(books, quarter) or balances_only(books):
        return {}
    rows = ageing_columns(books, quarter)
    parts = {account: past_due_parts(rows[account]) for account in accounts if account in rows}
    return {account: float(parts[account][0] / parts[account][1]) if account in parts and parts[account][1] > 0 else 0.0 for account in accounts}
