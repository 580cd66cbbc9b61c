"""What speaks for so many groups, and how sure an account's place is: every draw made again and counted (M4 to M6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from statistics import fmean, median, pstdev

import numpy as np

from kam.quarters import Quarter
from kam.segments.baselines import BASELINES
from kam.segments.evidence import NULL_STARTS, SILHOUETTE_LEVEL
from kam.segments.partition import SILHOUETTE_ROWS, generator, partition
from kam.segments.stability import BOOTSTRAP_STARTS
from kam.why.coefficients import part_way, rand_index
from kam.why.draws import as_drawn, labels_of, own_silhouette, own_spread, points_of, samples, without_groups
from kam.why.explanation import Explanation, Input, Question, Step, explains, step, unknown
from kam.why.exports import Exports
from kam.why.segments import accounts_of, feature_lines, features_table, grouped

Counted = tuple[list[Step], float]


def start(exports: Exports, quarter: Quarter) -> tuple[list[Input], list[Step]]:
    """The accounts that are compared, and how many."""
    compared = features_table(exports, quarter).index
    return [accounts_of(exports, compared)], [step("why.accounts_grouped", "{}", len(compared), gives=len(compared))]


def drawn(name: str, count: int, starts: int) -> list[Step]:
    """How many draws were made again, and what is not counted by hand of them."""
    return [step(name, "{}", count, gives=count), step("why.kmeans_answers", "{}", starts, gives=None)]


def listed(name: str, values: Sequence[float], **about: object) -> list[Step]:
    """Values draw by draw with their mean; and the lowest, the middle and the highest."""
    return [step(name, "{}", tuple(values), gives=fmean(values), **about), step("why.low_middle_high", "{}", (min(values), median(values), max(values)), gives=None)]


def _gives(metric: str, value: float) -> Step:
    return step(f"metric.{metric}", "{}", value, gives=value)


def _stability(exports: Exports, quarter: Quarter, k: int) -> Counted:
    """The least stable group's mean overlap; a group that is in no sample overlaps with nothing."""
    every = samples(exports, quarter, k)
    overlaps = {group + 1: [value for one in every if (value := one.overlaps[group]) is not None] or [0.0] for group in range(k)}
    lines = [line for group, values in overlaps.items() for line in listed("why.overlap_of_group", values, group=group)]
    means = tuple(fmean(values) for values in overlaps.values())
    return [*drawn("why.samples_drawn", len(every), BOOTSTRAP_STARTS), *lines, step("metric.segment_stability", "min({})", means, gives=min(means))], min(means)


def _rand(exports: Exports, quarter: Quarter, k: int) -> Counted:
    values = [one.rand for one in samples(exports, quarter, k)]
    return [*drawn("why.samples_drawn", len(values), BOOTSTRAP_STARTS), *listed("why.rand_by_draw", values), _gives("segment_rand", fmean(values))], fmean(values)


def _silhouette(exports: Exports, quarter: Quarter, k: int) -> Counted:
    value = own_silhouette(exports, quarter, k)
    return [_gives("segment_silhouette", value)], value


def _smallest(exports: Exports, quarter: Quarter, k: int) -> Counted:
    sizes = np.bincount(labels_of(exports, quarter, k)).tolist()
    return [step("why.group_sizes", "{}", tuple(sizes), gives=None), _gives("segment_smallest", min(sizes))], min(sizes)


def _spreads(exports: Exports, quarter: Quarter, k: int) -> tuple[list[Step], list[float]]:
    values = [one.spread for one in without_groups(exports, quarter, k)]
    return [*drawn("why.null_drawn", len(values), NULL_STARTS), *listed("why.spread_by_draw", values)], values


def _gap(exports: Exports, quarter: Quarter, k: int) -> Counted:
    lines, values = _spreads(exports, quarter, k)
    own = own_spread(exports, quarter, k)
    return [*lines, step("why.own_spread", "{}", own, gives=own), step("metric.segment_gap", "{} − {}", fmean(values), own, gives=fmean(values) - own)], fmean(values) - own


def _gap_error(exports: Exports, quarter: Quarter, k: int) -> Counted:
    lines, values = _spreads(exports, quarter, k)
    apart, n = pstdev(values), len(values)
    value = apart * sqrt(1 + 1 / n)
    return [*lines, step("why.deviation", "{}", apart, gives=apart), step("metric.segment_gap_error", "{} × √(1 + 1 / {})", apart, n, gives=value)], value


def _not_exceeded(name: str, values: list[float]) -> Counted:
    """What all but one draw in twenty stay below."""
    found = part_way(values, 1 - SILHOUETTE_LEVEL)
    lines = [*drawn("why.null_drawn", len(values), NULL_STARTS), *listed(f"why.{name}_by_draw", values)]
    return [*lines, step("why.way_through", "{}", tuple(sorted(values)), gives=found, what=f"metric.segment_{name}", n=len(values), share=1 - SILHOUETTE_LEVEL)], found


EVIDENCE: dict[str, Callable[[Exports, Quarter, int], Counted]] = {
    "segment_gap": _gap,
    "segment_gap_error": _gap_error,
    "segment_silhouette": _silhouette,
    "segment_silhouette_chance": lambda exports, quarter, k: _not_exceeded("silhouette", [one.silhouette for one in without_groups(exports, quarter, k)]),
    "segment_stability": _stability,
    "segment_rand": _rand,
    "segment_rand_chance": lambda exports, quarter, k: _not_exceeded("rand", [one.rand for one in without_groups(exports, quarter, k)]),
    "segment_smallest": _smallest,
}


@explains(*EVIDENCE)
def evidence(exports: Exports, asked: Question) -> Explanation:
    """What speaks for so many groups (``k:3``)."""
    inputs, lines = start(exports, asked.quarter)
    counted, value = EVIDENCE[asked.metric](exports, asked.quarter, int(asked.part))
    if value != value:
        return unknown("no values", inputs, lines)
    return Explanation(inputs, [*lines, *counted], value)


@explains("segment_confidence")
def confidence(exports: Exports, asked: Question) -> Explanation:
    """The part of the samples in which the account comes to its own group again."""
    found, lines = grouped(exports, asked.quarter).found, feature_lines(exports, asked.quarter, asked.account)
    inputs = [accounts_of(exports, [asked.account])]
    if asked.account in found.apart:
        return unknown("stands alone", inputs, lines)
    at = list(found.accounts["segment"].dropna().index).index(asked.account)
    every = samples(exports, asked.quarter, found.k)
    came = sum(one.again[at] for one in every)
    lines += [*drawn("why.samples_drawn", len(every), BOOTSTRAP_STARTS), step("why.came_again", "{}", came, gives=came)]
    return Explanation(inputs, [*lines, step("metric.segment_confidence", "{} / {}", came, len(every), gives=came / len(every))], came / len(every))


@explains(*(f"agreement_{method}" for method in BASELINES))
def other_methods(exports: Exports, asked: Question) -> Explanation:
    """How far another method makes the same groups; of very many accounts the same thousand are asked."""
    (inputs, lines), k, points = start(exports, asked.quarter), int(asked.part), points_of(exports, asked.quarter)
    if len(points) > SILHOUETTE_ROWS:
        points = points[np.sort(generator(len(points)).permutation(len(points))[:SILHOUETTE_ROWS])]
    with as_drawn():
        own = partition(points, k, exports.rules(asked.quarter).segments.n_init)[0]
        other = BASELINES[asked.metric.removeprefix("agreement_")](points, k)
    lines += [step("why.group_sizes", "{}", tuple(np.bincount(labels).tolist()), gives=None) for labels in (own, other)]
    value = rand_index(own, other)
    return Explanation(inputs, [*lines, step(f"metric.{asked.metric}", "{}", value, gives=value)], value)
