"""Sales of which all dates are firsts or lasts of months are sums of months: no order, no silence, no quarter's end is seen (I-19)."""

from __future__ import annotations

from datetime import date

import pytest

from kam.quarters import monthly_totals
from tests.small_company import Company

MONTHS = [(2025 + at // 12, at % 12 + 1) for at in range(24)]
LASTS = [date(year + month // 12, month % 12 + 1, 1).toordinal() - 1 for year, month in MONTHS]


def sold(days: list[date]) -> str:
    return "\n".join(f"D{at}{name} invoice {day} {name} P 1 {amount}" for at, day in enumerate(days) for name, amount in (("A", 60), ("B", 40)))


def test_month_ends_say_nothing_of_orders(company: Company) -> None:
    found = company("2026Q4", sales=sold([date.fromordinal(day) for day in LASTS]))
    for metric in ("silence_ratio", "days_since_last_order", "quarter_end_loading"):
        assert (found.value(metric, "A"), found(metric, "A").reason) == (None, "monthly totals")
    assert found.value("net_sales", "A") == 180


def test_one_day_in_the_middle_of_a_month_is_a_day_of_trade(company: Company) -> None:
    found = company("2026Q4", sales=sold([*map(date.fromordinal, LASTS), date(2026, 10, 14)]))
    assert found.value("days_since_last_order", "A") == 0


@pytest.mark.parametrize(
    ("days", "monthly"),
    [
        ([date(year, month, 1) for year, month in MONTHS], True),
        ([date.fromordinal(day) for day in LASTS], True),
        ([date(2026, month, 1) for month in range(1, 6)], False),
        ([date(2026, month, 28) for month in range(1, 13)], False),
        ([*(date(2026, month, 1) for month in range(1, 7)), date(2026, 7, 31)], False),
    ],
)
def test_half_a_year_of_dates_tells(days: list[date], monthly: bool) -> None:
    assert monthly_totals(days) is monthly
