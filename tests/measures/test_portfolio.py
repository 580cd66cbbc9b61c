"""Attractiveness beside relative strength (K)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.figures import Figure
from kam.measures.portfolio import mark, measure, quadrant
from kam.params.strength import Scale
from tests.measures.hand import books, quarter, sale

NOW = quarter("2026Q3")


def known(metric: str, value: float | None, account: str = "A", dimension: str = "", n: int | None = None) -> Figure:
    return Figure(metric, account, dimension, NOW.name, value, "points", n)


def rows(*given_figures: Figure) -> dict[tuple[str, str, str], Figure]:
    sold = [sale("2026-07-01", 5, ship_to_territory=""), sale("2026-07-01", 5, "B")]
    accounts = [{"account_id": "A", "territory": "East"}, {"account_id": "B"}]
    with books({"sales": sold, "accounts": accounts}) as company:
        return {(row.metric, row.account_id, row.dimension): row for row in measure(company, NOW, given_figures)}


def test_a_mark_is_one_and_five_at_the_ends_of_its_scale_whichever_lies_higher() -> None:
    falling = Scale(low=1.0, high=0.0)
    assert [mark(value, falling) for value in (1.0, 0.75, 0.0, 2.0, -1.0)] == [1, 2, 5, 1, 5]


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_marks_stay_between_one_and_five_and_keep_the_order(low: float, high: float, one: float, other: float) -> None:
    if abs(low - high) < 1e-6:
        return
    scale, first, second = Scale(low=low, high=high), *sorted((one, other))
    marks = (mark(first, scale), mark(second, scale))
    assert all(1 <= value <= 5 for value in marks)
    assert (marks[0] <= marks[1]) if high > low else (marks[0] >= marks[1])


def test_an_axis_is_the_mean_of_what_is_known_and_says_how_much_that_is() -> None:
    """Sales in front of 25 % are marked 4, no growth 3; room and strength are not known."""
    got = rows(known("sales_before", 0.25), known("net_sales_growth", 0.0))
    assert (got["attractiveness", "A", ""].value, got["attractiveness_coverage", "A", ""].value) == (3.5, 0.5)
    assert (got["attractiveness", "B", ""].value, got["attractiveness", "B", ""].reason) == (None, "too few figures known")


def test_B6_the_room_in_a_territory_is_what_we_have_not_reached_and_never_below_none() -> None:
    for reached, room in ((0.3, 0.7), (1.4, 0.0)):
        got = rows(known("territory_penetration", reached, "", "territory:East"))
        assert got["territory_room", "A", ""].value == pytest.approx(room)
    assert rows()["territory_room", "A", ""].reason == "no potential"
    assert rows()["territory_room", "B", ""].reason == "no territory"


def test_needs_met_are_those_not_short_of_all_that_can_be_compared() -> None:
    got = rows(known("needs_short", 1, n=4))
    assert (got["needs_met", "A", ""].value, got["needs_met", "B", ""].reason) == (0.75, "needs not recorded")


def test_an_account_exactly_at_the_limit_is_high() -> None:
    assert [quadrant(*marks, 3.0) for marks in ((3, 3), (3, 2.9), (2.9, 3), (2.9, 2.9))] == ["strategic", "develop", "maintain", "streamline"]


def test_only_accounts_with_both_marks_are_counted() -> None:
    both = [known("sales_before", 0.0), known("strength", 5), known("purchase_share", 0.5), known("relationship_stage", 3)]
    got = rows(*both, known("sales_before", 0.0, "B"), known("strength", 5, "B"))
    counts = {name: (row.value, row.n) for (metric, _, name), row in got.items() if metric == "portfolio_accounts"}
    assert counts == {"quadrant:strategic": (1, 1), "quadrant:develop": (0, 1), "quadrant:maintain": (0, 1), "quadrant:streamline": (0, 1)}
