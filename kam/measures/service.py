"""Service: on time in full, fill rate and lead time of the lines promised in the quarter (E)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.scope import rows_of
from kam.quarters import Quarter

METRICS = {"otif_rate": "ratio", "fill_rate": "ratio", "lead_time_median": "days", "lead_time_p90": "days"}


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """The four service figures of the company and of each account, own shops included (G3)."""
    every = [COMPANY, *books.known(quarter)]
    if not books.exported("deliveries"):
        return [Figure(metric, account, "", quarter.name, None, unit, None, None, "no deliveries") for metric, unit in METRICS.items() for account in every]
    lines = rows_of(books.in_quarter("service_quarter", quarter))
    times = books.in_quarter("lead_times", quarter)
    lead = {account: Counter(dict(zip(part.days, part.n_lines, strict=True))) for account, part in times.groupby("account_id", sort=True)}
    rows = []
    for account in every:
        days = sum(lead.values(), Counter()) if account == COMPANY else lead.get(account, Counter())
        rows += [*_rates(books, quarter, account, lines(account)), *_lead_times(books, quarter, account, days)]
    return rows


def _rates(books: Books, quarter: Quarter, account: str, lines: pd.DataFrame) -> list[Figure]:
    n = int(lines.n_lines.sum())
    ordered = sum(lines.ordered_qty, Decimal(0))
    few = _too_few(n, books, quarter)
    otif = None if few else int(lines.n_otif.sum()) / n
    fill = None if few else float(sum(lines.filled_qty, Decimal(0)) / ordered)
    return [
        Figure("otif_rate", account, "", quarter.name, otif, "ratio", n, n, few),
        Figure("fill_rate", account, "", quarter.name, fill, "ratio", n, ordered, few),
    ]


def _lead_times(books: Books, quarter: Quarter, account: str, days: Counter[int]) -> list[Figure]:
    n = sum(days.values())
    dated = books.exported("deliveries", "ordered_date") or books.exported("deliveries", "requested_date")
    few = _too_few(n, books, quarter) if dated else "no order dates"
    median, p90 = (None, None) if few else (quantile(days, 0.5), quantile(days, 0.9))
    return [
        Figure("lead_time_median", account, "", quarter.name, median, "days", n, None, few),
        Figure("lead_time_p90", account, "", quarter.name, p90, "days", n, None, few),
    ]


def _too_few(n: int, books: Books, quarter: Quarter) -> str:
    least = books.rules(quarter).service.min_lines
    return f"n < {least}" if n < least else ""


def quantile(counts: Counter[int], share: float) -> float:
    """A quantile of counted values, linear between neighbours, so that the median of an even count is the mean of the middle two."""
    ordered = sorted(counts)
    place = share * (sum(counts.values()) - 1)
    below = int(place)
    low, high = _at(counts, ordered, below), _at(counts, ordered, min(below + 1, sum(counts.values()) - 1))
    return low + (high - low) * (place - below)


def _at(counts: Counter[int], ordered: Iterable[int], position: int) -> float:
    seen = 0
    for value in ordered:
        seen += counts[value]
        if position < seen:
            return float(value)
    raise IndexError(position)


def otif(books: Books, *quarters: Quarter) -> dict[str, float]:
    """On time in full over some quarters by account, accounts with too few lines left out (E6)."""
    lines = books.in_quarter("service_quarter", *quarters).groupby("account_id", sort=True)[["n_lines", "n_otif"]].sum()
    least = books.rules(quarters[-1]).service.min_lines
    return {str(account): int(on_time) / int(n) for account, n, on_time in lines.itertuples() if n >= least}
