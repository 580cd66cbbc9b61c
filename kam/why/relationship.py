"""How far the relationship with an account has come, as recorded (3.2)."""

from __future__ import annotations

from statistics import median

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Row, explains, row, step, unknown
from kam.why.exports import Entry, Exports


def newest(exports: Exports, quarter: Quarter, account: str) -> Entry | None:
    """The newest record of a stage dated by the quarter's end; of one day the last read."""
    rows = [one for one in exports.of("relationships", [account]) if one.stage and one.date is not None and one.date <= exports.day(quarter)]
    return max(rows, key=lambda one: (one.date, one.position), default=None)


def rung(exports: Exports, quarter: Quarter, entry: Entry) -> int | None:
    """The rung that params give to the word of a stage."""
    return exports.rules(quarter).strength.stages.get(entry.stage.strip().lower())


def _row(entry: Entry) -> Row:
    return row(entry, entry.stage, entry.entity_id, entry.date)


@explains("relationship_stage")
def relationship_stage(exports: Exports, asked: Question) -> Explanation:
    """The rung of the newest record; of the company the middle of the accounts, or how many stand at the stage that is named."""
    found = {account: newest(exports, asked.quarter, account) for account in exports.members(asked.account, asked.quarter)}
    entries = [one for one in found.values() if one is not None and (not asked.part or one.stage == asked.part)]
    listed = [Input("table.relationships", [_row(one) for one in entries])]
    if asked.part:
        return Explanation(listed, [step("metric.relationship_stage", "{}", len(entries), gives=len(entries))], len(entries))
    rungs = [rung(exports, asked.quarter, one) for one in entries]
    known = sorted(one for one in rungs if one is not None)
    if not known:
        unread = bool(asked.account and entries)
        return unknown("not described in params" if unread else "not recorded" if exports.exported("relationships") else "no relationships", listed)
    if asked.account:
        return Explanation(listed, [step("why.rung", "{}", known[0], gives=known[0])], known[0])
    value = float(median(known))
    return Explanation(listed, [step("why.middle_of", "{}", tuple(known), gives=value, what="metric.relationship_stage", n=len(known))], value)
