"""Figures of one quarter by account and metric, and the number by which each is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kam.figures import Figure

AT_LEAST = re.compile(r"> ?(\d+) days")
Known = dict[tuple[str, str, str], Figure]


def by_account(figures: Iterable[Figure]) -> Known:
    """Figures by (metric, account, dimension)."""
    return {(row.metric, row.account_id, row.dimension): row for row in figures}


def comparable(figure: Figure | None) -> float | None:
    """The number that a limit or a scale is held against; None where nothing is known.

    History that ends counts as its last day (D11); goods placed without any rebate lie beyond every cover (D16).
    """
    if figure is None:
        return None
    if figure.value is not None:
        return float(figure.value)
    if figure.reason == "uncovered":
        return float("inf")
    ended = AT_LEAST.fullmatch(figure.reason)
    return float(ended[1]) if ended else None
