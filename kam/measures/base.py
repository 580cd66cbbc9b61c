"""The customer base put in order: how many accounts of which kind, tier and territory trade, are new, have gone quiet (1.0, H2)."""

from __future__ import annotations

from collections import Counter

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter

STATUSES = ("active", "new", "dormant", "prospect")


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``accounts``: counts of top parents by status, kind, market tier and territory."""
    states = {account: status(books, quarter, account) for account in books.accounts.index}
    listed = {account: state for account, state in states.items() if state}
    counts = Counter(f"status:{state}" for state in listed.values())
    counts.update({f"status:{state}": 0 for state in STATUSES})
    for column in ("kind", "tier", "territory"):
        words = books.accounts[column].fillna("")
        counts.update(f"{column}:{words[account]}" for account in listed if words[account])
    rows = [Figure("accounts", COMPANY, "", quarter.name, len(listed), "count")]
    return rows + [Figure("accounts", COMPANY, name, quarter.name, count, "count") for name, count in sorted(counts.items())]


def status(books: Books, quarter: Quarter, account: str) -> str:
    """``own shop``, ``prospect``, ``new``, ``dormant`` or ``active``; empty for an account not yet known then."""
    if account in books.own_shops:
        return "own shop"
    if not books.existed(account, quarter):
        return "prospect" if books.accounts.at[account, "kind"] == "prospect" else ""
    first = books.first_invoice(account)
    if first is not None and first > quarter.previous.start:
        return "new"
    return "active" if sold_in_ttm(books, quarter, account) else "dormant"


def sold_in_ttm(books: Books, quarter: Quarter, account: str) -> bool:
    """Whether one of the four trailing quarters has positive net sales (H2: otherwise the account is dormant)."""
    if any(books.net(one).get(account, NOTHING) > 0 for one in quarter.trailing(4)):
        return True
    return books.partial(quarter) and books.net_ttm(quarter).get(account, NOTHING) > 0
