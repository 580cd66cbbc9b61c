"""The range in which an account's sales move by themselves (metrics.md H)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter

# Natural process limits of an XmR chart: 3 / 1.128, three standard deviations estimated from the mean moving range of two.
LIMIT = Decimal("2.66")


@dataclass(frozen=True)
class NaturalRange:
    """Net sales between which a quarter is nothing unusual, and the number of year-on-year differences behind them."""

    low: Decimal
    high: Decimal
    n: int


def natural_limits(differences: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Mean +- 2.66 x mean moving range of at least two values, oldest first (individuals chart)."""
    mean = sum(differences, NOTHING) / len(differences)
    moving = sum((abs(later - earlier) for earlier, later in pairwise(differences)), NOTHING) / (len(differences) - 1)
    return mean - LIMIT * moving, mean + LIMIT * moving


def natural_range(books: Books, quarter: Quarter, account: str) -> NaturalRange | None:
    """Last year's net sales of the quarter moved by the natural limits of the year-on-year differences before it.

    Differences count from the account's first quarter with sales; None where there are too few of them to judge by. The
    quarter itself is never part of its own base.
    """
    quarters = [one for one in _since_first_sale(books, account) if one.last_year >= _since_first_sale(books, account)[0] and one < quarter]
    differences = [books.net(one).get(account, NOTHING) - books.net(one.last_year).get(account, NOTHING) for one in quarters]
    if len(differences) < books.rules(quarter).warning.range_points:
        return None
    low, high = natural_limits(differences)
    base = books.net(quarter.last_year).get(account, NOTHING)
    return NaturalRange(base + low, base + high, len(differences))


def _since_first_sale(books: Books, account: str) -> list[Quarter]:
    """Quarters of the history from the account's first with sales."""
    kept: dict[str, list[Quarter]] = books.kept("quarters_since_first_sale")
    if account not in kept:
        first = next((one for one in books.history if account in books.net(one)), None)
        kept[account] = [] if first is None else [one for one in books.history if one >= first]
    return kept[account]
