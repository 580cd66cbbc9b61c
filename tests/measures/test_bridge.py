"""The bridge between two quarters: exact, and each change under its own name (F)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.measures.bridge import PARTS, measure
from kam.measures.bridge_parts import Period, bridge
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
THEN, TODAY = "2025-08-01", "2026-08-01"


def parts(sales: list[dict[str, Any]], account: str = "", dimension: str = "", **more: Any) -> dict[str, Any]:
    """Parts other than 0 of one scope, cents alone."""
    with books({"sales": sales, **more.pop("tables", {})}, **more) as company:
        found = figures(measure(company, NOW))
    chosen = {metric.removeprefix("bridge_"): value for (metric, scope, name), value in found.items() if (scope, name) == (account, dimension)}
    return {part: float(round(value, 2)) if isinstance(value, Decimal) else value for part, value in chosen.items() if value}


def product(name: str, before: tuple[Any, Any] | None, now: tuple[Any, Any] | None, **more: Any) -> list[dict[str, Any]]:
    """Invoice rows of a product as (pieces, price) a year before and now."""
    both = [(day, line) for day, line in ((THEN, before), (TODAY, now)) if line]
    return [sale(day, pieces * price, product_id=name, qty=pieces, **more) for day, (pieces, price) in both]


FIXTURE = [
    *product("A", (100, 10), (120, 11)),
    *product("B", (50, 20), (40, 18)),
    *product("C", (10, 20), None),
    *product("N", None, (10, 21)),
]
EXPECTED = {"start": 2200, "price": 40, "volume": 133.33, "mix": -133.33, "new": 210, "lost": -200, "end": 2250}


def test_F5_the_fixture_of_2200_to_2250() -> None:
    assert parts(FIXTURE) == EXPECTED


def test_F5_the_order_of_rows_does_not_matter() -> None:
    assert parts(FIXTURE[::-1]) == EXPECTED


def test_F1_quarter_on_quarter_has_a_dimension_of_its_own() -> None:
    rows = [sale("2026-06-30", 100, product_id="A", qty=10), sale(TODAY, 120, product_id="A", qty=12)]
    assert parts(rows, dimension="qoq") == {"start": 100, "volume": 20, "end": 120}
    assert parts(rows) == {"new": 120, "end": 120}


def test_F1_by_category_a_new_style_is_volume_price_and_mix_of_its_category() -> None:
    rows = [*product("old", (10, 10), None, category="coat"), *product("new", None, (12, 11), category="coat")]
    assert parts(rows) == {"start": 100, "new": 132, "lost": -100, "end": 132}
    assert parts(rows, dimension="by:category") == {"start": 100, "price": 12, "volume": 20, "end": 132}


def test_F2_each_scope_is_bridged_on_its_own_sums_and_the_company_holds_its_own_shops() -> None:
    accounts = [{"account_id": "S", "own_shop": True}, {"account_id": "A"}]
    rows = [*product("P", (10, 10), None, account="A"), *product("P", None, (10, 30), account="S")]
    tables = {"accounts": accounts}
    assert parts(rows, "A", tables=tables) == {"start": 100, "lost": -100}
    assert parts(rows, "S", tables=tables) == {"new": 300, "end": 300}
    assert parts(rows, tables=tables) == {"start": 100, "price": 200, "end": 300}


def test_F3_price_only_credits_are_other_and_returns_net_into_their_product() -> None:
    rows = [
        *product("P", (10, 10), (10, 10)),
        sale(TODAY, -30, kind="credit note", product_id="P", qty=-3),
        sale(TODAY, -7, kind="credit note", product_id="P", qty=0),
        sale(THEN, -2, kind="credit note", product_id="P"),
    ]
    assert parts(rows) == {"start": 98, "volume": -30, "other": -5, "end": 63}


def test_F4_a_product_of_which_more_came_back_than_went_out_is_lost_and_the_rest_is_other() -> None:
    rows = [*product("P", (10, 10), None), sale(TODAY, -40, kind="credit note", product_id="P", qty=-4)]
    assert parts(rows) == {"start": 100, "lost": -100, "other": -40, "end": -40}


def test_F6_the_exchange_rate_has_a_part_of_its_own_and_prices_stand_at_base_rates() -> None:
    rows = [
        sale(THEN, 100, product_id="P", qty=10, fx_rate="0.9"),
        sale(TODAY, 110, product_id="P", qty=10, fx_rate="0.8"),
    ]
    assert parts(rows, tables={"accounts": [{"account_id": "A", "currency": "HKD"}]}) == {"start": 90, "price": 9, "fx": -11, "end": 88}


def test_F6_base_rates_are_the_companys_also_for_an_account_that_did_not_buy_then() -> None:
    accounts = [{"account_id": name, "currency": "HKD"} for name in "AB"]
    rows = [sale(THEN, 100, "B", product_id="P", qty=10, fx_rate="0.9"), sale(TODAY, 100, "A", product_id="P", qty=10, fx_rate="0.8")]
    assert parts(rows, "A", tables={"accounts": accounts}) == {"new": 90, "fx": -10, "end": 80}


def test_F6_a_currency_without_base_sales_has_no_exchange_part() -> None:
    rows = [sale(TODAY, 100, product_id="P", qty=10, fx_rate="0.8")]
    assert parts(rows, tables={"accounts": [{"account_id": "A", "currency": "HKD"}]}) == {"new": 80, "end": 80}


def test_F6_where_no_currency_is_named_each_account_keeps_its_own_rate() -> None:
    """One account is invoiced at 7, then 8; the other's euros, at 2 both times, and what is sold without a rate move no price."""
    abroad = [sale(THEN, 10, "A", product_id="P", qty=1, fx_rate=7), sale(TODAY, 10, "A", product_id="P", qty=1, fx_rate=8)]
    euros = [sale(day, 10, "B", product_id="P", qty=1, fx_rate=2) for day in (THEN, TODAY)]
    home = [sale(day, 100, "C", product_id="P", qty=1) for day in (THEN, TODAY)]
    assert parts([*abroad, *euros, *home]) == {"start": 190, "fx": 10, "end": 200}
    assert parts([*abroad, *euros, *home], "A") == {"start": 70, "fx": 10, "end": 80}
    assert parts([*abroad, *euros, *home], "C") == {"start": 100, "end": 100}


def test_F6_a_base_rate_of_one_is_a_rate() -> None:
    pegged = {"accounts": [{"account_id": "A", "currency": "USD"}]}
    sales = [sale(THEN, 100, "A", product_id="P", qty=1, fx_rate=1), sale(TODAY, 100, "A", product_id="P", qty=1, fx_rate="1.1")]
    assert parts(sales, tables=pegged) == {"start": 100, "fx": 10, "end": 110}


def test_F7_F8_parts_without_products_are_zero_and_a_scope_without_rows_has_none() -> None:
    rows = [sale("2024-08-01", 1, "B", product_id="P", qty=1), *product("P", (1, 10), (1, 10))]
    with books({"sales": rows}) as company:
        found = figures(measure(company, NOW), "bridge_new", "bridge_lost", "bridge_fx")
    assert found["bridge_new", "A", ""] == found["bridge_lost", "A", ""] == found["bridge_fx", "A", ""] == 0
    assert not [key for key in found if key[1] == "B"]


@pytest.mark.parametrize(("column", "reason"), [("qty", "no quantities"), ("product_id", "no product")])
def test_without_products_or_quantities_the_parts_are_unknown_and_both_ends_known(column: str, reason: str) -> None:
    bare = [{**row, column: None} for row in product("P", (1, 10), (1, 12))]
    assert parts(bare) == {"start": 10, "end": 12, **dict.fromkeys(("price", "volume", "mix", "new", "lost", "other"), reason)}


def test_F2_both_ends_are_printed_net_sales() -> None:
    with books({"sales": FIXTURE}) as company:
        found = figures(measure(company, NOW))
        assert found["bridge_start", "", ""] == sum(company.net(NOW.last_year).values())
        assert found["bridge_end", "A", ""] == company.net(NOW)["A"]


amounts = st.decimals(-10**9, 10**9, places=6)
sums = st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(st.decimals(-10**6, 10**6, places=6), amounts), max_size=7)


@st.composite
def sold(draw: Any) -> Period:
    products, loose, abroad = draw(sums), draw(amounts), draw(st.decimals("-1", "1", places=6))
    return Period(products, loose, sum((value for _, value in products.values()), loose) + abroad)


@settings(deadline=None, derandomize=True, database=None)
@given(before=sold(), now=sold())
def test_F_a_bridge_adds_up_exactly_for_any_product_sums(before: Period, now: Period) -> None:
    before.booked = sum((value for _, value in before.products.values()), before.loose)
    found = bridge(before, now)
    assert found.start + sum(getattr(found, part) for part in PARTS) == found.end


@settings(deadline=None, derandomize=True, database=None)
@given(before=sold(), now=sold(), seed=st.randoms(use_true_random=False))
def test_F_the_order_of_products_changes_no_part(before: Period, now: Period, seed: Any) -> None:
    def shuffled(period: Period) -> Period:
        items = list(period.products.items())
        return Period(dict(seed.sample(items, len(items))), period.loose, period.booked)

    before.booked = sum((value for _, value in before.products.values()), before.loose)
    assert bridge(shuffled(before), shuffled(now)) == bridge(before, now)
