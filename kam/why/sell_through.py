"""What the accounts' shops sold on, and how long what is left will last (C17)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.shapes import add, quotient, summing


def periods_of(quarter: Quarter) -> set[str]:
    """How a report may name a quarter: itself or one of its months (C17)."""
    return {quarter.name, *(f"{month:%Y-%m}" for month in quarter.months)}


def sold_out(exports: Exports, account: str, quarter: Quarter) -> list[Entry]:
    """What an account's shops reported for a quarter, its months or the whole (C17)."""
    return [entry for entry in exports.of("sell_through", [account]) if entry.period in periods_of(quarter)]


def _pieces(entries: Sequence[Entry]) -> Decimal:
    return add(entry.qty or 0 for entry in entries)


@explains("sell_through", "weeks_of_stock")
def sell_through(exports: Exports, asked: Question) -> Explanation:
    """Pieces sold to shoppers over net pieces invoiced, and the weeks that what is left will last, of the accounts that reported."""
    if not exports.exported("sell_through") or not exports.exported("sales", "qty"):
        return unknown("no quantities" if exports.exported("sell_through") else "no sell-through")
    out = {account: entries for account in exports.members(asked.account, asked.quarter) if (entries := sold_out(exports, account, asked.quarter))}
    reported = Input("table.sell_through", [row(entry, entry.qty, entry.entity_id, entry.period, entry.product_id) for entries in out.values() for entry in entries])
    if not out:
        return unknown("nothing reported", [reported])
    sold, invoices = _pieces([entry for entries in out.values() for entry in entries]), exports.sold(out, asked.quarter)
    rows = Input("why.pieces_invoiced", [row(entry, entry.qty, entry.date, entry.document, entry.product_id) for entry in invoices if entry.qty])
    first = step("why.pieces_sold_out", "{}", sold, gives=sold)
    if asked.metric == "sell_through":
        return quotient([reported, rows], [], first, summing("why.pieces_invoiced", [rows]), "metric.sell_through")
    stock = add(_left(exports, account, asked.quarter) for account in out)
    weekly = sold * 7 / exports.days(asked.quarter)
    lines = [step("why.pieces_left", "{}", stock, gives=stock), step("why.pieces_a_week", "{} × 7 / {}", sold, exports.days(asked.quarter), gives=weekly)]
    if weekly <= 0 or stock < 0:
        return unknown("nothing sold to shoppers" if weekly <= 0 else "stock before the first report unknown", [reported, rows], lines)
    value = float(stock / weekly)
    return Explanation([reported, rows], [*lines, step("metric.weeks_of_stock", "{} / {}", stock, weekly, gives=value)], value)


def _left(exports: Exports, account: str, quarter: Quarter) -> Decimal:
    """Net pieces invoiced less pieces sold out since the first quarter that the account reported."""
    told = [one for one in exports.history if one <= quarter and sold_out(exports, account, one)]
    since = [one for one in exports.history if told[0] <= one <= quarter]
    return _pieces(exports.sold([account], *since)) - add(_pieces(sold_out(exports, account, one)) for one in since)
