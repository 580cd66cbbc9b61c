"""Every figure of the demo's newest quarter is explained, and the rows give what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from kam.figures import Figure
from kam.review import Review, open_review
from kam.why import Answer, Explanation, Exports, answer, explainer
from kam.why.answer import OF_THE_COMING_QUARTER, same
from kam.why.explanation import unknown
from kam.why.portfolio import OF_OWN_SHOPS
from kam.why.said import Teller
from kam.why.segments import FEATURES

# Metrics that nobody has written an explanation for yet; meant to be empty.
NOT_YET_EXPLAINED: frozenset[str] = frozenset()

# The company; a large dealer with unapplied cash, a small one past due, a dormant one in credit, one too new to be rated, an own shop.
SCOPES = ("", "A-006", "A-017", "A-034", "0035", "0001")


def listed(review: Review) -> pd.DataFrame:
    kept = pd.read_parquet(review.place / "figures.parquet")
    ahead = kept.metric.isin(OF_THE_COMING_QUARTER)
    return kept[(~ahead & (kept.quarter == review.quarter.name)) | (ahead & (kept.quarter == (review.quarter + 1).name))]


def chosen(review: Review) -> Iterator[tuple[str, str, str]]:
    """Each metric of each scope, every kind of dimension once."""
    rows = listed(review)
    rows = rows[rows.account_id.isin(SCOPES)].assign(kind=lambda frame: frame.dimension.str.partition(":")[0])
    for row in rows.drop_duplicates(["metric", "account_id", "kind"]).itertuples():
        yield row.metric, row.account_id, row.dimension


def test_every_metric_of_the_ledger_has_an_explanation(review: Review) -> None:
    assert {metric for metric in listed(review).metric if explainer(metric) is None} == NOT_YET_EXPLAINED


def test_own_shops_have_figures_of_their_own_where_the_ruling_says_so(review: Review) -> None:
    """G3: a task of an own shop is measured by these only."""
    rows = listed(review)
    assert set(rows[rows.account_id.isin(review.books.own_shops) & (rows.dimension == "")].metric) == OF_OWN_SHOPS


@pytest.fixture(scope="module")
def answers(review: Review, exports: Exports) -> list[Answer]:
    return [answer(review, exports, account, metric, dimension) for metric, account, dimension in chosen(review) if metric not in NOT_YET_EXPLAINED]


def test_the_rows_give_what_the_ledger_says(answers: list[Answer]) -> None:
    """Money and counts exactly, ratios to 1e-9, unknown figures for the same reason (G9, G10)."""
    assert len(answers) > 1000
    assert [(one.asked, one.explained.value, one.explained.reason, one.figure) for one in answers if not one.agrees] == []


def test_what_qualifies_a_known_figure_is_found_again(answers: list[Answer]) -> None:
    """``assumed``, ``credit balance``, ``provisional: ...`` are facts too (G9)."""
    assert [(one.asked, one.explained.reason, one.figure.reason) for one in answers if one.explained.reason != one.figure.reason] == []


def test_a_known_figure_rests_on_steps(answers: list[Answer]) -> None:
    assert [one.asked for one in answers if one.figure.value is not None and not one.explained.steps] == []


@pytest.mark.parametrize(("language", "word"), [("en", "Definition"), ("zh", "定义")])
def test_an_explanation_is_told_in_both_languages(answers: list[Answer], language: str, word: str) -> None:
    teller = Teller(open_review("params/demo.yaml", "2026Q3", language))
    assert all(f"\n\n{word}\n  " in teller.tell(one) for one in answers)


def test_a_figure_that_the_rows_do_not_bear_out_is_said_to_be_a_defect(review: Review, exports: Exports) -> None:
    found = answer(review, exports, "A-017", "net_sales")
    wrong = replace(found, figure=replace(found.figure, value=found.figure.size + Decimal("0.01")))
    assert found.agrees and not wrong.agrees
    assert Teller(review).tell(wrong).endswith("The rows give 100670.43, figures.csv has 100670.44.")


def test_ratios_are_held_to_nine_digits_and_unknowns_to_their_reason() -> None:
    figure = Figure("dso", "A", "", "2026Q3", 45.0, "days")
    assert same(Explanation([], [], 45.0 + 1e-8), figure)
    assert not same(Explanation([], [], 45.0 + 1e-6), figure)
    assert not same(unknown("no receivables"), figure)
    assert not same(unknown("no receivables"), replace(figure, value=None, reason="no sales"))


def test_the_segment_of_an_account_is_that_of_the_ledger(review: Review, exports: Exports) -> None:
    """M7: the account's own place, in the scale of the reference quarter."""
    found = answer(review, exports, "A-017", "segment")
    assert found.agrees and found.figure.value == review.clusters["accounts"]["A-017"]["segment"]


def test_a_resampled_figure_is_drawn_again(review: Review, exports: Exports) -> None:
    """M5: its features come from the rows, and every sample is counted."""
    said = Teller(review).tell(answer(review, exports, "A-017", "segment_confidence"))
    assert "Net sales, four quarters: " in said
    assert "drawn again with the same seeds: 50\n" in said
    assert "Sure: 49 / 50 = 0.98\n" in said


def test_every_figure_of_the_groups_is_counted_again(review: Review, exports: Exports) -> None:
    """M4 to M9: for every number of groups, coefficient and bound."""
    rows = listed(review)
    rows = rows[rows.metric.str.match("segment_|agreement_|disagree") & (rows.account_id == "") & ~rows.metric.isin([f"segment_{name}" for name in FEATURES])]
    answers = [answer(review, exports, "", row.metric, row.dimension) for row in rows.itertuples()]
    assert [(one.asked, one.explained.value, one.figure) for one in answers if not one.agrees] == []
    assert len({one.asked.metric for one in answers}) > 15
