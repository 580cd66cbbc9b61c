"""Which measures 帮控措施 and which cooperation mode follow from an account's figures: rules to read and to change (1, 2.5, 3.2)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from kam.params.asked import Condition
from kam.params.strict import Strict, filled

Star = Literal[4, 3, 2, 1]
Mode = Literal["single contact", "partner", "embedded partner"]
RUNGS: dict[str, int] = {"single contact": 1, "partner": 2, "embedded partner": 3}


class Rule(Strict):
    """Conditions on an account's figures; a rule without any always holds."""

    all_of: tuple[Condition, ...] = Field(default=(), description="every one of these must hold")
    any_of: tuple[Condition, ...] = Field(default=(), description="and at least one of these, where there are any")


class Measure(Rule):
    """A measure and when it applies now."""

    text: dict[Literal["en", "zh"], str] = Field(description="the measure in words, in each language")
    stars: tuple[Star, ...] = Field(default=(), description="stars for which the method names it; empty for what depends on no star")


class ModeRule(Rule):
    """What an account must show for a mode; the first rule that holds is proposed."""

    mode: Mode = Field(description="single contact, partner or embedded partner")


def _measure(en: str, zh: str, *stars: int, **conditions: list[str]) -> Measure:
    return Measure.model_validate({"text": {"en": en, "zh": zh}, "stars": stars, **conditions})


# The method's table of measures by star, each with the figures that say whether it applies now.
DEFAULT_MEASURES = {
    "promotion_support": _measure(
        "promotion support", "促销支持", 4, 3,
        any_of=["net_sales_growth < -5 %", "target_attainment < 90 %", "sell_through < 60 %", "weeks_of_stock > 16"]),
    "business_coaching": _measure(
        "business coaching", "业务指导", 4, 3, 2, any_of=["score_business_sense < 4", "score_methods < 3.5", "score_management < 3.5"]),
    "year_end_rebate": _measure(
        "booked year-end rebate", "已入账的年终返利", 4, all_of=["rebates_year > 0", "rebates_not_booked <= 0"]),
    "credit_days": _measure(
        "some credit days allowed", "允许一定账期", 3, all_of=["past_due_share <= 15 %", "countback_dso_4q <= 60"]),
    "credit_management": _measure(
        "credit management", "信用管理", 2, any_of=["past_due_share > 15 %", "utilisation > 100 %", "countback_dso_4q > 60", "days_beyond_terms > 15"]),
    "goods_within_rebate": _measure(
        "goods placed kept to the whole year's rebate", "铺货额控制在全年返利以内", 2, any_of=["consignment_cover > 1"]),
    "replacement": _measure(
        "replacement by a suitable account", "以合适的客户替换", 1, all_of=["replacement_candidates > 0"]),
    "strict_credit": _measure(
        "strict credit management", "严格的信用管理", 1, any_of=["open_receivables > 0", "past_due_share > 0"]),
}  # fmt: skip

# From needs, service, credit, quality and scores, whatever the star.
DEFAULT_TAILORED = {
    "delivery_days": _measure(
        "Agree fixed delivery days and hold its season's stock ready", "约定固定到货日，旺季前备货", any_of=["need_gap_ratio:lead_time > 0", "otif_rate < 80 %"]),
    "smaller_lots": _measure(
        "Deliver in smaller lots and more often", "小批量、多批次交货", any_of=["need_gap_ratio:lot > 0", "need_gap_ratio:batches > 0", "need_gap_ratio:cycle > 0"]),
    "staff_training": _measure(
        "Train its sales staff", "代培推销员", any_of=["need_gap_ratio:training > 0", "score_staff < 3"]),
    "market_research": _measure(
        "Do the market research it asks for", "开展其所需的市场调查", any_of=["need_gap_ratio:market_research > 0"]),
    "payment_plan": _measure(
        "Agree a payment plan for what is past due", "就逾期款约定还款计划", any_of=["past_due_share > 15 %", "days_beyond_terms > 15"]),
    "limit_review": _measure(
        "Review its credit limit, or ask for part payment before the next delivery", "复核信用额度，或下批发货前先回部分货款", any_of=["utilisation > 100 %"]),
    "smaller_first_order": _measure(
        "Order less first and replenish by what sells", "首单少订，按动销补货",
        any_of=["return_rate_ttm > 15 %", "sell_through < 50 %", "weeks_of_stock > 16"]),
    "price_review": _measure(
        "Go through the prices we gave it", "复核对其供货价格", any_of=["dumping_share > 15 %", "price_realisation < 90 %"]),
    "territory_talk": _measure(
        "Ask where the goods shipped elsewhere are sold, and confirm its territories", "询问发往他区货品的去向，并确认其授权区域", any_of=["diversion_share > 10 %"]),
    "quality_talk": _measure(
        "Go through how its sales were made", "逐项了解其销售的实现方式", any_of=["quality_index < 0.6", "onward_share > 50 %"]),
    "larger_share": _measure(
        "Win a larger share of what it buys: offer the categories it buys elsewhere", "扩大占其进货的比重：补其向他人采购的品类",
        all_of=["purchase_share < 30 %", "strength >= 3.5"]),
}  # fmt: skip

DEFAULT_MODES = tuple(
    ModeRule.model_validate(rule)
    for rule in (
        {"mode": "embedded partner", "all_of": ["stars >= 3", "strength >= 3.5", "capability >= 3.5", "purchase_share >= 30 %", "past_due_share <= 5 %"]},
        {"mode": "partner", "all_of": ["stars >= 3", "capability >= 3", "past_due_share <= 15 %"]},
        {"mode": "single contact"},
    )
)


class AdviceRules(Strict):
    """Measures by star, tailored measures, and the ordered rules of the cooperation mode."""

    measures: dict[str, Measure] = Field(default=DEFAULT_MEASURES, description="measures by star; one that is named here keeps its other defaults")
    tailored: dict[str, Measure] = Field(default=DEFAULT_TAILORED, description="measures that depend on no star; one that is named here keeps its other defaults")
    modes: tuple[ModeRule, ...] = Field(default=DEFAULT_MODES, min_length=1, description="cooperation modes, the first that holds is proposed; a list given here replaces this one")
    replacement_stars: int = Field(default=2, ge=2, le=4, description="stars from which an account may take the place of one with a single star")

    @field_validator("measures", mode="before")
    @classmethod
    def _fill_measures(cls, given: Any) -> Any:
        return filled(given, DEFAULT_MEASURES)

    @field_validator("tailored", mode="before")
    @classmethod
    def _fill_tailored(cls, given: Any) -> Any:
        return filled(given, DEFAULT_TAILORED)

    @model_validator(mode="after")
    def _reachable(self) -> AdviceRules:
        """A rule without conditions always holds, so that none after it is ever reached."""
        for rule in self.modes[:-1]:
            if not rule.all_of and not rule.any_of:
                raise ValueError(f"mode '{rule.mode}' has no conditions and is not the last; move it to the end")
        return self

    def refuse_unknown_needs(self, known: tuple[str, ...]) -> None:
        """Raise ValueError with the nearest name where a condition asks for a need that params do not describe."""
        for name, rule in [*self.measures.items(), *self.tailored.items(), *((one.mode, one) for one in self.modes)]:
            for condition in (*rule.all_of, *rule.any_of):
                if condition.need and condition.need not in known:
                    near = get_close_matches(condition.need, known, n=1, cutoff=0.0)
                    raise ValueError(f"advice.{name} asks for the need '{condition.need}'; did you mean '{near[0]}'?")
