"""Dates as exports write them: hours before midnight, zones, exchanged days, empty and mistyped dates."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from kam.check.report import report
from kam.errors import InputError, ParamsError
from kam.intake import Inputs, read_inputs
from kam.intake.dates import day_number, no_date, order_of
from kam.quarters import Quarter, newest, settled
from tests.intake.exports import aside, column, params_of, read

from .test_amounts_and_ids import INVOICES, workbook

HEAD = "document,date,account_id,net_amount\n"


def sales(folder: Path, *days: str, **entry: Any) -> Inputs:
    """Invoices on these days, as they are written."""
    currency = entry.pop("currency", "CNY")
    rows = "".join(f'D{number},"{day}",A,1\n' for number, day in enumerate(days))
    return read(folder, {"s.csv": HEAD + rows}, {"sales": {"file": "s.csv", **INVOICES, **entry}}, currency=currency)


def booked(inputs: Inputs) -> list[str]:
    """The days of sales."""
    return [str(day) for day in column(inputs, "sales", "date")]


def notes(inputs: Inputs, name: str) -> list[dict[str, Any]]:
    """What was said under one id."""
    return [note.data for note in inputs.notes if note.id == name]


@pytest.mark.parametrize("late", [timedelta(seconds=-43), timedelta(seconds=-1), timedelta(minutes=-2)])
def test_a_column_of_times_just_before_midnight_is_the_next_day(tmp_path: Path, late: timedelta) -> None:
    days = [datetime(2026, 7, day) + late for day in (1, 2, 4)]
    rows = [(f"D{number}", day, "A", 100) for number, day in enumerate(days)]
    content = workbook(("document", "date", "account_id", "net_amount"), *rows)
    got = read(tmp_path, {"s.xlsx": content}, {"sales": {"file": "s.xlsx", **INVOICES}})
    assert booked(got) == ["2026-07-01", "2026-07-02", "2026-07-04"]
    assert [note["column"] for note in notes(got, "dates_next_day")] == ["date"]


def test_times_before_midnight_are_found_in_parquet_and_in_texts(tmp_path: Path) -> None:
    moments = [datetime(2026, 6, 30, 23, 59, 17), datetime(2026, 7, 2, 23, 59, 17)]
    table = pa.table({"document": ["A1", "A2"], "date": moments, "account_id": ["A", "A"], "net_amount": [1.0, 2.0]})
    content = io.BytesIO()
    pq.write_table(table, content)
    got = read(tmp_path / "parquet", {"s.parquet": content.getvalue()}, {"sales": {"file": "s.parquet", **INVOICES}})
    assert booked(got) == ["2026-07-01", "2026-07-03"]
    assert booked(sales(tmp_path / "text", "6/30/2026 11:59:17 PM", "7/30/2026 11:59:17 PM")) == ["2026-07-01", "2026-07-31"]


def test_times_of_a_whole_day_are_times_of_that_day(tmp_path: Path) -> None:
    assert booked(sales(tmp_path, "2026-06-30 23:59:17", "2026-07-01 10:20:00")) == ["2026-06-30", "2026-07-01"]


def test_the_last_second_of_a_due_day_is_that_day(tmp_path: Path) -> None:
    ledger = "document,account_id,date,due_date,amount\nD0,A,2026-07-01,2026-07-31 23:59:59,5\n"
    files = {"s.csv": HEAD + "D0,2026-07-01,A,5\n", "ar.csv": ledger}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, "receivables": {"file": "ar.csv"}})
    assert column(got, "receivables", "due_date") == [date(2026, 7, 31)]


@pytest.mark.parametrize(
    ("currency", "entry", "days"),
    [
        ("CNY", {}, ["2026-07-01", "2026-07-02"]),
        ("EUR", {}, ["2026-06-30", "2026-07-01"]),
        ("EUR", {"timezone": "Asia/Tokyo"}, ["2026-07-01", "2026-07-02"]),
    ],
)
def test_a_time_with_an_offset_is_a_day_of_the_company(tmp_path: Path, currency: str, entry: dict[str, str], days: list[str]) -> None:
    got = sales(tmp_path, "2026-06-30T16:00:00Z", "2026-07-01T09:30:00-08:00", currency=currency, **entry)
    assert booked(got) == days
    assert len(notes(got, "dates_zone")) == 1


def test_midnight_with_an_offset_is_the_day_that_is_written(tmp_path: Path) -> None:
    got = sales(tmp_path, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", currency="USD")
    assert booked(got) == ["2026-07-01", "2026-07-02"]
    assert len(notes(got, "dates_midnight")) == 1


def test_an_offset_without_a_zone_to_read_it_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s.csv, row 2: 'date' reads 2026-06-30T16:00:00Z; .* write timezone:"):
        sales(tmp_path, "2026-06-30T16:00:00Z", currency="XOF")
    with pytest.raises(ParamsError, match="is no time zone"):
        sales(tmp_path, "2026-06-30T16:00:00Z", timezone="China")


def test_a_query_and_parquet_keep_the_zone_of_their_times(tmp_path: Path) -> None:
    moments = pa.array([datetime(2026, 6, 30, 16, 30, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    table = pa.table({"document": ["A1"], "date": moments, "account_id": ["A"], "net_amount": [1.0]})
    content = io.BytesIO()
    pq.write_table(table, content)
    for entry in ({"file": "s.parquet"}, {"query": "select * from 's.parquet'"}):
        got = read(tmp_path / next(iter(entry)), {"s.parquet": content.getvalue()}, {"sales": {**entry, **INVOICES}})
        assert booked(got) == ["2026-07-01"]


def exchanged_list(*cells: Any) -> bytes:
    """A workbook of invoices with these cells as dates."""
    rows = [(f"D{number}", cell, "A", 100) for number, cell in enumerate(cells)]
    return workbook(("document", "date", "account_id", "net_amount"), *rows)


@pytest.mark.parametrize("texts", [["13/07/2026", "20/07/2026"], ["07/13/26"], ["13.07.2026"]])
def test_dates_beside_texts_of_later_days_have_day_and_month_exchanged(tmp_path: Path, texts: list[str]) -> None:
    content = exchanged_list(date(2026, 1, 7), date(2026, 9, 7), *texts)
    with pytest.raises(InputError, match=r"s.xlsx, sheet 'Sheet': in 'date' every date such as 2026-01-07 .* exchanged day and month"):
        read(tmp_path, {"s.xlsx": content}, {"sales": {"file": "s.xlsx", "date_format": "D/M/Y", **INVOICES}})


@pytest.mark.parametrize("cells", [[date(2026, 7, 14), "13/07/2026"], [date(2026, 7, 1), "13/07/2026", "2/07/2026"], [date(2026, 7, 1), "2026-07-13"]])
def test_dates_beside_texts_of_any_day_are_taken_as_they_are(tmp_path: Path, cells: list[Any]) -> None:
    got = read(tmp_path, {"s.xlsx": exchanged_list(*cells)}, {"sales": {"file": "s.xlsx", **INVOICES}})
    assert len(booked(got)) == len(cells)


@pytest.mark.parametrize(
    "written",
    ["1900-01-01", "1900/1/1 0:00:00", "01.01.1900", "1899-12-30", "12/31/1899", "1900-01-00", "1/0/1900", "0000-00-00", "0000-00-00 00:00:00",
     "00.00.0000", "00000000", "0001-01-01T00:00:00", "1753-01-01 00:00:00.000"],
)
def test_what_stands_for_no_date_is_none(written: str) -> None:
    assert no_date(written)


@pytest.mark.parametrize("written", ["1900-01-02", "1990-01-01", "2000-01-01", "2026-10-10", "20260701", "46295", "", "-"])
def test_a_date_is_not_taken_for_none(written: str) -> None:
    assert not no_date(written)


def test_an_empty_due_date_of_a_workbook_is_due_at_once_and_no_fault(tmp_path: Path) -> None:
    ledger = "document,account_id,date,due_date,amount\nD0,A,2026-07-01,1899-12-30 00:00:00,5\n"
    files = {"s.csv": HEAD + "D0,2026-07-01,A,5\n", "ar.csv": ledger}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, "receivables": {"file": "ar.csv"}})
    assert column(got, "receivables", "due_date") == [None] and not notes(got, "unreadable_values")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["9/13/26", "9/14/26"], "month first"),
        (["13.09.26", "14.09.26"], "day first"),
        (["26-07-01", "26-07-02", "26-08-15"], "year first"),
        (["26/7/1", "26/12/15"], "year first"),
        (["30/06/24", "31/12/24", "30/06/25", "31/12/25", "30/06/26"], "undecidable"),
        (["07/01/26", "08/02/26", "09/03/26"], "undecidable"),
        (["13/09/26"], "undecidable"),
        (["13/09/26", "01/10/2026"], "day first"),
    ],
)
def test_a_column_shows_the_order_of_dates_with_two_digit_years(texts: list[str], order: str) -> None:
    assert order_of(texts) == order


def test_years_of_two_digits_are_of_this_century() -> None:
    day = day_number("2026-09-13")
    assert day_number("9/13/26", "month first") == day_number("13.9.26", "day first") == day_number("26-9-13", "year first") == day
    assert day_number("13/9/99", "day first") == day_number("2099-09-13")
    assert day_number("26年9月13日") == day


@pytest.mark.parametrize(("told", "day"), [("D/M/Y", "2026-07-03"), ("mm/dd/yyyy", "2026-03-07"), ("%d/%m/%y", "2026-07-03"), ("Y/M/D", "2003-07-26")])
def test_the_params_name_the_order_that_a_column_does_not_show(tmp_path: Path, told: str, day: str) -> None:
    with pytest.raises(InputError, match="write date_format: D/M/Y, M/D/Y or Y/M/D under sources.sales"):
        sales(tmp_path / "asked", "03/07/26")
    assert booked(sales(tmp_path / "told", "03/07/26", date_format=told)) == [day]


def test_a_column_that_shows_its_order_is_not_told_another(tmp_path: Path) -> None:
    assert booked(sales(tmp_path, "7/13/2026", "7/4/2026", date_format="D/M/Y")) == ["2026-07-13", "2026-07-04"]


def test_an_unknown_order_is_refused_with_the_ones_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="write D/M/Y, M/D/Y or Y/M/D"):
        sales(tmp_path, "03/07/26", date_format="european")


@pytest.mark.parametrize(("written", "first"), [("202607", "2026-07-01"), ("2026-07", "2026-07-01")])
def test_months_in_place_of_days_are_refused_with_the_query_that_reads_them(tmp_path: Path, written: str, first: str) -> None:
    with pytest.raises(InputError, match=f"s.csv, row 2: 'date' holds months such as {written}, not days") as refused:
        sales(tmp_path, written)
    query = str(refused.value).partition("query: ")[2]
    rows = HEAD + f"D1,{written},A,1\n"
    got = read(tmp_path / "read", {"s.csv": rows}, {"sales": {"query": query, **INVOICES}})
    assert booked(got) == [first] and column(got, "sales", "net_amount") == [Decimal(1)]


@pytest.mark.parametrize("mistyped", ["2062-07-15", "9999-12-31", "1926-07-15"])
def test_a_sale_of_a_mistyped_year_is_set_aside_and_named(tmp_path: Path, mistyped: str) -> None:
    got = sales(tmp_path, *(f"2026-07-{day:02d}" for day in range(1, 29)), mistyped)
    assert aside(got) == [(30, "date", mistyped, "implausible date")]
    assert [(note["row"], note["days"]) for note in notes(got, "implausible_dates")] == [(30, [mistyped])]


@pytest.mark.parametrize("table", ["receivables", "balances", "allocations", "deliveries"])
def test_every_booking_of_a_mistyped_year_is_set_aside(tmp_path: Path, table: str) -> None:
    heads = {"receivables": "document,account_id,date,amount", "balances": "account_id,date,balance",
             "allocations": "payment,account_id,date,amount", "deliveries": "order,account_id,delivered_date,promised_date"}  # fmt: skip
    row = {"receivables": "N{n},A,{day},1", "balances": "A,{day},1", "allocations": "P{n},A,{day},1", "deliveries": "O{n},A,{day},2099-12-31"}
    days = ["2026-07-01", "2026-07-02", "2026-07-03", "2036-07-03"]
    lines = [row[table].format(n=number, day=day) for number, day in enumerate(days)]
    source = "receivables" if table == "balances" else table
    files = {"s.csv": HEAD + "D0,2026-07-01,A,5\n", "t.csv": "\n".join([heads[table], *lines]) + "\n"}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, source: {"file": "t.csv"}})
    assert aside(got, "table", "value", "reason") == [(table, "2036-07-03", "implausible date")]


def test_the_first_fault_of_a_row_with_a_mistyped_year_is_its_date(tmp_path: Path) -> None:
    rows = HEAD + "".join(f"D{day},2026-07-{day:02d},A,1\n" for day in range(1, 9)) + "D9,2062-07-09,A,\n"
    got = read(tmp_path, {"s.csv": rows}, {"sales": {"file": "s.csv", **INVOICES}})
    assert aside(got, "reason") == [("implausible date",)]


def test_a_year_of_sales_and_its_last_day_are_plausible(tmp_path: Path) -> None:
    got = sales(tmp_path, "1990-01-01", "2025-07-01", "2026-07-02")
    assert not len(got.set_aside)


def invoices(*days: str) -> str:
    """A sales list with an invoice of 1 on each of these days."""
    return HEAD + "".join(f"D{number},{day},A,1\n" for number, day in enumerate(days))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (["2026-1", "2026-2", "2026-3", "2026-4"], ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]),
        (["20263", "20264"], ["2026Q3", "2026Q4"]),
        (["2026/3", "2025.4", "20262"], ["2026Q3", "2025Q4", "2026Q2"]),
        (["2026-1", "2026-7"], ["2026Q1", "2026Q3"]),
        (["2026-03", "2026-04"], ["2026Q1", "2026Q2"]),
        (["20263", "2026-08-15"], ["2026Q3", "2026Q3"]),
    ],
)
def test_a_column_of_quarters_is_no_column_of_months_or_serial_days(tmp_path: Path, written: list[str], read_as: list[str]) -> None:
    targets = "account_id,quarter,net_sales\n" + "".join(f"A,{text},1\n" for text in written)
    files = {"s.csv": invoices("2026-07-01"), "t.csv": targets}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, "targets": {"file": "t.csv"}})
    assert column(got, "targets", "quarter") == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(["2025-4", "2026-1"], ["2025Q4", "2026Q1"]), (["2026-1", "2026-2"], ["2026-01", "2026-02"]), (["20261"], ["2026Q1"])],
)
def test_periods_of_several_years_that_end_at_four_are_quarters(tmp_path: Path, written: list[str], read_as: list[str]) -> None:
    sold = "account_id,period,qty\n" + "".join(f"A,{text},1\n" for text in written)
    files = {"s.csv": invoices("2026-07-01"), "t.csv": sold}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, "sell_through": {"file": "t.csv"}})
    assert column(got, "sell_through", "period") == read_as


def test_a_quarter_of_a_fiscal_year_is_said_in_months(tmp_path: Path) -> None:
    files = {"s.csv": invoices("2026-07-01"), "t.csv": "account_id,quarter,net_sales\nA,FY2027Q1,1\n"}
    sources = {"sales": {"file": "s.csv", **INVOICES}, "targets": {"file": "t.csv"}}
    got = read(tmp_path, files, sources, fiscal_year_start=4)
    assert notes(got, "quarters_named") == [
        {"table": "targets", "column": "quarter", "quarter": "2027Q1", "first": "2027-04", "last": "2027-06"}
    ]


def days_of(*months: str) -> list[date]:
    """The first three days of each of these months."""
    return [date.fromisoformat(f"{month}-0{day}") for month in months for day in (1, 2, 3)]


def test_a_quarter_is_meant_only_with_sales_on_three_days_and_after_one_with_sales() -> None:
    lone = [*days_of("2026-01", "2026-04", "2026-07"), date(2026, 10, 1), date(2026, 10, 2)]
    assert [str(quarter) for quarter in settled(lone)] == ["2026Q1", "2026Q2", "2026Q3"]
    assert [str(quarter) for quarter in settled(days_of("2026-01", "2026-07", "2026-10"))] == ["2026Q1", "2026Q4"]
    assert settled([]) == []


def test_a_quarter_of_a_few_sales_is_taken_when_it_is_named_in_full() -> None:
    days = [*days_of("2025-07", "2025-10", "2026-01", "2026-04"), date(2026, 7, 1)]
    known = sorted({Quarter.of(day) for day in days})
    assert str(newest("Q3", known, 1, settled(days))) == "2025Q3"
    assert str(newest("2026Q3", known, 1, settled(days))) == "2026Q3"
    with pytest.raises(ParamsError, match="2026Q3 has sales on fewer than 3 days, or follows a quarter without any; name it in full, 2026Q3"):
        newest("Q3", known, 1, settled(days[3:]))


def test_the_last_quarter_of_the_calendar_has_an_end() -> None:
    assert Quarter.parse("9999Q4").end == date(9999, 12, 31)


def test_a_check_advises_the_newest_quarter_that_is_one(tmp_path: Path) -> None:
    days = [f"{day}" for day in days_of("2026-04", "2026-07")]
    params = params_of(tmp_path, {"s.csv": invoices(*days, "2027-01-05")}, {"sales": {"file": "s.csv", **INVOICES}})
    advised = [line for line in report(read_inputs(params), params).splitlines() if "make report" in line]
    assert len(advised) == 1 and "2026Q3" in advised[0]


def quarterly(*quarters: Any) -> bytes:
    """A workbook of targets for these quarters."""
    return workbook(("account_id", "quarter", "net_sales"), *(("A", quarter, 100) for quarter in quarters))


def test_quarters_that_a_spreadsheet_made_days_of_are_refused_until_they_are_named(tmp_path: Path) -> None:
    firsts = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    files = {"s.csv": invoices("2026-07-01"), "t.xlsx": quarterly(*firsts)}
    sources = {"sales": {"file": "s.csv", **INVOICES}, "targets": {"file": "t.xlsx"}}
    with pytest.raises(InputError, match=r"t.xlsx, sheet 'Sheet', row 2: 'quarter' holds only the first days of January to April") as refused:
        read(tmp_path / "refused", files, sources)
    values = yaml.safe_load(str(refused.value).partition("values: ")[2])
    got = read(tmp_path / "named", files, {**sources, "targets": {"file": "t.xlsx", "values": values}})
    assert column(got, "targets", "quarter") == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]


@pytest.mark.parametrize("months", [(1, 4, 7, 10), (1, 4), (1, 2, 3, 5)])
def test_first_days_of_quarters_and_of_other_months_are_days(tmp_path: Path, months: tuple[int, ...]) -> None:
    files = {"s.csv": invoices("2026-07-01"), "t.xlsx": quarterly(*(date(2026, month, 1) for month in months))}
    got = read(tmp_path, files, {"sales": {"file": "s.csv", **INVOICES}, "targets": {"file": "t.xlsx"}})
    assert column(got, "targets", "quarter") == [f"2026Q{(month + 2) // 3}" for month in months]
