"""Which measures and which cooperation mode an account's own figures propose, condition by condition (1, 2.5, 3.2)."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kam.params.advice import RUNGS, Measure, Rule
from kam.params.asked import Condition
from kam.quarters import Quarter
from kam.why.bands import key_accounts, star_of
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.known import comparable, known
from kam.why.portfolio import figure_of
from kam.why.profile import carrying
from kam.why.shapes import counted
from kam.why.work import need_name, recorded

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
SHOWN = {"<=": "≤", ">=": "≥"}
SUPPORTS = ("business_coaching", "promotion_support")


@dataclass(frozen=True)
class Judged:
    """Whether a rule holds (None = cannot be said), a line per condition, and the figures that were missing."""

    holds: bool | None
    lines: list[Step]
    missing: list[str]


def _found(exports: Exports, quarter: Quarter, account: str, condition: Condition) -> float | None:
    """The number that a condition looks at; a need is found by its id, whatever the account calls it."""
    if not condition.need:
        figure = figure_of(exports, quarter, account, condition.metric)
        return comparable(figure) if figure else None
    words = [entry.need for entry in recorded(exports, quarter, account) if need_name(exports, quarter, entry.need) == condition.need]
    return comparable(known(exports, condition.metric, quarter, account, f"need:{words[-1]}")) if words else None


def judged(exports: Exports, quarter: Quarter, account: str, rule: Rule) -> Judged:
    """Every one of some conditions and one of others; unknown where a figure that could decide is missing."""
    asked = [*rule.all_of, *rule.any_of]
    values = [_found(exports, quarter, account, one) for one in asked]
    held = [None if value is None else SIGNS[one.sign](value, one.limit) for one, value in zip(asked, values, strict=True)]
    every, some = held[: len(rule.all_of)], held[len(rule.all_of) :]
    if some:
        every.append(True if True in some else None if None in some else False)
    lines = [_line(*one) for one in zip(asked, values, held, strict=True)]
    missing = dict.fromkeys(one.metric for one, known_so in zip(asked, held, strict=True) if known_so is None)
    return Judged(False if False in every else None if None in every else True, lines, list(missing))


def _line(condition: Condition, value: float | None, holds: bool | None) -> Step:
    """A condition with the figure that it looked at."""
    about = {"what": f"metric.{condition.metric}"}
    if value is None:
        return step("why.condition", "{}", "not known", gives=None, **about)
    return step("why.condition", f"{{}} {SHOWN.get(condition.sign, condition.sign)} {{}}", value, condition.limit, gives=holds, **about)


def _without(missing: Iterable[str]) -> str:
    return f"without figures {', '.join(dict.fromkeys(missing))}"


def _rules(exports: Exports, asked: Question) -> Mapping[str, Measure]:
    rules = exports.rules(asked.quarter).advice
    return rules.tailored if asked.metric == "tailored_measure" else rules.measures


def _named(exports: Exports, asked: Question, measure: Measure) -> list[str]:
    """The accounts for which a measure is asked: of its stars, those that carry the sales, or the key accounts."""
    if asked.metric == "tailored_measure":
        chosen = set(key_accounts(exports, asked.quarter))
    elif asked.metric == "support_needed":
        chosen = set(carrying(exports, asked.quarter))
    else:
        chosen = {account for account in exports.trading(asked.quarter) if star_of(exports, asked.quarter, account).confirmed in measure.stars}
    return [account for account in exports.trading(asked.quarter) if account in chosen]


@explains("measure_applies", "support_needed", "tailored_measure")
def measure_applies(exports: Exports, asked: Question) -> Explanation:
    """Whether a measure's rule holds for an account; of the company for how many."""
    measure = _rules(exports, asked)[asked.part]
    if asked.account:
        one = judged(exports, asked.quarter, asked.account, measure)
        if one.holds is None:
            return unknown(_without(one.missing), [], one.lines)
        return Explanation([], [*one.lines, step(f"metric.{asked.metric}", "{}", int(one.holds), gives=int(one.holds))], int(one.holds))
    found = {account: judged(exports, asked.quarter, account, measure) for account in _named(exports, asked, measure)}
    if found and all(one.holds is None for one in found.values()):
        return unknown(_without(name for one in found.values() for name in one.missing))
    return counted(asked.metric, _listed(exports, [account for account, one in found.items() if one.holds]))


def _listed(exports: Exports, accounts: Iterable[str]) -> Input:
    return Input("table.accounts", [row(exports.customers[account], exports.customers[account].name, account) for account in accounts])


def _proposed(exports: Exports, quarter: Quarter, account: str) -> tuple[int | None, list[Step], list[str]]:
    """The rung of the first mode whose rule holds, unless the one above could not be judged and this one asks for nothing."""
    lines: list[Step] = []
    missing: list[str] = []
    above: Judged | None = None
    for rule in exports.rules(quarter).advice.modes:
        found = judged(exports, quarter, account, rule)
        lines += [*found.lines, step("why.rung_asked", "{}", RUNGS[rule.mode], gives=found.holds if found.holds is not None else RUNGS[rule.mode])]
        if found.holds and (found.lines or above is None or above.holds is not None):
            return RUNGS[rule.mode], lines, missing
        missing += found.missing if found.holds is None else []
        above = found
    return None, lines, missing


def _mode(exports: Exports, quarter: Quarter, account: str) -> Explanation:
    rung, lines, missing = _proposed(exports, quarter, account)
    if rung is None:
        return unknown(_without(missing) if missing else "", [], lines)
    return Explanation([], [*lines, step("metric.proposed_mode", "{}", rung, gives=rung)], rung, _without(missing) if missing else "")


@explains("proposed_mode")
def proposed_mode(exports: Exports, asked: Question) -> Explanation:
    """The rung that an account's figures propose; of the company the key accounts for which one is proposed."""
    keys = key_accounts(exports, asked.quarter)
    if asked.account:
        return _mode(exports, asked.quarter, asked.account) if asked.account in keys else unknown("no key account")
    return counted("proposed_mode", _listed(exports, [account for account in keys if _mode(exports, asked.quarter, account).value == int(asked.part)]))


def _step(exports: Exports, quarter: Quarter, account: str) -> Explanation:
    mode, present = _mode(exports, quarter, account), known(exports, "relationship_stage", quarter, account)
    if mode.value is None or present.value is None:
        return unknown(mode.reason if mode.value is None else present.reason, present.inputs, mode.steps)
    value = int(mode.value) - int(present.value)
    return Explanation(present.inputs, [*mode.steps, step("metric.mode_step", "{} − {}", mode.value, present.value, gives=value)], value)


@explains("mode_step")
def mode_step(exports: Exports, asked: Question) -> Explanation:
    """The proposed rung less the present one; of the company the key accounts that it would take up, down, or leave."""
    if asked.account:
        return _step(exports, asked.quarter, asked.account)
    steps = {account: _step(exports, asked.quarter, account).value for account in key_accounts(exports, asked.quarter)}
    ways = {account: "up" if value > 0 else "down" if value < 0 else "same" for account, value in steps.items() if value is not None}
    return counted("mode_step", _listed(exports, [account for account, way in ways.items() if way == asked.part]))
