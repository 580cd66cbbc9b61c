"""Whose part of the net sales it is: an account's, a star's, the largest accounts' (B2)."""

from __future__ import annotations

from kam.why.explanation import Explanation, Question, explains, unknown
from kam.why.exports import Exports
from kam.why.hours import largest
from kam.why.sales import over_trading
from kam.why.stars import at_level


@explains("share")
def share(exports: Exports, asked: Question) -> Explanation:
    """Net sales of the account, or of the accounts that the dimension names, over those of all accounts but own shops."""
    if asked.account in exports.own_shops:
        return unknown("own shop")
    if asked.kind == "stars":
        return over_trading(exports, asked, at_level(exports, asked), "metric.share")
    if asked.kind == "rank":
        found = over_trading(exports, asked, largest(exports, asked.quarter), "metric.share")
        return unknown("no positive sales", found.inputs, found.steps) if found.value is None else found
    return over_trading(exports, asked, [asked.account], "metric.share")
