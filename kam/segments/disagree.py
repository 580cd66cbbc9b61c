"""The product: accounts far from where their star usually sits, and the features that set them apart (M9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam.params.rules import SegmentRules
from kam.segments.partition import Floats

FEWEST = 4
"""Accounts that a star must have before any of them can be called unlike the others."""

FEW, SPREAD = "few accounts of its star", "spread over groups"

NOTEWORTHY = 1.0
"""Standardised distance from which a feature is named as responsible; the farthest is always named."""

NAMED = 3


@dataclass(frozen=True)
class Disagreement:
    """Accounts beside the usual place of their star.

    accounts : (n_rated, 5) index account_id, sorted: star, usual (segment in which most accounts of its star stand; NA where there are
        no segments), distance (from the usual place, in those of the middle account; NaN where the star has none), unlike (True =
        on the list), reason (why the star has no usual place; empty where it has one).
    features : (n_rated, n_used) signed standardised distance from the usual place, NaN where there is none.
    by_groups : whether the usual place is a segment; without segments it is the middle of the star's other accounts.
    """

    accounts: pd.DataFrame
    features: pd.DataFrame
    by_groups: bool

    @property
    def unlike(self) -> list[str]:
        """Accounts on the list, by id."""
        return [str(account) for account in self.accounts.index[self.accounts["unlike"]]]

    def responsible(self, account: str) -> list[str]:
        """The one to three features that set an account apart most, the farthest first."""
        far = self.features.loc[account].abs().sort_values(ascending=False, kind="stable")
        return [str(name) for at, (name, value) in enumerate(far.items()) if at < NAMED and (at == 0 or value >= NOTEWORTHY)]


def disagreement(matrix: pd.DataFrame, labels: pd.Series, centres: pd.DataFrame, stars: pd.Series, rules: SegmentRules) -> Disagreement:
    """Who stands elsewhere than its star usually does.

    matrix : (n_accounts, n_used) scaled. labels : (n_accounts,) segment, NA = in none. centres : (k, n_used), index segment, empty
    without segments. stars : (m,) confirmed stars 1 to 4 by account_id, NA = not rated; those not rated are left out.

    With segments, the usual place of a star is the segment that holds more than half of its accounts, and an account is unlike its
    star when it stands in another one or alone. Without segments it is the median of the star's *other* accounts, feature by
    feature, and an account is unlike its star when it is `far` times as far from there as the middle account is from its own.
    A star of fewer than four accounts, or spread over segments, has no usual place.
    """
    rated = stars.reindex(matrix.index).dropna().astype(int).sort_index()
    points, groups = matrix.loc[rated.index], labels.reindex(rated.index).astype("Int64")
    usual, homes, reason = _by_groups(rated, groups, centres) if len(centres) else _by_middle(rated, points)
    away = points - homes
    length = pd.Series(np.sqrt((away**2).mean(axis=1, skipna=False)), index=rated.index)
    middle = float(length.median()) if length.notna().any() else np.nan
    distance = length / middle if middle > 0 else length * np.nan
    elsewhere = (groups != usual).fillna(True) if len(centres) else distance >= rules.far
    accounts = pd.DataFrame({"star": rated, "usual": usual, "distance": distance, "unlike": elsewhere.astype(bool) & (reason == ""), "reason": reason})
    return Disagreement(accounts, away, bool(len(centres)))


def _by_groups(stars: pd.Series, groups: pd.Series, centres: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    """Usual segment, its centre and why there is none, for each account of shape (n,)."""
    usual = pd.Series(pd.NA, index=stars.index, dtype="Int64")
    reason = pd.Series("", index=stars.index)
    for _, members in stars.groupby(stars):
        most = groups[members.index].value_counts()
        if len(members) < FEWEST:
            reason[members.index] = FEW
        elif most.empty or most.max() * 2 <= len(members):
            reason[members.index] = SPREAD
        else:
            usual[members.index] = int(most.idxmax())
    homes = centres.reindex(usual.astype(float))
    homes.index = stars.index
    return usual, homes, reason


def _median_of_others(column: Floats) -> Floats:
    """For each of ``column`` of shape (n,) the median of the n - 1 others: one step aside in their order from where it stands itself."""
    order = np.argsort(column, kind="stable")
    ordered, place = column[order], np.argsort(order)
    low, high = (ordered[middle + (place <= middle)] for middle in ((len(column) - 2) // 2, (len(column) - 1) // 2))
    return np.asarray((low + high) / 2)


def _by_middle(stars: pd.Series, points: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    """No segment, the median of the star's other accounts, and why there is none, for each account of shape (n,)."""
    homes = pd.DataFrame(np.nan, index=points.index, columns=points.columns)
    reason = pd.Series("", index=stars.index)
    for _, members in stars.groupby(stars):
        if len(members) < FEWEST:
            reason[members.index] = FEW
            continue
        homes.loc[members.index] = np.apply_along_axis(_median_of_others, 0, points.loc[members.index].to_numpy(dtype=float))
    return pd.Series(pd.NA, index=stars.index, dtype="Int64"), homes, reason
