"""What was sold by product and category (F1, G18)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from kam.measures.books import Amounts, Books
from kam.quarters import Quarter


def product_rows(books: Books, quarter: Quarter) -> list[Any]:
    """The quarter's rows of ``product_sums``; ``currency`` is the company's own where nobody states one and no rate applies."""
    kept: dict[str, list[Any]] = books.kept("product_sums")
    if quarter.name not in kept:
        rows = books.in_quarter("product_sums", quarter)
        kept[quarter.name] = list(rows.assign(currency=rows.currency.replace("", books.params.currency)).itertuples(index=False))
    return kept[quarter.name]


def categories(books: Books, quarter: Quarter) -> dict[str, Amounts]:
    """Net sales of the quarter by account and named category."""
    found: dict[str, Amounts] = defaultdict(lambda: defaultdict(Decimal))
    for row in product_rows(books, quarter):
        if row.category:
            found[row.account_id][row.category] += row.value + row.loose_value
    return dict(found)
