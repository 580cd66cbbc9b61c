"""What was charged against the guide price (C4, C5)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from kam.measures.books import Books
from kam.quarters import Quarter


def price_realisation_ttm(books: Books, quarter: Quarter) -> dict[str, float]:
    """Value / quantity x guide price over the four trailing quarters, by account with a guide price."""
    if not books.exported("price_list"):
        return {}
    rows = books.in_quarter("guide_prices", *quarter.trailing(4)).groupby("account_id", sort=True)[["priced_value", "tag_value"]].sum()
    found = {}
    for account, value, tags in rows.itertuples():
        guide = tags * contracted_share(books, account)
        if guide > 0:
            found[str(account)] = float(value / guide)
    return found


def contracted_share(books: Books, account: str) -> Decimal:
    """What an account pays of the tag price by contract, tax taken out (C4)."""
    discount = books.accounts.discount.get(account)
    share = Decimal(1) if discount is None or pd.isna(discount) else Decimal(discount)
    return share / (1 + Decimal(str(books.params.price_list_includes_tax)))
