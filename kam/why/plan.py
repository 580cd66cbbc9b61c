"""What was promised for the quarter and what came of it (L1, L2)."""

from __future__ import annotations

from kam.why.explanation import Explanation, Question, explains, step, unknown
from kam.why.exports import Exports
from kam.why.shapes import add, counted, quotient, summing
from kam.why.tasks import due_in, is_done, is_on_time, late, tasks_input, weight


@explains("plan_on_time_rate", "tasks_due", "tasks_done", "tasks_on_time")
def on_time(exports: Exports, asked: Question) -> Explanation:
    """Tasks done by their due day over tasks due in the quarter, weighted by hours; or how many these are."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    due = due_in(exports, asked.quarter, asked.account)
    kept = [task for task in due if is_on_time(exports, task)]
    if asked.metric != "plan_on_time_rate":
        done = [task for task in due if is_done(exports, asked.quarter, task)]
        return counted(asked.metric, tasks_input({"tasks_due": due, "tasks_done": done, "tasks_on_time": kept}[asked.metric]))
    inputs = [tasks_input(kept, "why.tasks_on_time"), tasks_input(due, "why.tasks_due")]
    above, below = summing("why.hours_on_time", inputs[:1]), summing("why.hours_due", inputs[1:])
    return quotient(inputs, [], above, below, "metric.plan_on_time_rate", why="no tasks due")


@explains("plan_overdue", "plan_overdue_age")
def overdue(exports: Exports, asked: Question) -> Explanation:
    """Hours of the tasks due by the quarter's end and not done, and their mean age in days, weighted alike (L2)."""
    if not exports.exported("tasks"):
        return unknown("no tasks")
    open_by_then = late(exports, asked.quarter, asked.account)
    inputs = [tasks_input(open_by_then, "why.tasks_overdue")]
    hours = summing("why.hours_overdue", inputs)
    if asked.metric == "plan_overdue":
        return Explanation(inputs, [hours], hours.gives)
    days = add(weight(task) * (exports.day(asked.quarter) - task.due).days for task in open_by_then)
    return quotient(inputs, [], step("why.hours_times_days", "{}", days, gives=days), hours, "metric.plan_overdue_age", why="nothing overdue")
