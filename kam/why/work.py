"""Tasks, needs and teams around the accounts (0.2, 3.1 to 4.3, X)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from kam.figures import COMPANY
from kam.params.needs import Need
from kam.quarters import Quarter
from kam.why.bands import key_accounts
from kam.why.explanation import EXPLAINERS, Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.shapes import counted

DEFINED = ("responsibility", "authority", "benefit")


def _scope(exports: Exports, asked: Question) -> list[str]:
    """The account; of the company its key accounts."""
    return [asked.account] if asked.account else key_accounts(exports, asked.quarter)


def is_open(exports: Exports, quarter: Quarter, task: Entry) -> bool:
    """Whether a task is neither done nor cancelled by the quarter's end (L1)."""
    if exports.exported("tasks", "done"):
        return task.status != "cancelled" and (task.done is None or task.done > quarter.end)
    return task.status not in ("done", "cancelled")


def is_late(exports: Exports, quarter: Quarter, task: Entry) -> bool:
    """Whether an open task was due by the quarter's end (L2)."""
    return is_open(exports, quarter, task) and task.due is not None and task.due <= quarter.end


@explains("open_tasks", "late_tasks")
def tasks(exports: Exports, asked: Question) -> Explanation:
    """The open tasks of an account or of the key accounts, all or those past their due day."""
    fits: Callable[..., bool] = is_open if asked.metric == "open_tasks" else is_late
    found = [task for task in exports.of("tasks", _scope(exports, asked)) if fits(exports, asked.quarter, task)]
    return counted(asked.metric, Input("table.tasks", [row(task, task.due, task.task_id, task.status) for task in found]))


def recorded(exports: Exports, quarter: Quarter, account: str) -> list[Entry]:
    """The newest row of each need that an account has named by the quarter."""
    newest: dict[str, Entry] = {}
    by_then = [entry for entry in exports.of("needs", [account]) if entry.quarter is None or entry.quarter <= quarter.name]
    for entry in sorted(by_then, key=lambda one: tuple(str(value or "") for value in (one.quarter, one.wanted, one.fulfilled, one.answer))):
        newest[entry.need] = entry
    return [newest[need] for need in sorted(newest)]


@explains("needs_recorded", "needs_answered")
def needs(exports: Exports, asked: Question) -> Explanation:
    """The needs that an account has named, all or those with our answer."""
    found = [entry for account in _scope(exports, asked) for entry in recorded(exports, asked.quarter, account)]
    found = [entry for entry in found if asked.metric == "needs_recorded" or entry.answer]
    return counted(asked.metric, Input("table.needs", [row(entry, entry.answer or entry.wanted, entry.entity_id, entry.need, entry.quarter) for entry in found]))


def _number(text: Any) -> float | None:
    """The one number in a cell; None where there is none or more than one."""
    plain = unicodedata.normalize("NFKC", str(text or "")).replace(",", "")
    found = re.findall(r"\d+(?:\.\d+)?", plain)
    return float(found[0]) / (100 if "%" in plain else 1) if len(found) == 1 else None


def _described(exports: Exports, quarter: Quarter, word: str) -> Need | None:
    for name, need in exports.rules(quarter).needs.items():
        if word.strip().lower() in (name, *(one.lower() for one in need.words)):
            return need
    return None


def _gap(exports: Exports, quarter: Quarter, entry: Entry) -> Explanation:
    """What was asked against what was got, as recorded or else as measured."""
    need, wanted = _described(exports, quarter, entry.need), _number(entry.wanted)
    listed = [Input("table.needs", [row(entry, entry.wanted, entry.entity_id, entry.need, entry.quarter, entry.fulfilled)])]
    if need is None or wanted is None:
        return unknown("not described in params" if need is None else "what is asked is not a number", listed)
    got = _number(entry.fulfilled) if entry.quarter in (None, quarter.name) else None
    name = "why.got_recorded"
    if got is None and need.measured_by in EXPLAINERS:
        measured = EXPLAINERS[need.measured_by](exports, Question(need.measured_by, quarter, entry.account_id))
        got, name = (None if measured.value is None else float(measured.value)), f"metric.{need.measured_by}"
        listed += measured.inputs
    if got is None:
        return unknown("not recorded", listed)
    sides = (got, wanted) if need.met_by == "less" else (wanted, got)
    gap = round(sides[0] - sides[1], 9)
    lines = [step("why.asked", "{}", wanted, gives=wanted), step(name, "{}", got, gives=got), step("metric.need_gap", "{} − {}", *sides, gives=gap)]
    return Explanation(listed, lines, gap)


@explains("need_gap", "need_gap_ratio")
def need_gap(exports: Exports, asked: Question) -> Explanation:
    """How far one need was missed, in its unit or as a part of what was asked."""
    entry = next(entry for entry in recorded(exports, asked.quarter, asked.account) if entry.need == asked.part)
    found = _gap(exports, asked.quarter, entry)
    if asked.metric == "need_gap" or found.value is None:
        return found
    wanted = found.steps[0].gives
    if not wanted:
        return unknown("nothing asked", found.inputs, found.steps)
    value = float(found.value) / float(str(wanted))
    return Explanation(found.inputs, [*found.steps, step("metric.need_gap_ratio", "{} / {}", found.value, wanted, gives=value)], value)


@explains("needs_short")
def needs_short(exports: Exports, asked: Question) -> Explanation:
    """The gaps above zero, of one account, of one need, or all."""
    if not exports.exported("needs"):
        return unknown("needs not recorded")
    entries = [entry for account in exports.members(asked.account, asked.quarter) for entry in recorded(exports, asked.quarter, account)]
    gaps = [(entry, _gap(exports, asked.quarter, entry)) for entry in entries if not asked.dimension or entry.need == asked.part]
    short = [(entry, gap) for entry, gap in gaps if gap.value is not None and gap.value > 0]
    return counted("needs_short", Input("table.needs", [row(entry, gap.value, entry.entity_id, entry.need, entry.wanted) for entry, gap in short]))


def missing_around(exports: Exports, account: str) -> tuple[list[Entry], list[str]]:
    """The people around an account and what is missing: nobody, sponsor, department, responsibility, authority, benefit."""
    people = exports.of("team", [account])
    if not people:
        return people, ["nobody"]
    gaps = [] if any(one.role == "sponsor" for one in people) else ["sponsor"]
    if exports.exported("team", "department") and len({one.department for one in people} - {None}) < 2:
        gaps.append("department")
    return people, gaps + [name for name in DEFINED if exports.exported("team", name) and not all(getattr(one, name) for one in people)]


@explains("team_gaps")
def team_gaps(exports: Exports, asked: Question) -> Explanation:
    """What is missing around an account; of the company, the key accounts with a gap."""
    found = {account: missing_around(exports, account) for account in _scope(exports, asked)}
    people = [one for members, _ in found.values() for one in members]
    listed = [Input("table.team", [row(one, one.role, one.entity_id, one.person, one.department) for one in people])]
    lines = [step("why.of_account", "{}", tuple(gaps), gives=len(gaps), account=account) for account, (_, gaps) in found.items() if gaps]
    value = sum(bool(gaps) for _, gaps in found.values()) if asked.account == COMPANY else len(found[asked.account][1])
    return Explanation(listed, [*lines, step("metric.team_gaps", "{}", value, gives=value)], value)
