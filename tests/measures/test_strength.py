"""Strength and capability from scores (K1, K2, S4)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.measures.scores import measure
from kam.params import Rules
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def card(criterion: str, score: Any, name: str = "2026Q3", account: str = "A", **more: Any) -> dict[str, Any]:
    return {"account_id": account, "quarter": name, "criterion": criterion, "score": score, **more}


def rows(*cards: dict[str, Any], rules: Rules | None = None, **tables: Any) -> dict[tuple[str, str], Any]:
    with books({"sales": [sale("2026-07-01", 1), sale("2025-12-01", 1)], "scorecards": list(cards), **tables}, rules) as company:
        return {(row.metric, row.account_id): row for row in measure(company, NOW)}


def test_K2_strength_is_the_mean_of_its_four_criteria_and_capability_of_its_three() -> None:
    strong = [card(name, score) for name, score in (("capital", 5), ("relations", 3), ("logistics", 4), ("staff", 2), ("management", 2), ("business_sense", 3), ("methods", 4))]
    got = rows(*strong, card("initiative", 1))
    assert [got[name, "A"].value for name in ("strength", "capability", "strength_coverage", "capability_coverage")] == [3.5, 3, 1, 1]


def test_below_half_of_the_criteria_there_is_no_mean_but_its_coverage() -> None:
    got = rows(card("capital", 5), card("management", 2), card("methods", 4))
    assert (got["strength", "A"].value, got["strength", "A"].reason, got["strength_coverage", "A"].value) == (None, "too few criteria scored", 0.25)
    assert (got["capability", "A"].value, got["capability", "A"].n) == (3, 2)


def test_K1_a_score_older_than_two_quarters_is_flagged_and_flags_the_mean() -> None:
    got = rows(card("capital", 5, "2025Q4"), card("relations", 3, "2026Q1"), card("logistics", 3), card("staff", 3))
    assert [got[name, "A"].reason for name in ("score_capital", "score_relations", "strength")] == ["scored 2025Q4", "", "scored 2025Q4"]


def test_a_later_score_changes_nothing_before_its_quarter() -> None:
    assert rows(card("capital", 2), card("capital", 5, "2026Q4"))["score_capital", "A"].value == 2


def test_what_was_not_scored_is_unknown_and_says_whether_anybody_was() -> None:
    got = rows(card("capital", 2, account="B"))
    assert (got["score_capital", "A"].reason, got["strength", "A"].reason) == ("not scored", "not scored")
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert set(figures(measure(company, NOW), "strength").values()) == {"no scorecards"}


def test_the_companys_score_is_the_median_of_its_accounts() -> None:
    got = rows(*(card("capital", score, account=account) for account, score in (("A", 1), ("B", 2), ("C", 5))))
    assert (got["score_capital", ""].value, got["score_capital", ""].n) == (2, 3)


def test_G3_own_shops_are_not_scored() -> None:
    got = rows(card("capital", 2, account="S"), accounts=[{"account_id": "S", "own_shop": True}])
    assert ("score_capital", "S") not in got


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 5), min_size=4, max_size=4), st.permutations(range(4)))
def test_the_mean_lies_between_its_scores_and_the_order_of_rows_does_not_matter(scores: list[int], order: list[int]) -> None:
    cards = [card(name, score) for name, score in zip(("capital", "relations", "logistics", "staff"), scores, strict=True)]
    value = rows(*cards)["strength", "A"].value
    assert min(scores) <= value <= max(scores)
    assert value == pytest.approx(sum(scores) / 4) == rows(*(cards[at] for at in order))["strength", "A"].value
