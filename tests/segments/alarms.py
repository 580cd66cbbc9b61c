"""The experiments that hold the rule for k: false alarms where there are no groups, and groups found where others find them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from kam.params.rules import SegmentRules
from kam.segments import choose, prepare
from kam.segments.baselines import mixture, ward
from kam.segments.evidence import MIN_ACCOUNTS_IN_GROUP, NULL_STARTS, SILHOUETTE_LEVEL
from kam.segments.null import Null
from kam.segments.partition import generator, partition, silhouette
from tests.segments.samples import one_cloud, spaced

DRAWS, BOUND = 200, 16
"""False alarms allowed in so many draws without groups."""

ACCOUNTS = 60
SEPARATIONS = (4.0, 4.5, 5.0, 5.5, 6.0, 7.0)
"""Distances between planted centres, in standard deviations within a group."""

REACHED = 0.9
"""Mean adjusted Rand index that counts as finding the planted groups."""


def false_alarms(draws: int, heavy: bool, rules: SegmentRules | None = None) -> int:
    """Draws of sixty correlated accounts without groups in which the rule answers with groups."""
    return sum(is_alarm(one_cloud(seed, heavy, ACCOUNTS), rules or SegmentRules()) for seed in range(draws))


def is_alarm(features: pd.DataFrame, rules: SegmentRules) -> bool:
    """Whether `choose` finds groups; it is asked only where it could."""
    matrix = prepare(features, rules).matrix
    return may_separate(matrix, rules) and choose(matrix, rules).k > 1


def may_separate(matrix: pd.DataFrame, rules: SegmentRules) -> bool:
    """Whether any k can still pass the silhouette test of `choose`: its own draws, in its order, until every k has lost.

    No k is trusted, and nobody is set apart, without a k that passes; so where none can, the answer is one group.
    """
    points = matrix.sort_index().to_numpy(dtype=float)
    most = min(rules.k_max, len(points) // MIN_ACCOUNTS_IN_GROUP, len(np.unique(points, axis=0)))
    allowed = int(SILHOUETTE_LEVEL * (1 + rules.gap_draws)) - 1
    with threadpool_limits(limits=1):
        width = {k: silhouette(points, partition(points, k, rules.n_init)[0]) for k in range(2, most + 1)}
        as_large = dict.fromkeys(width, 0)
        null = Null.of(points)
        for draw in range(rules.gap_draws):
            drawn = null.draw(generator(1, draw))
            for k in [k for k, count in as_large.items() if count <= allowed]:
                as_large[k] += int(np.nan_to_num(silhouette(drawn, partition(drawn, k, NULL_STARTS, 2, draw)[0]), nan=-1.0) >= width[k])
            if min(as_large.values()) > allowed:
                return False
    return True


def found_groups(separation: float, repeats: int, rules: SegmentRules | None = None) -> dict[str, float]:
    """Mean adjusted Rand index with three planted groups: of our rule, which must find k too, and of others that are told it."""
    own = rules or SegmentRules()
    scores: dict[str, list[float]] = {"ours": [], "ward": [], "mixture": []}
    for seed in range(repeats):
        features, truth = spaced(seed, separation, ACCOUNTS // 3)
        matrix = prepare(features, own).matrix
        points = matrix.to_numpy()
        with threadpool_limits(limits=1):
            for name, labels in (("ours", choose(matrix, own).labels.fillna(0).astype(int)), ("ward", ward(points, 3)), ("mixture", mixture(points, 3))):
                scores[name].append(float(adjusted_rand_score(truth, labels)))
    return {name: float(np.mean(values)) for name, values in scores.items()}
