"""The segments of one quarter: groups of accounts that the features themselves suggest, or the reason why there are none."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pandas as pd

from kam.errors import many
from kam.params.rules import SegmentRules
from kam.segments.choose import Choice, choose
from kam.segments.evidence import EVIDENCE
from kam.segments.features import Prepared, Scaler, prepare
from kam.segments.model import Model
from kam.segments.profile import PROFILE, Code, names, profiles

log = logging.getLogger(__name__)
STAR_INPUTS = ("net_sales_ttm", "countback_dso_4q", "past_due_share")
"""Features that the stars use too: on these, agreement between segments and stars is no surprise."""


@dataclass(frozen=True)
class Segments:
    """Groups beside the stars.

    reason : why there is no clustering (`n < 30`, `too few features`, `no clusters`), or None.
    accounts : (n_accounts, 4) index account_id, sorted: segment (Int64, NA without clustering and for accounts that stand alone), confidence (share of bootstraps
        in which the account comes to its own segment again), between (confidence below `min_confidence`: between clusters),
        n_imputed (used features in which the median stands in).
    k : number of segments, 0 without clustering.
    prepared : the scaled matrix, the features dropped and why, the values imputed.
    evidence : (k_max, 10) what speaks for and against each k, as in `Choice`; empty where nothing was tried.
    profiles : (k * n_features, 7) median, q25, q75, iqr and n per segment and feature in original units.
    model : scaler, centres and names to keep for later quarters, without centres where there are no clusters; None where nothing was tried.
    apart : accounts that stand alone, by id.
    """

    reason: str | None
    accounts: pd.DataFrame
    k: int
    prepared: Prepared
    evidence: pd.DataFrame
    profiles: pd.DataFrame
    model: Model | None
    apart: tuple[str, ...] = ()

    @property
    def names(self) -> dict[int, list[Code]]:
        """Codes such as [("net_sales_ttm", "high"), ("countback_dso_4q", "high")] by segment, no two alike."""
        return self.model.names if self.model else {}

    @property
    def centres(self) -> pd.DataFrame:
        """Centres of shape (k, n_used) in scaled units, index segment."""
        return self.model.centres if self.model else pd.DataFrame(columns=list(self.prepared.used))

    @property
    def shared_with_stars(self) -> tuple[str, ...]:
        """Features used here that the stars use too."""
        return tuple(name for name in STAR_INPUTS if name in self.prepared.used)


def segment(features: pd.DataFrame, rules: SegmentRules, kept: Scaler | None = None) -> Segments:
    """Group the accounts by k-means, with k by the rule of `choose`, in the scale of the reference quarter where one is `kept`.

    features : (n_accounts, n_features) of rated, not dormant accounts without own shops; floats, NaN = missing; index account_id
        in any order; columns a subset of FEATURES. It is not changed.
    """
    prepared = prepare(features, rules, kept)
    reason = f"n < {rules.min_accounts}" if len(features) < rules.min_accounts else prepared.reason
    if reason:
        return _without(prepared, reason)
    log.info("grouping %s ...", many(len(features), "account"))
    choice = choose(prepared.matrix, rules)
    return _with(prepared, choice, rules) if choice.k > 1 else _without(prepared, "no clusters", choice.evidence)


def not_asked(features: pd.DataFrame, rules: SegmentRules, kept: Scaler | None, reason: str) -> Segments:
    """The accounts as `segment` takes them, not grouped for a reason of the caller's."""
    return _without(prepare(features, rules, kept), reason)


def _with(prepared: Prepared, choice: Choice, rules: SegmentRules) -> Segments:
    """The segments of a choice of more than one group."""
    accounts = _accounts(prepared)
    accounts["segment"] = choice.labels
    accounts["confidence"] = choice.confidence
    accounts["between"] = choice.confidence < rules.min_confidence
    model = Model(prepared.scaler, choice.centres, names(prepared.matrix, choice.labels))
    known = prepared.values.dropna(axis="columns", how="all")
    return Segments(None, accounts, choice.k, prepared, choice.evidence, profiles(known, choice.labels), model, choice.apart)


def _without(prepared: Prepared, reason: str, evidence: pd.DataFrame | None = None) -> Segments:
    """No segments, and why; the scaler is kept where the accounts were enough to look."""
    tried = pd.DataFrame(columns=EVIDENCE) if evidence is None else evidence
    model = None if evidence is None else Model(prepared.scaler, pd.DataFrame(columns=list(prepared.used), dtype=float), {})
    return Segments(reason, _accounts(prepared), 0, prepared, tried, pd.DataFrame(columns=PROFILE), model)


def _accounts(prepared: Prepared) -> pd.DataFrame:
    """One row per account, not yet in a segment."""
    accounts = pd.DataFrame(index=prepared.values.index)
    accounts["segment"] = pd.Series(pd.NA, index=accounts.index, dtype="Int64")
    accounts["confidence"] = float("nan")
    accounts["between"] = False
    accounts["n_imputed"] = prepared.imputed.sum(axis=1).astype(int)
    return accounts
