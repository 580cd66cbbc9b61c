"""Which value each signal looks at, which threshold it must exceed, and what holds it back although it does (W1, H2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.base import sold_in_ttm
from kam.measures.books import Books
from kam.measures.silence import is_silent
from kam.quarters import Quarter

# The figure that each signal looks at, with its dimension.
LOOKED_AT = {
    "big_but_risky": ("bands_above_star", ""),
    "consignment_cover": ("consignment_cover", ""),
    "diversion_share": ("diversion_share", ""),
    "dumping_share": ("dumping_share", ""),
    "incident_diversion": ("incidents", "kind:diversion"),
    "incident_dumping": ("incidents", "kind:dumping"),
    "paying_later": ("paying_later", ""),
    "quarter_end_loading": ("quarter_end_loading", ""),
    "receivable_gap": ("receivable_gap", ""),
    "return_rate_ttm": ("return_rate_ttm", ""),
    "silence_ratio": ("silence_ratio", ""),
}
SIGNALS = tuple(LOOKED_AT)
# Counts of whole things are never nearly above a threshold.
WHOLE = ("big_but_risky", "incident_diversion", "incident_dumping")
UNCOVERED = "uncovered"
Found = Callable[[str, str, str], Figure | None]


@dataclass(frozen=True)
class Judged:
    """One account looked at for one signal; ``near`` = above most of the threshold, or held back by the season."""

    signal: str
    account_id: str
    raised: bool
    near: bool


def source_of(signal: str) -> tuple[str, str]:
    """Metric and dimension of the figure that a signal looks at."""
    return LOOKED_AT[signal]


def threshold(books: Books, quarter: Quarter, signal: str, account: str) -> float:
    """What the value must exceed; for returns the account's own allowance where it has one."""
    rules = books.rules(quarter)
    if signal == "return_rate_ttm":
        own = books.accounts.return_allowance.get(account)
        return rules.signals.return_allowance if own is None or pd.isna(own) else float(own)
    if signal in ("silence_ratio", "paying_later"):
        return {"silence_ratio": rules.warning.silence_ratio, "paying_later": rules.warning.later_payment_days}[signal]
    if signal in ("incident_diversion", "incident_dumping"):
        return rules.signals.incidents
    return float(getattr(rules.signals, "bands_above_star" if signal == "big_but_risky" else signal))


def judge(books: Books, quarter: Quarter, found: Found) -> Iterator[Judged]:
    """Every account other than own shops, for every signal of which its value is known; ``found(metric, account, dimension)``."""
    for signal, (metric, dimension) in LOOKED_AT.items():
        for account in books.trading(quarter):
            figure = found(metric, account, dimension)
            if figure is not None and _judged(books, quarter, signal, account, figure):
                yield _judge(books, quarter, signal, account, figure)


def _judged(books: Books, quarter: Quarter, signal: str, account: str, figure: Figure) -> bool:
    """A value, or goods without any rebate; silence only of those who still buy."""
    if signal == "silence_ratio" and not sold_in_ttm(books, quarter, account):
        return False
    return figure.known or (signal == "consignment_cover" and figure.reason == UNCOVERED)


def _judge(books: Books, quarter: Quarter, signal: str, account: str, figure: Figure) -> Judged:
    if figure.value is None:
        return Judged(signal, account, True, False)
    limit = threshold(books, quarter, signal, account)
    value = float(figure.value)
    above = value > limit
    raised = above and (signal != "silence_ratio" or bool(is_silent(books, quarter, account)))
    nearly = value > books.rules(quarter).signals.near_share * limit
    return Judged(signal, account, raised, not raised and nearly and signal not in WHOLE)


def why_not_judged(found: Found, signal: str, accounts: list[str]) -> str:
    """Why a signal could be judged of nobody: the reason that its figure carries most often."""
    metric, dimension = LOOKED_AT[signal]
    reasons = [figure.reason for account in accounts if (figure := found(metric, account, dimension)) and not figure.known]
    company = found(metric, COMPANY, dimension)
    if not reasons:
        return company.reason if company and not company.known else "not judged of any account"
    return max(sorted(set(reasons)), key=reasons.count)
