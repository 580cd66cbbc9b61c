"""Accounts for the tests: planted groups, and none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam.params.rules import SegmentRules

RULES = SegmentRules(gap_draws=20, bootstrap_draws=20, k_max=4)
"""Fewer draws and groups than by default, for speed."""

MIDDLE = pd.Series(
    {
        "net_sales_ttm": 13.0,
        "yoy": 0.05,
        "return_rate_ttm": 0.06,
        "price_realisation_ttm": 0.95,
        "countback_dso_4q": 45.0,
        "past_due_share": 0.10,
    }
)
SPREAD = pd.Series([0.3, 0.04, 0.01, 0.01, 5.0, 0.02], index=MIDDLE.index)
GROUPS = np.array([[5, 0, 0, 5, 0, 0], [-5, 5, 0, 0, 0, 0], [0, 0, 5, 0, 5, 5]], dtype=float)


def planted(size: int = 20, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    """Three groups of `size` accounts, shape (3 * size, 6), and the group of each: large and dear, small and growing, slow to pay."""
    groups = np.repeat(np.arange(3), size)
    noise = np.random.default_rng(seed).standard_normal((3 * size, 6))
    return _accounts(GROUPS[groups] + noise), pd.Series(groups, index=_ids(3 * size))


def without_groups(n: int = 60, seed: int = 1) -> pd.DataFrame:
    """Correlated accounts in one cloud, shape (n, 6)."""
    rng = np.random.default_rng(seed)
    return _accounts(rng.standard_normal((n, 6)) + 0.7 * rng.standard_normal((n, 1)))


def one_cloud(seed: int, heavy: bool = False, n: int = 60) -> pd.DataFrame:
    """Accounts without groups, shape (n, 6): correlated by two random factors, Gaussian or with the tails of Student's t with 3 degrees of freedom."""
    rng = np.random.default_rng([n, seed])
    loadings = rng.uniform(-0.65, 0.65, (2, 6))
    own = np.sqrt(1 - (loadings**2).sum(axis=0))
    scores = rng.standard_normal((n, 2)) @ loadings + rng.standard_normal((n, 6)) * own
    tails = np.sqrt(3 / rng.chisquare(3, n))[:, None] if heavy else 1.0
    return _accounts(scores * tails)


def with_odd_accounts(features: pd.DataFrame, odd: int = 2) -> pd.DataFrame:
    """The same accounts and a few far from all of them, shape (n + odd, 6)."""
    far = features.iloc[:odd].assign(return_rate_ttm=0.6, past_due_share=0.9)
    return pd.concat([features, far.set_axis([f"Z-{number}" for number in range(odd)])]).rename_axis("account_id")


def spaced(seed: int, separation: float, size: int = 20) -> tuple[pd.DataFrame, pd.Series]:
    """Three groups of `size` accounts in random directions, every two centres `separation` standard deviations apart, and the group of each."""
    rng = np.random.default_rng([size, seed])
    directions = np.linalg.qr(rng.standard_normal((6, 6)))[0][:3]
    groups = np.repeat(np.arange(3), size)
    scores = directions[groups] * separation / np.sqrt(2) + rng.standard_normal((3 * size, 6))
    return _accounts(scores), pd.Series(groups, index=_ids(3 * size))


def _accounts(scores: np.ndarray) -> pd.DataFrame:
    """Features in original units from standard scores of shape (n, 6)."""
    features = pd.DataFrame(scores * SPREAD.to_numpy() + MIDDLE.to_numpy(), columns=MIDDLE.index, index=_ids(len(scores)))
    return features.assign(net_sales_ttm=np.expm1(features["net_sales_ttm"]))


def _ids(n: int) -> pd.Index:
    """Account ids in order."""
    return pd.Index([f"A-{number:03d}" for number in range(n)], name="account_id")
