"""Who moved between stars: matrix with entry and exit, counts, per cents, prices, and the criterion that moved (I)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kam.figures import Figure
from kam.stars.moves import measure, moves
from tests.stars.ratings import NOW, HandBooks, rated, shows

BEFORE = NOW.previous


def table(books: Any, ratings: Any) -> dict[tuple[str, str], Any]:
    """Value, or reason, by metric and dimension."""
    return {(row.metric, row.dimension): row.reason if row.value is None else row.value for row in measure(books, NOW, ratings)}


def hand() -> tuple[HandBooks, Any]:
    """Six three-star accounts of which one falls to two, one rises to four and one leaves; one comes in; one two-star account stays."""
    before = {f"A{n}": rated(f"A{n}", 3) for n in range(6)} | {"B": rated("B", 2), "N": rated("N", None)}
    now = before | {"A0": rated("A0", 2), "A1": rated("A1", 4), "A2": rated("A2", None), "N": rated("N", 1)}
    sales = {f"A{n}": 10 ** (n % 3) for n in range(6)} | {"B": 7, "N": 5, "A2": 0}
    owed = {f"A{n}": n for n in range(6)} | {"B": 70}
    return HandBooks(sales, owed, earlier_sales={"A2": 400}), {BEFORE: before, NOW: now}


def test_I_the_matrix_counts_each_account_once_with_entry_and_exit() -> None:
    found = table(*hand())
    counts = {dimension.partition(":")[2]: value for (metric, dimension), value in found.items() if metric == "star_moves" and dimension.startswith("transition:") and value}
    assert counts == {"3>2": 1, "3>4": 1, "3>left": 1, "3>3": 3, "2>2": 1, "new>1": 1}


def test_I_a_row_of_fewer_than_five_accounts_has_no_per_cent() -> None:
    found = table(*hand())
    assert (found["star_moves_share", "transition:3>2"], found["star_moves_share", "transition:2>2"]) == (1 / 6, "n < 5")
    assert found["star_moves_share", "transition:new>1"] == "n < 5"


def test_I_moves_are_priced_in_sales_and_credit_and_an_exit_at_what_it_was() -> None:
    found = table(*hand())
    assert [found["star_moves_sales", f"moved:{way}"] for way in ("up", "down", "new", "left")] == [10, 1, 5, 400]
    assert [found["star_moves_receivables", f"moved:{way}"] for way in ("up", "down", "new", "left", "stayed")] == [1, 0, 0, 2, 3 + 4 + 5 + 70]


def test_I_without_an_earlier_rating_moves_are_unknown_and_not_nothing() -> None:
    books, ratings = hand()
    found = table(books, {NOW: ratings[NOW]})
    assert found["star_moves", "moved:up"] == found["star_moves", "moved_year:up"] == "no rating to compare with"
    assert not any(dimension.startswith("transition") for _, dimension in found)


def test_S7_where_nobody_can_be_rated_nobody_is_said_to_have_stayed() -> None:
    found = table(HandBooks({}), {BEFORE: {"A": rated("A", None)}, NOW: {"A": rated("A", None)}})
    assert {value for (_, dimension), value in found.items() if "_year" not in dimension} == {"nobody rated"}


def changes(then: Any, now: Any, held: int, star: int) -> dict[str, tuple[Any, str]]:
    """What moved an account from ``held`` to ``star``."""
    rows: list[Figure] = measure(HandBooks({"A": 1}), NOW, {BEFORE: {"A": rated("A", held, then)}, NOW: {"A": rated("A", star, now)}})
    return {row.dimension: (row.value, row.reason) for row in rows if row.metric == "star_moved_by"}


def test_I_a_fall_names_what_fails_now_and_by_how_much_it_changed() -> None:
    assert changes(shows(days=20), shows(days=75, due=0.02), 4, 2) == {"criterion:countback_dso": (55, "since 2026Q2")}
    assert changes(shows(capital=4), shows(capital=2), 4, 1) == {"criterion:capital": (-2, "since 2026Q2")}


def test_I_a_rise_names_what_failed_when_the_account_last_deserved_less() -> None:
    assert changes(shows(days=75, sense=3), shows(days=25), 2, 4) == {"criterion:countback_dso": (-50, "since 2026Q2"), "criterion:business_sense": (2, "since 2026Q2")}


def test_S10_a_rise_is_counted_from_the_quarter_before_the_two_that_confirm_it() -> None:
    ratings = {NOW - 2: {"A": rated("A", 2, shows(days=75))}, BEFORE: {"A": rated("A", 2, shows(days=45))}, NOW: {"A": rated("A", 3, shows(days=40))}}
    rows = [row for row in measure(HandBooks({"A": 1}), NOW, ratings) if row.metric == "star_moved_by"]
    assert [(row.dimension, row.value, row.reason) for row in rows] == [("criterion:countback_dso", -35, "since 2026Q1")]


STARS = st.sampled_from([4, 3, 2, 1, None])


@given(st.lists(st.tuples(STARS, STARS, st.integers(0, 99), st.integers(0, 99)), max_size=12))
def test_rows_and_ways_add_up_whatever_the_order_of_the_accounts(rows: list[tuple[int | None, int | None, int, int]]) -> None:
    named = {f"A{at:02d}": row for at, row in enumerate(rows)}
    ratings = {BEFORE: {name: rated(name, row[0]) for name, row in named.items()}, NOW: {name: rated(name, row[1]) for name, row in reversed(named.items())}}
    books = HandBooks({name: row[2] for name, row in named.items()}, {name: row[3] for name, row in named.items()}, earlier_sales={name: row[2] for name, row in named.items()})
    found = table(books, ratings)
    listed = [row for row in rows if row[:2] != (None, None)]
    if not listed:
        assert {value for (_, dimension), value in found.items() if "_year" not in dimension} == {"nobody rated"}
        return
    for metric, whole in (("star_moves", len(listed)), ("star_moves_sales", sum(row[2] for row in listed)), ("star_moves_receivables", sum(row[3] for row in listed))):
        for kind in ("transition:", "from:", "moved:"):
            assert sum((Decimal(value) for (name, dimension), value in found.items() if name == metric and dimension.startswith(kind)), Decimal(0)) == whole
    assert len(moves(ratings, BEFORE, NOW)) == len(listed)
