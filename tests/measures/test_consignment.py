"""Goods placed before payment against the year's rebate, and rebates outside the ledger (D16)."""

from typing import Any

import pytest

from kam.measures.consignment import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def rebate(account: str = "A", name: str = "2026Q3", **columns: Any) -> dict[str, Any]:
    return {"account_id": account, "quarter": name, "consigned_value": 90, "accrued": 30, "booked": True, **columns}


def consignment(*rebates: dict[str, Any], **tables: Any) -> dict[Any, Any]:
    sold = [sale("2026-07-01", 1, account) for account in ("A", "B")]
    with books({"sales": sold, "rebates": list(rebates), **tables}) as company:
        return figures(measure(company, NOW))


def cover(*rebates: dict[str, Any], account: str = "A", **tables: Any) -> Any:
    return consignment(*rebates, **tables)["consignment_cover", account, ""]


def test_D16_goods_placed_are_held_against_the_rebate_expected_for_the_year() -> None:
    assert cover(rebate(expected_year=60)) == 1.5


def test_D16_without_an_expected_rebate_what_is_accrued_is_carried_on_to_four_quarters() -> None:
    """30 accrued in three quarters are 40 in four."""
    assert cover(rebate()) == pytest.approx(90 / 40)


def test_D16_goods_placed_without_any_rebate_are_unknown_and_uncovered() -> None:
    assert cover(rebate(accrued=0)) == "uncovered"
    assert cover(rebate(expected_year=0)) == "uncovered"


def test_D16_neither_goods_nor_rebate_is_no_rebate_and_not_uncovered() -> None:
    assert cover(rebate(accrued=0, consigned_value=0)) == "no rebate"


def test_D16_an_account_without_a_row_of_the_quarter_is_unknown_not_zero() -> None:
    assert cover(rebate(name="2026Q2")) == "no rebates row"


def test_D16_a_missing_amount_is_named() -> None:
    assert cover(rebate(consigned_value=None)) == "missing consigned_value"
    assert cover(rebate(accrued=None)) == "missing accrued"


def test_without_a_rebates_table_the_control_cannot_be_tested() -> None:
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert set(figures(measure(company, NOW), "consignment_cover").values()) == {"no rebates"}


def test_G1_a_branchs_goods_and_rebate_are_those_of_its_parent() -> None:
    accounts = [{"account_id": "A"}, {"account_id": "A1", "parent_id": "A"}]
    assert cover(rebate(), rebate("A1", consigned_value=10, accrued=30), accounts=accounts) == pytest.approx(100 / 80)


def test_G10_the_companys_cover_is_the_ratio_of_the_sums() -> None:
    found = consignment(rebate(expected_year=60), rebate("B", consigned_value=10, expected_year=140))
    assert found["consignment_cover", "", ""] == 0.5


def test_G3_own_shops_have_no_consignment() -> None:
    accounts = [{"account_id": "B", "own_shop": True}]
    found = consignment(rebate(expected_year=60), rebate("B", expected_year=1), accounts=accounts)
    assert found["consignment_cover", "", ""] == 1.5 and ("consignment_cover", "B", "") not in found


@pytest.mark.parametrize(("rows", "beyond"), [([rebate(expected_year=90)], 0), ([rebate(expected_year=89)], 1), ([rebate(accrued=0)], 1)])
def test_D16_exactly_covered_is_not_beyond_the_rebate(rows: list[dict[str, Any]], beyond: int) -> None:
    assert consignment(*rows)["beyond_rebate", "", ""] == beyond


def test_D16_only_booked_no_raises_the_compliance_flag() -> None:
    """Not telling the dealer is what an undisclosed rebate is; not booking it is what is flagged."""
    found = consignment(rebate(disclosed=False), rebate("B", booked=False))
    assert [found["rebates_not_booked", account, ""] for account in ("A", "B", "")] == [0, 1, 1]
    assert consignment(rebate(booked=None))["rebates_not_booked", "A", ""] == "missing booked"
