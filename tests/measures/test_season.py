"""Whom to ship to before the season: limit, past due and need under the measures of each star (1, D15, S5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_company import Company, Measured

from kam.figures import Figure
from kam.measures.coming import expected_sales
from kam.measures.shipping_rule import DECIDED_BY, Case, decide
from kam.params.season import SeasonRules

RULES = SeasonRules()
IGNORED = Decimal("0.02")


def case(owed: int = 50, limit: int | None = 100, late: int = 0, need: int | None = 30, turns: str | None = "1", exposure: int | None = None) -> Case:
    return Case(Decimal(owed), Decimal(owed if exposure is None else exposure), None if limit is None else Decimal(limit), Decimal(late), 40 if late else 0, Decimal(late),
                None if need is None else Decimal(need), None if turns is None else Decimal(turns))  # fmt: skip


def decided(one: Case, stars: int = 2) -> tuple[str, Decimal | None]:
    found = decide(one, RULES.of(stars), IGNORED)
    return found.rule, found.release


def test_what_is_late_is_held_before_any_limit_is_asked() -> None:
    assert decided(case(late=10)) == ("past due too long", 0)
    assert decided(case(late=10, limit=None)) == ("past due too long", 0)


def test_a_trifle_of_the_exposure_may_be_late() -> None:
    assert decided(case(late=1))[0] == "within the limit"
    assert decided(case(late=2))[0] == "past due too long"


def test_a_limit_used_up_a_limit_of_zero_and_no_limit_are_three_things() -> None:
    """D15."""
    assert decided(case(owed=100)) == ("limit used up", 0)
    assert decided(case(limit=0)) == ("zero limit", 0)
    assert decided(case(limit=None)) == ("no limit", 30)


def test_one_star_may_use_four_fifths_of_its_limit_and_so_may_the_unrated() -> None:
    assert [decided(case(owed=85), stars)[0] for stars in (4, 3, 2, 1, 0)] == ["within the limit"] * 3 + ["limit used up"] * 2


def test_what_it_pays_within_the_quarter_makes_room_for_more() -> None:
    """At four turns a quarter a need of 400 ties up 100; of 500 only what the limit bears is released."""
    assert decided(case(need=400, turns="4")) == ("within the limit", 400)
    assert decided(case(need=500, turns="4")) == ("limit below the need", 400)
    assert decided(case(need=500, turns=None)) == ("within the limit", 500)


def test_what_is_not_paid_within_the_quarter_still_stands_in_the_limit() -> None:
    """Half a turn: half of the 50 owed today is still owed at its end, so 75 more can be borne."""
    assert decided(case(need=75, turns="0.5")) == ("within the limit", 75)
    assert decided(case(need=80, turns="0.5")) == ("limit below the need", 75)


def test_a_need_that_nobody_knows_is_released_up_to_what_is_left() -> None:
    assert decided(case(need=None)) == ("need not known", 50)


AMOUNT = st.integers(0, 1000)


@given(AMOUNT, st.none() | AMOUNT, AMOUNT, AMOUNT, st.none() | st.decimals("0.1", "30", places=2), st.integers(0, 4))
def test_nothing_is_released_beyond_the_need_and_never_beyond_the_limit(owed: int, limit: int | None, late: int, need: int, turns: Decimal | None, stars: int) -> None:
    one = case(owed, limit, late, need, None if turns is None else str(turns))
    found = decide(one, RULES.of(stars), IGNORED)
    assert found.release is not None and 0 <= found.release <= need
    assert DECIDED_BY[found.rule] != "hold" or found.release == 0
    allowed = one.allowed(RULES.of(stars))
    if found.release and allowed is not None:
        shipped = one.carried_over + (0 if one.turns is None else found.release / max(Decimal(1), one.turns))
        assert shipped <= allowed + Decimal("0.00001")


def test_a_star_that_names_one_thing_keeps_the_other() -> None:
    rules = SeasonRules.model_validate({3: {"days_late": 45}})
    assert (rules.of(3).days_late, rules.of(3).limit_share, rules.of(1).days_late) == (45, 1.0, 0)


ACCOUNTS = """:account_id name kind credit_limit
    A Alpha dealer 1000
    B Beta dealer 100
    C Gamma dealer 0
    D Delta dealer -
    E Epsilon dealer 1000
    S Shop own~shop 10
"""
SALES = "\n".join(
    f"{account}{quarter} invoice {quarter[:4]}-{int(quarter[-1]) * 3:02d}-15 {account} P 1 {amount}"
    for quarter in ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3") for account, amount in (("A", 300), ("B", 90), ("C", 20), ("D", 10), ("S", 50))
) + "\nE1 invoice 2026-09-28 E P 1 40"  # fmt: skip
# A: paid but for one invoice 20 days past due, of which a credit note settles a part; B: all its limit; E: new.
RECEIVABLES = """:document account_id date due_date amount disputed
    A1 A 2026-08-01 2026-09-10 200 -
    A2 A 2026-09-15 2026-10-15 300 -
    A3 A 2026-01-01 2026-02-01 70 yes
    A4 A 2026-09-20 2026-09-20 -50 -
    B1 B 2026-09-15 2026-11-15 120 -
    C1 C 2026-09-15 2026-11-15 20 -
    D1 D 2026-09-15 2026-11-15 10 -
    E1 E 2026-09-28 2026-11-28 40 -
    S1 S 2026-09-15 2026-09-16 50 -
"""
METRICS = ("season_need", "limit_left", "past_due_amount", "oldest_past_due", "late_amount", "season_release", "season_held_back", "season_to_pay")


@pytest.fixture
def hand(company: Company) -> Measured:
    return company("2026Q3", accounts=ACCOUNTS, sales=SALES, receivables=RECEIVABLES, allocations="K X 2026-12-01 1")


def test_one_decision_for_each_account_with_exposure_and_the_sums_of_them(hand: Measured) -> None:
    assert {account: hand("season_hold", account).reason for account in "ABCDE"} == {
        "A": "past due too long", "B": "limit used up", "C": "zero limit", "D": "no limit", "E": "need not known"}  # fmt: skip
    assert [hand.value("season_hold", account) for account in "ABCDE"] == [1, 1, 1, 0, 0]
    assert not hand.has("season_hold", "S")
    assert [hand.value("season_accounts", dimension=f"decision:{word}") for word in ("hold", "up_to", "release")] == [3, 1, 1]
    assert (hand.value("season_need"), hand.value("season_held_back"), hand.value("season_accounts")) == (300 + 90 + 20 + 10, 300 + 90 + 20, 5)


def test_S5_credits_settle_the_items_due_longest_and_disputed_ones_count_for_nothing(hand: Measured) -> None:
    """150 of A1 is left, 20 days past due: more than the ten days that two stars may be late."""
    assert {metric: hand.value(metric, "A") for metric in ("stars", *METRICS[2:5])} == {"stars": 2, "past_due_amount": 150, "oldest_past_due": 20, "late_amount": 150}


def test_the_amounts_of_a_held_account_say_what_must_come_in_first(hand: Measured) -> None:
    assert {metric: hand.value(metric, "B") for metric in METRICS} == {
        "season_need": 90, "limit_left": -20, "past_due_amount": 0, "oldest_past_due": 0, "late_amount": 0, "season_release": 0, "season_held_back": 90, "season_to_pay": 20,
    }  # fmt: skip
    assert hand.value("season_to_pay", "C") == 20


def test_a_need_from_before_the_first_invoice_is_unknown_and_not_nothing(hand: Measured) -> None:
    assert (hand.value("season_need", "E"), hand("season_need", "E").reason, hand.value("season_held_back", "E")) == (None, "no sales a year before", None)


def test_D7_the_need_carries_the_tax_that_the_receivables_include(company: Company) -> None:
    got = company("2026Q3", params="receivables_include_tax: 0.13", accounts=ACCOUNTS, sales=SALES, receivables=RECEIVABLES)
    assert got.value("season_need", "A") == Decimal("339")


def test_D15_open_orders_are_needed_whatever_last_year_says(company: Company) -> None:
    deliveries = """:order line account_id promised_date delivered_date ordered_qty delivered_qty value invoice ordered_date
        O1 1 D 2026-10-15 - 10 - 70 - 2026-09-01
    """
    got = company("2026Q3", accounts=ACCOUNTS, sales=SALES, receivables=RECEIVABLES, deliveries=deliveries)
    assert (got.value("season_need", "D"), got.value("exposure", "D")) == (70, 80)


def test_without_receivables_nobody_is_held_or_released(company: Company) -> None:
    got = company("2026Q3", accounts=ACCOUNTS, sales=SALES)
    assert {got("season_hold", account).reason for account in "ABCDE"} == {got("season_accounts").reason} == {"no receivables"}


def test_balances_decide_by_the_limit_alone(company: Company) -> None:
    got = company("2026Q3", accounts=ACCOUNTS, sales=SALES, receivables=":account_id date balance\nA 2026-09-30 400\nB 2026-09-30 400")
    assert (got("season_hold", "A").reason, got("season_hold", "B").reason) == ("within the limit", "limit used up")
    assert (got.value("past_due_amount", "A"), got("past_due_amount", "A").reason) == (None, "balances only")


def test_a_forecast_stands_in_for_last_year_where_there_is_one(hand: Measured) -> None:
    quarter = hand.books.quarter("2026Q3")
    forecast = [Figure("forecast", "A", "", "2026Q4", 555.5, "CNY"), Figure("forecast", "B", "", "2026Q4", None, "CNY"), Figure("forecast", "C", "", "2026Q3", 1.0, "CNY")]
    assert expected_sales(hand.books, quarter, forecast) == {"A": Decimal("555.5"), "B": 90, "C": 20, "D": 10, "E": None}
