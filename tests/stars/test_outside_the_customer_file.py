"""An account that trades and is not in the accounts table counts in every sum and gets no star (I-9)."""

from __future__ import annotations

from tests.small_company import Company

ACCOUNTS = ":account_id name\nA Ann\nB Bob"
SALES = "\n".join(f"{name}{year}{month} invoice {year}-{month:02}-05 {name} P 1 {amount}" for name, amount in (("A", 50), ("B", 30), ("Z", 40)) for year in (2025, 2026) for month in (2, 5, 8, 11))
SCORES = "\n".join(f"{name} 2026Q1 {criterion} 5" for name in "ABZ" for criterion in ("capital", "business_sense", "initiative"))


def test_its_sales_are_the_company_s_and_it_has_no_star(company: Company) -> None:
    found = company("2026Q4", accounts=ACCOUNTS, sales=SALES, scorecards=SCORES)
    assert (found.value("net_sales"), found.value("net_sales", "Z")) == (120, 40)
    assert found.value("stars_raw", "A") is not None
    assert (found.value("stars_raw", "Z"), found("stars_raw", "Z").reason) == (None, "not in the customer file")
    assert not found.rated("Z").key_account
    assert found.value("segment_left_out", dimension="reason:not_in_accounts") == 1


def test_by_sales_alone_it_is_no_key_account_either(company: Company) -> None:
    found = company("2026Q4", accounts=ACCOUNTS, sales=SALES)
    assert [name for name in "ABZ" if found.rated(name).key_account] == ["A", "B"]


def test_what_it_owes_is_owed(company: Company) -> None:
    found = company("2026Q4", accounts=ACCOUNTS, sales=SALES, receivables="R1 Z 2026-11-05 2026-12-05 40", allocations="P1 R1 2026-12-01 10")
    assert (found.value("open_receivables"), found.value("open_receivables", "Z")) == (30, 30)


def test_a_parent_outside_the_table_still_ends_the_chain(company: Company) -> None:
    found = company("2026Q4", accounts=":account_id name parent_id\nA Ann Z\nB Bob -", sales=SALES)
    assert (found.value("net_sales", "A"), found.value("net_sales", "Z")) == (50, 40)


def test_without_an_accounts_table_nobody_is_outside_it(company: Company) -> None:
    found = company("2026Q4", sales=SALES, scorecards=SCORES)
    assert found.value("stars_raw", "Z") is not None
