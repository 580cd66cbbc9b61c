"""What was charged against guide and floor (C4 to C6, C16)."""

from __future__ import annotations

from typing import Any

import pytest

from kam.measures.prices import measure
from kam.params import Rules
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
LIST = [{"product_id": "P", "price": 100}]


def sold(amount: Any, qty: Any = 1, account: str = "A", product: str = "P", **more: Any) -> dict[str, Any]:
    return sale("2026-08-03", amount, account, qty=qty, product_id=product, **more)


def prices(*rows: dict[str, Any], listed: Any = LIST, tax: float = 0.0, rules: Rules | None = None, **tables: Any) -> dict[Any, Any]:
    with books({"sales": list(rows), "price_list": listed, **tables}, rules, price_list_includes_tax=tax) as company:
        return figures(measure(company, NOW))


def test_C4_the_guide_is_the_tag_price_at_the_accounts_discount_without_tax() -> None:
    accounts = [{"account_id": "A", "discount": "0.5"}]
    assert prices(sold(40), tax=0.25, accounts=accounts)["price_realisation", "A", ""] == 1


def test_A6_a_listed_price_without_discount_or_tax_is_a_trade_price_without_tax() -> None:
    """Likewise its floor: a line at 89 of a floor of 90 is below, one at 90 is not."""
    found = prices(sold(100, document="1"), sold(89, document="2"), sold(90, document="3"), listed=[{"product_id": "P", "price": 100, "floor": 90}])
    assert found["price_realisation", "A", ""] == pytest.approx(279 / 300)
    assert found["dumping_share", "A", ""] == pytest.approx(89 / 279)


def test_C5_realisation_is_over_the_priced_lines_and_its_coverage_is_said() -> None:
    found = prices(sold(90), sold(160, 2), sold(250, product="unlisted"), sold(-50, -1, kind="credit note"))
    assert found["price_realisation", "A", ""] == pytest.approx(250 / 300)
    assert found["price_coverage", "A", ""] == 0.5


def test_C5_a_quarter_without_any_guide_price_is_unknown() -> None:
    found = prices(sold(90, product="unlisted"), sale("2026-01-01", 1, "B", qty=1))
    assert (found["price_realisation", "A", ""], found["dumping_share", "A", ""], found["price_realisation", "B", ""]) == ("no guide price", "no guide price", "no sales this quarter")


def test_C6_the_share_below_the_floor_is_by_value_over_the_priced_lines() -> None:
    found = prices(sold(80), sold(85), sold(235, 2), sold(999, product="unlisted"))
    assert found["dumping_share", "A", ""] == pytest.approx(80 / 400)


def test_C6_the_floors_share_of_the_guide_is_a_parameter() -> None:
    rules = Rules.model_validate({"quality": {"floor_share": 0.75}})
    assert prices(sold(80), sold(70), rules=rules)["dumping_share", "A", ""] == pytest.approx(70 / 150)


def test_C16_depth_is_what_is_missing_to_the_guide() -> None:
    assert prices(sold(90))["discount_depth", "A", ""] == pytest.approx(0.1)


def test_C16_the_pocket_version_takes_off_price_only_credits_rebates_paid_and_freight_but_nothing_accrued() -> None:
    rebates = [{"account_id": "A", "quarter": "2026Q3", "accrued": 1000, "paid": 4, "freight": 3}]
    rows = (sold(90), sold(-2, 0, kind="credit note"), sold(-50, -1, kind="credit note"))
    assert prices(*rows, rebates=rebates)["discount_depth", "A", "pocket"] == pytest.approx(1 - (90 - 2 - 4 - 3) / 100)


def test_C16_without_rebates_the_pocket_version_says_what_it_lacks() -> None:
    with books({"sales": [sold(90)], "price_list": LIST}) as company:
        row = next(row for row in measure(company, NOW) if (row.account_id, row.dimension) == ("A", "pocket"))
    assert (row.value, row.reason) == (pytest.approx(0.1), "without rebates; without freight")


def test_C16_G10_what_comes_off_accounts_without_a_guide_price_is_not_set_against_the_guide_prices_of_others() -> None:
    rebates = [{"account_id": "B", "quarter": "2026Q3", "paid": 4, "freight": 3}]
    unlisted = (sold(90, account="B", product="unlisted"), sold(-2, 0, "B", "unlisted", kind="credit note"))
    assert prices(sold(90), *unlisted, rebates=rebates)["discount_depth", "", "pocket"] == pytest.approx(0.1)


def test_G3_G10_the_companys_ratios_are_those_of_the_sums_without_own_shops() -> None:
    accounts = [{"account_id": "S", "own_shop": True}]
    found = prices(sold(90), sold(240, 3, "B"), sold(20, 1, "S"), accounts=accounts)
    assert found["price_realisation", "", ""] == pytest.approx(330 / 400)
    assert found["dumping_share", "", ""] == pytest.approx(240 / 330)
    assert found["dumping_share", "S", ""] == 1


def test_without_a_price_list_nothing_is_measured() -> None:
    with books({"sales": [sold(90)]}) as company:
        assert set(figures(measure(company, NOW)).values()) == {"no price list"}
