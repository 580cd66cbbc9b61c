"""The work around the accounts, counted: open tasks, recorded needs, and gaps in the team (0.2, 3.1 to 4.3)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter

CLOSED = ("done", "cancelled")
DEFINED = ("responsibility", "authority", "benefit")
Row = dict[str, Any]


def measure(books: Books, quarter: Quarter, key_accounts: list[str]) -> list[Figure]:
    """``open_tasks``, ``late_tasks``, ``needs_recorded``, ``needs_answered`` and ``team_gaps``.

    One row per key account and one of all key accounts together; tables that were not exported have no rows.
    """
    rows: list[Figure] = []
    if books.exported("tasks"):
        tasks = {account: open_tasks(books, quarter, account) for account in key_accounts}
        rows += _counted("open_tasks", quarter, {account: len(found) for account, found in tasks.items()})
        rows += _counted("late_tasks", quarter, {account: sum(_late(task, quarter) for task in found) for account, found in tasks.items()})
    if books.exported("needs"):
        needs = {account: recorded_needs(books, quarter, account) for account in key_accounts}
        rows += _counted("needs_recorded", quarter, {account: len(found) for account, found in needs.items()})
        rows += _counted("needs_answered", quarter, {account: sum(not empty(need["answer"]) for need in found) for account, found in needs.items()})
    if books.exported("team"):
        gaps = {account: len(team_gaps(books, account)) for account in key_accounts}
        rows += [Figure("team_gaps", account, "", quarter.name, count, "count") for account, count in gaps.items()]
        rows.append(Figure("team_gaps", COMPANY, "", quarter.name, sum(count > 0 for count in gaps.values()), "count", len(gaps)))
    return rows


def _counted(metric: str, quarter: Quarter, counts: dict[str, int]) -> list[Figure]:
    company = Figure(metric, COMPANY, "", quarter.name, sum(counts.values()), "count", len(counts))
    return [company, *(Figure(metric, account, "", quarter.name, count, "count") for account, count in counts.items())]


def empty(value: Any) -> bool:
    """Whether a cell of an input table says nothing."""
    return value is None or bool(pd.isna(value))


def open_tasks(books: Books, quarter: Quarter, account: str) -> list[Row]:
    """Tasks neither done nor cancelled by the quarter's end, earliest due first (L1)."""
    rows = books.booked("tasks")
    rows = rows[rows.account_id == account].sort_values(["due", "task_id"], na_position="last")
    dated = books.exported("tasks", "done")
    return [row for row in rows.to_dict("records") if _open(row, quarter, dated)]


def _open(task: Row, quarter: Quarter, dated: bool) -> bool:
    if dated:
        return task["status"] != "cancelled" and (empty(task["done"]) or task["done"] > quarter.end)
    return task["status"] not in CLOSED


def _late(task: Row, quarter: Quarter) -> bool:
    return not empty(task["due"]) and task["due"] <= quarter.end


def late_by_account(books: Books, quarter: Quarter) -> dict[str, int]:
    """Open tasks that were due by the quarter's end, of every account that had a task due by then, those of its branches included (G1, L1, L2)."""
    kept: dict[str, list[Row]] = books.kept("tasks")
    if "rows" not in kept:
        kept["rows"] = list(books.booked("tasks").dropna(subset=["account_id", "due"]).to_dict("records"))
    dated = books.exported("tasks", "done")
    counts: dict[str, int] = {}
    for task in kept["rows"]:
        if _late(task, quarter) and task["status"] != "cancelled":
            counts[task["account_id"]] = counts.get(task["account_id"], 0) + _open(task, quarter, dated)
    return counts


def recorded_needs(books: Books, quarter: Quarter, account: str) -> list[Row]:
    """What an account asks for: the newest row of each need by the quarter."""
    rows = books.booked("needs")
    rows = rows[(rows.account_id == account) & (rows.quarter.isna() | (rows.quarter <= quarter.name))]
    newest = rows.sort_values(["need", "quarter", "wanted", "fulfilled", "answer"], na_position="first").drop_duplicates("need", keep="last")
    return list(newest.to_dict("records"))


def members(books: Books, account: str) -> list[Row]:
    """The people who serve an account, our sponsor first."""
    rows = books.booked("team")
    rows = rows[rows.account_id == account]
    return list(rows.assign(order=rows.role.ne("sponsor")).sort_values(["order", "role", "person"]).to_dict("records"))


def team_gaps(books: Books, account: str) -> list[str]:
    """What is missing around one account: nobody, sponsor, department, responsibility, authority, benefit."""
    people = members(books, account)
    if not people:
        return ["nobody"]
    gaps = [] if any(one["role"] == "sponsor" for one in people) else ["sponsor"]
    if books.exported("team", "department") and len({one["department"] for one in people if not empty(one["department"])}) < 2:
        gaps.append("department")
    return gaps + [column for column in DEFINED if books.exported("team", column) and any(empty(one[column]) for one in people)]
