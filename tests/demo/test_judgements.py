"""Moves, other thresholds and the season's decisions of the demo company, counted again from its clean tables by another route."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import kam
from demo.quarters import LAST
from demo.world import World
from kam.stars.what_if import SHIFTS, thresholds
from kam.store import HOUSE
from tests.demo.by_hand.books import Books, last_day
from tests.demo.by_hand.stars import Stars
from tests.demo.by_hand.what_if import Rating, need, past_due

CELLS = [f"{before}>{now}" for before in (4, 3, 2, 1, "new") for now in (4, 3, 2, 1, "left") if (before, now) != ("new", "left")]


@pytest.fixture(scope="module")
def review() -> Any:
    return kam.open_review(str(HOUSE / "params" / "demo.yaml"), LAST, "en")


@pytest.fixture(scope="module")
def rating(world: World) -> Iterator[Rating]:
    books = Books(world.tables)
    yield Rating(books, Stars(books), LAST)


def test_S10_the_stars_are_those_of_the_hand_count(review: Any, rating: Rating) -> None:
    by_hand = {account: (star.raw, star.confirmed) for account, star in rating.stars.rated[LAST].items()}
    assert {account: (review.value("stars_raw", account), review.value("stars", account)) for account in by_hand} == by_hand
    assert len(by_hand) > 50


@pytest.mark.parametrize(("span", "quarters_back"), [("", 1), ("_year", 4)])
def test_I_the_matrix_is_that_of_the_hand_count(review: Any, rating: Rating, span: str, quarters_back: int) -> None:
    found = {cell: review.figure("star_moves", dimension=f"transition{span}:{cell}").value for cell in CELLS}
    assert {cell: count for cell, count in found.items() if count} == dict(rating.matrix(quarters_back))


def test_I_every_threshold_moved_by_hand_moves_the_same_accounts_sales_and_key_accounts(review: Any, rating: Rating) -> None:
    ids = [f"{threshold.id}{shift}" for threshold in thresholds(review.books.rules(review.quarter).stars) for shift in SHIFTS]
    metrics = ("whatif_accounts", "whatif_sales", "whatif_key_gained", "whatif_key_lost")
    found = {one: tuple(review.figure(metric, dimension=f"whatif:{one}").value for metric in metrics) for one in ids}
    by_hand = rating.what_if()
    assert found == by_hand
    assert sum(row[0] > 0 for row in by_hand.values()) > 10


def test_S5_what_is_past_due_before_the_season_is_that_of_the_ledger_by_hand(review: Any, rating: Rating) -> None:
    accounts = [account for account, figure in review.figures.of("season_hold", review.quarter).items() if figure.known]
    found = {account: (review.value("past_due_amount", account), review.value("oldest_past_due", account)) for account in accounts}
    assert found == {account: past_due(rating.books, account, last_day(LAST)) for account in accounts}
    assert sum(days > 0 for _, days in found.values()) > 5


def least(review: Any, rating: Rating, account: str) -> Decimal:
    """What the coming quarter needs at least, tax included: the forecast, and without one last year's season (J1)."""
    expected = review.figures.find("forecast", review.quarter + 1, account)
    if expected is None or not expected.known:
        return need(rating.books, account, LAST)
    return max(Decimal(0), (Decimal(str(expected.value)) * Decimal("1.13")).quantize(Decimal("0.01")) - Decimal("0.01"))


def test_the_season_s_decisions_follow_from_the_hand_count(review: Any, rating: Rating) -> None:
    """The rule read again: late, then limit, then need; limits of the master file, stars of the hand count."""
    stars = {account: star.confirmed for account, star in rating.stars.rated[LAST].items()}
    for account, figure in review.figures.of("season_hold", review.quarter).items():
        if not figure.known:
            continue
        days, part = {4: (30, 1), 3: (30, 1), 2: (10, 1)}.get(stars.get(account, 1), (0, Decimal("0.8")))
        limit = rating.books.master[account]["credit_limit"]
        overdue, oldest = past_due(rating.books, account, last_day(LAST))
        if figure.reason == "past due too long":
            assert oldest > days and overdue > 0
        elif figure.reason == "no limit":
            assert limit == ""
        elif figure.reason in ("limit used up", "zero limit"):
            assert Decimal(str(limit)) * part <= review.value("exposure", account)
        else:
            assert Decimal(str(limit)) > 0 and (oldest <= days or review.value("late_amount", account) <= Decimal("0.02") * review.value("exposure", account))
            assert review.value("limit_left", account) >= Decimal(str(limit)) * part - review.value("exposure", account)
        if review.value("season_need", account) is not None:
            assert review.value("season_need", account) >= least(review, rating, account)
            assert review.value("season_release", account) + review.value("season_held_back", account) == review.value("season_need", account)
