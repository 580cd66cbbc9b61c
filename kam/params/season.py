"""Whom to ship to before the season: how late and how far into its limit an account of each star may be (1 of the method, measures)."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, model_validator

from kam.params.strict import Strict, by_alias, filled


class CreditMeasure(Strict):
    """What is still tolerated of one star; an account without stars is treated as one of one star."""

    days_late: int = Field(ge=0, le=365, description="days that an undisputed item may be past due before deliveries are held")
    limit_share: float = Field(gt=0, le=2, description="share of the credit limit up to which is delivered")


# Paid well, some credit days allowed, credit management, strict credit management: the method's table of measures.
_MEASURES: dict[str, dict[str, float]] = {
    "4": {"days_late": 30, "limit_share": 1.0},
    "3": {"days_late": 30, "limit_share": 1.0},
    "2": {"days_late": 10, "limit_share": 1.0},
    "1": {"days_late": 0, "limit_share": 0.8},
}


class SeasonRules(Strict):
    """When deliveries of the coming season are held, and up to which amount they are released."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    four: CreditMeasure = Field(default=CreditMeasure.model_validate(_MEASURES["4"]), alias="4", description="what four stars may")
    three: CreditMeasure = Field(default=CreditMeasure.model_validate(_MEASURES["3"]), alias="3", description="what three stars may")
    two: CreditMeasure = Field(default=CreditMeasure.model_validate(_MEASURES["2"]), alias="2", description="what two stars may")
    one: CreditMeasure = Field(default=CreditMeasure.model_validate(_MEASURES["1"]), alias="1", description="what one star, or none, may")
    ignored_share: float = Field(default=0.02, ge=0, lt=1, description="share of the exposure that may be late beyond these days without a hold")

    @model_validator(mode="before")
    @classmethod
    def _fill_measures(cls, given: Any) -> Any:
        """A star that names one thing keeps the default of the other."""
        return filled(by_alias(cls, given), _MEASURES)

    def of(self, stars: int) -> CreditMeasure:
        """The measure of a star; 0 = not rated."""
        return {4: self.four, 3: self.three, 2: self.two}.get(stars, self.one)
