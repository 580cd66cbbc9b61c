"""The stars as rows of the ledger: per account, per level, and what the key accounts bring."""

from __future__ import annotations

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Books, summed
from kam.quarters import Quarter
from kam.stars.confirm import Rated

REASONS = {
    "no_sales": "not rated: no sales", "too_new": "not rated: too new", "only_sales_known": "only sales known",
    "not_in_accounts": "not in the customer file", "nobody": "nobody in particular",
}  # fmt: skip


def measure(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[Figure]:
    """``stars_raw``, ``stars``, ``sales_before``, ``big_but_risky``, ``bands_above_star`` (S9) by account; counts and shares by level for the company."""
    rows = [row for account in sorted(rated) for row in _of_account(quarter, rated[account])]
    return [*rows, *_levels(books, quarter, rated), *_key_accounts(books, quarter, rated)]


def _of_account(quarter: Quarter, one: Rated) -> list[Figure]:
    why, judged = REASONS.get(one.why_not, ""), one.judged
    provisional = f"provisional: {', '.join(judged.missing)}" if judged and judged.missing else why
    risky = int(judged.big_but_risky) if judged else None
    bands = judged.sales_band - judged.star if judged else None
    return [
        Figure("stars_raw", one.account_id, "", quarter.name, one.raw, "stars", None, None, provisional),
        Figure("stars", one.account_id, "", quarter.name, one.confirmed, "stars", None, None, provisional),
        Figure("sales_before", one.account_id, "", quarter.name, one.seen.before, "ratio", None, None, "" if one.seen.before is not None else "no positive sales"),
        Figure("big_but_risky", one.account_id, "", quarter.name, risky, "count", None, None, why),
        Figure("bands_above_star", one.account_id, "", quarter.name, bands, "count", None, None, why),
    ]


def _levels(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[Figure]:
    """How many accounts each confirmed star has, and their share of net sales; ``stars:0`` = not rated."""
    rows = []
    for level in (4, 3, 2, 1, 0):
        members = [account for account, one in rated.items() if (one.confirmed or 0) == level]
        rows.append(Figure("stars", COMPANY, f"stars:{level}", quarter.name, len(members), "count"))
        rows.append(_share(books, quarter, members, "share", f"stars:{level}"))
    return rows


def _key_accounts(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[Figure]:
    members = [account for account, one in rated.items() if one.key_account]
    by_sales = "" if any(one.judged for one in rated.values()) else "by sales alone"
    return [
        Figure("key_accounts", COMPANY, "", quarter.name, len(members), "count", None, None, by_sales),
        _share(books, quarter, members, "key_account_share", "", by_sales),
    ]


def _share(books: Books, quarter: Quarter, members: list[str], metric: str, dimension: str, reason: str = "") -> Figure:
    net = books.net(quarter)
    whole = summed(net, books.trading(quarter))
    part = summed(net, members) if members else NOTHING
    value = ratio(part, whole)
    return Figure(metric, COMPANY, dimension, quarter.name, value, "ratio", len(members), whole, reason if value is not None else "base not positive")
