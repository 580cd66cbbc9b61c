"""How sales quality is read (C6, C9, C10, C15) and when a signal is raised (W1)."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from kam.params.strict import Strict


class Scale(Strict):
    """From the value that scores 1 to the value that scores 0, linear between, clipped outside (C15)."""

    good: float = Field(ge=-10, le=100, description="value that scores 1")
    bad: float = Field(ge=-10, le=100, description="value that scores 0")

    @model_validator(mode="after")
    def _apart(self) -> Scale:
        if self.good == self.bad:
            raise ValueError("`good` and `bad` are the same value; a scale needs two")
        return self


def _scale(good: float, bad: float, meaning: str) -> Scale:
    scale: Scale = Field(default=Scale(good=good, bad=bad), description=meaning)
    return scale


class Scales(Strict):
    """The eight parts of sales quality, in the order in which a tie for the worst is decided."""

    return_rate: Scale = _scale(0, 0.15, "share of gross sales that came back")
    price_realisation: Scale = _scale(1, 0.85, "value / value at guide price")
    dumping_share: Scale = _scale(0, 0.15, "share of value sold below the floor")
    diversion_share: Scale = _scale(0, 0.10, "share of value shipped outside the contracted territories")
    onward_share: Scale = _scale(0, 0.50, "declared share sold on to other dealers")
    quarter_end_loading: Scale = _scale(1, 2.5, "weight of the quarter's end against the usual one")
    receivable_gap: Scale = _scale(0, 0.20, "growth of receivables less growth of sales, 0.20 = 20 points")
    sell_through: Scale = _scale(1, 0.50, "pieces sold to shoppers / pieces invoiced")


class QualityRules(Strict):
    """What enters the figures of sales quality (metrics.md C)."""

    floor_share: float = Field(default=0.85, gt=0, le=1, description="floor as a share of the guide price, where the price list has none (C6)")
    window_days: int = Field(default=10, ge=1, le=60, description="working days at the quarter's end that are looked at (C9)")
    holidays: list[date] = Field(default_factory=list, description="public holidays on Mondays to Fridays (C10)")
    make_up_days: list[date] = Field(default_factory=list, description="Saturdays and Sundays that are worked (C10)")
    min_coverage: float = Field(default=0.50, ge=0, le=1, description="share of the eight parts below which there is no index (C15)")
    scales: Scales = Field(default_factory=Scales, description="good and bad end of each part (C15)")


class SignalRules(Strict):
    """Thresholds of the signals, exceeded and never met (W1); silence and later payment have theirs under `warning`."""

    diversion_share: float = Field(default=0.10, ge=0, le=1, description="share of value shipped outside the contracted territories")
    dumping_share: float = Field(default=0.15, ge=0, le=1, description="share of value sold below the floor")
    quarter_end_loading: float = Field(default=2.0, ge=0, le=100, description="weight of the quarter's end against the usual one")
    consignment_cover: float = Field(default=1.0, ge=0, le=100, description="goods placed / the year's rebate")
    return_allowance: float = Field(default=0.15, ge=0, le=1, description="return rate of four quarters, where the account has no allowance of its own")
    receivable_gap: float = Field(default=0.20, ge=0, le=10, description="growth of receivables less growth of sales, 0.20 = 20 points")
    bands_above_star: int = Field(default=1, ge=0, le=3, description="bands by which sales may stand above the star (S9)")
    incidents: int = Field(default=0, ge=0, le=100, description="recorded incidents of one kind in four quarters")
    high_share: float = Field(default=0.05, gt=0, le=1, description="share of trailing net sales from which a signal is of high severity")
    medium_share: float = Field(default=0.01, gt=0, le=1, description="share of trailing net sales from which it is of medium severity")
    near_share: float = Field(default=0.80, gt=0, le=1, description="part of a threshold beyond which a value nearly raised its signal")
