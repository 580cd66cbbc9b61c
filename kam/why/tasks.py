"""The tasks that count, and what has become of each by a quarter's end (L1, L2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Input, row
from kam.why.exports import Entry, Exports

OF_A_PLAN = re.compile(r"plans/(\d{4}Q[1-4])/")


def planned_for(task: Entry) -> str:
    """The quarter of the plan that a row stands in; empty for a row of an export."""
    found = OF_A_PLAN.match(task.source_file or "")
    return found[1] if found else ""


def counting(exports: Exports, quarter: Quarter, account: str = "") -> list[Entry]:
    """The tasks known by the quarter, not cancelled, and no other task's parent; of the company those without an account too (L1)."""
    every: list[Entry] = exports.kept(("tasks", quarter), lambda: _counting(exports, quarter))
    return [task for task in every if not account or task.account_id == account]


def _counting(exports: Exports, quarter: Quarter) -> list[Entry]:
    known = [task for task in exports.table("tasks") if planned_for(task) <= quarter.name]
    parents = {task.parent_task for task in known if task.parent_task and task.parent_task != task.task_id}
    return [task for task in known if task.status != "cancelled" and task.task_id not in parents]


def weight(task: Entry) -> Decimal:
    """Its hours; 1 where they are empty or 0."""
    return Decimal(task.hours) if task.hours and task.hours > 0 else Decimal(1)


def dated(exports: Exports, task: Entry) -> bool:
    """Whether its completion has a day: a plan has that column, an export may not."""
    return bool(planned_for(task)) or exports.exported("tasks", "done")


def is_done(exports: Exports, quarter: Quarter, task: Entry) -> bool:
    """Whether a task was done by the quarter's end; without such days, whether its status says so."""
    return task.done is not None and task.done <= exports.day(quarter) if dated(exports, task) else task.status == "done"


def is_on_time(exports: Exports, task: Entry) -> bool:
    """Whether a task with a due day was done by it."""
    return task.done is not None and task.done <= task.due if dated(exports, task) else task.status == "done"


def due_by(exports: Exports, quarter: Quarter, account: str = "") -> list[Entry]:
    """The tasks due by the quarter's end, done or not."""
    return [task for task in counting(exports, quarter, account) if task.due is not None and task.due <= exports.day(quarter)]


def due_in(exports: Exports, quarter: Quarter, account: str = "") -> list[Entry]:
    """The tasks due in the quarter."""
    return [task for task in due_by(exports, quarter, account) if task.due >= quarter.start]


def late(exports: Exports, quarter: Quarter, account: str = "") -> list[Entry]:
    """The tasks due by the quarter's end and not done (L2)."""
    return [task for task in due_by(exports, quarter, account) if not is_done(exports, quarter, task)]


def tasks_input(tasks: Iterable[Entry], name: str = "table.tasks") -> Input:
    """Tasks with their hours."""
    return Input(name, [row(task, weight(task), task.task_id, task.due, task.status, task.done) for task in tasks])
