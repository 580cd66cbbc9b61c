"""L1, L2: what was promised for a quarter, what was kept of it, and what was measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .clerk import COMPANY, NONE, Clerk, Found, Row, Value, add, over
from .work import counted_tasks, is_open, number

SUMS = ("plan_on_time_rate", "plan_overdue", "plan_overdue_age", "tasks_due", "tasks_done", "tasks_on_time", "plan_not_evaluated", "effects_measured", "effects_reached")
# Figures of which less is better, as far as the plans of these companies name them.
LESS = ("past_due_share", "return_rate", "late_tasks", "dumping_share", "countback_dso")
Known = Mapping[tuple[str, str, str], Value]


def weight(task: Row) -> Decimal:
    """L1: its hours, 1 where they are empty or 0."""
    return task["hours"] if task.get("hours") else Decimal(1)


def kept(clerk: Clerk, task: Row) -> bool:
    """L1: done by its due day; by status where no day of completion is exported."""
    return bool(task.get("done") and task["done"] <= task["due"]) if clerk.has("tasks", "done") else task.get("status") == "done"


def figures(clerk: Clerk, quarter: int, known: Known) -> Found:
    """Of each known account and of the company, in which tasks without an account count too."""
    accounts = [COMPANY, *clerk.known(quarter)]
    if not clerk.has("tasks"):
        yield from ((metric, account, "", None) for account in accounts for metric in SUMS)
        return
    start, end = clerk.year.start(quarter), clerk.day(quarter)
    tasks = [task for task in counted_tasks(clerk) if task.get("due")]
    effects = {task["task_id"]: effect(clerk, quarter, task, known) for task in tasks if start <= task["due"] <= end}
    for task in (task for task in tasks if task["task_id"] in effects):
        for metric, value in effects[task["task_id"]].items():
            yield metric, owner(clerk, task), f"task:{task['task_id']}", value
    for account in accounts:
        own = [task for task in tasks if account in (COMPANY, owner(clerk, task))]
        yield from ((metric, account, "", value) for metric, value in sums(clerk, quarter, own, effects).items())
    yield from hours(clerk, quarter, tasks)


def owner(clerk: Clerk, task: Row) -> str:
    """The paying account of a task; the company where none is named."""
    return clerk.top(task["account_id"]) if task.get("account_id") else COMPANY


def sums(clerk: Clerk, quarter: int, tasks: list[Row], effects: dict[str, dict[str, Value]]) -> dict[str, Value]:
    """Due in the quarter and kept; overdue at its end with its age; evaluated."""
    end = clerk.day(quarter)
    due = [task for task in tasks if task["task_id"] in effects]
    late = [task for task in tasks if task["due"] <= end and is_open(clerk, task, end)]
    on_time = [task for task in due if kept(clerk, task)]
    found = [effects[task["task_id"]] for task in due]
    measured = [one for one in found if one["task_effect"] is not None]
    return {
        "plan_on_time_rate": over(add(map(weight, on_time)), add(map(weight, due))), "plan_overdue": add(map(weight, late)),
        "plan_overdue_age": over(add(weight(task) * (end - task["due"]).days for task in late), add(map(weight, late))), "tasks_due": len(due),
        "tasks_done": sum(not is_open(clerk, task, end) for task in due), "tasks_on_time": len(on_time),
        "plan_not_evaluated": over(len(found) - len(measured), len(found)), "effects_measured": len(measured),
        "effects_reached": sum(one["task_reached"] or 0 for one in measured),  # type: ignore[misc]
    }  # fmt: skip


def effect(clerk: Clerk, quarter: int, task: Row, known: Known) -> dict[str, Value]:
    """Target, result, their difference, and whether it lies on the better side of a task that is done (L1b)."""
    metric, dimension, percent = named(clerk, quarter, task)
    target, result = stated(task.get("target"), percent), None
    if task.get("metric"):
        recorded = not clerk.has("tasks", "done") or (task.get("done") and task["done"] <= clerk.day(quarter))
        result = stated(task.get("result"), percent) if recorded else None
        result = known.get((metric, owner(clerk, task), dimension)) if result is None and metric else result  # type: ignore[assignment]
    more = None if target is None or result is None else round(float(result) - float(target), 9)
    done = not is_open(clerk, task, clerk.year.end(quarter))
    own = clerk.rules(quarter).plan.own_metrics.get(str(task.get("metric") or "").replace("（", "(").replace("％", "(").replace("%", "(").split("(")[0].strip())
    less = own.better == "down" if own else metric in LESS
    reached = None if more is None or not (metric or own) else int(done and (more <= 0 if less else more >= 0))
    return {"task_target": target, "task_result": result, "task_effect": more, "task_reached": reached}


def named(clerk: Clerk, quarter: int, task: Row) -> tuple[str, str, bool]:
    """The figure of ours that a task names, its dimension, and whether the plan writes it in per cent; no figure for own words."""
    text = str(task.get("metric") or "").strip()
    percent = text.rstrip(")）").endswith(("%", "％"))
    plain = text.replace("%", "").replace("％", "").strip("()（） ")
    for metric, words in clerk.rules(quarter).plan.metrics.items():
        if plain in (metric, *words):
            return metric, "", percent
    metric, _, dimension = text.partition(" ")
    ours = metric.isascii() and metric.replace("_", "").isalnum() and metric == metric.lower() and metric[:1].isalpha()
    return (metric, dimension, False) if ours else ("", "", percent)


def stated(text: Any, percent: bool) -> float | None:
    """The number in a cell of the plan, as a fraction where the figure is in per cent (G11)."""
    found = number(text)
    if found is None:
        return None
    found = -found if str(text).strip()[0] in "-−－" else found
    return found / 100 if percent and "%" not in str(text) and "％" not in str(text) else found


def hours(clerk: Clerk, quarter: int, tasks: list[Row]) -> Found:
    """Open work due by the end of the coming quarter, by owner and month; what the team has for it."""
    end, last = clerk.day(quarter), clerk.year.end(quarter + 1)
    found: dict[str, Decimal] = defaultdict(Decimal, {"": NONE})
    for task in (task for task in tasks if task["due"] <= last and is_open(clerk, task, end)):
        month = f"{task['due']:%Y-%m}" if task["due"] > end else "overdue"
        for part in ("", f"owner:{task.get('owner') or ''}", f"month:{month}"):
            found[part] += weight(task)
    yield from (("plan_hours", COMPANY, part, value) for part, value in found.items())
    people = {row["person"] for row in clerk.tables["team"] if row.get("person") and row.get("hours") is not None}
    for person in people:
        yield "hours_available", COMPANY, f"owner:{person}", add(row.get("hours") for row in clerk.tables["team"] if row.get("person") == person)
