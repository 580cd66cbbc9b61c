"""How single cells are read."""

from __future__ import annotations

from datetime import date

import pytest

from kam.intake.amounts import millionths
from kam.intake.cells import as_text, clean, clean_id
from kam.intake.dates import day_number, order_of, period_name, quarter_name


def day(year: int, month: int, number: int) -> int:
    return (date(year, month, number) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1234.5", 1234_500000),
        ("1,234.50", 1234_500000),
        ("￥1,234.50", 1234_500000),
        ("¥ 1,234.50", 1234_500000),
        ("1234.50元", 1234_500000),
        ("(123)", -123_000000),
        ("（１２３）", -123_000000),
        ("１２３．４", 123_400000),
        ("-￥5", -5_000000),
        ("￥-5", -5_000000),
        ("123-", -123_000000),
        ("−7", -7_000000),
        ("1.5E+3", 1500_000000),
        (".5", 500000),
        ("85%", 850000),
        ("8.5折", 850000),
        ("85折", 850000),
        ("CNY 12", 12_000000),
        ("0.1234567", 123457),
        ("-0.1234565", -123457),
        ("999999999999.999999", 999999999999_999999),
    ],
)
def test_I_7_amounts_are_read_exactly_as_people_and_programs_write_them(written: str, expected: int) -> None:
    assert millionths(written) == expected


@pytest.mark.parametrize(
    "written", ["1,5", "1.234,50", "12,34", "12万", "abc", "1 - 2", "--5", "(-5)", "1000000000000", "#REF!", "1.2.3", "NaN", "∞"]
)
def test_an_amount_that_could_mean_something_else_is_not_read(written: str) -> None:
    assert millionths(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026/7/1", day(2026, 7, 1)),
        ("2026-07-01", day(2026, 7, 1)),
        ("2026.7.1", day(2026, 7, 1)),
        ("２０２６年７月１日", day(2026, 7, 1)),
        ("2026年7月1日 星期三", day(2026, 7, 1)),
        ("2026-07-01 08:26:00", day(2026, 7, 1)),
        ("2026-07-01T23:59:59.5+08:00", day(2026, 7, 1)),
        ("2026/7/1 下午 3:05", day(2026, 7, 1)),
        ("20260701", day(2026, 7, 1)),
        ("46295", day(2026, 9, 30)),
        ("46295.75", day(2026, 9, 30)),
        ("Tuesday, March 1, 2022", day(2022, 3, 1)),
        ("1-Jul-2026", day(2026, 7, 1)),
        ("01 Jul 26", day(2026, 7, 1)),
        ("9999-12-31", day(9999, 12, 31)),
    ],
)
def test_I_7_dates_are_read_as_exports_write_them(written: str, expected: int) -> None:
    assert day_number(written) == expected


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "2026-13-01", "19999", "80001", "2026年7月", "26/7/1", "7/1/26", "yesterday", "2026-07-01 x", "3/4/2026", "0026-07-01"],
)
def test_a_date_that_is_none_or_uncertain_is_not_read(written: str) -> None:
    assert day_number(written) is None


def test_a_whole_column_decides_whether_the_month_comes_first() -> None:
    assert order_of(["3/4/2026", "3/25/2026"]) == "month first"
    assert order_of(["3/4/2026", "25/3/2026"]) == "day first"
    assert order_of(["3/4/2026", "5/6/2026"]) == "undecidable"
    assert order_of(["25/3/2026", "3/25/2026"]) == "mixed"
    assert order_of(["2026-03-04"]) == ""
    assert day_number("3/4/2026", "month first") == day(2026, 3, 4)
    assert day_number("3/4/2026", "day first") == day(2026, 4, 3)
    assert day_number("3/4/2026", "mixed") is None and day_number("25/4/2026", "mixed") == day(2026, 4, 25)


@pytest.mark.parametrize(
    "written",
    [
        "2026Q3",
        "2026-Q3",
        "2026 q3",
        "Q3 2026",
        "Q3/2026",
        "2026年第3季度",
        "2026年三季度",
        "2026年Q3",
        "２０２６Ｑ３",
        "2026-08-15",
        "2026-08",
        "202608",
    ],
)
def test_quarters_are_read_in_every_usual_form(written: str) -> None:
    assert quarter_name(written) == "2026Q3"


def test_G14_a_day_within_a_quarter_names_the_fiscal_quarter() -> None:
    assert quarter_name("2026-08-15", fiscal_year_start=7) == "2026Q1"
    assert quarter_name("2026-03-15", fiscal_year_start=4) == "2025Q4"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-08", "2026-08"),
        ("2026年8月", "2026-08"),
        ("202608", "2026-08"),
        ("2026/8/3", "2026-08"),
        ("2026Q3", "2026Q3"),
        ("August", None),
    ],
)
def test_C17_a_period_is_a_month_or_a_quarter(written: str, expected: str | None) -> None:
    assert period_name(written) == expected


def test_G15_identifiers_keep_their_leading_zeros_and_lose_only_blanks_and_width() -> None:
    assert [clean_id(text) for text in (" 00123 ", "\t00123", '="00123"', "'00123", "０0123", "\ufeff00123\u3000")] == ["00123"] * 6
    assert clean_id("Ａ－００１") == "A-001"
    assert clean("O'Neill") == "O'Neill" and clean("NULL") == "" and clean("n/a") == ""


def test_workbook_numbers_read_as_excel_shows_them() -> None:
    assert [as_text(cell) for cell in (10248.0, 0.1 + 0.2, 1e15, 1e-7, True, None, float("nan"))] == [
        "10248",
        "0.3",
        "1000000000000000",
        "0.0000001",
        "true",
        "",
        "",
    ]
