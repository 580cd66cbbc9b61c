"""What speaks for and against each number of groups: gap, silhouette against the null, stability, smallest group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam.params.rules import SegmentRules
from kam.segments.null import Null
from kam.segments.partition import Floats, Labels, generator, partition, silhouette
from kam.segments.stability import Stability, once, stability

NULL_STARTS = 5
"""Random starts for the null's partitions and for the data's sum of squares that is compared with theirs."""

MIN_ACCOUNTS_IN_GROUP = 3
SILHOUETTE_LEVEL = 0.05
"""A partition counts as separated when at most this share of the null's silhouettes is as large."""

SMALL, UNSTABLE, NOT_SEPARATED = "small group", "unstable", "not separated"
EVIDENCE = ["gap", "se", "silhouette", "null_silhouette", "silhouette_p", "min_jaccard", "rand", "null_rand", "smallest", "fails"]


@dataclass(frozen=True)
class Candidate:
    """A partition into k groups: `labels` of shape (n,) from 0 in the order of the centres of shape (k, p)."""

    k: int
    labels: Labels
    centres: Floats
    stability: Stability

    def small(self, rules: SegmentRules) -> Labels:
        """The groups that have too few accounts to be one."""
        sizes = np.bincount(self.labels, minlength=self.k)
        return np.flatnonzero(sizes < least(len(self.labels), rules))


def least(n: int, rules: SegmentRules) -> float:
    """Accounts that a group of `n` accounts' partition must have."""
    return max(MIN_ACCOUNTS_IN_GROUP, rules.min_share * n)


def candidates(points: Floats, rules: SegmentRules) -> list[Candidate]:
    """The partitions of `points` of shape (n, p) into every number of groups from 2 that the accounts can fill."""
    most = min(rules.k_max, len(points) // MIN_ACCOUNTS_IN_GROUP, len(np.unique(points, axis=0)))
    return [_candidate(points, k, rules) for k in range(2, most + 1)]


def _candidate(points: Floats, k: int, rules: SegmentRules) -> Candidate:
    """The partition of `points` of shape (n, p) into k groups, ordered by centres, and its stability."""
    labels, centres, _ = partition(points, k, rules.n_init)
    order = np.lexsort((-centres.round(9)).T[::-1])
    labels = np.argsort(order)[labels].astype(np.int64)
    return Candidate(k, labels, centres[order], stability(points, labels, k, rules.bootstrap_draws))


def evidence_of(points: Floats, tried: list[Candidate], rules: SegmentRules) -> pd.DataFrame:
    """The evidence table of `Choice` for partitions of `points` of shape (n, p)."""
    ks = [1, *(candidate.k for candidate in tried)]
    spread, separation, rand = _null(points, ks, rules.gap_draws)
    own = np.array([_log_within(points, k) for k in ks])
    table = pd.DataFrame(index=pd.Index(ks, name="k"), columns=EVIDENCE, dtype=float)
    # One group has the data's own spread in every draw: what is left there is rounding.
    table["gap"] = (spread.mean(axis=0) - own).round(12)
    table["se"] = (spread.std(axis=0) * np.sqrt(1 + 1 / len(spread))).round(12)
    table["smallest"], table["fails"] = len(points), ""
    for column, candidate in enumerate(tried, start=1):
        for name, value in _row(points, candidate, separation[:, column], rand[:, column], rules).items():
            table.loc[candidate.k, name] = value
    return table.astype({"smallest": int})


def _row(points: Floats, candidate: Candidate, null: Floats, null_rand: Floats, rules: SegmentRules) -> dict[str, float | str]:
    """Silhouette and stability against the null's of shape (draws,), and size, for one k."""
    width = silhouette(points, candidate.labels)
    p = (1 + int((null >= width).sum())) / (1 + len(null)) if np.isfinite(width) else 1.0
    smallest = int(np.bincount(candidate.labels, minlength=candidate.k).min())
    jaccard = float(candidate.stability.jaccard.min())
    checks = {SMALL: smallest >= least(len(points), rules), UNSTABLE: jaccard >= rules.min_jaccard, NOT_SEPARATED: p <= SILHOUETTE_LEVEL}
    return {
        "silhouette": width,
        "null_silhouette": float(np.quantile(null, 1 - SILHOUETTE_LEVEL)),
        "silhouette_p": p,
        "min_jaccard": jaccard,
        "rand": candidate.stability.rand,
        "null_rand": float(np.quantile(null_rand, 1 - SILHOUETTE_LEVEL)),
        "smallest": smallest,
        "fails": ", ".join(name for name, passed in checks.items() if not passed),
    }


def _null(points: Floats, ks: list[int], draws: int) -> tuple[Floats, Floats, Floats]:
    """Log sums of squares, silhouettes and bootstrap Rand indices (one sample a draw) of the null, each of shape (draws, len(ks))."""
    null = Null.of(points)
    spread, separation, rand = np.empty((draws, len(ks))), np.full((draws, len(ks)), -1.0), np.ones((draws, len(ks)))
    for draw in range(draws):
        drawn = null.draw(generator(1, draw))
        for column, k in enumerate(ks):
            labels, _, within = partition(drawn, k, NULL_STARTS, 2, draw)
            spread[draw, column] = _log(within)
            if k > 1:
                separation[draw, column] = np.nan_to_num(silhouette(drawn, labels), nan=-1.0)
                rand[draw, column] = once(drawn, labels, k, draw).rand
    return spread, separation, rand


def _log_within(points: Floats, k: int) -> float:
    """Log sum of squares within k groups, fitted as for the null."""
    return _log(partition(points, k, NULL_STARTS, 2)[2])


def _log(within: float) -> float:
    """Logarithm that stays finite where all accounts of a group are alike."""
    return float(np.log(max(within, 1e-12)))
