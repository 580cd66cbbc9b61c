"""Sold on by the accounts' shops, and the stock that is left (C17)."""

from __future__ import annotations

from typing import Any

import pytest

from kam.measures.sell_through import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def sold_in(day: str, qty: Any, account: str = "A", **more: Any) -> dict[str, Any]:
    return sale(day, 10 * qty, account, qty=qty, product_id="P", **more)


def out(period: str, qty: Any, account: str = "A") -> dict[str, Any]:
    return {"account_id": account, "period": period, "product_id": "P", "qty": qty}


def sold_on(sales: list[Any], reported: list[Any]) -> dict[Any, Any]:
    with books({"sales": sales, "sell_through": reported}) as company:
        return figures(measure(company, NOW))


def test_C17_pieces_sold_out_over_net_pieces_invoiced_in_the_same_quarter() -> None:
    sales = [sold_in("2026-07-01", 100), sold_in("2026-08-01", -20, kind="credit note"), sold_in("2026-05-01", 500)]
    found = sold_on(sales, [out("2026-07", 30), out("2026-08", 20), out("2026Q3", 10), out("2026-05", 99)])
    assert found["sell_through", "A", ""] == 60 / 80


def test_C17_weeks_of_stock_are_what_is_left_since_the_first_report_at_this_quarters_pace() -> None:
    """190 came in since April and 98 went out: 92 are left at 7 a week."""
    sales = [sold_in("2026-01-01", 999), sold_in("2026-04-01", 90), sold_in("2026-07-01", 100)]
    found = sold_on(sales, [out("2026-05", 6), out("2026-08", 92)])
    assert found["weeks_of_stock", "A", ""] == pytest.approx(92 / (92 * 7 / 92))


def test_more_sold_out_than_in_shows_a_stock_from_before_that_nobody_knows() -> None:
    assert sold_on([sold_in("2026-07-01", 10)], [out("2026-07", 11)])["weeks_of_stock", "A", ""] == "stock before the first report unknown"


def test_who_does_not_report_is_unseen_and_outside_the_companys_ratio() -> None:
    found = sold_on([sold_in("2026-07-01", 10), sold_in("2026-07-01", 500, "B")], [out("2026-07", 5), out("2026-05", 5, "B")])
    assert (found["sell_through", "B", ""], found["sell_through", "", ""]) == ("nothing reported", 0.5)


def test_without_the_table_it_is_unseen() -> None:
    with books({"sales": [sold_in("2026-07-01", 10)]}) as company:
        assert set(figures(measure(company, NOW)).values()) == {"no sell-through"}
