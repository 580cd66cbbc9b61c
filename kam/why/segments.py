"""What k-means saw of an account, and in which group it put it (M).

The features are computed here from the rows; the grouping itself is the one of ``kam.segments``, which nobody redoes by hand.
"""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import Any

import pandas as pd

from kam.quarters import Quarter
from kam.why.bands import star_of
from kam.why.countback import quarter_ends
from kam.why.credit import past_due_share, utilisation
from kam.why.customers import bought_in_ttm, is_new
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.prices import realised
from kam.why.receivables import why_no_items, why_unknown
from kam.why.returns import rate_of
from kam.why.service import in_full, lines_of

FEATURES = ("net_sales_ttm", "yoy", "return_rate_ttm", "price_realisation_ttm", "countback_dso_4q", "past_due_share", "utilisation", "otif_rate_ttm")


def population(exports: Exports, quarter: Quarter) -> list[str]:
    """Accounts with positive trailing sales and two full quarters that are not dormant (M1)."""
    return [account for account in exports.trading(quarter) if exports.net(account, *quarter.trailing(4)) > 0 and _grown_up(exports, quarter, account)]


def _grown_up(exports: Exports, quarter: Quarter, account: str) -> bool:
    return exports.first_invoice(account) is not None and not is_new(exports, quarter, account) and bought_in_ttm(exports, quarter, account)


def features_of(exports: Exports, quarter: Quarter, account: str) -> dict[str, float | None]:
    """The eight features of one account, None where unknown."""
    trailing, before = quarter.trailing(4), quarter.last_year.trailing(4)
    now, base = exports.net(account, *trailing), exports.net(account, *before)
    days = [] if why_unknown(exports, quarter) else [found for _, found in quarter_ends(exports, quarter, account)]
    lines = [(one, line) for one in trailing for line in lines_of(exports, one, [account])]
    enough = len(lines) >= exports.rules(quarter).service.min_lines
    due = None if why_no_items(exports, quarter) else past_due_share(exports, Question("past_due_share", quarter, account)).value
    used = utilisation(exports, Question("utilisation", quarter, account)).value
    return {
        "net_sales_ttm": float(now),
        "yoy": float((now - base) / base) if base > 0 else None,
        "return_rate_ttm": rate_of(exports, quarter, account),
        "price_realisation_ttm": realised(exports, exports.sold([account], *trailing)),
        "countback_dso_4q": float(median(days)) if days else None,
        "past_due_share": None if due is None else float(due),
        "utilisation": None if used is None else float(used),
        "otif_rate_ttm": sum(in_full(exports, one, line) for one, line in lines) / len(lines) if lines and enough else None,
    }


def _grouped(exports: Exports, quarter: Quarter) -> tuple[dict[str, dict[str, float | None]], Any]:
    from kam.segments import segment

    rows = {account: features_of(exports, quarter, account) for account in population(exports, quarter)}
    table = pd.DataFrame({name: [own[name] for own in rows.values()] for name in FEATURES}, index=list(rows), dtype=float)
    return rows, segment(table, exports.rules(quarter).segments)


def grouped(exports: Exports, quarter: Quarter) -> tuple[dict[str, dict[str, float | None]], Any]:
    """The features of the accounts grouped, and what k-means answered."""
    return exports.kept(("segments", quarter), lambda: _grouped(exports, quarter))


def _listed(exports: Exports, accounts: list[str]) -> Input:
    return Input("table.accounts", [row(exports.customers[account], exports.customers[account].name, account) for account in accounts])


@explains("segments")
def segments(exports: Exports, asked: Question) -> Explanation:
    """How many groups are stable; none is an answer."""
    rows, found = grouped(exports, asked.quarter)
    lines = [step("why.accounts_grouped", "{}", len(rows), gives=len(rows))]
    if found.reason:
        return unknown(found.reason, [_listed(exports, list(rows))], lines)
    return Explanation([_listed(exports, list(rows))], [*lines, step("metric.segments", "{}", found.k, gives=found.k)], found.k)


@explains("segment")
def segment_of(exports: Exports, asked: Question) -> Explanation:
    """The group of one account: the one whose centre lies nearest to its features."""
    rows, found = grouped(exports, asked.quarter)
    own = rows.get(asked.account, {})
    lines = [step(f"why.feature.{name}", "{}", value, gives=value) for name, value in own.items() if value is not None]
    if found.reason or not own:
        return unknown(found.reason or "outside the clustering", [_listed(exports, [asked.account])], lines)
    value = int(found.accounts.segment[asked.account])
    return Explanation([_listed(exports, [asked.account])], [*lines, step("metric.segment", "{}", value, gives=value)], value)


def _members(exports: Exports, asked: Question) -> list[str]:
    """The accounts of the group that the dimension names, with the star that it names (``segment_star:2/4``)."""
    rows, found = grouped(exports, asked.quarter)
    number, _, star = asked.part.partition("/")
    inside = [account for account in rows if found.accounts.segment[account] == int(number)]
    return [account for account in inside if not star or star_of(exports, asked.quarter, account).confirmed == int(star)]


@explains("segment_accounts")
def segment_accounts(exports: Exports, asked: Question) -> Explanation:
    """How many accounts a group holds."""
    members = _members(exports, asked)
    return Explanation([_listed(exports, members)], [step("metric.segment_accounts", "{}", len(members), gives=len(members))], len(members))


@explains(*(f"segment_{name}" for name in FEATURES))
def segment_median(exports: Exports, asked: Question) -> Explanation:
    """The middle account of a group in one feature."""
    rows, name = grouped(exports, asked.quarter)[0], asked.metric.removeprefix("segment_")
    members = _members(exports, asked)
    values = sorted(value for account in members if (value := rows[account][name]) is not None)
    if not values:
        return unknown("no values", [_listed(exports, members)])
    found = float(median(values))
    line = step("why.middle_of", "{}", tuple(values), gives=found, what=f"metric.{asked.metric}", n=len(values))
    return Explanation([_listed(exports, members)], [line], Decimal(str(found)) if name == "net_sales_ttm" else found)
