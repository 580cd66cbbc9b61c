"""How sales were made: shipments outside the territory, quarter-end loading, receivables ahead of sales, incidents (C7 to C14, W1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from kam.quarters import Quarter
from kam.why.credit import days_beyond_terms
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import DAY, NOTHING, Exports
from kam.why.receivables import closing, why_unknown
from kam.why.returns import invoiced
from kam.why.shapes import RATIO_BASE, add, counted, quotient, sales_input, summing

TO_DATE = "quarter to date"


def _rules(exports: Exports, quarter: Quarter) -> Any:
    rules: Any = exports.rules(quarter)
    return rules.quality


def contracted(exports: Exports, account: str) -> set[str]:
    """The territories contracted to an account or its branches (C7)."""
    return {entry.territory for entry in exports.of("territories", [account])}


@explains("diversion_share")
def diversion_share(exports: Exports, asked: Question) -> Explanation:
    """Value shipped outside the contracted territories over value shipped, of the accounts that have a contract (C8)."""
    if not exports.exported("territories") or not exports.exported("sales", "ship_to_territory"):
        return unknown("no ship-to territory" if exports.exported("territories") else "no territories")
    accounts = [account for account in exports.members(asked.account, asked.quarter) if contracted(exports, account)]
    if not accounts:
        return unknown("no contract")
    shipped = [entry for entry in invoiced(exports.sold(accounts, asked.quarter)) if entry.ship_to_territory]
    outside = [entry for entry in shipped if entry.ship_to_territory not in contracted(exports, entry.account_id)]
    rows = Input("why.shipped_outside", [row(entry, entry.value, entry.date, entry.document, entry.ship_to_territory) for entry in outside])
    every = sales_input(shipped, "why.shipped")
    if not shipped:
        return unknown("nothing shipped with a territory", [every])
    return quotient([rows, every], [], summing("why.shipped_outside", [rows]), summing("why.shipped", [every]), "metric.diversion_share")


@explains("onward_share")
def onward_share(exports: Exports, asked: Question) -> Explanation:
    """As the account declares it; of the company weighted by the net sales of those who declare it."""
    declared = {account: exports.customers[account].onward_share for account in exports.members(asked.account, asked.quarter)}
    known = {account: share for account, share in declared.items() if share is not None}
    listed = Input("table.accounts", [row(exports.customers[account], share, account) for account, share in known.items()])
    if asked.account:
        value = float(known[asked.account]) if known else None
        return Explanation([listed], [step("metric.onward_share", "{}", value, gives=value)], value) if known else unknown("no declared share")
    bought = {account: net for account in known if (net := exports.net(account, asked.quarter)) > 0}
    whole, onward = add(bought.values()), add(known[account] * net for account, net in bought.items())
    above, below = step("why.sold_on", "{}", onward, gives=onward), step("metric.net_sales", "{}", whole, gives=whole)
    return quotient([listed], [], above, below, "metric.onward_share", why="no declared share")


def window_start(quarter: Quarter, rules: Any) -> date:
    """The first of the quarter's last working days (C9, C10)."""
    working = [quarter.start + n * DAY for n in range((quarter.end - quarter.start).days + 1)]
    working = [day for day in working if (day.weekday() < 5 and day not in rules.holidays) or day in rules.make_up_days]
    return working[-rules.window_days]


def _windows(exports: Exports, quarter: Quarter, accounts: Sequence[str]) -> list[tuple[Quarter, Decimal, Decimal]]:
    """Gross sales in the window and in the whole of each of five quarters, the newest last (C11)."""
    found = []
    for one in quarter.trailing(5):
        sold = invoiced(exports.sold(accounts, one))
        start = window_start(one, _rules(exports, one))
        found.append((one, add(entry.value for entry in sold if entry.date >= start), add(entry.value for entry in sold)))
    return found


def _own_ratio(windows: Sequence[tuple[Quarter, Decimal, Decimal]]) -> tuple[list[Step], Decimal | None, str]:
    """This quarter's window share over the middle one of the four before (C12)."""
    if any(whole <= 0 for _, _, whole in windows):
        return [], None, "no sales in one of five quarters"
    shares = [inside / whole for _, inside, whole in windows]
    lines = [step("why.window_share", "{} / {}", inside, whole, gives=float(inside / whole), quarter=one) for one, inside, whole in windows]
    usual = median(shares[:-1])
    if not usual:
        return lines, None, "nothing usually sold at quarter ends"
    lines.append(step("why.own_loading", "{} / {}", float(shares[-1]), float(usual), gives=float(shares[-1] / usual)))
    return lines, shares[-1] / usual, ""


@explains("quarter_end_loading")
def quarter_end_loading(exports: Exports, asked: Question) -> Explanation:
    """The account's own ratio over that of all other accounts; the company's is its own (C13)."""
    if exports.monthly or exports.partial(asked.quarter):
        return unknown("monthly totals" if exports.monthly else TO_DATE)
    accounts = exports.members(asked.account, asked.quarter)
    start = window_start(asked.quarter, _rules(exports, asked.quarter))
    late = [entry for entry in invoiced(exports.sold(accounts, asked.quarter)) if entry.date >= start]
    inputs = [sales_input(late, "why.sales_since", day=start)]
    lines, own, why = _own_ratio(_windows(exports, asked.quarter, accounts))
    if own is None or not asked.account:
        return unknown(why, inputs, lines) if own is None else Explanation(inputs, lines, float(own))
    others = [account for account in exports.trading(asked.quarter) if account != asked.account]
    compared = _own_ratio(_windows(exports, asked.quarter, others))[1]
    if not compared:
        return Explanation(inputs, lines, float(own), "not compared with other accounts")
    value = float(own / compared)
    return Explanation(inputs, [*lines, step("metric.quarter_end_loading", "{} / {}", float(own), float(compared), gives=value)], value)


@explains("receivable_gap")
def receivable_gap(exports: Exports, asked: Question) -> Explanation:
    """Growth of receivables less growth of net sales, both on the year (C14)."""
    quarters, accounts = (asked.quarter, asked.quarter.last_year), exports.members(asked.account, asked.quarter)
    both = (exports, exports.then(*quarters))
    missing = next((why for seen, one in zip(both, quarters, strict=True) if (why := why_unknown(seen, one))), "")
    if asked.account in exports.own_shops or missing:
        return unknown("own shop" if asked.account in exports.own_shops else missing)
    inputs = [closing(seen, one, accounts) for seen, one in zip(both, quarters, strict=True)]
    owed = [each.total or NOTHING for each in inputs]
    sold = [add(seen.net(account, one) for account in accounts) for seen, one in zip(both, quarters, strict=True)]
    lines = [step("why.owed_at", "{}", amount, gives=amount, quarter=one) for one, amount in zip(quarters, owed, strict=True)]
    lines += [step("why.net_sales_of", "{}", amount, gives=amount, quarter=one) for one, amount in zip(quarters, sold, strict=True)]
    if owed[1] <= 0 or sold[1] <= 0:
        return unknown(RATIO_BASE, inputs, lines)
    value = float(owed[0] / owed[1] - sold[0] / sold[1])
    return Explanation(inputs, [*lines, step("metric.receivable_gap", "{} / {} − {} / {}", *owed, *sold, gives=value)], value)


@explains("paying_later")
def paying_later(exports: Exports, asked: Question) -> Explanation:
    """Days beyond terms less those of the same quarter last year (W1)."""
    missing = why_unknown(exports, asked.quarter) or ("" if exports.exported("allocations") else "no allocations")
    if not asked.account or missing:
        return unknown(missing if asked.account else "known by account only")
    before_that = asked.quarter.last_year
    then = exports.then(asked.quarter, before_that)
    both = [days_beyond_terms(seen, Question("days_beyond_terms", one, asked.account)) for seen, one in ((exports, asked.quarter), (then, before_that))]
    inputs = [each for one in both for each in one.inputs]
    now, before = (one.value for one in both)
    if now is None or before is None or asked.account not in then.trading(before_that):
        return unknown("not known in both years", inputs)
    value = float(now) - float(before)
    return Explanation(inputs, [step("metric.paying_later", "{} − {}", now, before, gives=value)], value)


@explains("incidents")
def incidents(exports: Exports, asked: Question) -> Explanation:
    """What market checks recorded in four quarters, of one kind."""
    if not exports.exported("incidents"):
        return unknown("no incidents")
    first, accounts = exports.year_start(asked.quarter), exports.members(asked.account, asked.quarter)
    found = [entry for entry in exports.of("incidents", accounts) if first <= entry.date <= exports.day(asked.quarter) and entry.kind == asked.part]
    return counted("incidents", Input("table.incidents", [row(entry, entry.date, entry.entity_id, entry.kind, entry.product_id, entry.territory) for entry in found]))
