"""What was promised for the quarter and what came of it, and where the team's hours went (L1 to L3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kam.quarters import Quarter
from kam.why.concentration import ranking
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.shapes import add, counted, quotient, sales_input, summing


def counting(exports: Exports, account: str) -> list[Entry]:
    """The tasks that count: not cancelled, and no other task's parent; of the company those without an account too (L1)."""
    every = exports.table("tasks")
    parents = {task.parent_task for task in every if task.parent_task and task.parent_task != task.task_id}
    kept = [task for task in every if task.status != "cancelled" and task.task_id not in parents]
    return [task for task in kept if not account or task.account_id == account]


def weight(task: Entry) -> Decimal:
    """Its hours; 1 where they are empty or 0."""
    return Decimal(task.hours) if task.hours and task.hours > 0 else Decimal(1)


def is_done(exports: Exports, task: Entry, quarter: Quarter) -> bool:
    """Whether a task was done by the quarter's end; without such days, whether its status says so."""
    return task.done is not None and task.done <= quarter.end if exports.exported("tasks", "done") else task.status == "done"


def is_on_time(exports: Exports, task: Entry) -> bool:
    """Whether a task with a due day was done by it."""
    return task.done is not None and task.done <= task.due if exports.exported("tasks", "done") else task.status == "done"


def _listed(tasks: Iterable[Entry], name: str) -> Input:
    return Input(name, [row(task, weight(task), task.task_id, task.due, task.status, task.done) for task in tasks])


@explains("plan_on_time_rate", "tasks_due", "tasks_done", "tasks_on_time")
def on_time(exports: Exports, asked: Question) -> Explanation:
    """Tasks done by their due day over tasks due in the quarter, weighted by hours; or how many these are."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    due = [task for task in counting(exports, asked.account) if task.due and asked.quarter.start <= task.due <= asked.quarter.end]
    kept = [task for task in due if is_on_time(exports, task)]
    if asked.metric != "plan_on_time_rate":
        done = [task for task in due if is_done(exports, task, asked.quarter)]
        return counted(asked.metric, _listed({"tasks_due": due, "tasks_done": done, "tasks_on_time": kept}[asked.metric], "table.tasks"))
    inputs = [_listed(kept, "why.tasks_on_time"), _listed(due, "why.tasks_due")]
    above, below = summing("why.hours_on_time", inputs[:1]), summing("why.hours_due", inputs[1:])
    return quotient(inputs, [], above, below, "metric.plan_on_time_rate", why="no tasks due")


@explains("plan_overdue", "plan_overdue_age")
def overdue(exports: Exports, asked: Question) -> Explanation:
    """Hours of the tasks due by the quarter's end and not done, and their mean age in days, weighted alike (L2)."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    late = [task for task in counting(exports, asked.account) if task.due and task.due <= asked.quarter.end and not is_done(exports, task, asked.quarter)]
    inputs = [_listed(late, "why.tasks_overdue")]
    hours = summing("why.hours_overdue", inputs)
    if asked.metric == "plan_overdue":
        return Explanation(inputs, [hours], hours.gives)
    days = add(weight(task) * (asked.quarter.end - task.due).days for task in late)
    return quotient(inputs, [], step("why.hours_times_days", "{}", days, gives=days), hours, "metric.plan_overdue_age", why="nothing overdue")


def largest(exports: Exports, quarter: Quarter) -> list[str]:
    """The first fifth of the accounts by falling net sales, rounded half up, at least one (1.3)."""
    rules: Any = exports.rules(quarter)
    ranked = [account for account, _ in ranking(exports, quarter)]
    count = (Decimal(str(rules.team.top_share)) * len(ranked)).quantize(Decimal(1), ROUND_HALF_UP)
    return ranked[: max(1, int(count))]


def _hours(exports: Exports, accounts: Collection[str] | None) -> Input:
    """The hours of the people around some accounts, or around all of them."""
    rows = [one for one in exports.table("team") if one.hours is not None and one.account_id is not None and (accounts is None or one.account_id in accounts)]
    return Input("why.team_hours", [row(one, Decimal(one.hours), one.entity_id, one.person, one.role) for one in rows])


def _no_hours(exports: Exports, own: Input, every: Input) -> str:
    if not exports.exported("team"):
        return "no team"
    return "" if (every.total or NOTHING) > 0 and own.rows else "no hours"


@explains("team_hours", "hours_share", "hours_gap")
def hours(exports: Exports, asked: Question) -> Explanation:
    """The account's hours, their share of all hours, and that less its share of net sales."""
    scope = largest(exports, asked.quarter) if asked.kind == "rank" else [asked.account] if asked.account else None
    own, every = _hours(exports, scope), _hours(exports, None)
    why, first = _no_hours(exports, own, every), summing("why.team_hours", [own])
    if why:
        return unknown(why, [own])
    if asked.metric == "team_hours":
        return Explanation([own], [first], own.total)
    whole = summing("why.all_hours", [every])
    if asked.metric == "hours_share":
        return quotient([own, every], [], first, whole, "metric.hours_share")
    return _gap(exports, asked, [own, every], first, whole)


def _gap(exports: Exports, asked: Question, inputs: list[Input], first: Step, whole: Step) -> Explanation:
    trading = exports.trading(asked.quarter)
    if asked.account in exports.own_shops:
        return unknown("own shop", inputs)
    sold, company = (sales_input(exports.sold(accounts, asked.quarter), name) for accounts, name in (([asked.account], "table.sales"), (trading, "why.sales_of_trading")))
    net, sales = sold.total or NOTHING, company.total or NOTHING
    if sales <= 0:
        return unknown("base not positive", [*inputs, sold, company])
    value = float(first.gives / whole.gives - net / sales)
    lines = [first, whole, summing("metric.net_sales", [sold]), summing("why.net_sales_of_trading", [company])]
    return Explanation([*inputs, sold, company], [*lines, step("metric.hours_gap", "{} / {} − {} / {}", first.gives, whole.gives, net, sales, gives=value)], value)
