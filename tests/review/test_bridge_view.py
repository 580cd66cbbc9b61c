"""The section that says why sales changed."""

from typing import Any

from .conftest import Opened


def sold(year: int, account: str, pieces: int, price: int, product: str = "P", category: str = "coat") -> dict[str, Any]:
    return {"date": f"{year}-09-28", "account_id": account, "product_id": product, "category": category, "qty": pieces, "net_amount": pieces * price}


def test_a_movement_names_who_brought_it_and_who_pulled_the_other_way(opened: Opened) -> None:
    rows = [sold(2025, "A", 10, 10), sold(2026, "A", 22, 10), sold(2025, "B", 10, 10), sold(2026, "B", 8, 10)]
    said = opened({"sales": rows}, "2026Q3").bridge.finding().text.replace("\xa0", " ")
    assert said == "Net sales rose by CNY 100 (+50 %) on a year ago. By account, A moved most (CNY +120). B pulled the other way (CNY −20)."


def test_F1_the_bridge_by_category_is_shown_where_new_and_lost_products_exceed_half_of_the_start(opened: Opened) -> None:
    half = [sold(2025, "A", 75, 1), sold(2026, "A", 75, 1), sold(2025, "A", 25, 1, "old"), sold(2026, "A", 25, 1, "new")]
    assert opened({"sales": half}, "2026Q3").bridge.shown == ""
    more = opened({"sales": [*half, sold(2026, "A", 1, 1, "newer")]}, "2026Q3").bridge
    assert more.shown == "by:category"
    assert "by category" in more.why().text


def test_G13b_a_quarter_to_date_is_explained_over_the_same_elapsed_days(opened: Opened) -> None:
    by_then = {**sold(2025, "A", 4, 10), "date": "2025-07-15"}
    view = opened({"sales": [sold(2025, "A", 10, 10), by_then, {**sold(2026, "A", 5, 10), "date": "2026-08-01"}]}, "2026Q3").bridge
    assert "(+25\u00a0%)" in view.finding().text


def test_without_a_year_before_nothing_is_explained(opened: Opened) -> None:
    view = opened({"sales": [sold(2026, "A", 5, 10)]}, "2026Q3").bridge
    assert "no sales a year before" in view.finding().text
    assert view.chart() is None


def test_without_quantities_the_change_is_told_and_its_parts_are_said_to_be_unknown(opened: Opened) -> None:
    rows = [{**sold(year, "A", pieces, 10), "qty": ""} for year, pieces in ((2025, 10), (2026, 11))]
    view = opened({"sales": rows}, "2026Q3").bridge
    assert "rose by CNY" in view.finding().text
    assert (view.chart(), view.why().text) == (None, "Price, volume and mix cannot be told apart.")


def test_both_languages_tell_the_same_section(opened: Opened) -> None:
    rows = [sold(2025, "A", 10, 10), sold(2026, "A", 12, 11), sold(2026, "B", 8, 10, "N")]
    for language in ("en", "zh"):
        view = opened({"sales": rows}, "2026Q3", language).bridge
        assert all((view.finding(), view.chart(), view.table(), view.movers()))
