"""Booked sales, months, order days, first rows, returns and guide prices."""

from __future__ import annotations

from typing import Any

from .tables import HandParams, Row, fact

PARENT = [
    {"account_id": "A", "territory": "East"},
    {"account_id": "A-1", "parent_id": "A", "territory": "North"},
    {"account_id": "A-2", "parent_id": "A"},
]


def sale(document: str, day: str, amount: Any, **more: Any) -> Row:
    return {"document": document, "date": day, "account_id": "A", "kind": "invoice", "net_amount": amount, **more}


def credit(document: str, day: str, amount: Any, **more: Any) -> Row:
    return sale(document, day, amount, kind="credit note", **more)


def test_G1_B6_a_branch_is_booked_to_its_parent_in_its_own_territory_else_the_parents() -> None:
    lines = [sale("1", "2026-01-01", 10), sale("2", "2026-01-02", 20, account_id="A-1"), sale("3", "2026-01-03", 30, account_id="A-2")]
    booked = fact("booked_sales", {"accounts": PARENT, "sales": lines}, "account_id", "entity_id", "territory", "value")
    assert booked == [("A", "A", "East", 10), ("A", "A-1", "North", 20), ("A", "A-2", "East", 30)]


def test_A3_an_amount_without_a_rate_or_at_rate_one_stays_exact_to_six_decimals() -> None:
    lines = [sale("1", "2026-01-01", "10.123456"), sale("2", "2026-01-01", "5.6351", fx_rate=1)]
    assert fact("booked_sales", {"sales": lines}, "value") == [(10.123456,), (5.6351,)]


def test_A3_a_converted_row_is_rounded_to_the_cent_half_away_from_zero() -> None:
    lines = [
        sale("1", "2026-01-01", "0.01", fx_rate="0.5"),
        credit("2", "2026-01-01", "-0.01", fx_rate="0.5"),
        sale("3", "2026-01-01", "100.55", fx_rate="7.123456"),
    ]
    assert fact("booked_sales", {"sales": lines}, "net_amount", "value") == [(0.01, 0.01), (-0.01, -0.01), (100.55, 716.26)]


def test_A3_rows_are_rounded_one_by_one_before_they_are_added() -> None:
    lines = [sale(str(n), "2026-01-01", "0.01", fx_rate="0.5") for n in range(3)]
    assert fact("sales_month", {"sales": lines}, "net_sales") == [(0.03,)]


def test_A1_gross_sales_hold_negative_discount_lines_and_net_sales_also_credit_notes() -> None:
    lines = [sale("1", "2026-01-01", 100), sale("1", "2026-01-01", -10), credit("2", "2026-01-31", -30), sale("3", "2026-02-01", 5)]
    months = fact("sales_month", {"sales": lines}, "month", "quarter", "gross_sales", "net_sales", "n_rows", "n_invoices")
    assert months == [("2026-01-01", "2026Q1", 90, 60, 3, 1), ("2026-02-01", "2026Q1", 5, 5, 1, 1)]


def test_a_row_without_a_kind_is_a_credit_note_when_its_amount_is_negative() -> None:
    lines = [sale("1", "2026-01-01", 100, kind=None), sale("2", "2026-01-01", -5, kind=None)]
    assert fact("booked_sales", {"sales": lines}, "kind") == [("invoice",), ("credit note",)]


def test_costed_sales_count_only_rows_with_a_cost() -> None:
    lines = [sale("1", "2026-01-01", 100, cost=60), sale("2", "2026-01-01", 50)]
    assert fact("sales_month", {"sales": lines}, "net_sales", "costed_sales", "cost") == [(150, 100, 60)]


def test_G14_a_quarter_is_named_after_the_year_in_which_its_fiscal_year_starts() -> None:
    lines = [sale("1", "2026-03-31", 1), sale("2", "2026-04-01", 1)]
    assert fact("booked_sales", {"sales": lines}, "quarter", params=HandParams(fiscal_year_start=4)) == [("2025Q4",), ("2026Q1",)]


def test_H1_an_order_is_a_date_with_an_invoice_row_whatever_the_branch() -> None:
    lines = [
        sale("1", "2026-01-05", 10),
        sale("2", "2026-01-05", 5, account_id="A-1"),
        credit("3", "2026-01-06", -1),
        sale("4", "2026-01-09", 7),
    ]
    assert fact("order_days", {"accounts": PARENT, "sales": lines}) == [("A", "2026-01-05", "2026Q1", 15), ("A", "2026-01-09", "2026Q1", 7)]


def test_G6_S3_first_rows_tell_sales_invoices_and_receivables_apart() -> None:
    tables = {
        "sales": [credit("1", "2026-01-05", -1), sale("2", "2026-02-05", 9)],
        "receivables": [{"document": "R", "account_id": "B", "date": "2026-01-09", "amount": 1}],
        "balances": [{"account_id": "C", "date": "2026-03-31", "balance": 1}],
    }
    assert fact("first_rows", tables) == [
        ("A", "2026-01-05", "2026-02-05", None),
        ("B", None, None, "2026-01-09"),
        ("C", None, None, "2026-03-31"),
    ]


def test_C1_a_return_is_a_credit_note_row_with_quantity() -> None:
    lines = [
        sale("1", "2026-01-01", 100, qty=1),
        credit("2", "2026-01-02", -10, qty=-1),
        credit("3", "2026-01-02", -7, qty=0),
        credit("4", "2026-01-02", -6, reason="return"),
        credit("5", "2026-01-02", -5, qty=2),
    ]
    assert fact("returns", {"sales": lines}) == [("A", "2026Q1", None, 15, 2)]


def test_C2_a_return_belongs_to_its_own_quarter_and_names_that_of_its_invoice() -> None:
    lines = [sale("1", "2025-12-31", 100, qty=9, account_id="A-1"), credit("2", "2026-04-02", -10, qty=-1, original_document="1")]
    assert fact("returns", {"accounts": PARENT, "sales": lines}) == [("A", "2026Q2", "2025Q4", 10, 1)]


def test_C2_an_original_of_another_account_or_that_is_no_invoice_does_not_link() -> None:
    lines = [
        sale("1", "2026-01-01", 100, account_id="B"),
        credit("2", "2026-01-01", -1, qty=0),
        credit("3", "2026-02-02", -10, qty=-1, original_document="1"),
        credit("4", "2026-02-02", -20, qty=-1, original_document="2"),
    ]
    assert fact("returns", {"sales": lines}) == [("A", "2026Q1", None, 30, 2)]


def test_C2_G8_an_original_dated_after_the_returns_quarter_does_not_link() -> None:
    lines = [credit("1", "2026-03-02", -10, qty=-1, original_document="2"), sale("2", "2026-04-01", 100)]
    assert fact("returns", {"sales": lines}) == [("A", "2026Q1", None, 10, 1)]


def priced(price_list: list[Row], **line: Any) -> list[tuple[Any, ...]]:
    return fact("tag_prices", {"sales": [sale("1", "2026-03-10", 90, qty=1, **line)], "price_list": price_list}, "tag_price")


def test_C4_the_price_of_the_product_goes_before_that_of_its_style() -> None:
    both = [{"style": "T", "price": 80, "valid_from": "2026-03-01"}, {"product_id": "P", "price": 100, "valid_from": "2025-01-01"}]
    assert priced(both, product_id="P", style="T") == [(100,)]
    assert priced(both, product_id="Q", style="T") == [(80,)]
    assert priced(both, product_id="Q") == []


def test_C4_a_style_takes_over_where_the_products_price_is_no_longer_valid() -> None:
    both = [{"style": "T", "price": 80}, {"product_id": "P", "price": 100, "valid_to": "2026-03-09"}]
    assert priced(both, product_id="P", style="T") == [(80,)]


def test_G16_both_bounds_of_a_price_are_included() -> None:
    for bounds in ({"valid_from": "2026-03-10"}, {"valid_to": "2026-03-10"}, {"valid_from": "2026-03-10", "valid_to": "2026-03-10"}, {}):
        assert priced([{"product_id": "P", "price": 100, **bounds}], product_id="P") == [(100,)], bounds
    for bounds in ({"valid_from": "2026-03-11"}, {"valid_to": "2026-03-09"}):
        assert priced([{"product_id": "P", "price": 100, **bounds}], product_id="P") == [], bounds


def test_C4_of_several_valid_prices_the_newest_then_the_smaller_counts() -> None:
    one, two, three, old = (
        {"product_id": "P", "price": price, "valid_from": start}
        for price, start in ((9, "2026-02-01"), (8, "2026-03-01"), (7, "2026-03-01"), (1, None))
    )
    assert priced([one, two, three, old], product_id="P") == [(7,)]
    assert priced([old, one], product_id="P") == [(9,)]


def test_C5_only_invoice_rows_with_quantity_enter_and_the_coverage_is_over_all_of_them() -> None:
    lines = [
        sale("1", "2026-01-01", 180, qty=2, product_id="P"),
        sale("1", "2026-01-01", 20, qty=1, product_id="X"),
        sale("1", "2026-01-01", -5, qty=0, product_id="P"),
        sale("1", "2026-01-01", -9, qty=-1, product_id="P"),
        credit("2", "2026-01-01", -90, qty=-1, product_id="P"),
    ]
    sums = fact("guide_prices", {"sales": lines, "price_list": [{"product_id": "P", "price": 100}]})
    assert sums == [("A", "2026Q1", 180, 200, 200, 1)]


def test_C5_an_account_without_any_priced_row_shows_its_coverage_of_nothing() -> None:
    assert fact("guide_prices", {"sales": [sale("1", "2026-01-01", 20, qty=1)]}) == [("A", "2026Q1", 0, 0, 20, 0)]


def test_F3_rows_without_quantity_stand_apart_and_returns_net_into_their_product() -> None:
    lines = [
        sale("1", "2026-01-01", 100, qty=10, product_id="P"),
        credit("2", "2026-01-02", -20, qty=-2, product_id="P"),
        credit("3", "2026-01-03", -7, qty=0, product_id="P"),
        credit("4", "2026-01-04", -5, product_id="P"),
    ]
    sums = fact("product_sums", {"sales": lines}, "product_id", "quarter", "qty", "value", "loose_value", "n_rows")
    assert sums == [("P", "2026Q1", 8, 80, -12, 4)]


def test_F6_G2_sums_keep_the_currency_of_the_branch_else_of_its_parent() -> None:
    accounts = [{"account_id": "A", "currency": "HKD"}, {"account_id": "A-1", "parent_id": "A", "currency": "USD"}, {"account_id": "A-2", "parent_id": "A"}]
    lines = [
        sale("1", "2026-01-01", 10, qty=1, fx_rate="0.9"),
        sale("2", "2026-01-01", 10, qty=1, fx_rate=7, account_id="A-1"),
        sale("3", "2026-01-01", 20, qty=1, fx_rate="0.9", account_id="A-2"),
    ]
    sums = fact("product_sums", {"accounts": accounts, "sales": lines}, "account_id", "currency", "value", "net_amount")
    assert sums == [("A", "HKD", 27, 30), ("A", "USD", 70, 10)]
