"""Scores of strength and capability as they stand at a quarter's end (S4, K1, K2)."""

from __future__ import annotations

from collections.abc import Sequence

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports

CRITERIA = ("capital", "relations", "logistics", "staff", "management", "business_sense", "methods", "initiative")


def score(exports: Exports, quarter: Quarter, account: str, criterion: str) -> tuple[float | None, Sequence[Entry]]:
    """The newest score of an account by a quarter, and its rows; the mean of several of the same day (S4)."""
    entries = [one for one in exports.table("scorecards") if one.entity_id == account and one.criterion == criterion and one.score is not None]
    entries = [one for one in entries if one.quarter <= quarter.name]
    if not entries:
        return None, []
    newest = max((one.quarter, str(one.date or "")) for one in entries)
    rows = [one for one in entries if (one.quarter, str(one.date or "")) == newest]
    return float(round(sum(one.score for one in rows) / len(rows), 6)), rows


@explains(*(f"score_{criterion}" for criterion in CRITERIA))
def score_of(exports: Exports, asked: Question) -> Explanation:
    """The newest score at or before the quarter's end."""
    value, rows = score(exports, asked.quarter, asked.account, asked.metric.removeprefix("score_"))
    listed = [Input("table.scorecards", [row(one, one.score, one.quarter, one.date, one.scorer) for one in rows])]
    if value is None:
        return unknown("not scored", listed)
    old = rows[0].quarter < (asked.quarter - 2).name
    return Explanation(listed, [step(f"metric.{asked.metric}", "{}", tuple(one.score for one in rows), gives=value)], value, f"scored {rows[0].quarter}" if old else "")
