"""Amounts and ids as exports write them: grouping, currency, side, decimal comma, numbers taken for ids."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from kam.intake.amounts import millionths, owed
from tests.intake.exports import aside, column, read

INVOICES = {"constants": {"kind": "invoice"}}


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with one sheet of these rows, cells of the kind that they are in Python."""
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,20,000.00", 120000),
        ("12,34,567", 1234567),
        ("₹ 1,20,000", 120000),
        ("Rs. 1,20,000/-", 120000),
        ("Rs. 1,234.50", Decimal("1234.5")),
        ("1'234'567.50", Decimal("1234567.5")),
        ("CHF 1’234.50", Decimal("1234.5")),
        ("R$ 12.50", Decimal("12.5")),
    ],
)
def test_an_amount_is_read_where_its_writing_is_certain(written: str, amount: Decimal) -> None:
    assert millionths(written) == amount * 1_000_000


@pytest.mark.parametrize("written", ["1,23,45", "12,3456", "1,2345,678", "1'23", "1,234'567", "5 CR", "1.234,50"])
def test_an_amount_that_may_be_another_is_not_read(written: str) -> None:
    assert millionths(written) is None


def test_a_balance_on_the_credit_side_is_not_owed(tmp_path: Path) -> None:
    assert [owed(text) for text in ("1,200.00 CR", "Dr 5", "5dr.", "7", "abc")] == ["-1,200.00", "5", "5", "7", "abc"]
    files = {
        "sales.csv": "document,date,account_id,net_amount\nA1,2026-07-01,A,100\n",
        "ar.csv": 'account_id,date,balance\nA,2026-09-30,"1,200.00 Dr"\nB,2026-09-30,300.00 Cr\n',
    }
    got = read(tmp_path, files, {"sales": {"file": "sales.csv", **INVOICES}, "receivables": {"file": "ar.csv"}})
    assert column(got, "balances", "balance") == [1200, -300]


def test_a_side_beside_a_sale_is_not_guessed_at(tmp_path: Path) -> None:
    sales = "document,date,account_id,net_amount\nA1,2026-07-01,A,100\nA2,2026-07-02,A,100 CR\n"
    got = read(tmp_path, {"sales.csv": sales}, {"sales": {"file": "sales.csv", **INVOICES}})
    assert aside(got) == [(3, "net_amount", "100 CR", "unreadable amount")]


def test_a_decimal_comma_is_one_of_texts_alone(tmp_path: Path) -> None:
    head = ("document", "date", "account_id", "qty", "net_amount")
    day = date(2026, 7, 1)
    rows = [("A1", day, "A", 0.125, "1.234,50"), ("A2", day, "A", "2,5", 234.567), ("A3", day, "A", "2,5", "234.567")]
    entry = {"file": "sales.xlsx", "decimal_comma": True, **INVOICES}
    got = read(tmp_path, {"sales.xlsx": workbook(head, *rows)}, {"sales": entry})
    assert column(got, "sales", "qty") == [Decimal("0.125"), Decimal("2.5"), Decimal("2.5")]
    assert column(got, "sales", "net_amount") == [Decimal("1234.5"), Decimal("234.567"), 234567]


def test_a_decimal_comma_leaves_numbers_of_parquet_and_queries_as_they_are(tmp_path: Path) -> None:
    table = pa.table({"document": ["A1", "A2"], "date": ["2026-07-01"] * 2, "account_id": ["A", "A"], "net_amount": [234.567, 1.5]})
    content = io.BytesIO()
    pq.write_table(table, content)
    query = "select document, date, account_id, net_amount from 'sales.parquet'"
    for entry in ({"file": "sales.parquet"}, {"query": query}):
        folder = tmp_path / next(iter(entry))
        got = read(folder, {"sales.parquet": content.getvalue()}, {"sales": {**entry, "decimal_comma": True, **INVOICES}})
        assert column(got, "sales", "net_amount") == [Decimal("234.567"), Decimal("1.5")]


def test_ids_that_a_program_took_for_numbers_are_the_ids_of_the_other_table(tmp_path: Path) -> None:
    files = {
        "sales.csv": "document,date,account_id,net_amount\n1.0,2026-07-01,17850.0,100\n2.0,2026-07-02,17851.0,100\n",
        "ar.csv": "account_id,date,balance\n17850,2026-09-30,50\n",
    }
    got = read(tmp_path, files, {"sales": {"file": "sales.csv", **INVOICES}, "receivables": {"file": "ar.csv"}})
    assert column(got, "sales", "account_id") == ["17850", "17851"]
    assert column(got, "accounts", "account_id") == ["17850", "17851"]


def test_an_id_with_a_point_among_others_keeps_it(tmp_path: Path) -> None:
    sales = "document,date,account_id,net_amount\n1,2026-07-01,1.0,100\n2,2026-07-02,1.1,100\n"
    got = read(tmp_path, {"sales.csv": sales}, {"sales": {"file": "sales.csv", **INVOICES}})
    assert column(got, "sales", "account_id") == ["1.0", "1.1"]


def test_characters_that_nobody_sees_are_no_part_of_an_id(tmp_path: Path) -> None:
    sales = "document,date,account_id,net_amount\n1,2026-07-01,C1\0\0,100\n2,2026-07-02,C\x011\u200e,100\n"
    got = read(tmp_path, {"sales.csv": sales}, {"sales": {"file": "sales.csv", **INVOICES}})
    assert column(got, "sales", "account_id") == ["C1", "C1"]


DOTTED = "document;date;account_id;net_amount;cost\nA1;2026-07-01;A;12.500;10.000\nA2;2026-07-02;B;-850.000;\nA3;2026-07-03;B;Rp 900;7\n"


def test_amounts_with_a_point_before_three_digits_are_asked_about(tmp_path: Path) -> None:
    got = read(tmp_path, {"s.csv": DOTTED}, {"sales": {"file": "s.csv", **INVOICES}})
    asked = [note for note in got.questions if note.id == "dotted_amounts"]
    assert [(note.data["columns"], note.data["values"]) for note in asked] == [(["net_amount", "cost"], ["-850.000", "12.500"])]
    assert asked[0].share == pytest.approx(1) and asked[0].answer.startswith("decimal_comma: true   # sources.sales;")


@pytest.mark.parametrize(("answer", "amounts"), [(True, [12500, -850000, 900]), (False, [Decimal("12.5"), -850, 900])])
def test_either_answer_about_the_point_is_taken(tmp_path: Path, answer: bool, amounts: list[Decimal]) -> None:
    got = read(tmp_path, {"s.csv": DOTTED}, {"sales": {"file": "s.csv", "decimal_comma": answer, **INVOICES}})
    assert column(got, "sales", "net_amount") == amounts and not got.questions


@pytest.mark.parametrize(
    "rows",
    ["A1;2026-07-01;A;12.500;10.25", "A1;2026-07-01;A;12.500;\nA2;2026-07-01;A;1500;", "A1;2026-07-01;A;0.500;", "A1;2026-07-01;A;850;",
     "A1;2026-07-01;A;12.500;\nA2;2026-07-01;A;1,250.000;"],
)
def test_amounts_that_show_what_their_point_is_are_not_asked_about(tmp_path: Path, rows: str) -> None:
    got = read(tmp_path, {"s.csv": f"{DOTTED.splitlines()[0]}\n{rows}\n"}, {"sales": {"file": "s.csv", **INVOICES}})
    assert not got.questions


def test_a_number_of_a_workbook_is_not_asked_about(tmp_path: Path) -> None:
    rows = [("A1", date(2026, 7, 1), "A", 12.125), ("A2", date(2026, 7, 1), "A", 850)]
    content = workbook(("document", "date", "account_id", "net_amount"), *rows)
    assert not read(tmp_path, {"s.xlsx": content}, {"sales": {"file": "s.xlsx", **INVOICES}}).questions


def test_tables_whose_ids_hardly_meet_are_told(tmp_path: Path) -> None:
    files = {
        "s.csv": "document,date,account_id,net_amount\nA1,2026-07-01,C-1,1\nA2,2026-07-02,C-2,1\nA3,2026-07-02,C-3,1\n",
        "ar.csv": "account_id,date,balance\nC1,2026-09-30,5\nC2,2026-09-30,5\nC-3,2026-09-30,5\n",
    }
    sources = {"sales": {"file": "s.csv", **INVOICES}, "receivables": {"file": "ar.csv"}}
    told = [note.data for note in read(tmp_path / "apart", files, sources).notes if note.id == "ids_apart"]
    assert told == [{"table": "balances", "column": "account_id", "common": 1, "of": 3, "own": "C1", "sold": "C-1"}]
    files["ar.csv"] = files["ar.csv"].replace("C2", "C-2")
    assert not [note for note in read(tmp_path / "near", files, sources).notes if note.id == "ids_apart"]
