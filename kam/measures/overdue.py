"""What is past due item by item, after unapplied credits have settled the items due longest (S5)."""

from __future__ import annotations

from decimal import Decimal

from kam.measures.books import NOTHING, Amounts, Books
from kam.measures.receivables import balances_only
from kam.quarters import Quarter


def overdue_items(books: Books, quarter: Quarter) -> dict[str, list[tuple[int, Decimal]]]:
    """Days past due and amount of what is past due, by account, after unapplied credits have settled the items due longest first (S5)."""
    if balances_only(books):
        return {}
    rows = books.at_end("open_items", quarter)
    found: dict[str, list[tuple[int, Decimal]]] = {}
    credits: Amounts = {}
    ordered = rows.sort_values("days_past_due", ascending=False, kind="stable")
    for account, amount, disputed, days in zip(ordered.index, ordered.open_amount, ordered.disputed, ordered.days_past_due, strict=True):
        if amount < 0:
            credits[account] = credits.get(account, NOTHING) - amount
        elif not disputed and days > 0:
            found.setdefault(account, []).append((int(days), amount))
    return {account: _after_credits(items, credits.get(account, NOTHING)) for account, items in found.items()}


def _after_credits(items: list[tuple[int, Decimal]], credit: Decimal) -> list[tuple[int, Decimal]]:
    left = []
    for days, amount in items:
        settled = min(credit, amount)
        credit -= settled
        if amount > settled:
            left.append((days, amount - settled))
    return left
