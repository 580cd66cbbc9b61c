"""What a method would have missed by in the past: rolling origin, scaled as MASE (metrics.md J, J1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kam.forecast.methods import Method, Series, yearly_changes


@dataclass(frozen=True)
class Score:
    """One-step errors of a method (what came less what was forecast), oldest first, and their mean size in units of the naive's."""

    errors: tuple[Decimal, ...]
    mase: float | None

    @property
    def origins(self) -> int:
        """The number of past quarters that were forecast."""
        return len(self.errors)


def rolling_origin(series: Series, method: Method, first: int) -> Score:
    """Forecasts each quarter of ``series`` from those before it, the first from ``first`` quarters.

    An error is scaled by the mean absolute year-on-year change of the quarters known then (Hyndman and Koehler, International
    Journal of Forecasting 22 (2006) 679-688); an origin where nothing had changed cannot be scaled and is left out.
    """
    scaled = [(series[at] - method(series[:at]), scale(series[:at])) for at in range(first, len(series))]
    judged = [(error, unit) for error, unit in scaled if unit]
    sizes = [float(abs(error) / unit) for error, unit in judged]
    return Score(tuple(error for error, _ in judged), sum(sizes) / len(sizes) if sizes else None)


def scale(series: Series) -> Decimal:
    """The in-sample error of the seasonal naive: the mean absolute year-on-year change."""
    changes = yearly_changes(series)
    return sum((abs(change) for change in changes), Decimal(0)) / len(changes) if changes else Decimal(0)
