"""What warnings were worth in past quarters (metrics.md H)."""

import pytest

from kam.warning.backtest import Outcome, backtest, losses, wilson_low
from kam.warning.ledger import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def test_wilson_gives_the_lower_end_of_the_score_interval() -> None:
    """20 of 50: 27.6 %, as in the tables."""
    assert wilson_low(20, 50) == pytest.approx(0.2761, abs=1e-4)


def test_H_a_loss_is_more_than_the_threshold_of_last_years_sales_or_nothing_at_all() -> None:
    sold = {"A": (100, 69), "B": (100, 70), "C": (100, 0), "D": (0, 50), "E": ("8.30", "5.81")}
    rows = [sale(day, value, account) for account, pair in sold.items() for day, value in zip(("2025-08-01", "2026-08-01"), pair, strict=True) if value]
    with books({"sales": rows}) as company:
        assert losses(company, NOW) == {"A": True, "B": False, "C": True, "E": False}


def monthly(account: str, until: str) -> list[dict[str, object]]:
    days = [f"{year}-{month:02d}-28" for year in (2024, 2025, 2026) for month in range(1, 13)]
    return [sale(day, 10, account) for day in days if day <= until]


def test_H_a_past_case_counts_the_reasons_given_then_and_the_loss_that_followed() -> None:
    """A stops in January 2026: at the end of 2026Q1 its order is 62 days old, at the end of 2026Q2 it is silent and buys nothing after."""
    with books({"sales": [*monthly("A", "2026-01-28"), *monthly("B", "2026-09-28")]}) as company:
        outcomes = backtest(company, NOW)
        known = backtest(company, NOW.previous)
    assert (outcomes[0].cases, outcomes[1]) == (12, Outcome(1, 1))
    assert known[1] == Outcome(0, 0)


def test_H_a_rate_is_called_a_probability_only_where_the_past_supports_it() -> None:
    with books({"sales": [*monthly("A", "2026-01-28"), *monthly("B", "2026-09-28")]}) as company:
        rows = {row.dimension: row for row in measure(company, NOW) if row.metric == "warning_hit_rate"}
    assert (rows["reasons:1"].value, rows["reasons:1"].reason) == (1.0, "n < 10")
    assert (rows["reasons:3"].value, rows["reasons:3"].reason) == (None, "no past cases")
    assert rows[""].reason == ""
    assert not Outcome(20, 10).surely_above(0.4)
    assert Outcome(20, 15).surely_above(0.4)


def test_without_a_past_there_is_no_base_rate() -> None:
    with books({"sales": monthly("A", "2024-09-28")}) as company:
        assert figures(measure(company, quarter("2024Q3")))["warning_hit_rate", "", ""] == "no past cases"
