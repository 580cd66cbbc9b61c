"""On which threshold the stars hang, and how far each account is from the next (I, S7 to S9)."""

from __future__ import annotations

from typing import Any

import pytest

from kam.params import Rules
from kam.params.rules import StarRules
from kam.stars import distance, risky, what_if
from kam.stars.what_if import SHIFTS, Threshold, changed, thresholds
from tests.stars.ratings import NOW, HandBooks, rated, shows

RULES = StarRules()


def test_I_every_threshold_of_every_band_is_tried() -> None:
    assert [one.id for one in thresholds(RULES)] == [
        "4/sales_before_below", "4/capital_at_least", "4/countback_dso_at_most", "4/past_due_share_at_most", "4/business_sense_at_least",
        "3/sales_before_below", "3/capital_at_least", "3/countback_dso_at_most", "3/past_due_share_at_most", "3/business_sense_at_least",
        "2/capital_at_least", "2/initiative_at_least",
    ]  # fmt: skip


def test_I_an_amount_of_sales_that_stands_in_for_the_share_is_tried_in_its_place() -> None:
    rules = StarRules.model_validate({"4": {"sales_at_least": 1000}})
    assert [one.id for one in thresholds(rules)][:2] == ["4/sales_at_least", "4/capital_at_least"]


@pytest.mark.parametrize(("field", "limit", "shift", "moved"), [
    ("countback_dso_at_most", 30, "+10%", 33.0), ("past_due_share_at_most", 0.15, "-20%", 0.12), ("sales_before_below", 0.9, "+20%", 1.0),
    ("capital_at_least", 4, "+10%", 4.4), ("capital_at_least", 5, "+20%", 5.0), ("initiative_at_least", 1, "-20%", 1.0),
])  # fmt: skip
def test_I_a_threshold_moves_by_its_part_and_never_beyond_its_scale(field: str, limit: float, shift: str, moved: float) -> None:
    other = Threshold(3, field, limit).moved(RULES, SHIFTS[shift])
    assert getattr(other.three, field) == moved
    assert (other.four, other.two) == (RULES.four, RULES.two)


def known() -> dict[str, Any]:
    """X is just outside four stars by days, Y just inside three by sales, Z far from anything."""
    return {"X": rated("X", 3, shows(days=32)), "Y": rated("Y", 3, shows(before=0.75)), "Z": rated("Z", 1, shows(capital=1))}


def figures(ratings: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {(row.metric, row.dimension): row.value for row in what_if.measure(HandBooks({"X": 40, "Y": 30, "Z": 5}), NOW, ratings)}


def test_I_only_the_raw_stars_that_change_count_with_their_sales() -> None:
    found = figures(known())
    assert [found["whatif_accounts", f"whatif:4/countback_dso_at_most{shift}"] for shift in ("-20%", "-10%", "+10%", "+20%")] == [0, 0, 1, 1]
    assert found["whatif_sales", "whatif:4/countback_dso_at_most+10%"] == found["whatif_sales", "whatif:4/countback_dso_at_most±10%"] == 40
    assert changed(known(), Threshold(4, "countback_dso_at_most", 30), RULES, SHIFTS["+10%"]) == {"X": (3, 4)}


def test_S11_a_key_account_is_lost_where_the_raw_star_passes_three() -> None:
    found = figures(known())
    assert (found["whatif_key_lost", "whatif:3/sales_before_below-10%"], found["whatif_key_gained", "whatif:3/sales_before_below-10%"]) == (1, 0)
    assert found["whatif_key_gained", "whatif:4/countback_dso_at_most±20%"] == 0


def test_I_where_nobody_is_rated_nothing_is_tried() -> None:
    assert figures({"A": rated("A", None)}) == {}


def gaps(ratings: dict[str, Any], account: str, rules: Rules | None = None) -> dict[str, Any]:
    books = HandBooks({}, given=rules or Rules())
    return {row.dimension: (row.value, row.unit, row.reason) for row in distance.measure(books, NOW, ratings) if row.account_id == account}


def test_S8_the_distance_is_in_the_criterions_own_unit() -> None:
    found = gaps({"X": rated("X", 3, shows(days=42, before=0.25))}, "X")
    assert found[""] == found["band:4/countback_dso"] == (12, "days", "")
    assert (found["band:4/sales"], found["band:4/capital"]) == ((0, "ratio", ""), (0, "points", ""))
    assert not any(name.startswith("band:3") for name in found)


def test_S2_a_share_exactly_at_its_limit_fails_and_says_so() -> None:
    assert gaps({"X": rated("X", 3, shows(before=0.5))}, "X")["band:4/sales"] == (0, "ratio", "at the limit")


def test_S7_a_distance_without_input_is_unknown_and_not_nothing() -> None:
    found = gaps({"X": rated("X", 3, shows(before=0.6, capital=None, due=None))}, "X")
    assert (found["band:4/capital"], found["band:4/past_due_share"]) == ((None, "points", "not scored"), (None, "ratio", "no receivables"))


def test_S8_four_stars_have_no_distance_and_the_unrated_say_why() -> None:
    assert gaps({"X": rated("X", 4)}, "X") == {"": (None, "ratio", "highest star")}
    assert gaps({"X": rated("X", None)}, "X") == {"": (None, "ratio", "not rated: no sales")}


def test_S9_what_is_big_but_risky_is_summed_in_sales_and_credit() -> None:
    ratings = {"X": rated("X", 1, shows(capital=1)), "Y": rated("Y", 3, shows(days=45)), "Z": rated("Z", 2, shows(before=0.6, capital=3))}
    rows = risky.measure(HandBooks({"X": 40, "Y": 30, "Z": 5}, {"X": 9, "Y": 8}), NOW, ratings)
    assert {row.metric: row.value for row in rows} == {"risky_accounts": 1, "risky_sales": 40, "risky_receivables": 9}
    assert {row.metric: row.reason for row in risky.measure(HandBooks({}), NOW, {"X": rated("X", None)})} == dict.fromkeys(("risky_accounts", "risky_sales", "risky_receivables"), "nobody rated")
