"""From a series to the quarter after it, and what a method would have missed by (metrics.md J, J1)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.forecast.methods import CHALLENGERS, exponential_smoothing, seasonal_drift, seasonal_naive
from kam.forecast.rolling import rolling_origin, scale

YEARS = [Decimal(value) for value in (10, 20, 30, 40, 12, 24, 33, 44, 15, 23)]
series = st.lists(st.integers(-(10**6), 10**7).map(Decimal), min_size=8, max_size=16)


def test_J1_the_baseline_is_the_same_quarter_of_last_year() -> None:
    assert seasonal_naive(YEARS[:8]) == 12


def test_drift_adds_the_mean_of_all_year_on_year_changes() -> None:
    """Changes 2, 4, 3, 4: 12 + 13 / 4."""
    assert seasonal_drift(YEARS[:8]) == Decimal("15.25")


def test_J1_the_scale_is_the_in_sample_error_of_the_seasonal_naive() -> None:
    assert scale(YEARS[:8]) == Decimal("3.25")
    assert scale(YEARS[:9]) == Decimal(16) / 5


def test_rolling_origin_by_hand_on_ten_quarters() -> None:
    """Origin 8: 15 came, 12 was forecast, scale 13 / 4. Origin 9: 23 came, 24 was forecast, scale 16 / 5."""
    score = rolling_origin(YEARS, seasonal_naive, 8)
    assert (score.errors, score.origins) == ((3, -1), 2)
    assert score.mase == pytest.approx((3 / 3.25 + 1 / 3.2) / 2)


def test_rolling_origin_of_the_drift_by_hand() -> None:
    """Origin 8: 15 against 15.25. Origin 9: 23 against 24 + 16 / 5 = 27.2."""
    score = rolling_origin(YEARS, seasonal_drift, 8)
    assert score.errors == (Decimal("-0.25"), Decimal("-4.2"))
    assert score.mase == pytest.approx((0.25 / 3.25 + 4.2 / 3.2) / 2)


def test_MASE_is_the_mean_absolute_error_over_the_in_sample_naive_error() -> None:
    """Worked example: in-sample changes 6, 6, 6, 6 give a scale of 6; the next errs by 3, so MASE is 0.5."""
    worked = [Decimal(value) for value in (1, 2, 3, 4, 7, 8, 9, 10, 10)]
    assert rolling_origin(worked, seasonal_naive, 8).mase == 0.5


def test_a_past_quarter_whose_history_never_changed_cannot_be_scaled_and_is_left_out() -> None:
    score = rolling_origin([Decimal(5)] * 12, seasonal_naive, 8)
    assert (score.origins, score.mase) == (0, None)


def test_nothing_of_the_quarter_itself_or_later_enters_its_forecast() -> None:
    before = rolling_origin(YEARS[:9], seasonal_drift, 8).errors
    assert rolling_origin([*YEARS[:9], Decimal(999)], seasonal_drift, 8).errors[:1] == before


def test_smoothing_keeps_a_season_that_repeats_itself() -> None:
    assert exponential_smoothing([Decimal(value) for value in (10, 20, 30, 40) * 2]) == 10


def test_smoothing_by_hand_follows_a_lasting_step_up() -> None:
    """Level 25 and seasons -15, -5, 5, 15; from the second year all is 8 higher: a level that follows at once errs only once, so the next is 10 + 8."""
    assert exponential_smoothing([Decimal(value) for value in (10, 20, 30, 40, 18, 28, 38, 48)]) == 18


@given(series, st.sampled_from(sorted(CHALLENGERS)))
def test_a_forecast_moves_with_the_level_and_leaves_its_series_alone(values: list[Decimal], name: str) -> None:
    method, kept = CHALLENGERS[name], list(values)
    moved = method([value + 1000 for value in values])
    assert abs(moved - method(values) - 1000) <= Decimal("0.02")
    assert values == kept
