"""What was shipped outside the contracted territories, and what an account says it sells on to other dealers (C7, C8, C15)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Books, summed
from kam.measures.scope import scopes
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``diversion_share`` and ``onward_share`` of the company and of each account."""
    return [*_diverted(books, quarter), *_sold_on(books, quarter)]


def _diverted(books: Books, quarter: Quarter) -> list[Figure]:
    """Value shipped outside / value shipped, over the accounts that have a contract."""
    missing = "" if books.exported("territories") else "no territories"
    missing = missing or ("" if books.exported("sales", "ship_to_territory") else "no ship-to territory")
    contracted = set() if missing else set(books.booked("territories").account_id.dropna())
    rows = {} if missing else books.in_quarter("shipped", quarter).set_index("account_id").to_dict("index")
    figures = []
    for account, members in scopes(books, quarter):
        own = [rows[one] for one in members if one in rows]
        shipped, outside = (sum((row[column] for row in own), NOTHING) for column in ("shipped_value", "outside_value"))
        why = missing or ("no contract" if not contracted.intersection(members) else "" if own else "nothing shipped with a territory")
        why = why or ("" if shipped > 0 else "base not positive")
        value = None if why else float(outside / shipped)
        figures.append(Figure("diversion_share", account, "", quarter.name, value, "ratio", sum(int(row["n_outside"]) for row in own), shipped if own else None, why))
    return figures


def _sold_on(books: Books, quarter: Quarter) -> list[Figure]:
    """As declared; the company's is weighted by the net sales of those who declare one."""
    declared = {account: Decimal(share) for account, share in books.accounts.onward_share.items() if not pd.isna(share)}
    net = {account: value for account, value in books.net(quarter).items() if account in declared and value > 0}
    figures = []
    for account, members in scopes(books, quarter):
        if account != COMPANY:
            value = float(declared[account]) if account in declared else None
            figures.append(Figure("onward_share", account, "", quarter.name, value, "ratio", None, None, "" if account in declared else "no declared share"))
            continue
        whole = summed(net, members)
        sold_on = sum((declared[one] * net[one] for one in members if one in net), NOTHING)
        n = sum(one in net for one in members)
        figures.append(Figure("onward_share", account, "", quarter.name, float(sold_on / whole) if whole else None, "ratio", n, whole or None, "" if whole else "no declared share"))
    return figures
