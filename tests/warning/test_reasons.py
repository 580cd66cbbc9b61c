"""Six reasons for early warning: what raises each, and what is not judged (H1, H2)."""

from typing import Any

import pytest

from kam.warning.ledger import measure
from kam.warning.reasons import below_range, counts, falling_otif, fewer_categories, overdue_tasks, silent, slower_payment, watched
from tests.measures.hand import books, figures, quarter, sale

from .test_natural_range import STEADY, quarterly

NOW = quarter("2026Q3")
THEN, TODAY = "2025-09-28", "2026-09-28"


def both(account: str = "A", **more: Any) -> list[dict[str, Any]]:
    return [sale(THEN, 10, account, **more), sale(TODAY, 10, account, **more)]


def test_G3_H2_own_shops_and_dormant_accounts_are_not_watched() -> None:
    tables = {"accounts": [{"account_id": "S", "own_shop": True}], "sales": [*both("A"), *both("S"), sale("2024-01-01", 10, "D")]}
    with books(tables) as company:
        assert watched(company, NOW) == ["A"]
        found = figures(measure(company, NOW), "warning_reasons")
    assert (found["warning_reasons", "S", ""], found["warning_reasons", "D", ""]) == ("own shop", "dormant")


def test_H2_a_silent_account_is_warned_of_and_one_without_rhythm_is_not_judged() -> None:
    days = [f"2026-{month:02d}-01" for month in range(1, 6)]
    with books({"sales": [sale(day, 1) for day in days] + both("B")}) as company:
        assert silent(company, NOW) == {"A": True}


@pytest.mark.parametrize(("sold", "expected"), [(319, True), (320, False)])
def test_H_sales_below_the_own_range_are_a_reason(sold: int, expected: bool) -> None:
    with books({"sales": quarterly({**STEADY, "2026Q3": sold})}) as company:
        assert below_range(company, NOW) == {"A": expected}


@pytest.mark.parametrize(("kept", "expected"), [(2, True), (3, False)])
def test_H_fewer_categories_are_a_reason_above_a_quarter_lost(kept: int, expected: bool) -> None:
    rows = [sale(THEN, 1, category=str(at)) for at in range(4)] + [sale(TODAY, 1, category=str(at)) for at in range(kept)]
    with books({"sales": rows}) as company:
        assert fewer_categories(company, NOW) == {"A": expected}


def test_H_an_account_of_one_category_is_not_judged_by_categories() -> None:
    with books({"sales": both(category="coat")}) as company:
        assert fewer_categories(company, NOW) == {}


@pytest.mark.parametrize(("days", "expected"), [(15, False), (16, True)])
def test_H_paying_more_than_fifteen_days_later_than_a_year_ago_is_a_reason(days: int, expected: bool) -> None:
    documents = [{"document": year, "account_id": "A", "date": f"{year}-07-01", "due_date": f"{year}-08-01", "amount": 100} for year in ("2025", "2026")]
    paid = [{"payment": "K", "document": year, "date": f"{year}-08-{day:02d}", "amount": 100} for year, day in (("2025", 1), ("2026", 1 + days))]
    with books({"sales": both(), "receivables": documents, "allocations": paid}) as company:
        assert slower_payment(company, NOW) == {"A": expected}


@pytest.mark.parametrize(("before", "now", "expected"), [(0, 1, False), (0, 2, True), (2, 3, False), (3, 4, False)])
def test_H_on_time_in_full_more_than_a_tenth_lower_than_a_year_ago_is_a_reason(before: int, now: int, expected: bool) -> None:
    """Late lines of ten; exactly a tenth less is not more than a tenth (G20)."""

    def lines(year: int, late: int) -> list[dict[str, Any]]:
        line = {"line": "1", "account_id": "A", "promised_date": f"{year}-09-10", "ordered_qty": 1, "delivered_qty": 1}
        return [{**line, "order": f"{year}-{at}", "delivered_date": f"{year}-09-20" if at < late else f"{year}-09-10"} for at in range(10)]

    with books({"sales": both(), "deliveries": [*lines(2025, before), *lines(2026, now)]}) as company:
        assert falling_otif(company, NOW) == {"A": expected}


def test_L2_an_overdue_task_is_a_reason_and_an_account_without_tasks_is_not_judged() -> None:
    tasks = [
        {"task_id": "1", "account_id": "A", "due": "2026-09-30", "status": "open"},
        {"task_id": "2", "account_id": "B", "due": "2026-09-30", "status": "done", "done": "2026-09-30"},
        {"task_id": "3", "account_id": "C", "due": "2026-10-01", "status": "open"},
    ]
    with books({"sales": both("A") + both("B") + both("C"), "tasks": tasks}) as company:
        assert overdue_tasks(company, NOW) == {"A": True, "B": False}


def test_G1_L2_a_branchs_overdue_task_is_its_parents() -> None:
    tables = {
        "accounts": [{"account_id": "A"}, {"account_id": "A-1", "parent_id": "A"}],
        "tasks": [{"task_id": "1", "account_id": "A-1", "due": "2026-09-30", "status": "open"}],
        "sales": both("A"),
    }
    with books(tables) as company:
        assert overdue_tasks(company, NOW) == {"A": True}
        assert figures(measure(company, NOW), "late_tasks") == {("late_tasks", "A", ""): 1}


def test_H_reasons_are_counted_beside_the_number_judged() -> None:
    tasks = [{"task_id": "1", "account_id": "A", "due": "2026-09-30", "status": "open"}]
    with books({"sales": quarterly({**STEADY, "2026Q3": 1}), "tasks": tasks}) as company:
        assert counts(company, NOW) == {"A": 2}
        rows = {(row.account_id, row.dimension): row for row in measure(company, NOW) if row.metric == "warning_reasons"}
    assert (rows["A", ""].value, rows["A", ""].n) == (2, 3)
    assert (rows["A", "warning:below_range"].value, rows["A", "warning:silent"].value, rows["", ""].value) == (1, 0, 2)


def test_G13_a_quarter_to_date_is_not_judged() -> None:
    before = quarterly({name: value for name, value in STEADY.items() if name < "2026Q3"})
    with books({"sales": [*before, sale("2026-08-01", 1)]}, closed_through=None) as company:
        assert figures(measure(company, NOW))["warning_reasons", "A", ""] == "quarter to date"
