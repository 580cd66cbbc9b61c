"""How many groups there are, by a rule that is written down before the data are seen; one group is an answer."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from kam.params.rules import SegmentRules
from kam.segments.evidence import SMALL, Candidate, candidates, evidence_of
from kam.segments.partition import Floats

FEWEST_LEFT = 0.9
"""Share of the accounts that must be left when those that stand alone are set apart."""


@dataclass(frozen=True)
class Choice:
    """The number of groups and what speaks for it.

    k : 1 means no clusters.
    labels : (n_accounts,) Int64, segment 1 .. k by falling centre of the first feature, then of the next; NA for accounts that stand alone.
    centres : (k, n_features) in the scale of the matrix, index segment.
    confidence : (n_accounts,) share of bootstraps in which the account comes to its own segment again; NaN for those that stand alone.
    evidence : (k_max, 10) index k: gap, se (of the gap), silhouette, null_silhouette (quantile 0.95 of the null), silhouette_p,
        min_jaccard, rand (mean adjusted Rand index over bootstraps), null_rand (quantile 0.95 of the null), smallest (accounts), fails (`small group`, `unstable`, `not separated`; empty = trusted).
    apart : accounts that stand alone, by id; the evidence is that of the others.
    """

    k: int
    labels: pd.Series
    centres: pd.DataFrame
    confidence: pd.Series
    evidence: pd.DataFrame
    apart: tuple[str, ...] = ()


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

    Accounts that stand alone. A few odd accounts far from all others take a group of their own in every partition, which then
    fails (a) alone and hides the groups of everybody else. Where no k is trusted and some k fails (a) only, the accounts in the
    small groups of the smallest such k are set apart, and the rule is asked once more about the others: same scale, same tests,
    a null of their own. No more than a tenth may be set apart, and there is no third time.
    """
    ordered = matrix.sort_index()
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        choice, alone = _asked(ordered, rules)
        if not alone:
            return choice
        others, _ = _asked(ordered.drop(index=list(alone)), rules)
    return _beside(others, alone, ordered.index) if others.k > 1 else choice


def _asked(matrix: pd.DataFrame, rules: SegmentRules) -> tuple[Choice, tuple[str, ...]]:
    """The rule's answer for `matrix` of shape (n, p), and which accounts stand alone where it found no groups."""
    points = matrix.to_numpy(dtype=float)
    tried = candidates(points, rules)
    evidence = evidence_of(points, tried, rules)
    k = _rule(evidence)
    best = next((candidate for candidate in tried if candidate.k == k), None)
    return _choice(matrix, k, best, evidence), () if best else _alone(matrix, tried, evidence, rules)


def _rule(evidence: pd.DataFrame) -> int:
    """The k of the rule that `choose` states."""
    trusted = evidence[evidence["fails"] == ""]
    gap, se = trusted["gap"].to_numpy(), trusted["se"].to_numpy()
    best = int(np.argmax(gap))
    return int(trusted.index.to_numpy()[gap >= gap[best] - se[best]].min())


def _alone(matrix: pd.DataFrame, tried: list[Candidate], evidence: pd.DataFrame, rules: SegmentRules) -> tuple[str, ...]:
    """The accounts in the small groups of the smallest k that fails for these alone."""
    for candidate in tried:
        if evidence.at[candidate.k, "fails"] == SMALL:
            alone = np.isin(candidate.labels, candidate.small(rules))
            return tuple(matrix.index[alone]) if (~alone).mean() >= FEWEST_LEFT else ()
    return ()


def _choice(matrix: pd.DataFrame, k: int, best: Candidate | None, evidence: pd.DataFrame) -> Choice:
    """The result with account ids and segment numbers."""
    labels = np.zeros(len(matrix), dtype=np.int64) if best is None else best.labels
    centres: Floats = matrix.to_numpy(dtype=float).mean(axis=0, keepdims=True) if best is None else best.centres
    confidence = np.ones(len(matrix)) if best is None else best.stability.confidence
    return Choice(
        k,
        pd.Series(labels + 1, index=matrix.index, name="segment", dtype="Int64"),
        pd.DataFrame(centres, index=pd.RangeIndex(1, k + 1, name="segment"), columns=matrix.columns),
        pd.Series(confidence, index=matrix.index, name="confidence"),
        evidence,
    )


def _beside(others: Choice, alone: tuple[str, ...], every: pd.Index) -> Choice:
    """The choice for the others, with the accounts that stand alone beside it."""
    return replace(others, labels=others.labels.reindex(every), confidence=others.confidence.reindex(every), apart=alone)
