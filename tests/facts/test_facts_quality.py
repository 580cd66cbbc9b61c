"""Lines below the floor, lines shipped outside the contract, credits on price alone, pieces sold to shoppers."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .tables import HandParams, Row, built, fact

DAY = "2026-08-03"
TAXED = HandParams(price_list_includes_tax=0.13)


def sale(amount: Any, qty: Any = 1, account: str = "A", **more: Any) -> Row:
    return {"document": "1", "date": DAY, "account_id": account, "kind": "invoice", "net_amount": amount, "qty": qty, "product_id": "P", **more}


def low(lines: list[Row], price: Any = 100, floor: Any = None, params: HandParams | None = None, **account: Any) -> list[Any]:
    tables = {"accounts": [{"account_id": "A", **account}], "sales": lines, "price_list": [{"product_id": "P", "price": price, "floor": floor}]}
    return [value for (value,) in fact("lines_below_floor", tables, "value", params=params)]


def test_C6_exactly_at_the_floor_is_not_below_and_a_cent_less_is() -> None:
    assert low([sale(85), sale("84.99"), sale("84.999999")]) == [84.99, 84.999999]


def test_C6_the_floor_of_the_price_list_is_an_absolute_price_before_the_share_of_the_guide() -> None:
    assert low([sale(59), sale(60)], floor=60, discount="0.5") == [59]


def test_C6_quantity_times_floor_is_rounded_half_up_to_the_cent() -> None:
    """Three pieces at 0.335 are 1.005, so 1.01; 1.00 is below it. One piece at 0.334 is 0.33."""
    assert low([sale("1.00", 3), sale("1.01", 3)], floor="0.335") == [1]
    assert low([sale("0.33"), sale("0.32")], floor="0.334") == [0.32]


def test_C6_an_85_per_cent_line_rounded_to_the_cent_does_not_count() -> None:
    """0.85 x 199.99 x 0.42 / 1.13 is 63.1827...: 63.18 is what an honest invoice says."""
    assert low([sale("63.18"), sale("63.17")], price="199.99", params=TAXED, discount="0.42") == [63.17]


def test_C5_C6_only_invoice_rows_with_quantity_and_a_guide_price_can_be_below() -> None:
    lines = [sale(1, 0), sale(1, None), sale(-1, -1), sale(-1, -1, kind="credit note"), sale(1, product_id="unlisted")]
    assert low([*lines, sale(1)]) == [1]


def test_G2_a_branch_buys_at_its_parents_discount() -> None:
    accounts = [{"account_id": "A", "discount": "0.5"}, {"account_id": "A1", "parent_id": "A", "discount": 1}]
    tables = {"accounts": accounts, "sales": [sale(50, account="A1"), sale(40, account="A1")], "price_list": [{"product_id": "P", "price": 100}]}
    assert fact("lines_below_floor", tables, "account_id", "value") == [("A", 40)]


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 10**6))
def test_C6_without_a_quotient_the_same_lines_are_found_as_by_dividing_and_rounding(seed: int) -> None:
    dice = random.Random(seed)
    price, discount = Decimal(dice.randint(1, 300000)) / 100, Decimal(dice.randint(1, 1000)) / 1000
    lines = []
    for _ in range(30):
        qty = Decimal(dice.choice((1, 2, 3, 7, 40, "2.5")))
        floor = (qty * Decimal("0.85") * price * discount / Decimal("1.13")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        lines.append(sale(floor + Decimal(dice.choice(("0", "-0.01", "0.01", "-0.000001", "0.000001", "-3"))), qty) | {"floor": floor})
    expected = sorted(line["net_amount"] for line in lines if line["net_amount"] < line.pop("floor"))
    tables = {"accounts": [{"account_id": "A", "discount": discount}], "sales": lines, "price_list": [{"product_id": "P", "price": price}]}
    with built(tables, TAXED) as facts:
        assert sorted(facts.open("lines_below_floor").value) == expected
        found = facts.open("below_floor")
        assert (sum(found.low_value), sum(found.n_rows)) == (sum(expected), len(expected))


def shipped(lines: list[Row], *territories: tuple[str, str], accounts: tuple[Row, ...] = ()) -> list[tuple[Any, ...]]:
    contracts = [{"account_id": account, "territory": territory} for account, territory in territories]
    return fact("shipped", {"accounts": accounts, "sales": lines, "territories": contracts}, "account_id", "shipped_value", "outside_value", "n_rows", "n_outside")


def test_C7_every_territory_of_the_account_or_its_branches_is_contracted() -> None:
    accounts = ({"account_id": "A", "territory": "Home"}, {"account_id": "A1", "parent_id": "A"})
    lines = [sale(1, ship_to_territory="East"), sale(2, ship_to_territory="North"), sale(4, ship_to_territory="Home"), sale(8, account="A1", ship_to_territory="East")]
    assert shipped(lines, ("A", "East"), ("A1", "North"), accounts=accounts) == [("A", 15, 4, 4, 1)]


def test_C8_rows_without_a_ship_to_territory_credit_notes_and_accounts_without_a_contract_do_not_enter() -> None:
    lines = [sale(1, ship_to_territory="West"), sale(2), sale(-4, -1, kind="credit note", ship_to_territory="West"), sale(8, account="B", ship_to_territory="West")]
    assert shipped(lines, ("A", "East")) == [("A", 1, 1, 1, 1)]


def test_C1_C16_credits_on_price_alone_are_added_up_and_a_reversal_counts_back() -> None:
    lines = [sale(amount, qty, kind="credit note") for amount, qty in ((-10, None), (-5, 0), (2, 0), (-100, -1))]
    assert fact("price_credits", {"sales": [sale(1), *lines]}, "account_id", "credited", "n_rows") == [("A", 13, 3)]


def test_C17_a_period_is_a_month_or_a_quarter_and_branches_report_for_their_parent() -> None:
    accounts = [{"account_id": "A"}, {"account_id": "A1", "parent_id": "A"}]
    reported = [("A", "2026-08", 3), ("A1", "2026-07", 4), ("A", "2026Q3", 10), ("A", "2027-01", 9), ("A", "2026-08", None)]
    tables = {"accounts": accounts, "sales": [sale(1, date="2026-07-01")], "sell_through": [{"account_id": account, "period": period, "qty": qty} for account, period, qty in reported]}
    assert fact("sell_out", tables) == [("A", "2026Q3", 17, 3)]
