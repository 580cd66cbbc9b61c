"""From figures to a scaled matrix: log, winsor limits, median and interquartile range, fixed on a reference quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm, spearmanr

from kam.params.rules import SegmentRules

FEATURES = (
    "net_sales_ttm",
    "yoy",
    "return_rate_ttm",
    "price_realisation_ttm",
    "countback_dso_4q",
    "past_due_share",
    "utilisation",
    "otif_rate_ttm",
)
"""In this order: of two redundant features the later one is dropped."""

LOGGED = frozenset({"net_sales_ttm"})
NORMAL_IQR = float(2 * norm.ppf(0.75))
"""Interquartile range of normal values in standard deviations."""

MIN_FEATURES = 3
MAX_CORRELATION = 0.9
MIN_WIDTH, MAX_WIDTH = 0.5, 1.0
"""Bounds of the interquartile range, as shares of the one that normal values of the same standard deviation have."""


@dataclass(frozen=True)
class Scale:
    """How one feature is filled, limited and scaled, in logs where `logged`."""

    logged: bool
    low: float
    high: float
    median: float
    width: float

    @classmethod
    def of(cls, column: pd.Series, logged: bool, rules: SegmentRules) -> Scale:
        """Limits, median and width of `column` of shape (n_accounts,).

        The width is the interquartile range of the limited values, kept between half and once the range of normal values with
        the same standard deviation. A feature that is 0 for most accounts has a range near 0 and would drown the others; one
        that tells groups apart has its quartiles in different groups and would be shrunk just where it matters.
        """
        values = _log(column, logged)
        low, high = float(values.quantile(rules.winsor_low)), float(values.quantile(rules.winsor_high))
        limited = values.clip(low, high)
        iqr = limited.quantile(0.75) - limited.quantile(0.25)
        normal = NORMAL_IQR * limited.std(ddof=0)
        width = np.clip(iqr, MIN_WIDTH * normal, MAX_WIDTH * normal)
        return cls(logged, low, high, float(limited.median()), float(width))

    @property
    def middle(self) -> float:
        """The median in original units."""
        return float(np.sign(self.median) * np.expm1(abs(self.median))) if self.logged else self.median

    def __call__(self, column: pd.Series) -> pd.Series:
        """Scaled values of shape (n_accounts,); missing ones are the median, 0."""
        limited = _log(column, self.logged).clip(self.low, self.high)
        return ((limited - self.median) / self.width).fillna(0.0)


@dataclass(frozen=True)
class Scaler:
    """The scales of the features used, fitted once on a reference quarter and kept."""

    scales: dict[str, Scale]

    def __call__(self, features: pd.DataFrame) -> pd.DataFrame:
        """Scaled matrix of shape (n_accounts, n_used), sorted by account; a feature that is absent is imputed throughout."""
        clean = _clean(features)
        return pd.DataFrame({name: scale(clean[name]) for name, scale in self.scales.items()}, index=clean.index)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers that `from_dict` reads back."""
        return {name: vars(scale).copy() for name, scale in self.scales.items()}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Scaler:
        """The scaler that `to_dict` wrote, its features in their own order again: a file sorts them by name."""
        return cls({name: Scale(**kept[name]) for name in FEATURES if name in kept})


@dataclass(frozen=True)
class Prepared:
    """What k-means is fed with.

    matrix : (n_accounts, n_used) scaled, sorted by account.
    values : (n_accounts, 8) the same accounts in original units, NaN where missing.
    imputed : (n_accounts, n_used) True where the median stands in. The flags are reported, not clustered:
        as columns they would make groups of accounts that are alike only in what we could not measure.
    dropped : feature -> `no input`, `missing 23 %`, `constant`, `redundant with <feature>`.
    reason : why nothing can be clustered, or None.
    """

    matrix: pd.DataFrame
    values: pd.DataFrame
    imputed: pd.DataFrame
    dropped: dict[str, str]
    scaler: Scaler
    reason: str | None

    @property
    def used(self) -> tuple[str, ...]:
        """Features that enter the distances."""
        return tuple(self.matrix.columns)


def prepare(features: pd.DataFrame, rules: SegmentRules, kept: Scaler | None = None) -> Prepared:
    """Choose, fill, limit and scale the features; with a `kept` scaler as it scaled those of the reference quarter.

    features : (n_accounts, n_features) floats, NaN = missing, index account_id in any order, columns a subset of FEATURES.
    """
    values = _clean(features)
    scales, dropped = _refitted(values, rules) if kept is None else _reused(values, rules, kept)
    scaler = Scaler(scales)
    reason = "too few features" if len(scales) < MIN_FEATURES else None
    return Prepared(scaler(features), values, values[list(scales)].isna(), dropped, scaler, reason)


def _refitted(values: pd.DataFrame, rules: SegmentRules) -> tuple[dict[str, Scale], dict[str, str]]:
    """The scales that these accounts suggest, and why the other features are dropped."""
    dropped: dict[str, str] = {}
    scales: dict[str, Scale] = {}
    for name in FEATURES:
        scale = Scale.of(values[name], name in LOGGED, rules) if values[name].notna().any() else None
        reason = _unusable(values[name], scale, rules) or _redundant(values, name, list(scales))
        if reason or scale is None:
            dropped[name] = reason or "no input"
        else:
            scales[name] = scale
    return scales, dropped


def _reused(values: pd.DataFrame, rules: SegmentRules, kept: Scaler) -> tuple[dict[str, Scale], dict[str, str]]:
    """The kept scales of the features that these accounts have, and why the others are dropped."""
    found = {name: _missing(values[name], rules) or _not_reusable(values[name], kept.scales.get(name)) for name in FEATURES}
    return {name: scale for name, scale in kept.scales.items() if found[name] is None}, {name: reason for name, reason in found.items() if reason}


def _clean(features: pd.DataFrame) -> pd.DataFrame:
    """All of FEATURES as floats, infinities missing, sorted by account as text; `features` itself is not changed."""
    unknown = [str(name) for name in features.columns if name not in FEATURES]
    if unknown or not features.index.is_unique:
        raise ValueError(f"features must have one row per account and columns of {FEATURES}; not known: {unknown}")
    clean = features.reindex(columns=list(FEATURES)).astype(float).replace([np.inf, -np.inf], np.nan)
    clean.index = clean.index.astype(str).rename("account_id")
    return clean.sort_index()


def _not_reusable(column: pd.Series, scale: Scale | None) -> str | None:
    """Why a kept scale is of no use for a column of shape (n_accounts,)."""
    if scale is None:
        return "not in the reference quarter"
    return "constant" if scale(column).nunique() < 2 else None


def _unusable(column: pd.Series, scale: Scale | None, rules: SegmentRules) -> str | None:
    """Why a column of shape (n_accounts,) cannot be used by itself."""
    missing = _missing(column, rules)
    if missing or scale is None:
        return missing or "no input"
    if scale.width <= 1e-9 * max(1.0, abs(scale.median)):
        return "constant"
    return None


def _missing(column: pd.Series, rules: SegmentRules) -> str | None:
    """Whether too few values of a column of shape (n_accounts,) are known."""
    missing = float(column.isna().mean())
    if not missing < 1:
        return "no input"
    return f"missing {missing:.0%}".replace("%", " %") if missing >= rules.max_missing and missing > 0 else None


def _redundant(values: pd.DataFrame, name: str, kept: list[str]) -> str | None:
    """The first kept feature that ranks the accounts (nearly) as `name` does."""
    for other in kept:
        both = values[[name, other]].dropna()
        if len(both) < 3 or both.nunique().min() < 2:
            continue
        if abs(float(spearmanr(both[name], both[other]).statistic)) > MAX_CORRELATION:
            return f"redundant with {other}"
    return None


def _log(column: pd.Series, logged: bool) -> pd.Series:
    """Log of 1 + |x| with the sign of x, where `logged`."""
    return np.sign(column) * np.log1p(column.abs()) if logged else column
