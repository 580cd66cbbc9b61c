"""How sure the groups are, beside the stars, and who stands elsewhere than its star (M5 to M9).

What rests on resampling is nobody's to redo by hand: the features come from the rows, the resampled figures are what ``kam.segments``
answers to them, and it is said.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from kam.segments.disagree import SPREAD
from kam.why.explanation import Explanation, Question, Step, explains, step, unknown
from kam.why.exports import Exports
from kam.why.segments import accounts_of, feature_lines, features_table, grouped
from kam.why.shapes import counted, sales_input, total

EVIDENCE = {
    "segment_gap": "gap", "segment_gap_error": "se", "segment_silhouette": "silhouette", "segment_silhouette_chance": "null_silhouette",
    "segment_stability": "min_jaccard", "segment_rand": "rand", "segment_rand_chance": "null_rand", "segment_smallest": "smallest",
}  # fmt: skip
ENDS = {"": "value", "bound:low": "low", "bound:high": "high"}


def _by_model(exports: Exports, asked: Question, value: Any, why: str = "no values", lines: list[Step] | None = None) -> Explanation:
    """A figure that k-means answers to the features of the accounts compared."""
    compared = features_table(exports, asked.quarter).index
    listed, first = [accounts_of(exports, compared)], [step("why.accounts_grouped", "{}", len(compared), gives=len(compared)), *(lines or [])]
    if value is None or value != value:
        return unknown(why or "no values", listed, first)
    number = int(value) if asked.metric == "segment_smallest" else float(value)
    return Explanation(listed, [*first, step("why.by_model", "{}", number, gives=number, what=f"metric.{asked.metric}")], number)


@explains(*EVIDENCE)
def evidence(exports: Exports, asked: Question) -> Explanation:
    """What speaks for so many groups (``k:3``)."""
    return _by_model(exports, asked, grouped(exports, asked.quarter).found.evidence.at[int(asked.part), EVIDENCE[asked.metric]])


@explains("agreement_ward", "agreement_mixture", "agreement_medoids")
def other_methods(exports: Exports, asked: Question) -> Explanation:
    """How far another method makes the same groups."""
    return _by_model(exports, asked, grouped(exports, asked.quarter).baselines.at[int(asked.part), asked.metric.removeprefix("agreement_")])


@explains("agreement_ari", "agreement_v", "agreement_rank", "agreement_chance")
def agreement(exports: Exports, asked: Question) -> Explanation:
    """A coefficient of groups and stars, an end of its interval, the part of permutations that agree as well, or without shared features."""
    answer = grouped(exports, asked.quarter)
    if asked.kind == "inputs":
        return _by_model(exports, asked, answer.without_shared, answer.found.reason or "")
    if asked.metric == "agreement_ari" and not asked.dimension and answer.agreement:
        return _pairs(exports, asked)
    name = asked.part if asked.metric == "agreement_chance" else asked.metric.removeprefix("agreement_")
    measured = getattr(answer.agreement, name) if answer.agreement else None
    value = getattr(measured, "p" if asked.metric == "agreement_chance" else ENDS[asked.dimension]) if measured else None
    return _by_model(exports, asked, value, answer.found.reason or "", _crossed(exports, asked))


def _both(exports: Exports, asked: Question) -> pd.DataFrame:
    """The accounts that have a group and a star."""
    answer = grouped(exports, asked.quarter)
    return pd.DataFrame({"group": answer.found.accounts["segment"], "star": answer.stars.reindex(answer.found.accounts.index)}).dropna()


def _crossed(exports: Exports, asked: Question) -> list[Step]:
    """How many accounts of each star stand in each group."""
    return [
        step("why.stars_in_group", "{}", tuple(int((own.star == star).sum()) for star in (4, 3, 2, 1)), gives=None, group=int(str(number)))
        for number, own in _both(exports, asked).groupby("group")
    ]


def _pairs(exports: Exports, asked: Question) -> Explanation:
    """The adjusted Rand index from pairs of accounts that stand together or apart on both sides."""
    both = _both(exports, asked)
    kinds = [(one[0] == other[0], one[1] == other[1]) for one, other in combinations(zip(both.group, both.star, strict=True), 2)]
    together, by_group, by_star, apart = (kinds.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False)))
    below = (together + by_group) * (by_group + apart) + (together + by_star) * (by_star + apart)
    lines = [*_crossed(exports, asked), step("why.pairs", "{}", (together, by_group, by_star, apart), gives=None)]
    if not below:
        return unknown("no values", [accounts_of(exports, both.index)], lines)
    value = 2 * (together * apart - by_group * by_star) / below
    formula = "2 × ({} × {} − {} × {}) / {}"
    return Explanation([accounts_of(exports, both.index)], [*lines, step("metric.agreement_ari", formula, together, apart, by_group, by_star, below, gives=value)], value)


@explains("disagreements", "disagreement_sales", "agreement_share")
def disagreements(exports: Exports, asked: Question) -> Explanation:
    """The accounts that stand elsewhere than their star usually does, their sales, those judged, and the part that stands with its star."""
    answer = grouped(exports, asked.quarter)
    if answer.disagreement is None:
        return unknown(answer.found.reason or "too few features")
    table = answer.disagreement.accounts
    judged = [str(account) for account in table.index[table["reason"] == ""]]
    unlike = [account for account in judged if table.at[account, "unlike"]]
    if asked.metric == "disagreements":
        return counted("disagreements", accounts_of(exports, judged if asked.dimension == "judged" else unlike))
    if asked.metric == "disagreement_sales":
        return total("disagreement_sales", sales_input(exports.sold(unlike, *asked.quarter.trailing(4))))
    if not judged:
        return unknown(SPREAD)
    value = 1 - len(unlike) / len(judged)
    return Explanation([accounts_of(exports, unlike)], [step("metric.agreement_share", "1 − {} / {}", len(unlike), len(judged), gives=value)], value)


@explains("disagreement", "feature_distance")
def disagreement(exports: Exports, asked: Question) -> Explanation:
    """How far an account stands from where its star usually does: in all, in distances of the middle account, or in one feature, in scaled units."""
    unlike = grouped(exports, asked.quarter).disagreement
    assert unlike is not None
    lines = feature_lines(exports, asked.quarter, asked.account)
    if asked.metric == "feature_distance":
        return _by_model(exports, asked, unlike.features.at[asked.account, asked.part], lines=lines)
    away = unlike.features.loc[asked.account].dropna()
    lines += [step("why.distance_in", "{}", float(value), gives=float(value), what=f"why.feature.{name}") for name, value in away.items()]
    return _by_model(exports, asked, unlike.accounts.at[asked.account, "distance"], str(unlike.accounts.at[asked.account, "reason"]), lines)


@explains("segment_confidence")
def confidence(exports: Exports, asked: Question) -> Explanation:
    """The part of the resamples in which the account comes to its own group again."""
    rows = grouped(exports, asked.quarter).found.accounts
    return _by_model(exports, asked, rows.at[asked.account, "confidence"], "stands alone", feature_lines(exports, asked.quarter, asked.account))


@explains("segment_moved")
def moved(exports: Exports, asked: Question) -> Explanation:
    """The accounts near another frozen centre than a year ago (``qoq``: a quarter ago), those compared, and those that came to or left one."""
    answer = grouped(exports, asked.quarter).moved
    if asked.kind in ("came", "left"):
        table, number = answer[""], int(asked.part)
        before, now = table["before"] == number, table["now"] == number
        chosen = now & ~before if asked.kind == "came" else before & ~now
        return counted("segment_moved", accounts_of(exports, table.index[chosen]))
    name = "qoq" if "qoq" in asked.dimension else ""
    table = answer[name]
    return counted("segment_moved", accounts_of(exports, table.index if asked.kind == "compared" else table.index[table["before"] != table["now"]]))


@explains("segment_shift")
def shift(exports: Exports, asked: Question) -> Explanation:
    """How far the middle of a group has shifted from the frozen one that it continues."""
    return _by_model(exports, asked, grouped(exports, asked.quarter).market.at[int(asked.part), "shift"])
