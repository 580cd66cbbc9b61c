"""Does a partition come back when the accounts are drawn again? Cluster-wise Jaccard and assignment confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from kam.segments.agreement import ari
from kam.segments.partition import Floats, Labels, generator, nearest, partition

BOOTSTRAP_STARTS = 3


@dataclass(frozen=True)
class Stability:
    """Over the bootstrap samples: mean best Jaccard per group, shape (k,), share of matching assignments per row, shape (n,), and mean adjusted Rand index."""

    jaccard: Floats
    confidence: Floats
    rand: float


def stability(matrix: Floats, labels: Labels, k: int, draws: int) -> Stability:
    """Refit k-means with `k` groups on `draws` bootstrap samples of `matrix` of shape (n, p) and compare with `labels` of shape (n,).

    Jaccard as Hennig's clusterboot: each group, seen on the rows in the sample, against the most similar new group.
    Confidence: new groups are matched one to one with the old (Hungarian, most rows in common), then every row,
    sampled or not, goes to its nearest new centre.
    """
    rounds = [once(matrix, labels, k, draw) for draw in range(draws)]
    seen = np.ma.masked_invalid([one.jaccard for one in rounds])
    return Stability(seen.mean(axis=0).filled(0.0), np.mean([one.confidence for one in rounds], axis=0), float(np.mean([one.rand for one in rounds])))


def once(matrix: Floats, labels: Labels, k: int, draw: int) -> Stability:
    """The same for one bootstrap sample; the adjusted Rand index is taken on the rows in the sample."""
    sample = np.sort(generator(3, k, draw).integers(len(matrix), size=len(matrix)))
    new, centres, _ = partition(matrix[sample], k, BOOTSTRAP_STARTS, 3, draw)
    rows, first = np.unique(sample, return_index=True)
    assigned = nearest(matrix, centres)
    match = linear_sum_assignment(common(labels, assigned, k), maximize=True)[1]
    seen = common(labels[rows], new[first], k)
    return Stability(_best_jaccard(seen), (assigned == match[labels]).astype(float), float(np.nan_to_num(ari(seen[None])[0])))


def common(old: Labels, new: Labels, k: int) -> Floats:
    """Rows in common of each old with each new group, shape (k, k)."""
    table = np.zeros((k, k))
    np.add.at(table, (old, new), 1)
    return table


def _best_jaccard(table: Floats) -> Floats:
    """Largest |A and B| / |A or B| per old group, shape (k,); NaN for a group that is not in the sample."""
    either = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    best = (table / np.maximum(either, 1)).max(axis=1)
    return np.where(table.sum(axis=1) > 0, best, np.nan)
