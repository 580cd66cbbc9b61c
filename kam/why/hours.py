"""Where the team's hours went, against the value of the accounts (1.3, L3)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kam.quarters import Quarter
from kam.why.concentration import ranking
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.known import accounts_input
from kam.why.shapes import add, counted, quotient, sales_input, summing


def largest(exports: Exports, quarter: Quarter) -> list[str]:
    """The first fifth of the accounts by falling net sales, rounded half up, at least one (1.3)."""
    rules: Any = exports.rules(quarter)
    ranked = [account for account, _ in ranking(exports, quarter)]
    count = (Decimal(str(rules.team.top_share)) * len(ranked)).quantize(Decimal(1), ROUND_HALF_UP)
    return ranked[: max(1, int(count))]


def _hours(exports: Exports, accounts: Collection[str] | None) -> Input:
    """The hours of the people around some accounts, or around all of them."""
    rows = [one for one in exports.table("team") if one.hours is not None and one.account_id is not None and (accounts is None or one.account_id in accounts)]
    return Input("why.team_hours", [row(one, Decimal(one.hours), one.entity_id, one.person, one.role) for one in rows])


def _no_hours(exports: Exports, own: Input, every: Input) -> str:
    if not exports.exported("team"):
        return "no team"
    return "" if (every.total or NOTHING) > 0 and own.rows else "no hours"


@explains("team_hours", "hours_share", "hours_gap")
def hours(exports: Exports, asked: Question) -> Explanation:
    """The account's hours, their share of all hours, and that less its share of net sales."""
    scope = largest(exports, asked.quarter) if asked.kind == "rank" else [asked.account] if asked.account else None
    own, every = _hours(exports, scope), _hours(exports, None)
    if asked.kind == "rank" and every.rows and not scope:
        return unknown("no positive sales", [own])
    why, first = _no_hours(exports, every if asked.kind == "rank" else own, every), summing("why.team_hours", [own])
    if why:
        return unknown(why, [own])
    if asked.metric == "team_hours":
        return Explanation([own], [first], own.total)
    whole = summing("why.all_hours", [every])
    if asked.metric == "hours_share":
        return quotient([own, every], [], first, whole, "metric.hours_share")
    return _gap(exports, asked, [own, every], first, whole)


def _gap(exports: Exports, asked: Question, inputs: list[Input], first: Step, whole: Step) -> Explanation:
    trading = exports.trading(asked.quarter)
    if asked.account in exports.own_shops:
        return unknown("own shop", inputs)
    sold, company = (sales_input(exports.sold(accounts, asked.quarter), name) for accounts, name in (([asked.account], "table.sales"), (trading, "why.sales_of_trading")))
    net, sales = sold.total or NOTHING, company.total or NOTHING
    if sales <= 0:
        return unknown("base not positive", [*inputs, sold, company])
    value = float(first.gives / whole.gives - net / sales)
    lines = [first, whole, summing("metric.net_sales", [sold]), summing("why.net_sales_of_trading", [company])]
    return Explanation([*inputs, sold, company], [*lines, step("metric.hours_gap", "{} / {} − {} / {}", first.gives, whole.gives, net, sales, gives=value)], value)


@explains("top_accounts")
def top_accounts(exports: Exports, asked: Question) -> Explanation:
    """How many accounts the largest are."""
    return counted("top_accounts", accounts_input(exports, largest(exports, asked.quarter)))


@explains("accounts_served")
def accounts_served(exports: Exports, asked: Question) -> Explanation:
    """The accounts whose share of the hours is clearly above, or clearly below, their share of the net sales."""
    why = _no_hours(exports, _hours(exports, None), _hours(exports, None))
    if why:
        return unknown(why)
    rules: Any = exports.rules(asked.quarter)
    limit, sign = Decimal(str(rules.team.hours_gap)), 1 if asked.part == "more" else -1
    own, every = ({one: _hours(exports, [one]).total for one in exports.trading(asked.quarter)}, _hours(exports, None).total or NOTHING)
    sales = add(exports.net(account, asked.quarter) for account in own)
    gaps = {account: hours / every - exports.net(account, asked.quarter) / sales for account, hours in own.items() if hours is not None} if sales > 0 else {}
    found = {account: gap for account, gap in gaps.items() if sign * gap > limit}
    listed = Input("table.accounts", [row(exports.customers[account], float(gap), account, exports.customers[account].name) for account, gap in found.items()])
    return counted("accounts_served", listed)


@explains("hours_available")
def hours_available(exports: Exports, asked: Question) -> Explanation:
    """The hours that the team table gives one person for all accounts."""
    listed = Input("why.team_hours", [row(one, Decimal(one.hours), one.entity_id, one.role) for one in exports.table("team") if one.hours is not None and one.person == asked.part])
    return Explanation([listed], [summing("metric.hours_available", [listed])], listed.total)
