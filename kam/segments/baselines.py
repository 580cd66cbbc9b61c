"""Other methods asked for the same number of groups: where they agree, the groups are not k-means' own making (M6)."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.cluster import AgglomerativeClustering
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from kam.segments.partition import SILHOUETTE_ROWS, Floats, Labels, generator, partition

MIXTURE_STARTS = 10
MIXTURE_FLOOR = 1e-2
"""Added to every variance of the mixture, in the scale of the matrix: a group of accounts that are alike in one feature has none."""


def ward(points: Floats, k: int) -> Labels:
    """Ward's hierarchy cut into k groups, shape (n,)."""
    return np.asarray(AgglomerativeClustering(k).fit_predict(points), dtype=np.int64)


def mixture(points: Floats, k: int) -> Labels:
    """A mixture of k Gaussians with a variance per feature and group, shape (n,); full covariances would ask for more values than there are."""
    fitted = GaussianMixture(k, covariance_type="diag", n_init=MIXTURE_STARTS, reg_covar=MIXTURE_FLOOR, random_state=int(generator(4, k).integers(2**31 - 1)))
    return np.asarray(fitted.fit_predict(points), dtype=np.int64)


def medoids(points: Floats, k: int) -> Labels:
    """k-medoids by BUILD and SWAP (Kaufman and Rousseeuw 1990, PAM), shape (n,); no package that is already here has it."""
    distance = cdist(points, points)
    chosen = [int(distance.sum(axis=0).argmin())]
    while len(chosen) < k:
        near = distance[:, chosen].min(axis=1)
        chosen.append(int(np.maximum(near[:, None] - distance, 0).sum(axis=0).argmax()))
    while (better := _swapped(distance, chosen)) is not None:
        chosen = better
    return np.asarray(distance[:, chosen].argmin(axis=1), dtype=np.int64)


def _swapped(distance: Floats, chosen: list[int]) -> list[int] | None:
    """The best exchange of one medoid for another account, None where none shortens the distances."""
    costs = np.array([np.minimum(_nearest_of(distance, chosen, at)[:, None], distance).sum(axis=0) for at in range(len(chosen))])
    at, account = np.unravel_index(costs.argmin(), costs.shape)
    if costs[at, account] >= distance[:, chosen].min(axis=1).sum() * (1 - 1e-12):
        return None
    return [*chosen[: int(at)], int(account), *chosen[int(at) + 1 :]]


def _nearest_of(distance: Floats, chosen: list[int], without: int) -> Floats:
    """Distance of each account to the nearest medoid but one; infinite where there is no other."""
    others = [medoid for at, medoid in enumerate(chosen) if at != without]
    return distance[:, others].min(axis=1, initial=np.inf)


BASELINES: dict[str, Callable[[Floats, int], Labels]] = {"ward": ward, "mixture": mixture, "medoids": medoids}


def agreement_with_baselines(matrix: pd.DataFrame, ks: list[int], starts: int) -> pd.DataFrame:
    """Adjusted Rand index of k-means with each baseline, shape (len(ks), 3), index k.

    matrix : (n_accounts, n_features) scaled. Of more than a thousand accounts the same thousand are always taken: two of the methods
    need all pairs of distances.
    """
    points = matrix.sort_index().to_numpy(dtype=float)
    if len(points) > SILHOUETTE_ROWS:
        points = points[np.sort(generator(len(points)).permutation(len(points))[:SILHOUETTE_ROWS])]
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        rows = [[adjusted_rand_score(partition(points, k, starts)[0], method(points, k)) for method in BASELINES.values()] for k in ks]
    return pd.DataFrame(rows, index=pd.Index(ks, name="k"), columns=list(BASELINES), dtype=float)
