"""From a series of quarters to the one after it: the baseline and its challengers (metrics.md J, J1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

SEASONS = 4
CENT = Decimal("0.01")
Series = Sequence[Decimal]
Method = Callable[[Series], Decimal]
# How fast level and season follow what came, every pair that does not overshoot; (0, 1) is the seasonal naive itself.
STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
PAIRS = np.array([(level, season) for level in STEPS for season in STEPS if level + season <= 1])


def seasonal_naive(series: Series) -> Decimal:
    """The same quarter of last year, exactly (J1)."""
    return series[-SEASONS]


def seasonal_drift(series: Series) -> Decimal:
    """The same quarter of last year plus the mean of all year-on-year changes so far."""
    changes = yearly_changes(series)
    return cents(series[-SEASONS] + sum(changes, Decimal(0)) / len(changes))


def exponential_smoothing(series: Series) -> Decimal:
    """Holt-Winters' additive smoothing of level and season, without trend: two years of quarters cannot bear a slope.

    It starts from the first year; of all pairs of steps the one with the least squared one-step error in the series is taken.
    Source: Hyndman et al., Forecasting with Exponential Smoothing (2008), ETS(A,N,A).
    """
    values = np.array([float(value) for value in series])
    level = np.full(len(PAIRS), values[:SEASONS].mean())
    season = np.tile(values[:SEASONS] - values[:SEASONS].mean(), (len(PAIRS), 1))
    squared = np.zeros(len(PAIRS))
    for at, value in enumerate(values[SEASONS:]):
        error = value - level - season[:, at % SEASONS]
        squared += error**2
        level += PAIRS[:, 0] * error
        season[:, at % SEASONS] += PAIRS[:, 1] * error
    best = int(np.argmin(squared))
    return cents(Decimal(float(level[best] + season[best, len(values) % SEASONS])))


CHALLENGERS: dict[str, Method] = {method.__name__: method for method in (seasonal_drift, exponential_smoothing)}


def yearly_changes(series: Series) -> list[Decimal]:
    """Each quarter less the same one of the year before: the in-sample errors of the seasonal naive."""
    return [later - earlier for earlier, later in zip(series, series[SEASONS:], strict=False)]


def cents(value: Decimal) -> Decimal:
    """An estimate has no digits beyond the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)
