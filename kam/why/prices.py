"""Which row of the price list holds for a sales row (C4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from kam.why.exports import Entry, Exports


def price_of(exports: Exports, sold: Entry) -> Entry | None:
    """The product's row, else its style's, valid on the day; of several the newest, then the cheaper."""
    listed: dict[tuple[str, str], list[Entry]] = exports.kept("prices", lambda: _listed(exports))
    for key in (("product", sold.product_id), ("style", sold.style)):
        valid = [entry for entry in listed.get(key, []) if (entry.valid_from or date.min) <= sold.date <= (entry.valid_to or date.max)]
        if valid:
            return max(valid, key=lambda entry: (entry.valid_from or date.min, -entry.price))
    return None


def _listed(exports: Exports) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in exports.table("price_list"):
        if entry.product_id:
            found["product", entry.product_id].append(entry)
        if entry.style:
            found["style", entry.style].append(entry)
    return found
