"""The accounts behind four fifths of the sales beside the rest, and what single outlets sold (2.4, 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median, quantiles

from kam.quarters import Quarter
from kam.why.concentration import ranking
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.known import accounts_input
from kam.why.portfolio import compared
from kam.why.sell_through import periods_of
from kam.why.shapes import add, cell_rows, counted, middle, summing

CARRYING = "carrying"


def carrying(exports: Exports, quarter: Quarter) -> list[str]:
    """The fewest accounts whose net sales reach four fifths, the largest first (B4)."""
    ranked = ranking(exports, quarter)
    whole = add(value for _, value in ranked)
    return [account for at, (account, _) in enumerate(ranked) if add(value for _, value in ranked[:at]) < whole * Decimal("0.8")]


def group(exports: Exports, quarter: Quarter, name: str) -> list[str]:
    """The accounts that carry the sales, or the rest of those with positive net sales."""
    first = carrying(exports, quarter)
    return first if name == CARRYING else [account for account, _ in ranking(exports, quarter)][len(first) :]


def _values(exports: Exports, quarter: Quarter, name: str, metric: str) -> dict[str, float]:
    found = {account: compared(exports, quarter, account, metric) for account in group(exports, quarter, name)}
    return {account: value for account, value in found.items() if value is not None}


def _listed(exports: Exports, values: dict[str, float]) -> Input:
    return Input("table.accounts", [row(exports.customers[account], value, account, exports.customers[account].name) for account, value in values.items()])


@explains("profile_accounts")
def profile_accounts(exports: Exports, asked: Question) -> Explanation:
    """How many accounts a group holds."""
    return counted("profile_accounts", accounts_input(exports, group(exports, asked.quarter, asked.part)))


@explains("profile_median")
def profile_median(exports: Exports, asked: Question) -> Explanation:
    """The middle account of a group in one figure (``carrying:strength``)."""
    values = _values(exports, asked.quarter, asked.kind, asked.part)
    return middle("profile_median", [_listed(exports, values)], list(values.values()), "no values")


@explains("profile_distance")
def profile_distance(exports: Exports, asked: Question) -> Explanation:
    """How far the two groups' middle accounts lie apart, in the distance between the quartiles of all."""
    first, rest = (_values(exports, asked.quarter, name, asked.part) for name in (CARRYING, "rest"))
    listed = [_listed(exports, first | rest)]
    if not first or not rest:
        return unknown("no values", listed)
    spread = _spread([*first.values(), *rest.values()])
    high, low = median(first.values()), median(rest.values())
    lines = [step("why.quartiles_apart", "{}", spread, gives=spread, n=len(first) + len(rest))]
    if not spread:
        return unknown("no spread", listed, lines)
    value = (high - low) / spread
    return Explanation(listed, [*lines, step("metric.profile_distance", "({} − {}) / {}", high, low, spread, gives=value)], value)


def _spread(values: Sequence[float]) -> float:
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high - low


@explains("profile_share")
def profile_share(exports: Exports, asked: Question) -> Explanation:
    """The part of a group's accounts of one kind or market tier, of those that state one (``carrying:kind:dealer``)."""
    trait, _, word = asked.part.partition(":")
    stated = [account for account in group(exports, asked.quarter, asked.kind) if getattr(exports.customers[account], trait)]
    fitting = [account for account in stated if getattr(exports.customers[account], trait) == word]
    value = len(fitting) / len(stated)
    return Explanation([accounts_input(exports, fitting)], [step("metric.profile_share", "{} / {}", len(fitting), len(stated), gives=value)], value)


@explains("outlet_sold")
def outlet_sold(exports: Exports, asked: Question) -> Explanation:
    """The pieces that a named outlet sold, or those of all named outlets of an account or the company."""
    if not exports.exported("sell_through"):
        return unknown("no sell-through")
    accounts, periods = [asked.account] if asked.account else sorted({*exports.tops} - exports.own_shops), periods_of(asked.quarter)
    rows: list[Entry] = [one for one in exports.of("sell_through", accounts) if one.outlet and one.period in periods]
    listed = Input("table.sell_through", cell_rows([one for one in rows if not asked.part or one.outlet == asked.part], "qty", "entity_id", "outlet", "period", "product_id"))
    if not listed.rows:
        return unknown("no sell-through", [listed])
    return Explanation([listed], [summing("metric.outlet_sold", [listed])], listed.total)
