"""How long an account has been silent, against its own rhythm of orders (H1, H2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Exports

FEWEST = 5


def order_days(exports: Exports, account: str, until: date) -> list[date]:
    """The days with an invoice row, up to a day (H1)."""
    every: dict[str, list[date]] = exports.kept("order days", lambda: _order_days(exports))
    return [] if exports.monthly else [day for day in every.get(account, []) if day <= until]


def _order_days(exports: Exports) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for entry in exports.sales:
        if entry.kind == "invoice":
            found.setdefault(entry.account_id, set()).add(entry.date)
    return {account: sorted(days) for account, days in found.items()}


def usual_gap(days: Sequence[date]) -> float | None:
    """The middle gap between orders, None with too few of them."""
    return float(median((later - earlier).days for earlier, later in pairwise(days))) if len(days) >= FEWEST else None


@explains("days_since_last_order", "silence_ratio")
def silence(exports: Exports, asked: Question) -> Explanation:
    """Days from the last order to the quarter's end, over the usual gap."""
    if not asked.account or asked.account in exports.own_shops:
        return unknown("own shop" if asked.account else "known by account only")
    if exports.monthly:
        return unknown("monthly totals")
    days = order_days(exports, asked.account, exports.day(asked.quarter))
    firsts = {entry.date: entry for entry in reversed(exports.sales) if entry.account_id == asked.account and entry.kind == "invoice"}
    inputs = [Input("why.order_days", [row(firsts[day], day, firsts[day].document) for day in reversed(days)])]
    if not days:
        return unknown("no orders" if asked.metric == "days_since_last_order" else f"fewer than {FEWEST} orders", inputs)
    since = (exports.day(asked.quarter) - days[-1]).days
    last = step("metric.days_since_last_order", "{} − {}", exports.day(asked.quarter), days[-1], gives=since)
    if asked.metric == "days_since_last_order":
        return Explanation(inputs, [last], since)
    gap = usual_gap(days)
    if gap is None:
        return unknown(f"fewer than {FEWEST} orders", inputs, [last])
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    lines = [last, step("why.usual_gap", "{}", tuple(gaps), gives=gap, n=len(gaps))]
    return Explanation(inputs, [*lines, step("metric.silence_ratio", "{} / {}", since, gap, gives=since / gap)], since / gap)
