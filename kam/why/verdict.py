"""What the brief judges by: today's key accounts against a year ago, and who no longer buys (R1, S5)."""

from __future__ import annotations

from decimal import Decimal

from kam.why.bands import key_accounts
from kam.why.concentration import ranking
from kam.why.credit import settled
from kam.why.explanation import Explanation, Input, Question, explains, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.known import accounts_input
from kam.why.receivables import why_no_items
from kam.why.shapes import add, counted, sales_input, summing, total

EARLY, TO_DATE = "no sales a year before", "quarter to date"


@explains("key_account_sales", "key_account_growth")
def key_account_sales(exports: Exports, asked: Question) -> Explanation:
    """Net sales of today's key accounts, now or a year before, and the change over the latter."""
    quarters = (asked.quarter, asked.quarter.last_year)
    both = zip((exports, exports.then(*quarters)), quarters, strict=True)
    listed = [sales_input(seen.sold(key_accounts(exports, asked.quarter), one), "why.sales_of", quarter=one) for seen, one in both]
    now, before = (each.total or NOTHING for each in listed)
    early = "" if asked.quarter.last_year >= exports.history[0] else EARLY
    if asked.metric == "key_account_sales":
        return unknown(EARLY) if asked.dimension and early else total(asked.metric, listed[bool(asked.dimension)])
    tiny = Decimal(str(exports.rules(asked.quarter).tiny_base))
    why = early or ("" if before > tiny else "base not positive")
    if why:
        return unknown(why, listed)
    value = float((now - before) / before)
    lines = [summing("why.net_sales_of", [each], quarter=one) for each, one in zip(listed, quarters, strict=True)]
    return Explanation(listed, [*lines, step("metric.key_account_growth", "({} − {}) / {}", now, before, before, gives=value)], value)


@explains("key_account_past_due")
def key_account_past_due(exports: Exports, asked: Question) -> Explanation:
    """What is past due over what is open of today's key accounts together, now or at the end of last year's quarter (S5, G10)."""
    end, accounts = asked.quarter.last_year if asked.dimension else asked.quarter, key_accounts(exports, asked.quarter)
    exports = exports.then(asked.quarter, end) if asked.dimension else exports
    why = why_no_items(exports, end) or ("" if accounts else "no key accounts") or ("" if end >= exports.history[0] else EARLY)
    if why:
        return unknown(why)
    parts = [settled(exports, end, account) for account in accounts]
    due, left = add(part.due for part in parts), add(part.left for part in parts)
    value = float(due / left) if left > 0 else 0.0
    lines = [step("why.past_due_after_credits", "{}", [part.due for part in parts], gives=due), step("why.open_after_credits", "{}", [part.left for part in parts], gives=left)]
    listed = Input("why.open_items", [one for part in parts for one in part.listed.rows], {"day": exports.owed_day(end)})
    return Explanation([listed], [*lines, step("metric.key_account_past_due", "{} / {}", due, left, gives=value)], value)


@explains("accounts_lost", "sales_lost")
def lost(exports: Exports, asked: Question) -> Explanation:
    """The accounts that bought in the same quarter last year and not in this one, and what they bought then."""
    if asked.quarter.last_year < exports.history[0]:
        return unknown(EARLY)
    then = exports.then(asked.quarter, asked.quarter.last_year)
    gone = sorted(account for account, _ in ranking(then, asked.quarter.last_year) if exports.net(account, asked.quarter) <= 0)
    if asked.metric == "accounts_lost":
        return counted("accounts_lost", accounts_input(exports, gone))
    return total("sales_lost", sales_input(then.sold(gone, asked.quarter.last_year), "why.sales_of", quarter=asked.quarter.last_year))
