"""Figures of an account that rules may ask for, and how a condition on one is written."""

from __future__ import annotations

import difflib
import re
from typing import Any, Literal

from pydantic import Field, model_validator

from kam.params.strict import Strict

# Figures of one account; one that the review does not measure yet makes a condition unknown, never false.
ASKABLE = (
    "net_sales", "net_sales_ttm", "net_sales_growth", "share", "territory_share", "territory_room", "sales_before", "stars", "stars_raw", "big_but_risky",
    "return_rate", "return_rate_ttm", "price_realisation", "discount_depth", "dumping_share", "diversion_share", "onward_share", "quarter_end_loading",
    "receivable_gap", "sell_through", "weeks_of_stock", "quality_index", "quality_coverage",
    "open_receivables", "dso", "countback_dso", "countback_dso_4q", "days_beyond_terms", "past_due_share", "utilisation", "exposure", "cei", "disputed",
    "consignment_cover", "consigned_value", "rebates_accrued", "rebates_year", "rebates_not_booked",
    "otif_rate", "fill_rate", "lead_time_median", "lead_time_p90", "lot_median", "batches", "cycle_median",
    "needs_short", "needs_met", "need_gap", "need_gap_ratio", "silence_ratio", "days_since_last_order", "warning_reasons",
    "contribution", "account_margin", "purchase_share", "target_attainment", "team_gaps", "late_tasks", "open_tasks",
    "strength", "capability", "attractiveness", "relative_strength", "relationship_stage", "replacement_candidates",
    "score_capital", "score_relations", "score_logistics", "score_staff", "score_management", "score_business_sense", "score_methods", "score_initiative",
)  # fmt: skip
# Figures that a rule may ask for one need: `need_gap_ratio:training > 0`.
BY_NEED = ("need_gap", "need_gap_ratio")
WRITTEN = re.compile(r"(?P<metric>\w+)(?::(?P<need>\w+))?\s*(?P<sign><=|>=|<|>)\s*(?P<limit>-?\d+(?:\.\d+)?)\s*(?P<percent>%?)")

Sign = Literal["<", "<=", ">", ">="]


def refuse_unknown(metric: str) -> None:
    """Raise ValueError with the nearest name where a rule asks for a figure that no account has; scores of own criteria are let through."""
    near = difflib.get_close_matches(metric, ASKABLE, n=1, cutoff=0.5)
    of_own_criterion = metric.startswith("score_") and not difflib.get_close_matches(metric, ASKABLE, n=1, cutoff=0.85)
    if metric not in ASKABLE and not of_own_criterion:
        remedy = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(ASKABLE)}"
        raise ValueError(f"no figure '{metric}'; {remedy}")


class Condition(Strict):
    """A figure held against a limit, written ``past_due_share > 15 %`` or ``need_gap_ratio:training > 0``."""

    metric: str = Field(description="figure of the account")
    need: str = Field(default="", description="the need that it is asked for")
    sign: Sign = Field(description="how it is compared")
    limit: float = Field(description="limit in the figure's own unit; 15 % is 0.15")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        found = WRITTEN.fullmatch(given.strip())
        if found is None:
            raise ValueError("a condition is a figure, a sign and a number, such as `past_due_share > 15 %`")
        limit = float(found["limit"]) / (100 if found["percent"] else 1)
        return {"metric": found["metric"], "need": found["need"] or "", "sign": found["sign"], "limit": limit}

    @model_validator(mode="after")
    def _known(self) -> Condition:
        refuse_unknown(self.metric)
        if bool(self.need) != (self.metric in BY_NEED):
            raise ValueError(f"'{self.metric}' is asked {'for one need, such as `need_gap_ratio:training > 0`' if self.metric in BY_NEED else 'without a need'}")
        return self
