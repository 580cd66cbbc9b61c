"""A document is known by number, kind, account and date together (I-2, I-2b): many systems number each series from 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_company import company

SALES = """
    1 invoice 2026-07-01 A P 10 1000
    1 invoice 2026-07-02 B P 10 3000
"""
OWED = """
    1 A 2026-07-01 2026-07-31 1000
    1 B 2026-07-02 2026-08-01 3000
"""


def test_a_payment_settles_the_number_of_its_own_account(tmp_path: Path) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=OWED, allocations=": payment document account_id date amount\nK 1 B 2026-09-01 3000")
    assert (got.value("open_receivables", "A"), got.value("open_receivables", "B")) == (1000, 0)
    assert got.value("days_beyond_terms", "B") == 31


def test_a_payment_that_names_no_account_settles_the_oldest_open_one_and_it_is_said(tmp_path: Path) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=OWED, allocations="K 1 2026-09-01 1000\nL 1 2026-09-05 3000")
    assert (got.value("open_receivables", "A"), got.value("open_receivables", "B")) == (0, 0)
    assert [note["rows"] for note in got.books.inputs.notes_of("oldest_settled")] == [2]


def test_a_return_belongs_to_the_newest_invoice_of_its_number_before_it(tmp_path: Path) -> None:
    rows = """
        : document kind date account_id product_id qty net_amount original_document
        1 invoice 2026-04-01 A P 10 1000 -
        1 invoice 2026-07-01 A P 10 4000 -
        1 credit~note 2026-08-01 A P -1 -400 1
    """
    got = company(tmp_path, "2026Q3", sales=rows)
    assert got.value("return_rate", "A") == 0.1


ITEMS = """
    XS002 A 2026-07-05 2026-08-04 2000
    XS001 A 2026-07-01 2026-07-31 1000
    XS/003 B 2026-07-02 2026-08-01 3000
"""


@pytest.mark.parametrize("cell", ["\"XS001,~XS002\"", "XS001/XS002", "XS002、XS001", "XS001；XS002", "XS001~XS002"])
def test_a_payment_of_several_documents_settles_the_oldest_first_and_it_is_said(tmp_path: Path, cell: str) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=ITEMS, allocations=f"K {cell} 2026-09-01 1500\nL XS001 2026-09-02 200")
    paid = got.books.inputs.table("allocations")
    assert list(zip(paid.document, paid.amount, paid.position, strict=True)) == [("XS001", 800, 0), ("XS002", 700, 1), ("XS001", 200, 2)]
    assert (got.value("open_receivables", "A"), len(got.books.inputs.set_aside), got.value("open_receivables", "B")) == (1300, 0, 3000)
    assert [note["rows"] for note in got.books.inputs.notes_of("payments_shared")] == [1]


def test_what_is_over_goes_to_the_newest_of_the_documents(tmp_path: Path) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=ITEMS, allocations="K XS001，XS002 2026-09-01 4000")
    assert list(got.books.inputs.table("allocations").amount) == [1000, 3000]


@pytest.mark.parametrize("cell", ["XS001，XS/003", "XS001，XS009", "XS001/2", "XS001-XS002"])
def test_documents_of_two_accounts_or_unknown_ones_are_set_aside(tmp_path: Path, cell: str) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=ITEMS, allocations=f"K {cell} 2026-09-01 1500\nL XS001 2026-09-02 200")
    assert list(got.books.inputs.set_aside.reason) == ["unknown document"]


def test_a_number_with_a_stroke_is_one_document(tmp_path: Path) -> None:
    got = company(tmp_path, "2026Q3", sales=SALES, receivables=ITEMS, allocations="K XS/003 2026-09-01 1500")
    assert (got.value("open_receivables", "B"), got.books.inputs.notes_of("payments_shared")) == (1500, [])
