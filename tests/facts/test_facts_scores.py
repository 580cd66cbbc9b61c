"""Which score counts in which quarter."""

from __future__ import annotations

from typing import Any

from .tables import Row, fact

SPINE = {
    "sales": [{"document": day, "date": day, "account_id": "A", "net_amount": 1, "kind": "invoice"} for day in ("2025-11-05", "2026-06-30")]
}


def given(quarter: str, score: Any, day: str | None = None, **more: Any) -> Row:
    return {"account_id": "A", "quarter": quarter, "criterion": "capital", "score": score, "date": day, **more}


def scored(*scorecards: Row, **more: Any) -> list[tuple[Any, ...]]:
    return fact("scores", {**SPINE, "scorecards": list(scorecards), **more}, "quarter", "score", "scored_quarter", "scored_on")


def test_S4_a_score_holds_until_a_later_quarters_score() -> None:
    got = scored(given("2024Q2", 2), given("2026Q1", 4, "2026-03-01"), given("2027Q1", 5))
    assert got == [("2025Q4", 2, "2024Q2", None), ("2026Q1", 4, "2026Q1", "2026-03-01"), ("2026Q2", 4, "2026Q1", "2026-03-01")]


def test_S4_within_a_quarter_the_latest_date_counts_and_no_date_is_the_oldest() -> None:
    assert scored(given("2026Q2", 5), given("2026Q2", 3, "2026-06-02"), given("2026Q2", 1, "2026-06-01")) == [
        ("2026Q2", 3, "2026Q2", "2026-06-02")
    ]


def test_S4_several_of_the_same_date_are_their_mean() -> None:
    both = [given("2026Q2", 5, "2026-06-01"), given("2026Q2", 2, "2026-06-01"), given("2026Q2", 4, "2026-05-01")]
    assert scored(*both) == [("2026Q2", 3.5, "2026Q2", "2026-06-01")]


def test_S4_a_mean_is_rounded_half_away_from_zero_at_the_sixth_decimal() -> None:
    assert scored(given("2026Q2", 1), given("2026Q2", 1), given("2026Q2", 2))[0][1] == 1.333333
    assert scored(given("2026Q2", 2), given("2026Q2", 1), given("2026Q2", 2))[0][1] == 1.666667
    assert scored(given("2026Q2", "0.000001"), given("2026Q2", 0))[0][1] == 0.000001


def test_S4_rows_of_branches_are_not_used() -> None:
    accounts = [{"account_id": "A"}, {"account_id": "A-1", "parent_id": "A"}]
    assert scored(given("2026Q2", 5, account_id="A-1"), accounts=accounts) == []


def test_S4_each_criterion_and_the_names_of_all_scorers_stand_apart() -> None:
    cards = [given("2026Q2", 5, scorer="Wang"), given("2026Q2", 3, scorer="Li"), given("2026Q2", 1, criterion="initiative", scorer="Wang")]
    got = fact("scores", {**SPINE, "scorecards": cards}, "criterion", "score", "n_scores", "scorer")
    assert got == [("capital", 4, 2, "Li, Wang"), ("initiative", 1, 1, "Wang")]
