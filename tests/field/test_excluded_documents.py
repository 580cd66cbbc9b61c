"""One of several documents of a number is left out by its account or its day, with the payments of it (G4, I-2b)."""

from __future__ import annotations

import pytest

from tests.small_company import Company

TABLES = {
    "sales": "1 invoice 2026-07-01 A P 1 10\n1 invoice 2026-07-01 B P 1 20\n1 invoice 2026-08-01 B P 1 40\n2 invoice 2026-09-01 A P 1 80",
    "receivables": "1 A 2026-07-01 2026-08-01 10\n1 B 2026-07-01 2026-08-01 20\n2 A 2026-09-01 2026-10-01 80",
    "allocations": ":payment document date amount account_id\nK1 1 2026-08-01 7 A\nK2 1 2026-08-01 20 B",
}


@pytest.mark.parametrize("listed, sold, open_of_a", [
    ("1", 80, 80),
    ("{document: 1, account: A}", 140, 80),
    ("{document: 1, account: B}", 90, 83),
    ("{document: 1, date: 2026-08-01}", 110, 83),
    ("{document: 1, account: B, date: 2026-07-01}", 130, 83),
    ("{document: 1, account: C}", 150, 83),
])  # fmt: skip
def test_only_the_document_that_is_meant_is_left_out(company: Company, listed: str, sold: int, open_of_a: int) -> None:
    got = company("2026Q3", f"exclude: {{documents: [{listed}]}}", **TABLES)
    assert (got.value("net_sales"), got.value("open_receivables", "A")) == (sold, open_of_a)


def test_a_payment_of_another_account_s_document_of_that_number_stays(company: Company) -> None:
    got = company("2026Q3", "exclude: {documents: [{document: 1, account: A}]}", **TABLES)
    aside = got.books.inputs.set_aside
    assert list(aside[aside.table == "allocations"].reason) == ["excluded"]
    assert list(got.books.inputs.table("allocations").payment) == ["K2"]


def test_a_payment_of_an_excluded_account_s_number_leaves_the_other_s_alone(company: Company) -> None:
    got = company("2026Q3", "exclude: {accounts: [A]}", **TABLES)
    assert list(got.books.inputs.table("allocations").payment) == ["K2"]
