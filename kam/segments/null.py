"""Accounts without groups: draws that keep the features' spread, skew, tails and correlation, and nothing else.

Gaussian draws alone raise false alarms on heavy-tailed and skewed features; resampled values alone keep the gaps
between groups and would never find groups that one feature tells apart. Hence each feature's distribution is
replaced by the nearest one with a single mode: smooth, as skewed and as heavy-tailed as the data, without gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.stats import norm, rankdata

from kam.segments.partition import Floats

MODES_TRIED = 40
"""Candidate modes per feature, spread over its quantiles."""


@dataclass(frozen=True)
class OneMode:
    """A distribution with a single mode, as knots (x, F) of its distribution function."""

    x: Floats
    cumulative: Floats

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` of shape (n,)."""
        return np.interp(u, self.cumulative, self.x)


def nearest_one_mode(column: Floats) -> OneMode:
    """The distribution with one mode whose distribution function is nearest to that of `column` of shape (n,) (Hartigan's dip)."""
    values, counts = np.unique(column, return_counts=True)
    after = np.cumsum(counts) / len(column)
    before = after - counts / len(column)
    tried = np.unique(np.linspace(0, len(values) - 1, MODES_TRIED).round().astype(int))
    fits = [_around(values, before, after, int(mode)) for mode in tried]
    return min(fits, key=lambda fit: fit[0])[1]


def _around(values: Floats, before: Floats, after: Floats, mode: int) -> tuple[float, OneMode]:
    """Distance and fit with the mode at `values[mode]`: density rising up to it and falling after it; a heap may stand on it."""
    middle = (before + after) / 2
    left = _monotone(values[: mode + 1], np.append(middle[:mode], before[mode]), increasing=True)
    right = _monotone(values[mode:], np.append(after[mode], middle[mode + 1 :]), increasing=False)
    distance = max(np.abs(left[:-1] - middle[:mode]).max(initial=0), np.abs(right[1:] - middle[mode + 1 :]).max(initial=0))
    x = np.concatenate([values[: mode + 1], values[mode:]])
    return float(distance), OneMode(x, np.concatenate([left, right]))


def _monotone(x: Floats, cumulative: Floats, increasing: bool) -> Floats:
    """The convex (or concave) distribution function through both ends of `cumulative` of shape (m,)."""
    if len(x) < 2:
        return cumulative
    width = np.diff(x)
    density = isotonic_regression(np.diff(cumulative) / width, weights=width, increasing=increasing).x
    return cumulative[0] + np.append(0.0, np.cumsum(density * width))


@dataclass(frozen=True)
class Null:
    """What is kept of a scaled matrix of shape (n, p): one-mode features, rank correlation, distances from the middle."""

    features: tuple[OneMode, ...]
    root: Floats
    radii: Floats
    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, matrix: Floats) -> Null:
        """Learn the null from `matrix` of shape (n, p)."""
        scores = norm.ppf((rankdata(matrix, axis=0) - 0.5) / len(matrix))
        spread = scores.std(axis=0)
        # A feature that is the same for all accounts has no spread, and goes with no other.
        standardised = (scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        correlation = standardised.T @ standardised / len(matrix)
        np.fill_diagonal(correlation, 1.0)
        root = _root(correlation)
        radii = np.linalg.norm(np.linalg.solve(root, standardised.T), axis=0)
        features = tuple(nearest_one_mode(column) for column in matrix.T)
        return cls(features, root, radii, matrix.mean(axis=0), matrix.std(axis=0))

    def draw(self, rng: np.random.Generator) -> Floats:
        """One matrix of shape (n, p): random directions at the data's distances, carried to each feature by ranks.

        Keeping the distances keeps accounts that are extreme in everything at once, as heavy tails have them;
        mean and standard deviation of every feature are set to the data's.
        """
        n, p = len(self.radii), len(self.features)
        directions = rng.standard_normal((n, p))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        ranks = rankdata((directions * rng.choice(self.radii, n)[:, None]) @ self.root.T, axis=0)
        uniform = (ranks - rng.random((n, p))) / n
        drawn = np.column_stack([feature.quantile(column) for feature, column in zip(self.features, uniform.T, strict=True)])
        spread = drawn.std(axis=0)
        return (drawn - drawn.mean(axis=0)) / np.where(spread > 0, spread, 1.0) * self.spread + self.mean


def _root(correlation: Floats) -> Floats:
    """A square root of shape (p, p) of `correlation`, kept invertible."""
    values, vectors = np.linalg.eigh(correlation)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 1e-6)))
