"""What an account leaves us, what it earns on our goods, targets and order-fair bookings (X)."""

from decimal import Decimal
from typing import Any

import pytest

from kam.measures import bookings, targets
from kam.measures.earnings import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
PRICES = [{"product_id": "P", "price": 100, "retail": 113}]
# Ten pieces at 60 that cost 35 each; one comes back.
TRADE = [
    sale("2026-07-01", 600, qty=10, product_id="P", cost=350),
    sale("2026-08-01", -60, kind="credit note", qty=-1, product_id="P", cost=-35),
]
GRANTED = [
    {"account_id": "A", "quarter": "2026Q2", "accrued": 20},
    {"account_id": "A", "quarter": "2026Q3", "accrued": 50, "promotion": 7, "freight": 3},
]


def earned(sales: Any = TRADE, name: str = "2026Q3", **tables: Any) -> dict[Any, Any]:
    given = {"sales": sales, "price_list": PRICES, "rebates": GRANTED, **tables}
    with books({table: rows for table, rows in given.items() if rows is not None}, price_list_includes_tax=0.13) as company:
        return {key[:2]: value for key, value in figures(measure(company, quarter(name))).items()}


def test_contribution_is_net_sales_less_cost_rebates_of_the_quarter_promotion_and_freight() -> None:
    """540 less 315 of cost, 30 of rebate (50 accrued this year, 20 of it before), 7 and 3."""
    assert earned()["contribution", "A"] == earned()["contribution", ""] == 540 - 315 - 30 - 7 - 3
    assert earned()["contribution_coverage", "A"] == 1.0


def test_the_first_quarters_accrual_is_all_its_own() -> None:
    first = [{"account_id": "A", "quarter": "2025Q4", "accrued": 90}, {"account_id": "A", "quarter": "2026Q1", "accrued": 10}]
    found = earned(sales=[sale("2026-01-05", 100, qty=1, cost=40)], name="2026Q1", rebates=first)
    assert found["contribution", "A"] == 100 - 40 - 10


def test_a_price_only_credit_costs_nothing_and_a_piece_without_cost_is_left_out() -> None:
    more = [*TRADE, sale("2026-09-01", -40, kind="credit note"), sale("2026-09-02", 100, qty=1)]
    found = earned(sales=more)
    assert found["contribution", "A"] == 540 - 315 - 40 - 40
    assert found["contribution_coverage", "A"] == pytest.approx(500 / 600)


def test_what_is_not_known_of_the_grants_is_said() -> None:
    with books({"sales": TRADE}) as company:
        row = next(one for one in measure(company, NOW) if one.metric == "contribution" and one.account_id == "A")
    assert (row.value, row.reason) == (225, "without rebates; without promotion; without freight")


def test_the_account_earns_retail_less_our_price_and_its_rebate() -> None:
    """Nine pieces at 113 with 13 % tax are 900 without; 540 of price and 30 of rebate."""
    assert earned()["account_margin", "A"] == 900 - 540 + 30


def test_without_retail_prices_what_the_account_earns_is_unknown() -> None:
    assert earned(price_list=None)["account_margin", "A"] == "no retail prices"
    assert earned(price_list=[{"product_id": "P", "price": 100}])["account_margin", "A"] == "no retail prices"


def test_our_share_of_purchases_takes_four_quarters() -> None:
    accounts = [{"account_id": "A", "purchases": 1080}, {"account_id": "B", "purchases": None}]
    found = earned(sales=[*TRADE, sale("2025-09-30", 999), sale("2026-07-01", 60, "B")], accounts=accounts)
    assert (found["purchase_share", "A"], found["purchase_share", "B"], found["purchase_share", ""]) == (0.5, "no purchases", 0.5)


def test_G1_G10_attainment_adds_branches_and_the_company_counts_accounts_with_a_target() -> None:
    tables = {
        "accounts": [{"account_id": "A"}, {"account_id": "A1", "parent_id": "A"}],
        "sales": [*TRADE, sale("2026-07-01", 60, "A1"), sale("2026-07-01", 500, "B")],
        "targets": [{"account_id": "A", "quarter": "2026Q3", "net_sales": 700}, {"account_id": "A1", "quarter": "2026Q3", "net_sales": 50}],
    }
    with books(tables) as company:
        found = figures(targets.measure(company, NOW), "target_attainment")
    assert found == {("target_attainment", "", ""): 0.8, ("target_attainment", "A", ""): 0.8, ("target_attainment", "B", ""): "no targets"}


def booked(**tables: Any) -> dict[Any, Any]:
    with books({"sales": TRADE, **tables}) as company:
        return figures(bookings.measure(company, NOW))


def test_bookings_belong_to_the_quarter_of_their_date_each_season_apart() -> None:
    fair = [
        {"account_id": "A", "date": "2026-09-12", "amount": 70, "deposit": 7, "season": "27SS"},
        {"account_id": "A", "date": "2026-09-12", "amount": 30, "season": "27AW"},
        {"account_id": "A", "date": "2026-03-12", "amount": 99, "season": "26AW"},
    ]
    found = booked(bookings=fair)
    assert (found["bookings", "A", ""], found["bookings", "", "season:27SS"], found["bookings_deposit", "", ""]) == (100, 70, 7)
    assert found["bookings_deposit", "A", "season:27AW"] == "missing deposit"


def test_G6_an_account_that_booked_nothing_has_booked_zero() -> None:
    assert booked(bookings=[])["bookings", "A", ""] == Decimal(0)
    assert booked()["bookings", "A", ""] == "no order-fair bookings"
