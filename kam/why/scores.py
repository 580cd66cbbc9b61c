"""Scores of strength and capability as they stand at a quarter's end (S4, K1, K2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP

from kam.figures import MILLIONTH
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.known import known
from kam.why.shapes import middle

SCORES = re.compile("score_|(strength|capability)(_coverage)?$")


def score(exports: Exports, quarter: Quarter, account: str, criterion: str) -> tuple[float | None, Sequence[Entry]]:
    """The newest score of an account by a quarter, and its rows; the mean of several of the same day in whole millionths (S4)."""
    entries = [one for one in exports.table("scorecards") if one.entity_id == account and one.criterion == criterion and one.score is not None]
    entries = [one for one in entries if one.quarter <= quarter.name]
    if not entries:
        return None, []
    newest = max((one.quarter, str(one.date or "")) for one in entries)
    rows = [one for one in entries if (one.quarter, str(one.date or "")) == newest]
    return float((sum(one.score for one in rows) / len(rows)).quantize(MILLIONTH, ROUND_HALF_UP)), rows


def scored(exports: Exports, quarter: Quarter) -> list[str]:
    """Accounts that trade or were scored by a quarter, own shops left out; a prospect may be scored (K)."""
    given = {one.account_id for one in exports.table("scorecards") if one.entity_id == one.account_id and one.score is not None and one.quarter <= quarter.name}
    return sorted({*exports.trading(quarter), *given} - exports.own_shops)


def over_accounts(exports: Exports, asked: Question, why: str) -> Explanation:
    """The middle one of all accounts whose figure is known: scores and marks are no sums that a whole could be made of."""
    accounts = scored(exports, asked.quarter) if SCORES.match(asked.metric) else exports.trading(asked.quarter)
    found = {account: known(exports, asked.metric, asked.quarter, account) for account in accounts}
    values = {account: float(one.value) for account, one in found.items() if one.value is not None}
    listed = Input("table.accounts", [row(exports.customers[account], value, account, exports.customers[account].name) for account, value in values.items()])
    return middle(asked.metric, [listed], list(values.values()), why)


def _why_not(exports: Exports) -> str:
    return "not scored" if exports.exported("scorecards") else "no scorecards"


def _age(exports: Exports, quarter: Quarter, scored: str) -> str:
    """Scores older than two quarters are named (K1)."""
    return f"scored {scored}" if scored < (quarter - 2).name else ""


@explains("score_*")
def score_of(exports: Exports, asked: Question) -> Explanation:
    """The newest score at or before the quarter's end; of the company the middle account."""
    if not asked.account:
        return over_accounts(exports, asked, _why_not(exports))
    value, rows = score(exports, asked.quarter, asked.account, asked.metric.removeprefix("score_"))
    listed = [Input("table.scorecards", [row(one, one.score, one.quarter, one.date, one.scorer) for one in rows])]
    if value is None:
        return unknown(_why_not(exports), listed)
    line = step(f"metric.{asked.metric}", "{}", tuple(one.score for one in rows), gives=value)
    return Explanation(listed, [line], value, _age(exports, asked.quarter, rows[0].quarter))


@explains("strength", "strength_coverage", "capability", "capability_coverage")
def group(exports: Exports, asked: Question) -> Explanation:
    """The mean of a group's scores, where enough of its criteria are scored, and the part that is."""
    if not asked.account:
        return over_accounts(exports, asked, _why_not(exports))
    name, _, coverage = asked.metric.partition("_")
    rules = exports.rules(asked.quarter).strength
    criteria = rules.of_group(name)
    found = {one: score(exports, asked.quarter, asked.account, one) for one in criteria}
    given = {one: (value, rows) for one, (value, rows) in found.items() if value is not None}
    listed = [Input("table.scorecards", [row(one, one.score, one.criterion, one.quarter, one.scorer) for _, rows in given.values() for one in rows])]
    if not criteria:
        return unknown("not described in params" if coverage else _why_not(exports), listed)
    share = len(given) / len(criteria)
    line = step(f"metric.{name}_coverage", "{} / {}", len(given), len(criteria), gives=share)
    if coverage:
        return Explanation(listed, [line], share)
    if not given or share < rules.min_coverage:
        return unknown("too few criteria scored" if given else _why_not(exports), listed, [line])
    values = tuple(value for value, _ in given.values())
    mean = sum(values) / len(values)
    oldest = min(rows[0].quarter for _, rows in given.values())
    return Explanation(listed, [line, step("why.mean_of", "{}", values, gives=mean, what=f"metric.{name}", n=len(values))], mean, _age(exports, asked.quarter, oldest))
