"""Section C by hand: a few rows, and what the rulings make of them."""

from __future__ import annotations

from typing import Any

import pytest
from small_company import Company

from kam.why import EXPLAINERS, Explanation, Exports, Question

SALES = ":document kind date account_id product_id qty net_amount original_document ship_to_territory"
TABLES = {
    "accounts": """
        :account_id name kind discount onward_share
        A Ann dealer 0.5 0.2
        B Bea dealer - 0.1
        S Shop own~shop - -""",
    "sales": f"""
        {SALES}
        1 invoice 2025-05-10 A P 10 1000 - North
        2 invoice 2025-08-10 A P 10 400 - North
        3 invoice 2025-08-11 A Q 5 100 - South
        4 invoice 2025-08-12 B P 10 900 - South
        5 invoice 2025-08-13 S P 10 9000 - South
        6 credit~note 2025-09-01 A P -2 -100 1 -
        7 credit~note 2025-09-02 A P -1 -50 - -
        8 credit~note 2025-09-03 A P - -30 - -""",
    "price_list": """
        :product_id price valid_from valid_to
        P 90 2025-01-01 2025-07-31
        P 100 2025-08-01 -""",
    "territories": """
        :territory account_id
        North A""",
    "sell_through": """
        :account_id period product_id qty
        A 2025-08 P 3
        A 2025Q3 P 3""",
}


@pytest.fixture
def explained(company: Company) -> Any:
    measured = company("2025Q3", "receivables_include_tax: 0.13", **TABLES)
    exports = Exports(measured.books.inputs, measured.books.params)

    def explain(metric: str, account: str = "A", dimension: str = "") -> Explanation:
        return EXPLAINERS[metric](exports, Question(metric, measured.books.quarter("2025Q3"), account, dimension))

    return explain


def test_a_return_counts_against_the_quarter_of_its_invoice(explained: Any) -> None:
    """C1, C2: 100 of 1000 sold in spring, 50 without an invoice of 500 sold now; the credit on price alone is no return."""
    found = explained("return_rate")
    assert found.value == pytest.approx(100 / 1000 + 50 / 500)
    assert found.reason == "period ratio"
    assert [step.parts for step in found.steps[:-1]] == [(100, 1000), (50, 500)]


def test_four_quarters_of_returns_stand_over_their_own_gross_sales(explained: Any) -> None:
    assert explained("return_rate_ttm").value == pytest.approx(150 / 1500)


def test_the_guide_price_is_the_list_price_of_the_day_at_the_contracted_discount(explained: Any) -> None:
    """C4, C5: 10 x 100 x 0.5; Q has no price; returns do not enter."""
    assert explained("price_realisation").value == pytest.approx(400 / 500)
    assert explained("price_realisation", "B").value == pytest.approx(900 / 1000)
    assert explained("price_coverage").value == pytest.approx(400 / 500)


def test_the_company_s_realisation_is_that_of_the_sums_without_own_shops(explained: Any) -> None:
    """G3, G10."""
    assert explained("price_realisation", "").value == pytest.approx((400 + 900) / (500 + 1000))


def test_the_pocket_price_loses_what_was_credited_on_price_alone(explained: Any) -> None:
    """C16: nobody states rebates or freight, and it is said."""
    found = explained("discount_depth", "A", "pocket")
    assert found.value == pytest.approx(1 - (400 - 30) / 500)
    assert found.reason == "without rebates; without freight; guide price known for part of sales"


def test_only_what_leaves_the_contracted_territory_is_diverted(explained: Any) -> None:
    """C7, C8: B has no contract and is outside the company's ratio."""
    assert explained("diversion_share").value == pytest.approx(100 / 500)
    assert explained("diversion_share", "").value == pytest.approx(100 / 500)
    assert explained("diversion_share", "B").reason == "no contract"


def test_the_company_s_onward_share_is_weighted_by_net_sales(explained: Any) -> None:
    """C15: A bought 320 net, B 900."""
    assert explained("onward_share", "").value == pytest.approx((0.2 * 320 + 0.1 * 900) / (320 + 900))


def test_a_reported_period_is_a_month_or_a_quarter(explained: Any) -> None:
    """C17: 6 sold out of 10 + 5 - 2 - 1 sold in; 6 pieces left at 6 x 7 / 92 a week."""
    assert explained("sell_through").value == pytest.approx(6 / 12)
    assert explained("weeks_of_stock").value == pytest.approx(6 / (6 * 7 / 92))
    assert explained("weeks_of_stock", "B").reason == "nothing reported"


def test_what_is_not_exported_is_named(explained: Any) -> None:
    assert explained("incidents", "A", "kind:dumping").reason == "no incidents"
    assert explained("receivable_gap").reason == "no receivables"
