"""What accounts ask for: the words for each need, and on which side of the wish it is met (0.2 of the method)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kam.params.strict import Strict


class Need(Strict):
    """One need: how the exports call it, and how what was got is held against what was asked."""

    words: list[str] = Field(default_factory=list, description="what the exports call it, besides its own id")
    met_by: Literal["less", "more"] = Field(default="more", description="`less`: at most what was asked (days, price); `more`: at least that")
    measured_by: str = Field(default="", description="figure that measures it where nobody recorded how far it was met")
    unit: Literal["days", "count", "price"] = Field(default="count", description="unit of what is asked; a price up to 1 is a share of the guide price")


DEFAULT_NEEDS: dict[str, Need] = {
    "lead_time": Need(words=["lead time", "到货时间", "交货时间", "交期"], met_by="less", measured_by="lead_time_median", unit="days"),
    "lot": Need(words=["lot size", "交货批量", "批量"], met_by="less", measured_by="lot_median"),
    "batches": Need(words=["number of batches", "批次", "送货次数"], measured_by="batches"),
    "cycle": Need(words=["delivery cycle", "交货周期", "周期"], met_by="less", measured_by="cycle_median", unit="days"),
    "price": Need(words=["价格", "价格折扣"], met_by="less", unit="price"),
    "training": Need(words=["staff training", "代培推销员", "导购培训"]),
    "market_research": Need(words=["market research", "市场调查"]),
}
