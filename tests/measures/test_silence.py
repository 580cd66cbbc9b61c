"""Silence: days since the last order against the account's own rhythm (H1, H2)."""

from typing import Any

import pytest

from kam.measures.silence import is_silent, measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
# Gaps of 10, 20, 30 and 40 days: the usual gap is 25 days; the last order is 50 days before the end of 2026Q3.
ORDERS = ["2026-05-03", "2026-05-13", "2026-06-02", "2026-07-02", "2026-08-11"]


def silence(days: list[str], *more: Any) -> dict[Any, Any]:
    with books({"sales": [sale(day, 1) for day in days] + list(more)}) as company:
        return figures(measure(company, NOW))


def test_H1_silence_is_days_since_the_last_order_over_the_median_gap() -> None:
    found = silence(ORDERS)
    assert (found["days_since_last_order", "A", ""], found["silence_ratio", "A", ""]) == (50, 2.0)


def test_H1_two_invoices_of_one_day_are_one_order_and_a_credit_note_is_none() -> None:
    found = silence([*ORDERS, ORDERS[-1]], sale("2026-09-20", -1, kind="credit note"))
    assert found["silence_ratio", "A", ""] == 2.0


def test_H1_with_fewer_than_five_order_dates_the_rhythm_is_unknown() -> None:
    found = silence(ORDERS[1:])
    assert (found["days_since_last_order", "A", ""], found["silence_ratio", "A", ""]) == (50, "fewer than 5 orders")


def test_G13b_silence_in_a_quarter_that_is_not_over_counts_to_its_newest_sale() -> None:
    with books({"sales": [sale(day, 1) for day in ORDERS] + [sale("2026-08-21", 1, "Z")]}, closed_through=None) as company:
        assert figures(measure(company, NOW))["days_since_last_order", "A", ""] == 10


def test_G8_an_order_after_the_quarter_is_not_seen() -> None:
    assert silence([*ORDERS, "2026-10-01"])["silence_ratio", "A", ""] == 2.0


def test_G3_own_shops_are_left_out_of_silence() -> None:
    tables = {"accounts": [{"account_id": "S", "own_shop": True}], "sales": [sale(day, 1, "S") for day in ORDERS]}
    with books(tables) as company:
        assert figures(measure(company, NOW))["silence_ratio", "S", ""] == "own shop"


def monthly(until: str) -> list[str]:
    months = [f"{year}-{month:02d}-02" for year in (2024, 2025, 2026) for month in range(1, 13)]
    return [day for day in months if day <= until]


@pytest.mark.parametrize(("last", "expected"), [("2026-06-02", True), ("2026-07-02", False)])
def test_H2_silence_warns_strictly_above_its_threshold(last: str, expected: bool) -> None:
    """The usual gap is 31 days: 120 days are 3.9 times, 90 days 2.9 times as long."""
    with books({"sales": [sale(day, 1) for day in monthly(last)]}) as company:
        assert is_silent(company, NOW, "A") is expected


def test_H2_off_season_silence_like_that_of_a_year_before_does_not_warn() -> None:
    days = [day for day in monthly("2026-06-02") if day[5:7] in ("03", "04", "05", "06") or day < "2025-01-01"]
    with books({"sales": [sale(day, 1) for day in days]}) as company:
        assert is_silent(company, NOW, "A") is False


def test_H2_an_unknown_rhythm_is_not_judged() -> None:
    with books({"sales": [sale("2026-01-01", 1)]}) as company:
        assert is_silent(company, NOW, "A") is None
