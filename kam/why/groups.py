"""Who stands elsewhere than its star usually does, and what has moved since the groups were frozen (M7, M9)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import median

import numpy as np
import pandas as pd

from kam.quarters import Quarter
from kam.segments.disagree import FEW, FEWEST, SPREAD
from kam.why.evidence import start
from kam.why.explanation import Explanation, Question, explains, step, unknown
from kam.why.exports import Exports
from kam.why.segments import accounts_of, feature_lines, grouped
from kam.why.shapes import counted, sales_input, total

Features = dict[str, float]


@dataclass(frozen=True)
class Place:
    """Where an account stands from where its star usually does, feature by feature in scaled units; ``why`` its star has no usual place."""

    away: Features
    elsewhere: bool
    why: str

    @property
    def length(self) -> float:
        """Root mean square over the features."""
        return sqrt(sum(value**2 for value in self.away.values()) / len(self.away))


def placed(exports: Exports, quarter: Quarter) -> dict[str, Place] | None:
    """Every account that has a star; None where too few features are known or the quarter is not over."""
    return exports.kept(("placed", quarter), lambda: _placed(exports, quarter))


def _placed(exports: Exports, quarter: Quarter) -> dict[str, Place] | None:
    answer = grouped(exports, quarter)
    matrix = answer.found.prepared.matrix
    if answer.found.prepared.reason is not None or exports.partial(quarter):
        return None
    stars = answer.stars.reindex(matrix.index).dropna()
    by_star = {star: [account for account in stars.index if stars[account] == star] for star in set(stars)}
    points: dict[str, Features] = {account: {str(name): float(value) for name, value in row.items()} for account, row in matrix.iterrows()}
    if answer.found.k:
        return {account: _from_group(exports, quarter, account, by_star[stars[account]], points[account]) for account in stars.index}
    return _from_others(exports, quarter, by_star, points)


def _from_group(exports: Exports, quarter: Quarter, account: str, fellows: list[str], point: Features) -> Place:
    """From the centre of the group that holds more than half of the star."""
    found = grouped(exports, quarter).found
    groups = [found.accounts.at[one, "segment"] for one in fellows]
    usual = next((group for group in found.centres.index if groups.count(group) * 2 > len(fellows)), None) if len(fellows) >= FEWEST else None
    if usual is None:
        return Place({}, False, FEW if len(fellows) < FEWEST else SPREAD)
    own = found.accounts.at[account, "segment"]
    return Place({name: value - float(found.centres.at[usual, name]) for name, value in point.items()}, bool(pd.isna(own) or own != usual), "")


def _from_others(exports: Exports, quarter: Quarter, by_star: dict[int, list[str]], points: dict[str, Features]) -> dict[str, Place]:
    """From the middle of the star's other accounts, feature by feature; far from there is elsewhere."""
    found: dict[str, Place] = {}
    for fellows in by_star.values():
        for account in fellows:
            others = [points[one] for one in fellows if one != account]
            away = {name: value - median(other[name] for other in others) for name, value in points[account].items()} if len(fellows) >= FEWEST else {}
            found[account] = Place(away, False, "" if away else FEW)
    middle, far = _middle(found), exports.rules(quarter).segments.far
    return {account: Place(one.away, bool(one.away and middle and one.length / middle >= far), one.why) for account, one in sorted(found.items())}


def _middle(found: dict[str, Place]) -> float:
    """How far the middle account stands from where its star usually does; 0 where none has such a place."""
    lengths = [one.length for one in found.values() if one.away]
    return median(lengths) if lengths else 0.0


@explains("disagreements", "disagreement_sales", "agreement_share")
def disagreements(exports: Exports, asked: Question) -> Explanation:
    """The accounts that stand elsewhere than their star usually does, their sales, those judged, and the part that stands with its star."""
    found = placed(exports, asked.quarter)
    if found is None:
        return unknown(grouped(exports, asked.quarter).found.reason or "too few features")
    judged = [account for account, one in found.items() if not one.why]
    unlike = [account for account in judged if found[account].elsewhere]
    if asked.metric == "disagreements":
        return counted("disagreements", accounts_of(exports, judged if asked.dimension == "judged" else unlike))
    if asked.metric == "disagreement_sales":
        return total("disagreement_sales", sales_input(exports.year(unlike, asked.quarter)))
    if not judged:
        return unknown(SPREAD)
    value = 1 - len(unlike) / len(judged)
    return Explanation([accounts_of(exports, unlike)], [step("metric.agreement_share", "1 − {} / {}", len(unlike), len(judged), gives=value)], value)


@explains("disagreement", "feature_distance")
def disagreement(exports: Exports, asked: Question) -> Explanation:
    """How far an account stands from where its star usually does: in all, in distances of the middle account, or in one feature, in scaled units."""
    found = placed(exports, asked.quarter) or {}
    own, (inputs, _) = found[asked.account], start(exports, asked.quarter)
    lines = feature_lines(exports, asked.quarter, asked.account)
    lines += [step("why.distance_in", "{}", value, gives=value, what=f"why.feature.{name}") for name, value in own.away.items() if asked.part in ("", name)]
    if asked.metric == "feature_distance":
        return Explanation(inputs, lines, own.away[asked.part])
    middle = _middle(found)
    if own.why or not middle:
        return unknown(own.why or "no values", inputs, lines)
    lines += [step("why.root_mean_square", "{}", own.length, gives=own.length), step("why.middle_distance", "{}", middle, gives=middle)]
    return Explanation(inputs, [*lines, step("metric.disagreement", "{} / {}", own.length, middle, gives=own.length / middle)], own.length / middle)


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
    answer, number, (inputs, lines) = grouped(exports, asked.quarter), int(asked.part), start(exports, asked.quarter)
    assert answer.reference is not None
    here, there = answer.found.centres.loc[number], answer.reference.model.centres.loc[answer.market.at[number, "then"]]
    apart = {name: float(here[name] - there[name]) for name in here.index if name in there.index}
    lines += [step("why.distance_in", "{}", value, gives=value, what=f"why.feature.{name}") for name, value in apart.items()]
    value = float(np.sqrt(np.mean(np.square(list(apart.values())))))
    return Explanation(inputs, [*lines, step("metric.segment_shift", "{}", value, gives=value)], value)
