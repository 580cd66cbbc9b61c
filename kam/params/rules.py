"""Every threshold of the method: default, unit, range and meaning."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, field_validator, model_validator

from kam.params.advice import AdviceRules
from kam.params.needs import DEFAULT_NEEDS, Need
from kam.params.plan import PlanRules
from kam.params.quality import QualityRules, SignalRules
from kam.params.season import SeasonRules
from kam.params.strength import StrengthRules
from kam.params.strict import Strict, by_alias, filled


def _score(meaning: str) -> Any:
    return Field(default=None, ge=1, le=5, description=f"{meaning}; a score from 1 to 5")


class Band(Strict):
    """What an account must show for one star level; a criterion left empty is not asked for (metrics.md I)."""

    sales_before_below: float | None = Field(
        default=None, gt=0, le=1.0, description="share of trailing-four-quarter net sales of the larger accounts, strictly below (S2)"
    )
    sales_at_least: float | None = Field(
        default=None, ge=0, description="trailing-four-quarter net sales in company currency, instead of the share"
    )
    capital_at_least: float | None = _score("finance: score `capital`")
    countback_dso_at_most: float | None = Field(default=None, ge=0, description="days, median of the last four quarter-ends (S6)")
    past_due_share_at_most: float | None = Field(default=None, ge=0, le=1, description="share of open receivables past due (S5)")
    business_sense_at_least: float | None = _score("mind: score `business_sense`")
    initiative_at_least: float | None = _score("mind: score `initiative`")


_BANDS: dict[str, dict[str, float]] = {
    "4": {"sales_before_below": 0.50, "capital_at_least": 4, "countback_dso_at_most": 30, "past_due_share_at_most": 0.05,
          "business_sense_at_least": 4},
    "3": {"sales_before_below": 0.80, "capital_at_least": 4, "countback_dso_at_most": 60, "past_due_share_at_most": 0.15,
          "business_sense_at_least": 4},
    "2": {"capital_at_least": 3, "initiative_at_least": 3},
}


class StarRules(Strict):
    """The bands from four stars to two (every other rated account has one) and how a star is confirmed (S10)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    four: Band = Field(default=Band(**_BANDS["4"]), alias="4", description="what four stars ask for")
    three: Band = Field(default=Band(**_BANDS["3"]), alias="3", description="what three stars ask for")
    two: Band = Field(default=Band(**_BANDS["2"]), alias="2", description="what two stars ask for")
    hysteresis_quarters: int = Field(
        default=2, ge=1, le=4, description="quarters in which a raw star must stand before the confirmed star follows"
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_bands(cls, given: Any) -> Any:
        """A band that names one criterion keeps the defaults of the others."""
        return filled(by_alias(cls, given), _BANDS)

    @property
    def bands(self) -> dict[int, Band]:
        """Bands by star, highest first."""
        return {4: self.four, 3: self.three, 2: self.two}


class ServiceRules(Strict):
    """When a delivery still counts as on time and in full (E3), and from how many lines a ratio is shown (E6)."""

    otif_tolerance_days: int = Field(default=0, ge=0, le=60, description="days after the promised date that still count as on time")
    otif_tolerance_share: float = Field(default=0.0, ge=0, lt=1, description="share of the ordered quantity that may be missing")
    min_lines: int = Field(default=5, ge=1, le=1000, description="order lines below which only counts are shown")


def _rate(age: str) -> Any:
    return Field(ge=0, le=1, description=f"share expected to be lost of what is {age}")


class LossRates(Strict):
    """The company's own loss rates by age; none has a default (D17)."""

    not_due: float = _rate("not yet due")
    due_1_30: float = _rate("1 to 30 days past due")
    due_31_60: float = _rate("31 to 60 days past due")
    due_61_90: float = _rate("61 to 90 days past due")
    due_91_plus: float = _rate("more than 90 days past due")


class CreditRules(Strict):
    """What only the company itself can say of its receivables."""

    loss_rates: LossRates | None = Field(default=None, description="loss rate of each age; without them the expected loss is not measured")


class SegmentRules(Strict):
    """How k-means is fed and how its number of groups is chosen, declared before the data are seen (metrics.md M)."""

    min_accounts: int = Field(default=30, ge=10, description="accounts below which nothing is clustered")
    max_missing: float = Field(default=0.20, ge=0, lt=1, description="share of missing values above which a feature is dropped")
    winsor_low: float = Field(default=0.02, ge=0, lt=0.5, description="lower winsor quantile, fixed on the reference quarter")
    winsor_high: float = Field(default=0.98, gt=0.5, le=1, description="upper winsor quantile, fixed on the reference quarter")
    k_max: int = Field(default=8, ge=2, le=20, description="largest number of groups tried")
    n_init: int = Field(default=50, ge=50, description="random starts of k-means (M4)")
    gap_draws: int = Field(default=50, ge=20, description="draws of the null (same covariance, no groups) that gap and silhouette are held against; fewer than 20 could never show 5 %")
    bootstrap_draws: int = Field(default=50, ge=20, description="bootstrap samples for stability and assignment confidence")
    min_jaccard: float = Field(default=0.75, gt=0, lt=1, description="mean bootstrap Jaccard at which a group counts as stable")
    min_share: float = Field(default=0.05, ge=0, lt=0.5, description="smallest group as a share of the accounts")
    min_confidence: float = Field(default=0.60, gt=0, le=1, description="share of bootstraps below which an account stands between groups")
    reference_quarter: str = Field(
        default="", pattern=r"^(\d{4}Q[1-4])?$",
        description="quarter whose scaler and centres are kept, written as 2025Q4; empty = the last of the fiscal year before",
    )
    far: float = Field(
        default=2.0, gt=1, le=20, description="distance from the middle of its star, in those of the middle account, from which an account is unlike its star"
    )
    agreement_draws: int = Field(default=999, ge=99, description="resamples for the interval, and permutations for the p, of the agreement with stars")


class WarningRules(Strict):
    """When a change is a reason for early warning (metrics.md H, W1); every threshold is exceeded, never met."""

    silence_ratio: float = Field(default=3.0, gt=0, le=100, description="days since the last order / the account's usual gap (H2)")
    silence_to_last_year: float = Field(
        default=1.5, gt=0, le=100, description="days since the last order / those on the same day a year before (H2)"
    )
    range_points: int = Field(default=5, ge=4, le=40, description="year-on-year differences from which an account's own range is judged")
    category_loss: float = Field(default=0.25, ge=0, lt=1, description="share of last year's number of categories that is no longer bought")
    later_payment_days: float = Field(default=15, ge=0, le=365, description="days beyond terms more than in the same quarter last year")
    otif_drop: float = Field(default=0.10, ge=0, lt=1, description="share of lines on time in full less than in the same quarter last year")
    loss: float = Field(default=0.30, gt=0, lt=1, description="share of last year's net sales lost in the quarter after, which the backtest calls a loss")
    backtest_cases: int = Field(default=10, ge=5, le=10000, description="past cases from which a rate of losses may be called a probability")


class ForecastRules(Strict):
    """From how much history a forecast may be more than last year's quarter (metrics.md J)."""

    quarters: int = Field(default=8, ge=8, le=40, description="whole quarters below which last year's quarter alone is shown, with low confidence; also those before the first past forecast")
    origins: int = Field(default=4, ge=1, le=40, description="past quarters on which a challenger must have been tried: once in each season")
    range_share: float = Field(default=0.80, gt=0.5, lt=1, description="share of cases in which what comes should lie in the range")


class TeamRules(Strict):
    """What a team must show, and where its hours stray from the sales (method 1.3, 3.1, 3.2)."""

    visit_days: int = Field(default=92, ge=1, le=1000, description="days since our executive's last visit above which one is missing: once a quarter")
    departments_partner: int = Field(default=2, ge=1, le=10, description="departments that a partnership (cooperative, interdependent) asks for")
    departments_embedded: int = Field(default=3, ge=1, le=10, description="departments that an embedded partnership (integrated) asks for")
    top_share: float = Field(default=0.20, gt=0, lt=1, description="share of the accounts that deserve most of the attention, the largest ones")
    hours_gap: float = Field(default=0.02, ge=0, lt=1, description="share of hours less share of net sales beyond which an account is named as served more or less than it brings")


class BriefRules(Strict):
    """Which changes the brief calls no change."""

    level_sales: float = Field(default=0.01, ge=0, lt=1, description="growth of the key accounts' net sales up to which they buy as much as a year ago")
    level_past_due: float = Field(default=0.01, ge=0, lt=1, description="change of their past-due share up to which they pay as a year ago")


class Rules(Strict):
    """All thresholds in force for one quarter."""

    tiny_base: float = Field(default=0.0, ge=0, description="comparison base, in company currency, at or below which no growth is shown (G12)")
    max_key_accounts: int = Field(default=30, ge=1, description="key accounts shown where sales alone decide (S11)")
    major_customer_share: float = Field(default=0.10, gt=0, le=1, description="share of revenue from which a customer is major (IFRS 8.34)")
    stars: StarRules = Field(default_factory=StarRules, description="the star rules")
    service: ServiceRules = Field(default_factory=ServiceRules, description="delivery tolerances")
    credit: CreditRules = Field(default_factory=CreditRules, description="loss rates of receivables")
    season: SeasonRules = Field(default_factory=SeasonRules, description="whom to ship to before the season")
    segments: SegmentRules = Field(default_factory=SegmentRules, description="k-means beside the stars")
    needs: dict[str, Need] = Field(default=DEFAULT_NEEDS, description="what accounts ask for, by id; a need that is named here keeps its other defaults")
    warning: WarningRules = Field(default_factory=WarningRules, description="early warning")
    team: TeamRules = Field(default_factory=TeamRules, description="the teams around the accounts and their hours")
    brief: BriefRules = Field(default_factory=BriefRules, description="the brief's verdict")
    forecast: ForecastRules = Field(default_factory=ForecastRules, description="the next quarter's net sales")
    strength: StrengthRules = Field(default_factory=StrengthRules, description="scores, stages and the portfolio")
    advice: AdviceRules = Field(default_factory=AdviceRules, description="measures and cooperation modes")
    plan: PlanRules = Field(default_factory=PlanRules, description="proposals of the coming quarter's plan")
    quality: QualityRules = Field(default_factory=QualityRules, description="sales quality")
    signals: SignalRules = Field(default_factory=SignalRules, description="when a signal is raised")

    @field_validator("needs", mode="before")
    @classmethod
    def _fill_needs(cls, given: Any) -> Any:
        """A need that names one thing keeps the defaults of the others, and the other needs stay."""
        return filled(given, DEFAULT_NEEDS)

    @model_validator(mode="after")
    def _needs_described(self) -> Rules:
        self.advice.refuse_unknown_needs(tuple(self.needs))
        return self
