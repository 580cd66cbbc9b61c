"""Scores of strength and capability, the stages of a relationship, and the axes of the portfolio (2.2, 2.3, 3.2, metrics.md K)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from kam.params.asked import refuse_unknown
from kam.params.strict import Strict, filled

Group = Literal["strength", "capability", "mind"]


class Criterion(Strict):
    """One criterion of the scorecard: the group it counts for, and what each score from 1 to 5 means (K2)."""

    group: Group = Field(description="`strength` 实力, `capability` 能力, or `mind` for what counts for neither")
    anchors: dict[Literal["en", "zh"], list[str]] = Field(description="what 1, 2, 3, 4 and 5 mean, in each language")

    @field_validator("anchors")
    @classmethod
    def _five(cls, given: dict[str, list[str]]) -> dict[str, list[str]]:
        for language, texts in given.items():
            if len(texts) != 5:
                raise ValueError(f"{language} has {len(texts)} anchors; write five, for the scores 1 to 5")
        return given


def _criterion(group: Group, en: str, zh: str) -> Criterion:
    return Criterion(group=group, anchors={"en": en.split(" | "), "zh": zh.split(" | ")})


DEFAULT_CRITERIA = {
    "capital": _criterion(
        "strength",
        "pays from hand to mouth | pays out of what it has just sold | has means for a normal season | has means for a bad season too | pays ahead, accounts audited",
        "现款周转、朝不保夕 | 卖多少付多少 | 资金可撑过正常一季 | 淡季亦有余力 | 提前付款，账目经审计",
    ),
    "relations": _criterion(
        "strength",
        "unknown in its town | known to its neighbours | good standing with landlords and other traders | called upon by malls and authorities | opens doors in the whole territory",
        "当地无人知晓 | 仅左邻右舍相识 | 与房东、同行关系良好 | 商场与主管部门乐于合作 | 能打通整个区域的关系",
    ),
    "logistics": _criterion(
        "strength",
        "neither store nor vehicle | a corner of the shop as store | a store of its own, hired transport | store and vehicle for the season | store, fleet and stock records, serves its own dealers",
        "无仓库、无车辆 | 店内堆放 | 有自用仓库，外雇车辆 | 仓储车辆可应付旺季 | 仓储、车队、库存账齐备，可供下级分销",
    ),
    "staff": _criterion(
        "strength",
        "the owner alone | family helps out | hired sales staff, untrained | trained staff with a shop manager | a team of managers, trainers and display staff",
        "老板一人 | 家人帮忙 | 有雇员但未受训 | 店长与受训导购齐备 | 有店长、培训、陈列等完整团队",
    ),
    "management": _criterion(
        "capability",
        "no records | a cash book | monthly accounts by shop | budget, stock and staff plans that are kept | figures by article and shop every week, acted upon",
        "无账可查 | 仅有流水账 | 按店按月核算 | 预算、库存、人员有计划并执行 | 每周按款按店分析并据此行动",
    ),
    "business_sense": _criterion(
        "capability",
        "buys what is cheap | follows its neighbours | knows what sells and why | plans its range by its shoppers | develops its market ahead of others",
        "图便宜进货 | 跟风进货 | 清楚何种好卖及原因 | 按目标顾客组货 | 先人一步开拓市场",
    ),
    "methods": _criterion(
        "capability",
        "waits for shoppers | marks down when stock grows | runs the promotions we propose | plans its own promotions and displays | tests, measures and teaches its methods",
        "坐等顾客 | 货多就打折 | 能执行我方促销 | 自行策划促销与陈列 | 试验、评估并带动他店",
    ),
    "initiative": _criterion(
        "mind",
        "has to be asked for everything | answers when asked | reports by itself | proposes by itself | carries joint projects",
        "事事要催 | 有问才答 | 主动汇报 | 主动提出建议 | 主动承担共同项目",
    ),
}  # fmt: skip

# 3.2: the practice's three modes are the rungs; the stages of Millman & Wilson (1995) stand beside them.
DEFAULT_STAGES = {
    "single contact": 1, "exploratory": 1, "basic": 1, "单一沟通": 1, "探索期": 1, "基础期": 1,
    "partner": 2, "cooperative": 2, "interdependent": 2, "合作伙伴型": 2, "合作期": 2, "互依期": 2,
    "embedded partner": 3, "embedded": 3, "integrated": 3, "镶嵌式": 3, "一体期": 3,
}  # fmt: skip


class Scale(Strict):
    """How a figure becomes a mark: 1 at ``low``, 5 at ``high``, linear between, clipped outside; low may lie above high."""

    low: float = Field(description="value that is marked 1, in the figure's own unit")
    high: float = Field(description="value that is marked 5")
    weight: float = Field(default=1.0, gt=0, le=100, description="weight in the mean of its axis")

    @model_validator(mode="after")
    def _two_ends(self) -> Scale:
        if self.low == self.high:
            raise ValueError(f"low and high are both {self.low:g}; a scale has two ends")
        return self


def _scale(low: float, high: float) -> Scale:
    return Scale(low=low, high=high)


_ATTRACTIVENESS = {
    "sales_before": _scale(1.0, 0.0), "net_sales_growth": _scale(-0.2, 0.2), "territory_room": _scale(0.0, 1.0), "strength": _scale(1, 5),
}  # fmt: skip
_RELATIVE_STRENGTH = {
    "purchase_share": _scale(0.0, 0.5), "relationship_stage": _scale(1, 3), "otif_rate": _scale(0.6, 1.0), "needs_met": _scale(0.0, 1.0),
}  # fmt: skip


class MatrixRules(Strict):
    """The two axes of the portfolio: figures by id, each with its scale."""

    attractiveness: dict[str, Scale] = Field(default=_ATTRACTIVENESS, min_length=1, description="how much an account is worth winning, whoever serves it")
    relative_strength: dict[str, Scale] = Field(default=_RELATIVE_STRENGTH, min_length=1, description="how well we stand with it against its other suppliers")
    high_from: float = Field(default=3.0, gt=1, lt=5, description="mark from which an axis counts as high")

    @field_validator("attractiveness", "relative_strength")
    @classmethod
    def _known(cls, given: dict[str, Scale]) -> dict[str, Scale]:
        for metric in given:
            refuse_unknown(metric)
        return given


class StrengthRules(Strict):
    """What scores mean, from which coverage a mean is shown, which rung a recorded stage stands on, and the portfolio."""

    criteria: dict[str, Criterion] = Field(default=DEFAULT_CRITERIA, description="criteria of the scorecard by id; one that is named here keeps its other defaults")
    min_coverage: float = Field(default=0.5, ge=0, le=1, description="part of the criteria or scales below which no mean is shown")
    stages: dict[str, int] = Field(default=DEFAULT_STAGES, description="rung of each recorded stage: 1 single contact, 2 partner, 3 embedded partner")
    matrix: MatrixRules = Field(default_factory=MatrixRules, description="attractiveness beside relative strength")

    @field_validator("criteria", mode="before")
    @classmethod
    def _fill(cls, given: Any) -> Any:
        """A criterion that names one language keeps the other, and the other criteria stay."""
        if not isinstance(given, dict):
            return given
        whole = filled(given, DEFAULT_CRITERIA)
        for name in given:
            entry, default = whole[str(name)], DEFAULT_CRITERIA.get(str(name))
            if isinstance(entry, dict) and default:
                entry["anchors"] = filled(entry["anchors"], default.anchors)
        return whole

    @field_validator("stages")
    @classmethod
    def _rungs(cls, given: dict[str, int]) -> dict[str, int]:
        for stage, rung in given.items():
            if rung not in (1, 2, 3):
                raise ValueError(f"stage '{stage}' stands on rung {rung}; 1 is single contact, 2 partner, 3 embedded partner")
        return {**DEFAULT_STAGES, **given}

    def of_group(self, group: str) -> tuple[str, ...]:
        """The criteria that count for a group, in order."""
        return tuple(name for name, criterion in self.criteria.items() if criterion.group == group)
