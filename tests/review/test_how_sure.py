"""The brief says how many rows were used, which could not be, and what more than a hundredth of a table keeps out."""

from __future__ import annotations

from typing import Any

from tests.review.conftest import Opened

SALES: list[dict[str, Any]] = [
    {"account_id": "C1", "date": f"2026-{month:02}-{day:02}", "qty": 1, "net_amount": 100} for month in (5, 8) for day in range(1, 21)
]


def test_of_an_earlier_quarter_only_the_rows_up_to_its_end_are_counted(opened: Opened) -> None:
    said = opened({"sales": SALES}, "2026Q2").brief.confidence().text
    assert "uses the 20 sales rows up to 20 May 2026, not the 20 after it" in said


def test_rows_that_could_not_be_used_are_counted_with_their_amount(opened: Opened) -> None:
    lost = [{"account_id": "", "date": "2026-08-01", "qty": 1, "net_amount": 300}] * 3
    said = opened({"sales": [*SALES, *lost]}, "2026Q3").brief.confidence().text
    assert "uses 40 sales rows up to 20 August 2026. 3 sales rows could not be used (CNY\u00a0900)." in said
    assert "3 rows of sales (no account)" in said


def test_rows_that_are_not_to_be_used_are_none_that_could_not_be(opened: Opened) -> None:
    cancelled = [{"account_id": "C1", "date": "2026-08-01", "qty": 1, "net_amount": 300, "cancelled": "yes"}] * 3
    said = opened({"sales": [*({**row, "cancelled": "no"} for row in SALES), *cancelled]}, "2026Q3").brief.confidence().text
    assert "No sales row had to be left out as unusable." in said
    assert "3 rows of sales (cancelled)" in said


def test_a_table_of_which_no_row_could_be_used_is_named_and_not_measured(opened: Opened) -> None:
    unreadable = [{"order": "1", "account_id": "C1", "promised_date": "soon", "delivered_date": "2026-08-01", "ordered_qty": 1, "delivered_qty": 1}]
    review = opened({"sales": SALES, "deliveries": unreadable}, "2026Q3")
    said = review.brief.confidence().text
    assert "No row of deliveries could be used." in said
    assert "deliveries" not in said.split("Not measured")[1]
    late = review.figure("otif_rate")
    assert (late.value, late.reason) == (None, "no row of deliveries could be used")
    assert review.voice.figure(late).text == "not measured: no row of deliveries could be used"
    assert review.figure("batches", "C1").value is None


def test_the_same_is_said_in_chinese(opened: Opened) -> None:
    lost = [{"account_id": "", "date": "2026-08-01", "qty": 1, "net_amount": 300}] * 3
    said = opened({"sales": [*SALES, *lost]}, "2026Q3", "zh").brief.confidence().text
    assert "使用截至2026年8月20日的 40 行销售明细。另有 3 行（900\u00a0元）无法使用。剔除超过该表 1% 的有：销售明细 3 行（无客户编码）。" in said
