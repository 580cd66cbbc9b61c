"""What an account leaves us and what it earns on our goods; our share of what it buys (0.1 of the method, X)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import COMPANY, MILLIONTH, Figure, ratio
from kam.measures.books import NOTHING, Books, summed
from kam.measures.consignment import rebates
from kam.quarters import Quarter

# What is taken off the margin besides cost, all in the rebates table.
TAKEN_OFF = ("rebates", "promotion", "freight")
Amounts = dict[str, Decimal]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``contribution`` with its coverage, ``account_margin`` and ``purchase_share``.

    One row per account other than own shops and one of the company, taken over the sums of its accounts (G3, G10).
    """
    every = books.trading(quarter)
    earned = books.in_quarter("earnings", quarter).set_index("account_id").to_dict("index")
    granted = rebates(books, quarter)
    # Accrued is so far this year: the first quarter begins at nothing.
    before = {} if quarter.number == 1 else rebates(books, quarter.previous)
    spent = {account: _spent(granted.get(account, {}), before.get(account, {})) for account in every}
    rows = []
    for account in [COMPANY, *every]:
        members = every if account == COMPANY else [account]
        own = [earned[one] for one in members if one in earned]
        off = [spent[one] for one in members]
        rows += [*_contribution(books, quarter, account, own, off), _account_margin(books, quarter, account, own, off)]
    return [*rows, *_purchase_share(books, quarter, every)]


def _spent(row: dict[str, Any], before: dict[str, Any]) -> Amounts:
    """What was granted to an account for the quarter, as far as it is known: rebates accrued in it, promotion, freight."""
    found = {name: row[name] for name in ("promotion", "freight") if row.get(name) is not None}
    if row.get("accrued") is not None:
        found["rebates"] = row["accrued"] - (before.get("accrued") or NOTHING)
    return found


def _contribution(books: Books, quarter: Quarter, account: str, earned: list[dict[str, Any]], spent: list[Amounts]) -> list[Figure]:
    """Net sales whose cost is known, less that cost and what was granted; the reason names what is not known."""
    sales, cost, net = _total(earned, "margin_sales"), _total(earned, "cost"), books.net(quarter)
    whole = summed(net, books.trading(quarter)) if account == COMPANY else net.get(account, NOTHING)
    if not books.exported("sales", "cost") or (not sales and not cost):
        why = "no sales this quarter" if books.exported("sales", "cost") and not whole else "no cost"
        return [_unknown("contribution", account, quarter, books.unit, why), _unknown("contribution_coverage", account, quarter, "ratio", why)]
    value = sales - cost - sum((_total(spent, name) for name in TAKEN_OFF), NOTHING)
    gaps = [] if sales == whole else ["cost known for part of sales"]
    gaps += [f"without {name}" for name in TAKEN_OFF if not any(name in one for one in spent)]
    coverage = ratio(sales, whole)
    return [
        Figure("contribution", account, "", quarter.name, value, books.unit, None, sales, "; ".join(gaps)),
        Figure("contribution_coverage", account, "", quarter.name, coverage, "ratio", None, whole, "" if coverage is not None else "base not positive"),
    ]


def _account_margin(books: Books, quarter: Quarter, account: str, earned: list[dict[str, Any]], spent: list[Amounts]) -> Figure:
    """(Retail price - our price) x pieces + rebates, tax taken out of the retail price as out of the guide price (C4)."""
    sales, pieces = _total(earned, "retailed_sales"), _total(earned, "piece_sales")
    retail = _total(earned, "retail_value") / (1 + Decimal(str(books.params.price_list_includes_tax)))
    if not books.exported("price_list", "retail") or (not sales and not retail):
        why = "no sales this quarter" if books.exported("price_list", "retail") and not pieces else "no retail prices"
        return _unknown("account_margin", account, quarter, books.unit, why)
    gaps = [] if sales == pieces else ["retail price known for part of sales"]
    gaps += [] if any("rebates" in one for one in spent) else ["without rebates"]
    value = (retail - sales + _total(spent, "rebates")).quantize(MILLIONTH)
    return Figure("account_margin", account, "", quarter.name, value, books.unit, None, sales, "; ".join(gaps))


def _purchase_share(books: Books, quarter: Quarter, every: list[str]) -> list[Figure]:
    """Our net sales of four quarters over what the account buys a year of such goods."""
    bought = {account: value for account, value in books.accounts.purchases.items() if not pd.isna(value) and value > 0}
    ttm = books.net_ttm(quarter)
    rows = []
    for account in [COMPANY, *every]:
        members = [one for one in (every if account == COMPANY else [account]) if one in bought]
        whole = sum((bought[one] for one in members), NOTHING)
        value = ratio(summed(ttm, members), whole)
        rows.append(Figure("purchase_share", account, "", quarter.name, value, "ratio", len(members) if account == COMPANY else None, whole or None, "" if members else "no purchases"))
    return rows


def _unknown(metric: str, account: str, quarter: Quarter, unit: str, why: str) -> Figure:
    return Figure(metric, account, "", quarter.name, None, unit, None, None, why)


def _total(rows: list[Any], name: str) -> Decimal:
    return sum((row.get(name, NOTHING) for row in rows), NOTHING)
