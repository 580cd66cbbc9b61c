"""What the tasks of the quarter brought, measured against their target, and the hours ahead (L)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kam.figures import Number
from kam.measures.plan import LESS
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explainer, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.known import known
from kam.why.portfolio import figure_of
from kam.why.shapes import counted, quotient, summing
from kam.why.tasks import counting, dated, due_in, is_done, tasks_input
from kam.why.work import number_in

PERCENT = ("%", "％", "%)", "%）")


@dataclass(frozen=True)
class Effect:
    """One task: the figure it names, target, what was measured and by which rows, and the difference; ``why`` something is missing."""

    metric: str
    target: Number | None
    result: Number | None
    value: Number | None
    measured: Explanation | None
    why: str
    better: str = ""
    done: bool = False

    @property
    def reached(self) -> int | None:
        """1 or 0, 1 of a task that is done only (L1b); None where nothing was measured or nobody said which side is better."""
        if self.value is None or not self.better:
            return None
        return int(self.done and (self.value <= 0 if self.better == "down" else self.value >= 0))


def _named(exports: Exports, quarter: Quarter, task: Entry) -> tuple[str, str, bool]:
    """Metric, dimension, and whether what is written is in per cent."""
    text = str(task.metric or "").strip()
    stem, percent = text.rstrip("%％").strip("（( ）)"), text.endswith(PERCENT)
    for metric, words in exports.rules(quarter).plan.metrics.items():
        if stem == metric or stem in words:
            return metric, "", percent
    metric, _, dimension = text.partition(" ")
    return (metric, dimension, False) if re.fullmatch(r"[a-z][a-z0-9_]*", metric) else (text, "", percent)


def _better(exports: Exports, quarter: Quarter, metric: str) -> str:
    """Which way is better, as params say of a figure of the company's own; empty where nobody said."""
    own = exports.rules(quarter).plan.own_metrics.get(re.split(r"[（(%％]", metric)[0].strip())
    if own:
        return own.better
    return "down" if metric in LESS else "up" if re.fullmatch(r"[a-z][a-z0-9_]*", metric) else ""


def _written(text: object, percent: bool) -> float | None:
    number = number_in(text)
    if number is None:
        return None
    number = -number if str(text).strip()[:1] in ("-", "−", "－") else number
    return number / 100 if percent and not set("%％") & set(str(text)) else number


def _measured(exports: Exports, quarter: Quarter, task: Entry, metric: str, dimension: str) -> Explanation | None:
    """The figure that a task names, of its account or of the company."""
    if explainer(metric) is None:
        return None
    if dimension or not task.account_id:
        return known(exports, metric, quarter, task.account_id or "", dimension)
    return figure_of(exports, quarter, task.account_id, metric)


def effect_of(exports: Exports, quarter: Quarter, task: Entry) -> Effect:
    """What one task was to bring and what it brought."""
    metric, dimension, percent = _named(exports, quarter, task)
    target = _written(task.target, percent)
    if not metric:
        return Effect("", target, None, None, None, "no figure named" if target is not None else "no target named")
    by_then = is_done(exports, quarter, task) or not dated(exports, task)
    result: Number | None = _written(task.result, percent) if by_then else None
    measured = None if result is not None else _measured(exports, quarter, task, metric, dimension)
    why = measured.reason or "not recorded" if measured else "not recorded"
    result = measured.value if measured else result
    if target is None or result is None:
        return Effect(metric, target, result, None, measured, why if target is not None else "no target named")
    difference: Number = result - Decimal(str(target)) if isinstance(result, Decimal) else round(float(result) - target, 9)
    return Effect(metric, target, result, difference, measured, "", _better(exports, quarter, metric), is_done(exports, quarter, task))


@explains("task_target", "task_result", "task_effect", "task_reached")
def effect(exports: Exports, asked: Question) -> Explanation:
    """Target, result, result less target, and whether it was reached, of one task."""
    task = next(one for one in due_in(exports, asked.quarter) if one.task_id == asked.part)
    found = effect_of(exports, asked.quarter, task)
    listed = [Input("table.tasks", [row(task, task.target, task.task_id, task.metric, task.result, task.done)]), *(found.measured.inputs if found.measured else [])]
    lines = list(found.measured.steps) if found.measured else []
    if asked.metric == "task_target":
        return unknown("no target named", listed) if found.target is None else Explanation(listed, [step("metric.task_target", "{}", found.target, gives=found.target)], found.target)
    if asked.metric == "task_result":
        named = "no figure named" if not found.metric else found.measured.reason or "not recorded" if found.measured else "not recorded"
        return unknown(named, listed, lines) if found.result is None else Explanation(listed, [*lines, step("metric.task_result", "{}", found.result, gives=found.result)], found.result)
    if found.value is None:
        return unknown(found.why, listed, lines)
    lines.append(step("metric.task_effect", "{} − {}", found.result, found.target, gives=found.value))
    if asked.metric == "task_effect":
        return Explanation(listed, lines, found.value)
    if found.reached is None:
        return unknown("better side not known", listed, lines)
    if not found.done:
        return Explanation(listed, [*lines, step("why.task_not_done", "{}", 0, gives=0)], found.reached, "not done")
    return Explanation(listed, [*lines, step("metric.task_reached", "{} ≤ 0" if found.better == "down" else "{} ≥ 0", found.value, gives=found.reached)], found.reached)


@explains("plan_not_evaluated", "effects_measured", "effects_reached")
def evaluated(exports: Exports, asked: Question) -> Explanation:
    """Of the tasks due: the part without a measured effect, how many have one, and how many of these reached their target."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    due = [(task, effect_of(exports, asked.quarter, task)) for task in due_in(exports, asked.quarter, asked.account)]
    with_effect = [(task, one) for task, one in due if one.value is not None]
    if asked.metric != "plan_not_evaluated":
        kept = with_effect if asked.metric == "effects_measured" else [(task, one) for task, one in with_effect if one.reached]
        return counted(asked.metric, Input("table.tasks", [row(task, one.value, task.task_id, task.metric, task.target) for task, one in kept]))
    missing = [task for task, one in due if one.value is None]
    inputs = [tasks_input([task for task, _ in due]), tasks_input(missing, "why.tasks_not_evaluated")]
    above, below = step("why.tasks_without_effect", "{}", len(missing), gives=len(missing)), step("metric.tasks_due", "{}", len(due), gives=len(due))
    return quotient(inputs, [], above, below, "metric.plan_not_evaluated", why="no tasks due")


@explains("plan_hours")
def plan_hours(exports: Exports, asked: Question) -> Explanation:
    """Hours of the open tasks due by the end of the coming quarter, of one owner or month (``month:overdue``)."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    ahead = [task for task in counting(exports, asked.quarter) if task.due is not None and task.due <= (asked.quarter + 1).end and not is_done(exports, asked.quarter, task)]
    parts = {"owner": lambda task: task.owner or "", "month": lambda task: f"{task.due:%Y-%m}" if task.due > exports.day(asked.quarter) else "overdue"}
    fitting = [task for task in ahead if not asked.dimension or parts[asked.kind](task) == asked.part]
    listed = tasks_input(fitting)
    return Explanation([listed], [summing("metric.plan_hours", [listed])], listed.total or Decimal(0))
