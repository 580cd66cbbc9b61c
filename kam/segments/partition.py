"""One k-means partition and how well it is separated; everything here is a pure function of its arguments."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

SEED = 20_260_930
"""Every random choice derives from this constant and its place in the procedure."""

SILHOUETTE_ROWS = 1_000
"""Silhouettes of more accounts are measured on this many of them, always the same ones (cost grows with the square)."""


def generator(*place: int) -> np.random.Generator:
    """The random numbers that belong to one place in the procedure."""
    return np.random.default_rng([SEED, *place])


def partition(matrix: Floats, k: int, starts: int, *place: int) -> tuple[Labels, Floats, float]:
    """Labels of shape (n,), centres of shape (k, p) and the sum of squares within groups."""
    if k == 1:
        centre = matrix.mean(axis=0, keepdims=True)
        return np.zeros(len(matrix), dtype=np.int64), centre, float(((matrix - centre) ** 2).sum())
    seed = int(generator(k, *place).integers(2**31 - 1))
    fitted: Any = KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(matrix)
    return fitted.labels_.astype(np.int64), fitted.cluster_centers_, float(fitted.inertia_)


def nearest(matrix: Floats, centres: Floats) -> Labels:
    """Index of the nearest of `centres` of shape (k, p) for each row of `matrix` of shape (n, p)."""
    squares = (centres**2).sum(axis=1) - 2 * matrix @ centres.T
    return np.argmin(squares, axis=1).astype(np.int64)


def silhouette(matrix: Floats, labels: Labels) -> float:
    """Mean silhouette width; NaN for a single group."""
    rows = generator(len(matrix)).permutation(len(matrix))[:SILHOUETTE_ROWS] if len(matrix) > SILHOUETTE_ROWS else slice(None)
    seen = labels[rows]
    if not 1 < len(np.unique(seen)) < len(seen):
        return float("nan")
    return float(silhouette_score(matrix[rows], seen))
