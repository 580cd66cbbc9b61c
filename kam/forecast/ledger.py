"""The forecast as rows of the ledger; they carry the quarter that they predict (J1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kam.figures import COMPANY, Figure
from kam.forecast.bookings import booked_ahead
from kam.forecast.expected import Expected, coming_quarter
from kam.measures.books import Books
from kam.quarters import Quarter

LOW, HIGH = "range:low", "range:high"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``forecast``, its range, ``forecast_mase`` and ``bookings_ahead`` of the company and each known account, for the quarter after this one."""
    rows = [row for account in [COMPANY, *books.known(quarter)] for row in _of(books, account, coming_quarter(books, quarter, account))]
    return [*rows, *booked_ahead(books, quarter)]


def _of(books: Books, account: str, found: Expected) -> Iterator[Figure]:
    name = found.quarter.name
    yield Figure("forecast", account, "", name, found.value, books.unit, found.quarters, None, found.reason)
    for dimension, end in ((LOW, found.low), (HIGH, found.high)):
        yield Figure("forecast", account, dimension, name, end, books.unit, found.quarters, None, _why_no_end(found, end))
    used = found.scores.get(found.method)
    if used is None or used.mase is None:
        yield Figure("forecast_mase", account, "", name, None, "ratio", used.origins if used else 0, None, "too little history")
        return
    yield Figure("forecast_mase", account, "", name, used.mase, "ratio", used.origins)
    for method, score in found.scores.items():
        yield Figure("forecast_mase", account, f"method:{method}", name, score.mase, "ratio", score.origins)


def _why_no_end(found: Expected, end: Decimal | None) -> str:
    if end is not None:
        return ""
    return found.reason if found.value is None else "too little history"
