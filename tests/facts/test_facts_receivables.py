"""Open items and their ageing at month ends."""

from __future__ import annotations

from typing import Any

from .tables import Row, fact

END = {"sales": [{"document": "S", "date": "2026-06-30", "account_id": "A", "net_amount": 1, "kind": "invoice"}]}


def owed(document: str, day: str, amount: Any, due: str | None = None, **more: Any) -> Row:
    return {"document": document, "account_id": "A", "date": day, "due_date": due, "amount": amount, **more}


def paid(document: str | None, day: str, amount: Any, **more: Any) -> Row:
    return {"document": document, "date": day, "amount": amount, "account_id": "A", **more}


def items(receivables: list[Row], allocations: list[Row] | None, *columns: str, **more: Any) -> list[tuple[Any, ...]]:
    tables: dict[str, Any] = {**END, "receivables": receivables, **more}
    if allocations is not None:
        tables["allocations"] = allocations
    return fact("open_items", tables, *(columns or ("month_end", "document", "open_amount")))


def at(day: str, *arguments: Any, **more: Any) -> list[tuple[Any, ...]]:
    """What is open at one month end, without its date."""
    return [row[1:] for row in items(*arguments, **more) if row[0] == day]


def test_D1_an_invoice_is_open_from_its_month_to_the_month_that_settles_it() -> None:
    got = items([owed("R", "2026-01-31", 100)], [paid("R", "2026-03-31", 40), paid("R", "2026-04-01", 60)])
    assert got == [("2026-01-31", "R", 100), ("2026-02-28", "R", 100), ("2026-03-31", "R", 60)]


def test_D1_an_allocated_credit_note_is_used_up_on_both_sides() -> None:
    receivables = [owed("R", "2026-01-10", 100), owed("C", "2026-01-20", -30)]
    allocations = [paid("R", "2026-02-05", 20, payment="C"), paid("R", "2026-03-05", 80, payment="K")]
    assert items(receivables, allocations) == [
        ("2026-01-31", "C", -30),
        ("2026-01-31", "R", 100),
        ("2026-02-28", "C", -10),
        ("2026-02-28", "R", 80),
        ("2026-03-31", "C", -10),
        ("2026-04-30", "C", -10),
        ("2026-05-31", "C", -10),
        ("2026-06-30", "C", -10),
    ]


def test_D1_an_allocation_without_a_document_is_unapplied_cash_of_its_account() -> None:
    branch = [{"account_id": "A"}, {"account_id": "A-1", "parent_id": "A"}]
    columns = ("month_end", "account_id", "document", "due_date", "open_amount", "days_past_due")
    spine = [{**END["sales"][0], "date": "2026-05-31"}, *END["sales"]]
    got = items([], [paid(None, "2026-05-05", 70, account_id="A-1"), paid(None, "2026-06-05", -20)], *columns, accounts=branch, sales=spine)
    assert got == [("2026-05-31", "A", None, None, -70, 0), ("2026-06-30", "A", None, None, -50, 0)]


def test_D1_cash_that_is_listed_and_not_yet_applied_is_counted_once() -> None:
    got = at("2026-06-30", [owed("K", "2026-06-01", -50)], [paid(None, "2026-06-01", 50, payment="K")])
    assert got == [(None, -50)]


def test_D1_an_allocation_before_its_document_counts_once_the_document_exists() -> None:
    receivables = [owed("R", "2026-03-10", 100), owed("K", "2026-01-10", -40)]
    got = items(receivables, [paid("R", "2026-01-20", 40, payment="K")])
    assert [row for row in got if row[0] <= "2026-03-31"] == [("2026-01-31", "K", -40), ("2026-02-28", "K", -40), ("2026-03-31", "R", 60)]


def test_D2_a_reversal_opens_the_invoice_again_on_its_own_date() -> None:
    got = items([owed("R", "2026-01-10", 100)], [paid("R", "2026-01-20", 100), paid("R", "2026-04-20", -100), paid("R", "2026-05-02", 100)])
    assert got == [("2026-04-30", "R", 100)]


def test_D2b_instalments_are_settled_oldest_due_first() -> None:
    receivables = [owed("R", "2026-01-10", 60, "2026-05-31"), owed("R", "2026-01-10", 40, "2026-03-31")]
    allocations = [paid("R", "2026-02-01", 30), paid("R", "2026-03-01", 30)]
    got = items(receivables, allocations, "month_end", "due_date", "open_amount")
    assert got[:5] == [
        ("2026-01-31", "2026-03-31", 40),
        ("2026-01-31", "2026-05-31", 60),
        ("2026-02-28", "2026-03-31", 10),
        ("2026-02-28", "2026-05-31", 60),
        ("2026-03-31", "2026-05-31", 40),
    ]


def test_D2b_what_is_paid_too_much_stays_on_the_last_instalment_and_what_is_taken_back_on_the_first() -> None:
    receivables = [owed("R", "2026-06-01", 40, "2026-06-10"), owed("R", "2026-06-01", 60, "2026-06-20")]
    columns = ("month_end", "due_date", "open_amount")
    assert items(receivables, [paid("R", "2026-06-02", 130)], *columns) == [("2026-06-30", "2026-06-20", -30)]
    back = items(receivables, [paid("R", "2026-06-02", -10)], *columns)
    assert back == [("2026-06-30", "2026-06-10", 50), ("2026-06-30", "2026-06-20", 60)]


def test_D2b_a_credit_note_in_instalments_is_used_up_oldest_first() -> None:
    receivables = [owed("C", "2026-06-01", -40, "2026-06-10"), owed("C", "2026-06-01", -60, "2026-06-20")]
    got = items(receivables, [paid(None, "2026-06-02", 50, payment="C")], "due_date", "open_amount")
    assert got == [("2026-06-20", -50), (None, -50)]


def test_D2b_an_instalment_dated_later_is_not_there_before() -> None:
    receivables = [owed("R", "2026-01-10", 40, "2026-03-31"), owed("R", "2026-02-10", 60, "2026-05-31")]
    got = items(receivables, [paid("R", "2026-01-20", 50)], "month_end", "due_date", "open_amount")
    assert got[:2] == [("2026-01-31", "2026-03-31", -10), ("2026-02-28", "2026-05-31", 50)]


def test_D4_an_overpaid_invoice_is_a_negative_item() -> None:
    assert at("2026-06-30", [owed("R", "2026-06-01", 100)], [paid("R", "2026-06-02", 110)]) == [("R", -10)]


def test_D5_days_past_due_are_counted_from_the_due_date_to_the_month_end() -> None:
    receivables = [owed("R", "2026-05-01", 1, "2026-06-30"), owed("T", "2026-05-01", 1, "2026-05-31")]
    got = at("2026-06-30", receivables, [], "month_end", "document", "days_past_due")
    assert got == [("R", 0), ("T", 30)]


def test_D5b_an_empty_due_date_is_the_date_plus_the_parents_credit_days_or_the_date() -> None:
    accounts = [{"account_id": "A", "credit_days": 45}, {"account_id": "A-1", "parent_id": "A", "credit_days": 5}, {"account_id": "B"}]
    receivables = [owed("R", "2026-06-01", 1, account_id="A-1"), owed("T", "2026-06-01", 1, account_id="B")]
    assert at("2026-06-30", receivables, [], "month_end", "document", "due_date", accounts=accounts) == [
        ("R", "2026-07-16"),
        ("T", "2026-06-01"),
    ]


def test_without_allocations_open_items_exist_only_at_the_last_month_end() -> None:
    assert items([owed("R", "2026-01-10", 100), owed("T", "2026-06-10", 5)], None) == [("2026-06-30", "R", 100), ("2026-06-30", "T", 5)]
    assert len(items([owed("R", "2026-01-10", 100)], [])) == 6


def test_without_allocations_a_document_of_the_days_after_does_not_empty_the_newest_quarter_with_sales() -> None:
    """A list of open items is printed some days into the next quarter."""
    assert items([owed("R", "2026-01-10", 100), owed("T", "2026-07-03", 5)], None) == [("2026-06-30", "R", 100)]


def test_own_shops_keep_their_items() -> None:
    assert items([owed("R", "2026-06-10", 5)], [], accounts=[{"account_id": "A", "own_shop": True}]) == [("2026-06-30", "R", 5)]


AGEING = ("not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_plus", "disputed", "unapplied")


def ageing(receivables: list[Row], allocations: list[Row], *columns: str) -> tuple[Any, ...]:
    tables = {**END, "receivables": receivables, "allocations": allocations}
    return next(row[1:] for row in fact("ageing", tables, "month_end", *columns) if row[0] == "2026-06-30")


def test_D5_each_bucket_holds_both_of_its_ends() -> None:
    dues = {
        1: "2026-06-30",
        2: "2026-06-29",
        4: "2026-05-31",
        8: "2026-05-30",
        16: "2026-05-01",
        32: "2026-04-30",
        64: "2026-04-01",
        128: "2026-03-31",
    }
    receivables = [owed(f"R{amount}", "2026-01-01", amount, due) for amount, due in dues.items()]
    assert ageing(receivables, [], *AGEING, "n_items") == (1, 2 + 4, 8 + 16, 32 + 64, 128, 0, 0, 8)


def test_D5_a_disputed_item_stands_only_in_disputed_and_a_negative_one_in_unapplied() -> None:
    receivables = [owed("R", "2026-01-01", 10, "2026-02-01", disputed=True), owed("T", "2026-01-01", -3, "2026-02-01", disputed=True)]
    assert ageing(receivables, [], *AGEING) == (0, 0, 0, 0, 0, 10, -3)


def test_D3_D4_unapplied_is_negative_and_holds_credits_cash_and_overpaid_invoices() -> None:
    receivables = [owed("R", "2026-06-01", 100, "2026-07-01"), owed("C", "2026-06-01", -8), owed("T", "2026-06-01", 5)]
    allocations = [paid("T", "2026-06-02", 7), paid(None, "2026-06-03", 20)]
    assert ageing(receivables, allocations, *AGEING) == (100, 0, 0, 0, 0, 0, -8 - 2 - 20)


def test_what_falls_due_within_90_days_holds_what_falls_due_within_60() -> None:
    dues = {
        1: "2026-06-30",
        2: "2026-07-30",
        4: "2026-07-31",
        8: "2026-08-29",
        16: "2026-08-30",
        32: "2026-09-28",
        64: "2026-09-29",
        128: "2026-06-29",
    }
    receivables = [owed(f"R{amount}", "2026-01-01", amount, due) for amount, due in dues.items()]
    got = ageing(receivables, [], "not_due", "falls_due_30", "falls_due_60", "falls_due_90", "past_due_amount_days")
    assert got == (127, 1 + 2, 1 + 2 + 4 + 8, 1 + 2 + 4 + 8 + 16 + 32, 128)
