"""Other figures that a figure rests on, each explained once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explainer, row
from kam.why.exports import Exports

AT_LEAST = re.compile(r"> ?(\d+) days")


def known(exports: Exports, metric: str, quarter: Quarter, account: str = "", dimension: str = "") -> Explanation:
    """The explanation of another figure; raises KeyError where nobody explains it."""
    explain = explainer(metric)
    if explain is None:
        raise KeyError(metric)
    return exports.kept(("known", metric, quarter, account, dimension), lambda: explain(exports, Question(metric, quarter, account, dimension)))


def comparable(found: Explanation) -> float | None:
    """The number that a limit or a scale is held against: history that ends counts as its last day (D11), uncovered goods lie beyond every cover (D16)."""
    if found.value is not None:
        return float(found.value)
    ended = AT_LEAST.fullmatch(found.reason)
    return float("inf") if found.reason == "uncovered" else float(ended[1]) if ended else None


def accounts_input(exports: Exports, accounts: Iterable[str], name: str = "table.accounts") -> Input:
    """The rows of some accounts in the accounts table."""
    return Input(name, [row(exports.customers[account], exports.customers[account].name, account) for account in accounts])
