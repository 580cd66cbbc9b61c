"""How far segments and stars say the same: three coefficients, their intervals, and what chance alone would give (M8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from kam.segments.partition import Floats, Labels, generator

LOW, HIGH = 0.025, 0.975
"""The bootstrap interval is the middle 95 % of the resamples."""

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """A coefficient, its bootstrap interval, and the share of permutations that agree at least as well; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True)
class Agreement:
    """ari : adjusted Rand index. v : Cramer's V, bias-corrected (Bergsma 2013). rank : Spearman's, of stars with the segment's place by size.

    n : accounts with both a segment and a star.
    """

    n: int
    ari: Measured
    v: Measured
    rank: Measured


def agreement(labels: pd.Series, stars: pd.Series, size: pd.Series, draws: int) -> Agreement:
    """Agreement of segments with stars.

    labels : (n,) segment by account_id, NA = in none. stars : (m,) 1 to 4, NA = not rated. size : (n,) net sales; segments are ranked by
    their median of it, because a segment's number is a name and no rank. The order of rows does not matter.
    """
    both = pd.concat([labels.rename("segment"), stars.rename("star"), size.rename("size")], axis=1, join="inner").dropna().sort_index()
    median = both.groupby("segment")["size"].median()
    a, b = _codes(both["segment"]), _codes(both["star"])
    place, level = both["segment"].map(median).to_numpy(dtype=float), both["star"].to_numpy(dtype=float)
    n = len(both)
    if n < 2:
        nothing = Measured(None, None, None, None)
        return Agreement(n, nothing, nothing, nothing)
    again, shuffled = generator(5).integers(n, size=(draws, n)), generator(6).permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    counts, boot, chance = _counts(a[None], b[None]), _counts(a[again], b[again]), _counts(np.tile(a, (draws, 1)), b[shuffled])
    rank = spearman(place[None], level[None]), spearman(place[again], level[again]), spearman(np.tile(place, (draws, 1)), level[shuffled])
    return Agreement(n, _measured(*map(ari, (counts, boot, chance))), _measured(*map(cramers_v, (counts, boot, chance))), _measured(*rank))


def _measured(value: Floats, boot: Floats, chance: Floats) -> Measured:
    """One coefficient from its value, shape (1,), over the resamples and over the permutations, shape (draws,)."""
    if not np.isfinite(value[0]):
        return Measured(None, None, None, None)
    low, high = np.nanquantile(boot, [LOW, HIGH])
    p = (1 + int((chance >= value[0] - 1e-12).sum())) / (1 + len(chance))
    return Measured(float(value[0]), float(low), float(high), p)


def _codes(column: pd.Series) -> Labels:
    """Values as 0, 1, ..., shape (n,)."""
    return np.unique(column.to_numpy(dtype=float), return_inverse=True)[1].astype(np.int64)


def _counts(a: Labels, b: Labels) -> Counts:
    """Contingency tables of each row of a and b, shape (draws, groups, stars)."""
    groups, stars = int(a.max()) + 1, int(b.max()) + 1
    cells = a * stars + b + np.arange(len(a))[:, None] * groups * stars
    return np.bincount(cells.ravel(), minlength=len(a) * groups * stars).reshape(len(a), groups, stars).astype(float)


def ari(counts: Counts) -> Floats:
    """Adjusted Rand index (Hubert and Arabie 1985) of contingency tables of shape (draws, groups, stars); NaN where both sides are one group."""
    n = counts.sum(axis=(1, 2))
    pairs, rows, columns = _pairs(counts).sum(axis=(1, 2)), _pairs(counts.sum(axis=2)).sum(axis=1), _pairs(counts.sum(axis=1)).sum(axis=1)
    expected, most = rows * columns / _pairs(n), (rows + columns) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(most > expected, (pairs - expected) / (most - expected), np.nan))


def _pairs(counts: Counts) -> Counts:
    return counts * (counts - 1) / 2


def cramers_v(counts: Counts) -> Floats:
    """Bias-corrected Cramer's V (Bergsma 2013) of contingency tables of shape (draws, groups, stars); NaN where one side is constant."""
    n, rows, columns = counts.sum(axis=(1, 2)), counts.sum(axis=2), counts.sum(axis=1)
    r, c = (rows > 0).sum(axis=1), (columns > 0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows[:, :, None] * columns[:, None, :] / n[:, None, None]
        phi = np.where(expected > 0, (counts - expected) ** 2 / expected, 0.0).sum(axis=(1, 2)) / n
        corrected = np.maximum(0.0, phi - (r - 1) * (c - 1) / (n - 1))
        fewest = np.minimum(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
        return np.asarray(np.where((r > 1) & (c > 1) & (fewest > 0), np.sqrt(corrected / fewest), np.nan))


def spearman(a: Floats, b: Floats) -> Floats:
    """Spearman's rank correlation of each row of a and b, shape (draws, n); NaN where one side is constant."""
    x, y = rankdata(a, axis=1), rankdata(b, axis=1)
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1)))
