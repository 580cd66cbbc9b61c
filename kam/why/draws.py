"""The draws behind the groups, done again with the same seeds (M4, M5).

Which group k-means gives the accounts of a draw is scikit-learn's answer, asked for as ``kam.segments`` asks, and a draw without groups is that
of its null; what follows from them is counted here by another way.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan, log

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from kam.quarters import Quarter
from kam.segments.evidence import NULL_STARTS
from kam.segments.null import Null
from kam.segments.partition import SILHOUETTE_ROWS, Floats, Labels, generator, partition
from kam.segments.stability import BOOTSTRAP_STARTS
from kam.why.coefficients import overlap, rand_index, silhouette
from kam.why.exports import Exports
from kam.why.segments import grouped


@dataclass(frozen=True)
class Sampled:
    """One bootstrap sample: each group's overlap with its best match (None: not in the sample), the Rand index, and whether each account came to its group again."""

    overlaps: list[float | None]
    rand: float
    again: list[bool]


@dataclass(frozen=True)
class WithoutGroups:
    """One draw of accounts without groups, cut into as many: log sum of squares, silhouette, and the Rand index of one bootstrap sample."""

    spread: float
    silhouette: float
    rand: float


@contextmanager
def as_drawn() -> Iterator[None]:
    """One thread, as the draws were made, so that the last digit is the same."""
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def matrix_of(exports: Exports, quarter: Quarter) -> pd.DataFrame:
    """The accounts that are grouped, one row each, scaled; without those that stand alone."""
    found = grouped(exports, quarter).found
    return found.prepared.matrix.drop(index=list(found.apart))


def points_of(exports: Exports, quarter: Quarter) -> Floats:
    """The same as plain numbers."""
    return matrix_of(exports, quarter).to_numpy(dtype=float)


def labels_of(exports: Exports, quarter: Quarter, k: int) -> Labels:
    """The group of each account in the partition into k."""
    found = grouped(exports, quarter).found
    if k == found.k:
        return found.accounts["segment"].dropna().to_numpy(dtype=np.int64) - 1
    with as_drawn():
        return partition(points_of(exports, quarter), k, exports.rules(quarter).segments.n_init)[0]


def own_spread(exports: Exports, quarter: Quarter, k: int) -> float:
    """Log sum of squares of the accounts within k groups, with as many starts as the draws without groups have."""
    with as_drawn():
        return _spread(points_of(exports, quarter), *partition(points_of(exports, quarter), k, NULL_STARTS, 2)[:2])


def own_silhouette(exports: Exports, quarter: Quarter, k: int) -> float:
    """Mean silhouette width of the accounts in k groups."""
    return _width(points_of(exports, quarter), labels_of(exports, quarter, k))


def samples(exports: Exports, quarter: Quarter, k: int) -> list[Sampled]:
    """Every bootstrap sample of the accounts for k groups."""
    return exports.kept(("samples", quarter, k), lambda: _samples(exports, quarter, k))


def _samples(exports: Exports, quarter: Quarter, k: int) -> list[Sampled]:
    points, labels = points_of(exports, quarter), labels_of(exports, quarter, k)
    with as_drawn():
        return [_sampled(points, labels, k, draw) for draw in range(exports.rules(quarter).segments.bootstrap_draws)]


def _sampled(points: Floats, labels: Labels, k: int, draw: int) -> Sampled:
    sample = np.sort(generator(3, k, draw).integers(len(points), size=len(points)))
    new, centres, _ = partition(points[sample], k, BOOTSTRAP_STARTS, 3, draw)
    group_of = dict(zip(sample.tolist(), new.tolist(), strict=True))
    rows = sorted(group_of)
    old_groups = [{row for row in rows if labels[row] == group} for group in range(k)]
    new_groups = [members for group in range(k) if (members := {row for row in rows if group_of[row] == group})]
    index = rand_index(labels[rows], np.array([group_of[row] for row in rows]))
    return Sampled([overlap(group, new_groups) if group else None for group in old_groups], 0.0 if isnan(index) else index, _again(points, labels, centres))


def _again(points: Floats, labels: Labels, centres: Floats) -> list[bool]:
    """Whether each account's nearest new centre is the one that stands for its own group (one to one, most accounts in common)."""
    nearest = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    shared = np.array([[((labels == old) & (nearest == new)).sum() for new in range(len(centres))] for old in range(len(centres))])
    stands_for = linear_sum_assignment(shared, maximize=True)[1]
    return [bool(nearest[row] == stands_for[own]) for row, own in enumerate(labels)]


def without_groups(exports: Exports, quarter: Quarter, k: int) -> list[WithoutGroups]:
    """Every draw without groups, cut into k."""
    return exports.kept(("without groups", quarter, k), lambda: _without_groups(exports, quarter, k))


def _without_groups(exports: Exports, quarter: Quarter, k: int) -> list[WithoutGroups]:
    null: Null = exports.kept(("null", quarter), lambda: Null.of(points_of(exports, quarter)))
    with as_drawn():
        return [_cut(null.draw(generator(1, draw)), k, draw) for draw in range(exports.rules(quarter).segments.gap_draws)]


def _cut(drawn: Floats, k: int, draw: int) -> WithoutGroups:
    labels, centres, _ = partition(drawn, k, NULL_STARTS, 2, draw)
    if k == 1:
        return WithoutGroups(_spread(drawn, labels, centres), -1.0, 1.0)
    width = _width(drawn, labels)
    return WithoutGroups(_spread(drawn, labels, centres), -1.0 if isnan(width) else width, _sampled(drawn, labels, k, draw).rand)


def _spread(points: Floats, labels: Labels, centres: Floats) -> float:
    return log(max(float(((points - centres[labels]) ** 2).sum()), 1e-12))


def _width(points: Floats, labels: Labels) -> float:
    """Of very many accounts on the same thousand always."""
    if len(points) > SILHOUETTE_ROWS:
        rows = generator(len(points)).permutation(len(points))[:SILHOUETTE_ROWS]
        points, labels = points[rows], labels[rows]
    return silhouette(points, labels)
