"""How alike two groupings are, and how well apart the groups of one: each by its definition, account by account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import comb, isnan, nan, sqrt
from statistics import correlation

import numpy as np

from kam.segments.partition import Floats, Labels


def part_way(values: Sequence[float], share: float) -> float:
    """The value at a share of the way from the smallest to the largest, linear between two; of values that are not known it makes no use."""
    known = sorted(value for value in values if not isnan(value))
    at = (len(known) - 1) * share
    low = int(at)
    return known[low] + (known[min(low + 1, len(known) - 1)] - known[low]) * (at - low)


def pairs(one: Labels, other: Labels) -> tuple[int, int, int, int]:
    """Pairs of different accounts that stand together in both groupings, in the first only, in the other only, in neither."""
    both, first, second = (_together(codes) for codes in (zip(one.tolist(), other.tolist(), strict=True), one.tolist(), other.tolist()))
    return both, first - both, second - both, comb(len(one), 2) - first - second + both


def _together(codes: Iterable[Hashable]) -> int:
    return sum(comb(size, 2) for size in Counter(codes).values())


def rand_index(one: Labels, other: Labels) -> float:
    """The adjusted Rand index; NaN where both are one group, or every account is one."""
    together, first, second, apart = pairs(one, other)
    below = (together + first) * (first + apart) + (together + second) * (second + apart)
    return 2 * (together * apart - first * second) / below if below else nan


def cramers_v(one: Labels, other: Labels) -> float:
    """Cramer's V, corrected for the size of the sample (Bergsma 2013); NaN where one side is constant."""
    n, groups, levels = len(one), np.unique(one), np.unique(other)
    r, c = len(groups), len(levels)
    fewest = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    if r < 2 or c < 2 or fewest <= 0:
        return nan
    expected = {(g, v): (one == g).sum() * (other == v).sum() / n for g in groups for v in levels}
    square = sum((((one == g) & (other == v)).sum() - cell) ** 2 / cell for (g, v), cell in expected.items()) / n
    return sqrt(max(0.0, square - (r - 1) * (c - 1) / (n - 1)) / fewest)


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's; NaN where one side is constant."""
    if len(np.unique(one)) < 2 or len(np.unique(other)) < 2:
        return nan
    return correlation(_ranks(one), _ranks(other))


def _ranks(values: Floats) -> list[float]:
    """Place of each value from the smallest, equal ones in the middle of their places."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place].tolist()  # type: ignore[no-any-return]


def overlap(group: set[int], others: Sequence[set[int]]) -> float:
    """Jaccard similarity with the most similar of other groups: in both / in either."""
    return max(len(group & other) / len(group | other) for other in others)


def silhouette(points: Floats, labels: Labels) -> float:
    """Mean over the accounts of (distance to the nearest other group − to its own) / the larger; 0 for an account alone, NaN for one group."""
    groups = np.unique(labels)
    if not 1 < len(groups) < len(labels):
        return nan
    distance = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    widths = []
    for at, own in enumerate(labels):
        size = int((labels == own).sum())
        inside = distance[at, labels == own].sum() / max(1, size - 1)
        outside = min(distance[at, labels == group].mean() for group in groups if group != own)
        widths.append((outside - inside) / max(inside, outside) if size > 1 and max(inside, outside) > 0 else 0.0)
    return float(np.mean(widths))
