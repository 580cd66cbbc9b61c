"""How findings become proposals of the coming quarter's plan, and what the plans call our figures (4.1 to 4.4, metrics.md L)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from kam.params.strict import Strict, filled

Form = Literal["group meeting", "on-site coaching", "training"]


class Work(Strict):
    """What a finding leads to: the form of work, its workload, and by when it is due."""

    form: Form = Field(description="form of work (4.4)")
    hours: float = Field(gt=0, le=500, description="workload, hours")
    week: int = Field(ge=1, le=13, description="week of the coming quarter at whose Friday it is due")


class OwnMetric(Strict):
    """A figure that only the company measures, such as 坪效, by the name that its plans give it."""

    better: Literal["up", "down"] = Field(description="which way is better: up or down")


# In order of importance: what was promised first, then money, then what may be lost, then what they ask for, then ourselves.
DEFAULT_WORK: dict[str, Work] = {
    "overdue": Work(form="group meeting", hours=4, week=3),
    "credit": Work(form="group meeting", hours=4, week=4),
    "silent": Work(form="on-site coaching", hours=6, week=2),
    "below_range": Work(form="on-site coaching", hours=8, week=5),
    "fewer_categories": Work(form="on-site coaching", hours=10, week=6),
    "signal": Work(form="group meeting", hours=4, week=5),
    "service": Work(form="group meeting", hours=8, week=6),
    "need": Work(form="group meeting", hours=4, week=7),
    "training": Work(form="training", hours=24, week=9),
    "finance": Work(form="group meeting", hours=4, week=8),
    "sales": Work(form="on-site coaching", hours=10, week=10),
    "mind": Work(form="training", hours=16, week=10),
    "team": Work(form="group meeting", hours=3, week=3),
}
DEFAULT_WORDS = {
    "past_due_share": ["逾期占比", "逾期率"],
    "return_rate": ["退货率"],
    "target_attainment": ["目标达成率"],
    "otif_rate": ["准时足量率"],
    "net_sales": ["净销售额"],
}


class PlanRules(Strict):
    """Which finding leads to which task, and the words of the plans for figures of ours."""

    work: dict[str, Work] = Field(default=DEFAULT_WORK, description="finding: form, hours and week; one that is named here keeps its place in the order")
    most_tasks: int = Field(default=8, ge=1, le=50, description="tasks proposed for one account, the most important first")
    past_due_share: float = Field(default=0.05, ge=0, lt=1, description="past-due share of receivables above which a reconciliation is proposed")
    target_growth: float = Field(default=0.05, ge=-0.5, le=2, description="growth over the same quarter a year before in the net sales proposed as target")
    metrics: dict[str, list[str]] = Field(default=DEFAULT_WORDS, description="figure: what plans call it; a name that ends with % states target and result in per cent")

    own_metrics: dict[str, OwnMetric] = Field(default={}, description="figures of the company's own that plans name: {坪效: {better: up}}; without it nobody knows whether a target was reached")

    @field_validator("work", mode="before")
    @classmethod
    def _fill_work(cls, given: Any) -> Any:
        """Work that names one thing keeps its other defaults, and other work stays."""
        if not isinstance(given, dict):
            return given
        unknown = [name for name in given if name not in DEFAULT_WORK]
        if unknown:
            raise ValueError(f"'{unknown[0]}' is no finding that leads to a task; known are {', '.join(DEFAULT_WORK)}")
        return filled(given, DEFAULT_WORK)

    @field_validator("metrics", mode="before")
    @classmethod
    def _fill_metrics(cls, given: Any) -> Any:
        """Words of their own stand in place of the default ones of that figure only."""
        return {**DEFAULT_WORDS, **given} if isinstance(given, dict) else given
