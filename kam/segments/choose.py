"""How many groups there are, by a rule that is written down before the data are seen; one group is an answer."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from kam.params.rules import SegmentRules
from kam.segments.null import Null
from kam.segments.partition import Floats, Labels, generator, partition, silhouette
from kam.segments.stability import Stability, stability

NULL_STARTS = 5
"""Random starts for the null's partitions and for the data's sum of squares that is compared with theirs."""

MIN_ACCOUNTS_IN_GROUP = 3
SILHOUETTE_LEVEL = 0.05
"""A partition counts as separated when at most this share of the null's silhouettes is as large."""

EVIDENCE = ["gap", "se", "silhouette", "null_silhouette", "silhouette_p", "min_jaccard", "smallest", "fails"]


@dataclass(frozen=True)
class Choice:
    """The number of groups and what speaks for it.

    k : 1 means no clusters.
    labels : (n_accounts,) segment 1 .. k by falling centre of the first feature, then of the next.
    centres : (k, n_features) in the scale of the matrix, index segment.
    confidence : (n_accounts,) share of bootstraps in which the account comes to its own segment again.
    evidence : (k_max, 8) index k: gap, se (of the gap), silhouette, null_silhouette (quantile 0.95 of the null), silhouette_p,
        min_jaccard, smallest (accounts), fails (`small group`, `unstable`, `not separated`; empty = trusted).
    """

    k: int
    labels: pd.Series
    centres: pd.DataFrame
    confidence: pd.Series
    evidence: pd.DataFrame


@dataclass(frozen=True)
class _Candidate:
    k: int
    labels: Labels
    centres: Floats
    stability: Stability


def choose(matrix: pd.DataFrame, rules: SegmentRules) -> Choice:
    """Choose k for `matrix` of shape (n_accounts, n_features), index account_id, in any order.

    The rule. A k from 2 to `k_max` is *trusted* if (a) its smallest group has at least `min_share` of the accounts and three
    of them, (b) every group's mean bootstrap Jaccard is at least `min_jaccard`, and (c) its silhouette is larger than in all
    but 5 % of the null draws (Monte Carlo p = (1 + as large) / (1 + draws) <= 0.05). Gap(k) is the null's mean log sum of
    squares within k groups less the data's, its standard error se(k) = sd x sqrt(1 + 1 / draws). Among the trusted k and
    k = 1, take the one with the largest gap, and then the smallest whose gap is no more than that one's se below it.

    So groups must be sharper than the null's, come back, be large enough, and explain the spread better by more than one
    standard error than no groups do. Tibshirani's first-k form is not used: with groups of equal distance the gap first falls
    from 1 to 2. Partitions have `n_init` starts; null and gap comparison five on both sides, bootstraps three.
    """
    ordered = matrix.sort_index()
    points = ordered.to_numpy(dtype=float)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        candidates = [_candidate(points, k, rules) for k in _tried(points, rules)]
        evidence = _evidence(points, candidates, rules)
    k = _rule(evidence)
    best = next((candidate for candidate in candidates if candidate.k == k), None)
    return _choice(ordered, k, best, evidence)


def _tried(points: Floats, rules: SegmentRules) -> range:
    """Numbers of groups from 2 that the accounts of shape (n, p) can fill."""
    return range(2, min(rules.k_max, len(points) // MIN_ACCOUNTS_IN_GROUP, len(np.unique(points, axis=0))) + 1)


def _candidate(points: Floats, k: int, rules: SegmentRules) -> _Candidate:
    """The partition of `points` of shape (n, p) into k groups, ordered by centres, and its stability."""
    labels, centres, _ = partition(points, k, rules.n_init)
    order = np.lexsort((-centres.round(9)).T[::-1])
    labels = np.argsort(order)[labels].astype(np.int64)
    return _Candidate(k, labels, centres[order], stability(points, labels, k, rules.bootstrap_draws))


def _evidence(points: Floats, candidates: list[_Candidate], rules: SegmentRules) -> pd.DataFrame:
    """The evidence table of Choice."""
    ks = [1, *(candidate.k for candidate in candidates)]
    spread, separation = _null(points, ks, rules.gap_draws)
    own = np.array([_log_within(points, k) for k in ks])
    table = pd.DataFrame(index=pd.Index(ks, name="k"), columns=EVIDENCE, dtype=float)
    table["gap"] = spread.mean(axis=0) - own
    table["se"] = spread.std(axis=0) * np.sqrt(1 + 1 / len(spread))
    table["smallest"], table["fails"] = len(points), ""
    for column, candidate in enumerate(candidates, start=1):
        for name, value in _row(points, candidate, separation[:, column], rules).items():
            table.loc[candidate.k, name] = value
    return table.astype({"smallest": int})


def _row(points: Floats, candidate: _Candidate, null: Floats, rules: SegmentRules) -> dict[str, float | str]:
    """Silhouette against the null's of shape (draws,), stability and size for one k."""
    width = silhouette(points, candidate.labels)
    p = (1 + int((null >= width).sum())) / (1 + len(null)) if np.isfinite(width) else 1.0
    smallest = int(np.bincount(candidate.labels, minlength=candidate.k).min())
    jaccard = float(candidate.stability.jaccard.min())
    enough = max(MIN_ACCOUNTS_IN_GROUP, rules.min_share * len(points))
    checks = {"small group": smallest >= enough, "unstable": jaccard >= rules.min_jaccard, "not separated": p <= SILHOUETTE_LEVEL}
    return {
        "silhouette": width,
        "null_silhouette": float(np.quantile(null, 1 - SILHOUETTE_LEVEL)),
        "silhouette_p": p,
        "min_jaccard": jaccard,
        "smallest": smallest,
        "fails": ", ".join(name for name, passed in checks.items() if not passed),
    }


def _null(points: Floats, ks: list[int], draws: int) -> tuple[Floats, Floats]:
    """Log sums of squares and silhouettes of the null, each of shape (draws, len(ks))."""
    null = Null.of(points)
    spread, separation = np.empty((draws, len(ks))), np.full((draws, len(ks)), -1.0)
    for draw in range(draws):
        drawn = null.draw(generator(1, draw))
        for column, k in enumerate(ks):
            labels, _, within = partition(drawn, k, NULL_STARTS, 2, draw)
            spread[draw, column] = _log(within)
            if k > 1:
                separation[draw, column] = np.nan_to_num(silhouette(drawn, labels), nan=-1.0)
    return spread, separation


def _log_within(points: Floats, k: int) -> float:
    """Log sum of squares within k groups, fitted as for the null."""
    return _log(partition(points, k, NULL_STARTS, 2)[2])


def _log(within: float) -> float:
    """Logarithm that stays finite where all accounts of a group are alike."""
    return float(np.log(max(within, 1e-12)))


def _rule(evidence: pd.DataFrame) -> int:
    """The k of the rule that `choose` states."""
    trusted = evidence[evidence["fails"] == ""]
    gap, se = trusted["gap"].to_numpy(), trusted["se"].to_numpy()
    best = int(np.argmax(gap))
    return int(trusted.index.to_numpy()[gap >= gap[best] - se[best]].min())


def _choice(matrix: pd.DataFrame, k: int, best: _Candidate | None, evidence: pd.DataFrame) -> Choice:
    """The result with account ids and segment numbers."""
    labels = np.zeros(len(matrix), dtype=np.int64) if best is None else best.labels
    centres = matrix.to_numpy(dtype=float).mean(axis=0, keepdims=True) if best is None else best.centres
    confidence = np.ones(len(matrix)) if best is None else best.stability.confidence
    return Choice(
        k,
        pd.Series(labels + 1, index=matrix.index, name="segment"),
        pd.DataFrame(centres, index=pd.RangeIndex(1, k + 1, name="segment"), columns=matrix.columns),
        pd.Series(confidence, index=matrix.index, name="confidence"),
        evidence,
    )
