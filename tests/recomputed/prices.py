"""C4: the row of the price list that is valid for a sales row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from .clerk import Clerk, Row


class PriceList:
    """The list by product and by style; prices as listed, ``tax`` = 1 + the tax in them."""

    def __init__(self, clerk: Clerk) -> None:
        self.tax = 1 + Decimal(str(clerk.params.price_list_includes_tax))
        self.by: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in clerk.tables["price_list"]:
            for name in ("product_id", "style"):
                if row.get(name):
                    self.by[name, row[name]].append(row)

    def valid(self, sold: Row) -> Row:
        """The row of the product, else of its style, on the day; of several the newest, then the cheaper; nothing where there is none."""
        for name in ("product_id", "style"):
            rows = [row for row in self.by.get((name, sold.get(name) or ""), []) if within(sold["date"], row)]
            if rows:
                newest = max(row.get("valid_from") or date.min for row in rows)
                return min((row for row in rows if (row.get("valid_from") or date.min) == newest), key=lambda row: (row["price"], row.get("retail") is None, row.get("retail") or 0))
        return {}


def within(day: date, row: Row) -> bool:
    """G16: both ends count, an empty one is open."""
    return (row.get("valid_from") or date.min) <= day <= (row.get("valid_to") or date.max)
