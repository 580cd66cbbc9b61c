"""Lots, batches and cycles of deliveries (E, X)."""

from typing import Any

from kam.measures.batches import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def delivery(day: str | None, qty: Any, account: str = "A", order: str = "1") -> dict[str, Any]:
    return {"order": order, "line": f"{order}{day}{qty}", "account_id": account, "promised_date": "2026-07-01", "delivered_date": day, "ordered_qty": 99, "delivered_qty": qty}


def supplied(*deliveries: dict[str, Any], account: str = "A") -> list[Any]:
    tables = {"sales": [sale("2026-07-01", 1), sale("2026-07-01", 1, "B")], "deliveries": list(deliveries)}
    with books(tables) as company:
        found = figures(measure(company, NOW))
    return [found[metric, account, ""] for metric in ("lot_median", "batches", "cycle_median")]


THREE = [delivery("2026-07-01", 10), delivery("2026-07-11", 30), delivery("2026-08-10", 50)]


def test_E_lots_batches_and_cycle_are_read_from_the_days_of_delivery() -> None:
    assert supplied(*THREE) == [30, 3, (10 + 30) / 2]


def test_E_what_comes_on_one_day_is_one_delivery() -> None:
    assert supplied(*THREE, delivery("2026-07-01", 70, order="2")) == [50, 3, 20]


def test_E_nothing_delivered_and_other_quarters_are_no_delivery() -> None:
    assert supplied(*THREE, delivery("2026-06-30", 9), delivery("2026-09-01", 0), delivery(None, None)) == supplied(*THREE)


def test_E_one_delivery_has_no_cycle_and_none_has_no_lot() -> None:
    assert supplied(THREE[0]) == [10, 1, "fewer than two deliveries"]
    assert supplied() == ["no deliveries this quarter", 0, "fewer than two deliveries"]


def test_G10_the_companys_gaps_lie_within_accounts_not_between_them() -> None:
    assert supplied(*THREE, delivery("2026-07-02", 40, "B"), account="") == [35, 4, 20]


def test_without_deliveries_nothing_is_measured() -> None:
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert set(figures(measure(company, NOW)).values()) == {"no deliveries"}
