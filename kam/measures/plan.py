"""What was promised for a quarter and what came of it: tasks on time, overdue work, measured effect (metrics.md L)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kam.figures import COMPANY, Figure, Number, ratio
from kam.measures.books import NOTHING, Books
from kam.measures.needs import number_in
from kam.measures.work import Row, counted, dated, empty, is_done, weight
from kam.quarters import Quarter

# Figures that are better the smaller they are; of all others more is better.
LESS = frozenset(
    "past_due_share days_beyond_terms utilisation countback_dso countback_dso_4q dso average_days_delinquent open_receivables return_rate return_rate_ttm discount_depth dumping_share"
    " diversion_share onward_share quarter_end_loading receivable_gap consignment_cover silence_ratio days_since_last_order lead_time_median lead_time_p90 lot_median cycle_median"
    " need_gap need_gap_ratio needs_short team_gaps warning_reasons late_tasks open_tasks plan_overdue big_but_risky unapplied disputed".split()
)
# A figure of the company's own is named with its unit: 坪效（元/平方米）, 首单售罄率%.
WITHOUT_UNIT = re.compile(r"[（(%％]")
Found = dict[tuple[str, str, str], Figure]


@dataclass(frozen=True)
class Named:
    """The figure that a task names: a metric of the ledger with its dimension, or words of the company's own; ``percent`` scales what is written.

    ``better`` is up or down, empty where nobody said.
    """

    metric: str
    dimension: str
    percent: bool
    known: bool
    better: str


def measure(books: Books, quarter: Quarter, figures: Iterable[Figure]) -> list[Figure]:
    """``plan_on_time_rate``, ``plan_overdue`` with its age, the effect of every task due in the quarter, and how many were evaluated.

    One row per known account and one of the company, in which tasks without an account count too (L1); dimension ``task:...`` for
    a single task. ``figures`` are the quarter's own rows, from which a measured effect is read.
    """
    accounts = [COMPANY, *books.known(quarter)]
    if not books.exported("tasks"):
        return [Figure(metric, account, "", quarter.name, None, unit, None, None, "no tasks") for account in accounts for metric, unit in SUMS.items()]
    tasks = counted(books, quarter)
    due = due_tasks(books, quarter)
    found = {(row.metric, row.account_id, row.dimension): row for row in figures}
    effects = {str(task["task_id"]): _effect(books, quarter, task, found) for task in due}
    rows = [row for effect in effects.values() for row in effect]
    for account in accounts:
        own = [task for task in tasks if account in (COMPANY, task["account_id"])]
        rows += [*_on_time(books, quarter, account, own), *_overdue(books, quarter, account, own)]
        rows += _evaluated(quarter, account, [effects[str(task["task_id"])] for task in own if str(task["task_id"]) in effects])
    return rows + _hours(books, quarter, tasks)


SUMS = {
    "plan_on_time_rate": "ratio", "plan_overdue": "count", "plan_overdue_age": "days", "tasks_due": "count", "tasks_done": "count", "tasks_on_time": "count",
    "plan_not_evaluated": "ratio", "effects_measured": "count", "effects_reached": "count",
}  # fmt: skip


def due_tasks(books: Books, quarter: Quarter) -> list[Row]:
    """The tasks that count and are due in the quarter, by day and id (L1)."""
    return [task for task in counted(books, quarter) if _due_in(books, task, quarter)]


def _due_in(books: Books, task: Row, quarter: Quarter) -> bool:
    return not empty(task["due"]) and quarter.start <= task["due"] <= books.day(quarter)


def on_time(books: Books, task: Row) -> bool:
    """Whether a task that has a due day was done by it (L1)."""
    return not empty(task["done"]) and task["done"] <= task["due"] if dated(books, task) else task["status"] == "done"


def _on_time(books: Books, quarter: Quarter, account: str, tasks: list[Row]) -> list[Figure]:
    due = [task for task in tasks if _due_in(books, task, quarter)]
    kept = [task for task in due if on_time(books, task)]
    whole = sum(map(weight, due), NOTHING)
    rate = ratio(sum(map(weight, kept), NOTHING), whole)
    counts = {"tasks_due": len(due), "tasks_done": sum(is_done(books, task, quarter) for task in due), "tasks_on_time": len(kept)}
    rows = [Figure(metric, account, "", quarter.name, count, "count") for metric, count in counts.items()]
    return [Figure("plan_on_time_rate", account, "", quarter.name, rate, "ratio", len(due), whole if due else None, "" if due else "no tasks due"), *rows]


def _overdue(books: Books, quarter: Quarter, account: str, tasks: list[Row]) -> list[Figure]:
    """Work due by the quarter's end and not done, and its mean age in days, weighted by the same hours (L2)."""
    late = [task for task in tasks if not empty(task["due"]) and task["due"] <= books.day(quarter) and not is_done(books, task, quarter)]
    whole = sum(map(weight, late), NOTHING)
    days = sum((weight(task) * (books.day(quarter) - task["due"]).days for task in late), NOTHING)
    age = Figure("plan_overdue_age", account, "", quarter.name, ratio(days, whole), "days", len(late), whole if late else None, "" if late else "nothing overdue")
    return [Figure("plan_overdue", account, "", quarter.name, whole, "count", len(late)), age]


def named(books: Books, quarter: Quarter, task: Row) -> Named | None:
    """The figure that a task names, ``metric`` or ``metric dimension``, or by one of the words that params list; None where it names none."""
    if empty(task["metric"]):
        return None
    text = str(task["metric"]).strip()
    stem = text.rstrip("%％").strip("（( ）)")
    percent = text.endswith(("%", "％", "%)", "%）"))
    rules = books.rules(quarter).plan
    for metric, words in rules.metrics.items():
        if stem == metric or stem in words:
            return Named(metric, "", percent, True, _better(metric))
    if own := rules.own_metrics.get(WITHOUT_UNIT.split(text)[0].strip()):
        return Named(text, "", percent, False, own.better)
    metric, _, dimension = text.partition(" ")
    if re.fullmatch(r"[a-z][a-z0-9_]*", metric):
        return Named(metric, dimension, False, True, _better(metric))
    return Named(text, "", percent, False, "")


def _better(metric: str) -> str:
    return "down" if metric in LESS else "up"


def _effect(books: Books, quarter: Quarter, task: Row, found: Found) -> list[Figure]:
    """``task_target``, ``task_result``, ``task_effect`` = result - target, and ``task_reached`` of one task, each unknown with its reason."""
    account, dimension = task["account_id"] or COMPANY, f"task:{task['task_id']}"
    name = named(books, quarter, task)
    ledger = found.get((name.metric, account, name.dimension)) if name and name.known else None
    unit = ledger.unit if ledger else "ratio" if name and name.percent else "count"
    target = _written(task["target"], name)
    result, why = _result(books, quarter, task, name, ledger)
    effect = None if target is None or result is None else _difference(result, target)
    missing = "no target named" if target is None else why
    return [
        Figure("task_target", account, dimension, quarter.name, target, unit, None, None, "" if target is not None else "no target named"),
        Figure("task_result", account, dimension, quarter.name, result, unit, None, None, "" if result is not None else why),
        Figure("task_effect", account, dimension, quarter.name, effect, "points" if unit == "ratio" else unit, None, None, "" if effect is not None else missing),
        _reached(name, account, dimension, quarter, effect, missing, is_done(books, task, quarter)),
    ]


def _result(books: Books, quarter: Quarter, task: Row, name: Named | None, ledger: Figure | None) -> tuple[Number | None, str]:
    """What was measured: as it was recorded with the task by the day it was done, else the ledger's figure at the quarter's end."""
    if name is None:
        return None, "no figure named"
    recorded = _written(task["result"], name) if is_done(books, task, quarter) or not dated(books, task) else None
    if recorded is not None:
        return recorded, ""
    if ledger is None:
        return None, "not recorded"
    return ledger.value, ledger.reason or "not recorded"


def _written(text: object, name: Named | None) -> Number | None:
    """The number in a cell of the plan; one of a figure in per cent becomes a fraction (G11)."""
    number = number_in(text)
    if number is None:
        return None
    number = -number if str(text).strip()[:1] in ("-", "−", "－") else number
    return number / 100 if name and name.percent and not any(sign in str(text) for sign in "%％") else number


def _difference(result: Number, target: Number) -> Number:
    if isinstance(result, Decimal):
        return result - Decimal(str(target))
    return round(float(result) - float(target), 9)


def _reached(name: Named | None, account: str, dimension: str, quarter: Quarter, effect: Number | None, missing: str, done: bool) -> Figure:
    """``task_reached``: 1 or 0, 1 of a task that is done only (L1b); unknown too where nobody said whether more or less of a figure is better."""
    if effect is None or name is None or not name.better:
        return Figure("task_reached", account, dimension, quarter.name, None, "count", None, None, missing if effect is None else "better side not known")
    value = done and (effect <= 0 if name.better == "down" else effect >= 0)
    return Figure("task_reached", account, dimension, quarter.name, int(value), "count", None, None, "" if done else "not done")


def _evaluated(quarter: Quarter, account: str, effects: list[list[Figure]]) -> list[Figure]:
    """How many tasks due have no measured effect, and of those whose better side is known how many reached their target."""
    known = [one for one in effects if one[2].value is not None]
    judged = [one[3].value for one in known if one[3].value is not None]
    missing = len(effects) - len(known)
    return [
        Figure("plan_not_evaluated", account, "", quarter.name, ratio(missing, len(effects)), "ratio", missing, len(effects) or None, "" if effects else "no tasks due"),
        Figure("effects_measured", account, "", quarter.name, len(known), "count", len(effects)),
        Figure("effects_reached", account, "", quarter.name, int(sum(judged)), "count", len(judged)),
    ]


def _hours(books: Books, quarter: Quarter, tasks: list[Row]) -> list[Figure]:
    """``plan_hours`` of open tasks due by the end of the coming quarter, by owner and month, and ``hours_available`` by owner."""
    ahead = [task for task in tasks if not empty(task["due"]) and task["due"] <= (quarter + 1).end and not is_done(books, task, quarter)]
    parts: dict[str, list[Row]] = {"": ahead}
    for task in ahead:
        owner = "" if empty(task["owner"]) else str(task["owner"])
        month = task["due"].strftime("%Y-%m") if task["due"] > books.day(quarter) else "overdue"
        parts.setdefault(f"owner:{owner}", []).append(task)
        parts.setdefault(f"month:{month}", []).append(task)
    rows = [Figure("plan_hours", COMPANY, name, quarter.name, sum(map(weight, listed), NOTHING), "count", len(listed)) for name, listed in sorted(parts.items())]
    return rows + _available(books, quarter)


def _available(books: Books, quarter: Quarter) -> list[Figure]:
    """The hours that the team table gives each person for all accounts together, where it gives any."""
    if not books.exported("team", "hours"):
        return []
    rows = books.booked("team").dropna(subset=["person", "hours"])
    sums = {person: sum(hours, NOTHING) for person, hours in rows.groupby("person", sort=True).hours}
    return [Figure("hours_available", COMPANY, f"owner:{person}", quarter.name, hours, "count") for person, hours in sums.items()]
