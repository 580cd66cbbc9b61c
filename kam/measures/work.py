"""The work around the accounts, counted: open tasks and recorded needs (0.2, 4.1 to 4.3)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter

Row = dict[str, Any]
OF_A_PLAN = re.compile(r"plans/(\d{4}Q[1-4])/")


def measure(books: Books, quarter: Quarter, key_accounts: list[str]) -> list[Figure]:
    """``open_tasks``, ``late_tasks``, ``needs_recorded`` and ``needs_answered``.

    One row per key account and one of all key accounts together; tables that were not exported have no rows.
    """
    rows: list[Figure] = []
    if books.exported("tasks"):
        tasks = {account: open_tasks(books, quarter, account) for account in key_accounts}
        rows += _counted("open_tasks", quarter, {account: len(found) for account, found in tasks.items()})
        rows += _counted("late_tasks", quarter, {account: sum(_late(books, task, quarter) for task in found) for account, found in tasks.items()})
    if books.exported("needs"):
        needs = {account: recorded_needs(books, quarter, account) for account in key_accounts}
        rows += _counted("needs_recorded", quarter, {account: len(found) for account, found in needs.items()})
        rows += _counted("needs_answered", quarter, {account: sum(not empty(need["answer"]) for need in found) for account, found in needs.items()})
    return rows


def _counted(metric: str, quarter: Quarter, counts: dict[str, int]) -> list[Figure]:
    company = Figure(metric, COMPANY, "", quarter.name, sum(counts.values()), "count", len(counts))
    return [company, *(Figure(metric, account, "", quarter.name, count, "count") for account, count in counts.items())]


def empty(value: Any) -> bool:
    """Whether a cell of an input table says nothing."""
    return value is None or bool(pd.isna(value))


def counted(books: Books, quarter: Quarter) -> list[Row]:
    """The tasks that count, by day and id: not cancelled, and no other task's parent, whose parts count instead (L1).

    A row of a plan is known from the quarter that the plan is for.
    """
    kept: dict[str, list[Row]] = books.kept("tasks")
    if quarter.name not in kept:
        kept[quarter.name] = _counted_tasks(books, quarter)
    return kept[quarter.name]


def _counted_tasks(books: Books, quarter: Quarter) -> list[Row]:
    rows = [task for task in books.booked("tasks").to_dict("records") if planned_for(task) <= quarter.name]
    parents = {task["parent_task"] for task in rows if not empty(task["parent_task"]) and task["parent_task"] != task["task_id"]}
    kept = [task for task in rows if task["status"] != "cancelled" and task["task_id"] not in parents]
    return sorted(kept, key=lambda task: (empty(task["due"]), "" if empty(task["due"]) else task["due"].isoformat(), str(task["task_id"])))


def planned_for(task: Row) -> str:
    """The quarter of the plan that a row was read from, as text; empty for a row of an export."""
    found = OF_A_PLAN.match(str(task.get("source_file") or ""))
    return found[1] if found else ""


def weight(task: Row) -> Decimal:
    """Its hours; 1 where they are empty or 0 (L1)."""
    return Decimal(1) if empty(task["hours"]) or task["hours"] <= 0 else Decimal(task["hours"])


def dated(books: Books, task: Row) -> bool:
    """Whether a task's completion has a day of its own: a plan has that column, an export may not (L1)."""
    return bool(planned_for(task)) or books.exported("tasks", "done")


def is_done(books: Books, task: Row, quarter: Quarter) -> bool:
    """Whether a task was done by the quarter's end."""
    return not empty(task["done"]) and task["done"] <= books.day(quarter) if dated(books, task) else task["status"] == "done"


def open_tasks(books: Books, quarter: Quarter, account: str) -> list[Row]:
    """Tasks that count and are not done by the quarter's end, earliest due first (L1)."""
    return [task for task in counted(books, quarter) if task["account_id"] == account and not is_done(books, task, quarter)]


def _late(books: Books, task: Row, quarter: Quarter) -> bool:
    return not empty(task["due"]) and task["due"] <= books.day(quarter)


def late_by_account(books: Books, quarter: Quarter) -> dict[str, int]:
    """Open tasks that were due by the quarter's end, of every account that had a task due by then (L1, L2)."""
    counts: dict[str, int] = {}
    for task in counted(books, quarter) if books.exported("tasks") else ():
        if _late(books, task, quarter) and not empty(task["account_id"]):
            counts[task["account_id"]] = counts.get(task["account_id"], 0) + (not is_done(books, task, quarter))
    return counts


def recorded_needs(books: Books, quarter: Quarter, account: str) -> list[Row]:
    """What an account asks for: the newest row of each need by the quarter."""
    rows = books.booked("needs")
    rows = rows[(rows.account_id == account) & (rows.quarter.isna() | (rows.quarter <= quarter.name))]
    newest = rows.sort_values(["need", "quarter", "wanted", "fulfilled", "answer"], na_position="first").drop_duplicates("need", keep="last")
    return list(newest.to_dict("records"))
