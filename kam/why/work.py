"""Open tasks and recorded needs of the accounts (0.2, 4.1 to 4.3, X)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from kam.quarters import Quarter
from kam.why.bands import key_accounts
from kam.why.explanation import EXPLAINERS, Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.shapes import counted
from kam.why.tasks import counting, is_done, late


def _scope(exports: Exports, asked: Question) -> list[str]:
    """The account; of the company its key accounts."""
    return [asked.account] if asked.account else key_accounts(exports, asked.quarter)


@explains("open_tasks", "late_tasks")
def open_tasks(exports: Exports, asked: Question) -> Explanation:
    """The open tasks of an account or of the key accounts, all or those past their due day."""
    accounts, quarter = _scope(exports, asked), asked.quarter
    found = late(exports, quarter) if asked.metric == "late_tasks" else [task for task in counting(exports, quarter) if not is_done(exports, quarter, task)]
    fitting = [task for task in found if task.account_id in accounts]
    return counted(asked.metric, Input("table.tasks", [row(task, task.due, task.task_id, task.status) for task in fitting]))


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


def number_in(text: Any) -> float | None:
    """The one number in a cell; None where there is none or more than one."""
    plain = unicodedata.normalize("NFKC", str(text or "")).replace(",", "")
    found = re.findall(r"\d+(?:\.\d+)?", plain)
    return float(found[0]) / (100 if "%" in plain else 1) if len(found) == 1 else None


def need_name(exports: Exports, quarter: Quarter, word: str) -> str:
    """The need that an account means by a word; empty where params describe none."""
    needs = exports.rules(quarter).needs
    return next((name for name, need in needs.items() if word.strip().lower() in (name, *(one.lower() for one in need.words))), "")


def _gap(exports: Exports, quarter: Quarter, entry: Entry) -> Explanation:
    """What was asked against what was got, as recorded or else as measured."""
    need, wanted = exports.rules(quarter).needs.get(need_name(exports, quarter, entry.need)), number_in(entry.wanted)
    listed = [Input("table.needs", [row(entry, entry.wanted, entry.entity_id, entry.need, entry.quarter, entry.fulfilled)])]
    if need is None or wanted is None:
        return unknown("not described in params" if need is None else "what is asked is not a number", listed)
    got = number_in(entry.fulfilled) if entry.quarter in (None, quarter.name) else None
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


def gaps_of(exports: Exports, quarter: Quarter, account: str) -> list[tuple[Entry, Explanation]]:
    """Each need of an account, or of all accounts, with how far it was missed."""
    accounts = exports.members(account, quarter)
    return exports.kept(("gaps", quarter, account), lambda: [(entry, _gap(exports, quarter, entry)) for one in accounts for entry in recorded(exports, quarter, one)])


@explains("needs_short")
def needs_short(exports: Exports, asked: Question) -> Explanation:
    """The gaps above zero, of one account, of one need, or all."""
    if not exports.exported("needs"):
        return unknown("needs not recorded")
    gaps = [(entry, gap) for entry, gap in gaps_of(exports, asked.quarter, asked.account) if not asked.dimension or entry.need == asked.part]
    short = [(entry, gap) for entry, gap in gaps if gap.value is not None and gap.value > 0]
    return counted("needs_short", Input("table.needs", [row(entry, gap.value, entry.entity_id, entry.need, entry.wanted) for entry, gap in short]))
