"""How late what was paid was paid (the first part of days beyond terms)."""

from __future__ import annotations

from typing import Any

from .tables import Row, fact
from .test_facts_receivables import END, owed, paid


def lateness(receivables: list[Row], allocations: list[Row], sales: list[Row] | None = None) -> list[tuple[Any, ...]]:
    """account, quarter, amount paid, amount x days, number of allocations."""
    return fact("payment_lateness", {"sales": [*END["sales"], *(sales or [])], "receivables": receivables, "allocations": allocations})


def test_D12_amounts_are_weighed_with_their_days_and_early_ones_count_negative() -> None:
    receivables = [owed("R", "2026-01-10", 100, "2026-02-10"), owed("T", "2026-01-10", 50, "2026-02-10")]
    got = lateness(receivables, [paid("R", "2026-02-20", 100), paid("T", "2026-02-05", 50)])
    assert got == [("A", "2026Q1", 150, 100 * 10 - 50 * 5, 2)]


def test_D12_an_allocation_belongs_to_the_quarter_of_its_date() -> None:
    got = lateness([owed("R", "2026-01-10", 100, "2026-03-31")], [paid("R", "2026-03-31", 40), paid("R", "2026-04-01", 60)])
    assert got == [("A", "2026Q1", 40, 0, 1), ("A", "2026Q2", 60, 60, 1)]


def test_D12_negative_documents_and_unapplied_cash_are_not_payments() -> None:
    receivables = [owed("C", "2026-01-10", -100, "2026-01-10"), owed("R", "2026-01-10", 1, "2026-01-10")]
    assert lateness(receivables, [paid("C", "2026-02-10", -100), paid(None, "2026-02-10", 5)]) == []


def test_D12_a_credit_note_of_the_sales_table_is_no_payment_but_settles() -> None:
    sales = [{"document": "G", "date": "2026-01-15", "account_id": "A", "net_amount": -30, "kind": "credit note"}]
    receivables = [owed("R", "2026-01-10", 40, "2026-02-10"), owed("R", "2026-01-10", 60, "2026-03-10")]
    got = lateness(receivables, [paid("R", "2026-02-10", 40, payment="G"), paid("R", "2026-03-11", 60, payment="K")], sales)
    assert got == [("A", "2026Q1", 60, 60, 1)]


def test_D12_G8_a_credit_note_booked_after_the_quarter_is_not_known_in_it() -> None:
    sales = [{"document": "G", "date": "2026-04-01", "account_id": "A", "net_amount": -30, "kind": "credit note"}]
    got = lateness([owed("R", "2026-01-10", 30, "2026-02-10")], [paid("R", "2026-02-11", 30, payment="G")], sales)
    assert got == [("A", "2026Q1", 30, 30, 1)]


def test_D12_G8_a_document_dated_after_the_quarter_is_not_known_in_it() -> None:
    got = lateness([owed("R", "2026-04-02", 30, "2026-05-10")], [paid("R", "2026-03-30", 10), paid("R", "2026-05-12", 20)])
    assert got == [("A", "2026Q2", 20, 40, 1)]


def test_D2_a_reversal_counts_negative_on_its_own_date() -> None:
    allocations = [paid("R", "2026-02-12", 100), paid("R", "2026-02-15", -100), paid("R", "2026-02-20", 100)]
    assert lateness([owed("R", "2026-01-10", 100, "2026-02-10")], allocations) == [("A", "2026Q1", 100, 100 * (2 - 5 + 10), 3)]


def test_D2b_an_allocation_is_split_over_the_instalments_that_it_settles() -> None:
    receivables = [owed("R", "2026-01-10", 40, "2026-02-10"), owed("R", "2026-01-10", 60, "2026-03-10")]
    got = lateness(receivables, [paid("R", "2026-02-12", 50), paid("R", "2026-03-12", 70)])
    assert got == [("A", "2026Q1", 120, 40 * 2 - 10 * 26 + 70 * 2, 2)]


def test_D12_an_earlier_quarters_allocations_have_settled_the_older_instalments() -> None:
    receivables = [owed("R", "2026-01-10", 40, "2026-02-10"), owed("R", "2026-01-10", 60, "2026-04-10")]
    got = lateness(receivables, [paid("R", "2026-02-10", 40), paid("R", "2026-04-15", 60)])
    assert got == [("A", "2026Q1", 40, 0, 1), ("A", "2026Q2", 60, 300, 1)]


def test_D12_allocations_before_the_first_document_month_still_settle_the_oldest_part() -> None:
    receivables = [owed("R", "2026-04-10", 40, "2026-05-10"), owed("R", "2026-04-10", 60, "2026-06-10")]
    assert lateness(receivables, [paid("R", "2025-01-01", 40), paid("R", "2026-06-12", 60)]) == [("A", "2026Q2", 60, 120, 1)]
