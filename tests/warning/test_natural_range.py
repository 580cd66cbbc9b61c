"""The range in which an account's sales move by themselves (metrics.md H)."""

from decimal import Decimal
from typing import Any

import pytest

from kam.params import Rules
from kam.warning.natural_range import natural_limits, natural_range
from tests.measures.hand import books, quarter, sale

NOW = quarter("2026Q3")


def quarterly(values: dict[str, int], account: str = "A") -> list[dict[str, Any]]:
    """One invoice near the end of each named quarter."""
    return [sale(f"{name[:4]}-{int(name[5]) * 3:02d}-28", value, account) for name, value in values.items()]


def test_H_limits_are_the_mean_and_2_66_mean_moving_ranges() -> None:
    """Differences 10, 20, 10, 40: mean 20, moving ranges 10, 10, 30, of which the mean is 50/3."""
    low, high = natural_limits([Decimal(value) for value in (10, 20, 10, 40)])
    assert (float(low), float(high)) == pytest.approx((20 - 2.66 * 50 / 3, 20 + 2.66 * 50 / 3))


STEADY = {f"{year}Q{number}": 100 * number + 10 * (year - 2024) for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)}


def test_H_the_range_is_last_years_quarter_moved_by_the_limits_of_the_differences_before_it() -> None:
    """Each quarter sold 10 more than a year before, so that the range is a point; the quarter itself is not in its own base."""
    with books({"sales": quarterly({**STEADY, "2026Q3": 5000})}) as company:
        own = natural_range(company, NOW, "A")
    assert own is not None
    assert (own.low, own.high, own.n) == (320, 320, 6)


def test_H_with_too_few_differences_a_range_is_not_judged() -> None:
    rules = Rules.model_validate({"warning": {"range_points": 7}})
    with books({"sales": quarterly(STEADY)}, rules) as company:
        assert natural_range(company, NOW, "A") is None


def test_H_differences_count_from_the_accounts_first_quarter_with_sales() -> None:
    """The account begins in 2025Q2: only 2026Q2 has a year before."""
    late = {name: value for name, value in STEADY.items() if name >= "2025Q2"}
    with books({"sales": [*quarterly(STEADY, "B"), *quarterly(late)]}) as company:
        assert natural_range(company, NOW, "A") is None
