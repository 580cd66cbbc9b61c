"""Who and what moved net sales since last year: by account, territory and category."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Amounts, Books, summed
from kam.measures.products import categories
from kam.measures.territories import totals
from kam.quarters import Quarter

Key = tuple[str, str]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``net_sales_change`` against the same quarter last year and ``net_sales_change_share``, the part of the company's change it makes up.

    One row for the company, each account, each ``territory:`` and each ``category:`` (own shops included); and ``net_sales`` by category.
    """
    now, before = _sums(books, quarter), _sums(books.then(quarter, quarter.last_year), quarter.last_year)
    rows = [Figure("net_sales", scope, name, quarter.name, value, books.unit) for (scope, name), value in sorted(now.items()) if name.startswith("category:")]
    keys = sorted({*now, *before, *((account, "") for account in books.known(quarter))})
    early = "before the first sales row" if quarter.last_year < books.history[0] else ""
    changes = {key: now.get(key, NOTHING) - before.get(key, NOTHING) for key in keys}
    return [*rows, *(row for key in keys for row in _changed(books, quarter, key, changes, early))]


def _changed(books: Books, quarter: Quarter, key: Key, changes: dict[Key, Decimal], early: str) -> list[Figure]:
    account, dimension = key
    change, whole = changes[key], changes[COMPANY, ""]
    why = early or ("" if whole else "no change")
    return [
        Figure("net_sales_change", account, dimension, quarter.name, None if early else change, books.unit, None, None, early),
        Figure("net_sales_change_share", account, dimension, quarter.name, None if why else float(change / whole), "ratio", None, None if why else whole, why),
    ]


def _sums(books: Books, quarter: Quarter) -> dict[Key, Decimal]:
    """Net sales by (account, '') and, of the company, by ('', dimension)."""
    net = books.net(quarter)
    by_category: Amounts = defaultdict(Decimal)
    for sums in categories(books, quarter).values():
        for category, value in sums.items():
            by_category[category] += value
    found = {(COMPANY, ""): summed(net, net)} | {(account, ""): value for account, value in net.items()}
    found |= {(COMPANY, f"territory:{name}"): value for name, value in totals(books, quarter, with_own_shops=True).items()}
    return found | {(COMPANY, f"category:{name}"): value for name, value in by_category.items()}
