"""Order lines, on time in full, lead times, and what is delivered or ordered and not invoiced."""

from __future__ import annotations

from typing import Any

from .tables import HandParams, HandRules, Row, ServiceRules, fact

SPINE = {
    "sales": [{"document": day, "date": day, "account_id": "A", "net_amount": 1, "kind": "invoice"} for day in ("2026-01-05", "2026-06-30")]
}


def line(order: str, promised: str | None, delivered: str | None, ordered_qty: Any = 10, delivered_qty: Any = 10, **more: Any) -> Row:
    return {
        "order": order,
        "line": "1",
        "account_id": "A",
        "promised_date": promised,
        "delivered_date": delivered,
        "ordered_qty": ordered_qty,
        "delivered_qty": delivered_qty,
        **more,
    }


def service(*deliveries: Row, days: int = 0, share: float = 0.0) -> list[tuple[Any, ...]]:
    """quarter, lines, on time in full, ordered, filled, delivered lines."""
    params = HandParams(rules=HandRules(ServiceRules(days, share)))
    return [row[1:] for row in fact("service_quarter", {**SPINE, "deliveries": list(deliveries)}, params=params)]


def test_E1_a_line_belongs_to_the_quarter_of_its_promised_date() -> None:
    assert service(line("1", "2026-03-31", "2026-03-31"), line("2", "2026-04-01", "2026-03-31")) == [
        ("2026Q1", 1, 1, 10, 10, 1),
        ("2026Q2", 1, 1, 10, 10, 1),
    ]


def test_E1_lines_with_nothing_ordered_or_without_a_promise_do_not_count() -> None:
    assert service(line("1", "2026-01-31", "2026-01-31", 0), line("2", None, "2026-01-31"), line("3", "2026-01-31", None, None)) == []


def test_E1_lines_that_were_never_shipped_count() -> None:
    assert service(line("1", "2026-01-31", None, 10, None)) == [("2026Q1", 1, 0, 10, 0, 0)]


def test_E2_part_deliveries_of_a_line_add_up_and_its_first_row_says_what_was_ordered() -> None:
    parts = [line("1", "2026-01-31", "2026-01-20", 10, 4), line("1", "2026-02-28", "2026-01-31", 99, 6)]
    assert service(*parts) == [("2026Q1", 1, 1, 10, 10, 1)]


def test_E2_rows_without_a_line_number_are_lines_of_their_own() -> None:
    parts = [line("1", "2026-01-31", "2026-01-20", 10, 4, line=None), line("1", "2026-01-31", "2026-01-20", 10, 10, line=None)]
    assert service(*parts) == [("2026Q1", 2, 1, 20, 14, 2)]


def test_E3_on_time_is_by_the_promised_date_and_in_full_is_the_whole_quantity() -> None:
    assert service(line("1", "2026-01-31", "2026-01-31")) == [("2026Q1", 1, 1, 10, 10, 1)]
    assert service(line("1", "2026-01-31", "2026-02-01")) == [("2026Q1", 1, 0, 10, 10, 1)]
    assert service(line("1", "2026-01-31", "2026-01-31", 10, "9.999999")) == [("2026Q1", 1, 0, 10, 9.999999, 1)]


def test_E3_E4_more_than_ordered_is_in_full_and_fills_no_more_than_the_line() -> None:
    assert service(line("1", "2026-01-31", "2026-01-31", 10, 12)) == [("2026Q1", 1, 1, 10, 10, 1)]


def test_E3_tolerances_move_the_date_and_the_quantity() -> None:
    assert service(line("1", "2026-01-31", "2026-02-02"), days=1)[0][2] == 0
    assert service(line("1", "2026-01-31", "2026-02-02"), days=2)[0][2] == 1
    assert service(line("1", "2026-01-31", "2026-01-31", 3, "2.7"), share=0.1)[0][2] == 1
    assert service(line("1", "2026-01-31", "2026-01-31", 3, "2.699999"), share=0.1)[0][2] == 0


def test_E3_G8_a_tolerance_does_not_look_beyond_the_quarters_end() -> None:
    assert service(line("1", "2026-03-31", "2026-04-01"), days=3) == [("2026Q1", 1, 0, 10, 0, 0)]


def test_E4_late_deliveries_of_the_quarter_fill_the_line_and_later_ones_do_not() -> None:
    assert service(line("1", "2026-01-31", "2026-03-31"), line("2", "2026-01-31", "2026-04-01")) == [("2026Q1", 2, 0, 20, 10, 1)]


def leads(*deliveries: Row, without: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    return fact("lead_times", {**SPINE, "deliveries": list(deliveries)}, "quarter", "days", "n_lines", without=without)


def test_E5_the_lead_time_runs_from_the_order_to_the_last_delivery_by_the_quarters_end() -> None:
    parts = [line("1", "2026-01-31", day, 10, 4, ordered_date="2026-01-01") for day in ("2026-01-11", "2026-01-21", "2026-04-01")]
    assert leads(*parts, line("2", "2026-01-31", "2026-01-21", ordered_date="2026-01-01")) == [("2026Q1", 20, 2)]


def test_E5_without_an_order_date_column_it_runs_from_the_requested_date() -> None:
    one = line("1", "2026-01-31", "2026-01-21", requested_date="2026-01-11")
    assert leads(one, without=("deliveries.ordered_date",)) == [("2026Q1", 10, 1)]
    assert leads(one) == []


def uninvoiced(*deliveries: Row, sales: tuple[Row, ...] = ()) -> list[tuple[Any, ...]]:
    """quarter end, delivered and not invoiced, open orders."""
    return fact(
        "uninvoiced",
        {"sales": [*SPINE["sales"], *sales], "deliveries": list(deliveries)},
        "quarter_end",
        "delivered_uninvoiced",
        "open_orders",
    )


def test_D15_goods_pass_from_open_order_to_delivered_to_invoiced() -> None:
    goods = line("1", "2026-05-01", "2026-04-10", value=70, ordered_date="2026-02-01", invoice="F")
    invoice = {"document": "F", "date": "2026-07-01", "account_id": "A", "net_amount": 70, "kind": "invoice"}
    assert uninvoiced(goods, sales=(invoice,)) == [("2026-03-31", 0, 70), ("2026-06-30", 70, 0)]


def test_D15_an_invoice_number_that_was_never_booked_is_not_invoiced() -> None:
    goods = line("1", "2026-05-01", "2026-04-10", value=70, ordered_date="2026-04-01")
    assert uninvoiced(goods) == uninvoiced({**goods, "invoice": "F"}) == [("2026-06-30", 70, 0)]


def test_D15_an_order_is_known_from_its_order_date_else_the_request_else_the_promise() -> None:
    ordered = line("1", "2026-05-01", None, value=1, ordered_date="2026-01-01", requested_date="2026-04-02")
    assert uninvoiced(ordered) == [("2026-03-31", 0, 1), ("2026-06-30", 0, 1)]
    assert uninvoiced({**ordered, "ordered_date": None}) == [("2026-06-30", 0, 1)]
    assert uninvoiced({**ordered, "ordered_date": None, "requested_date": None, "promised_date": "2026-03-31"}) == uninvoiced(ordered)


def test_D15_rows_without_a_value_do_not_count() -> None:
    assert uninvoiced(line("1", "2026-02-01", "2026-02-01", ordered_date="2026-01-01")) == []
