"""Which tasks count, seen at a quarter's end."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kam.quarters import Quarter
from kam.why.tasks import counting, is_done, is_on_time

FIRST, SECOND = Quarter(2025, 1), Quarter(2025, 2)


class Task(NamedTuple):
    task_id: str
    status: str = "open"
    due: date | None = date(2025, 3, 31)
    done: date | None = None
    parent_task: str | None = None
    account_id: str | None = "A"
    source_file: str = "exports/tasks.csv"


class Exported:
    """The rows of one table, and no column for the day that a task was done."""

    def __init__(self, *tasks: Task) -> None:
        self.tasks = tasks

    def table(self, _: str) -> tuple[Task, ...]:
        return self.tasks

    def kept(self, _: Any, make: Any) -> Any:
        return make()

    def day(self, quarter: Any) -> Any:
        return quarter.end

    def exported(self, *_: str) -> bool:
        return False


def ids(quarter: Quarter, *tasks: Task) -> list[str]:
    exports: Any = Exported(*tasks)
    return [task.task_id for task in counting(exports, quarter)]


def test_a_row_of_a_plan_is_known_from_the_quarter_of_the_plan_on() -> None:
    """G7, L1: nobody could know in spring what the summer's plan would ask."""
    planned = Task("P", source_file="plans/2025Q2/wang.xlsx")
    assert (ids(FIRST, Task("T"), planned), ids(SECOND, Task("T"), planned)) == (["T"], ["T", "P"])


def test_a_parent_counts_until_its_parts_are_known() -> None:
    """L1: its parts count instead of it, one's own parent is none, what is cancelled counts for nothing."""
    part = Task("T.1", parent_task="T", source_file="plans/2025Q2/wang.xlsx")
    every = (Task("T"), part, Task("U", parent_task="U"), Task("V", status="cancelled"))
    assert (ids(FIRST, *every), ids(SECOND, *every)) == (["T", "U"], ["T.1", "U"])


def test_a_plan_dates_what_was_done_where_the_export_has_only_a_status() -> None:
    """L1: done after its day is not on time; without a day the status decides."""
    exports: Any = Exported()
    late = Task("P", status="done", done=date(2025, 4, 2), source_file="plans/2025Q1/wang.xlsx")
    assert (is_done(exports, FIRST, late), is_done(exports, SECOND, late), is_on_time(exports, late)) == (False, True, False)
    assert is_done(exports, FIRST, Task("T", status="done")) and is_on_time(exports, Task("T", status="done"))
