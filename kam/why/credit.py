"""What is open, how old it is, how far limits are used, what may be lost (D3 to D5, D15, D17, S5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.payments import paid
from kam.why.receivables import BUCKETS, FALLS_DUE, closing, items_input, items_of, why_no_items, why_unknown
from kam.why.shapes import add, quotient, summing, total

PAST_DUE = tuple(BUCKETS)[1:]
PARTLY = "open orders and uninvoiced deliveries not measured"


@explains("open_receivables", "loss_receivables", unless=why_unknown)
def open_receivables(exports: Exports, asked: Question) -> Explanation:
    """Everything open at the quarter's end, credits included (D3)."""
    return total(asked.metric, closing(exports, asked.quarter, exports.members(asked.account, asked.quarter)))


@explains(*BUCKETS, "disputed", "unapplied", unless=why_no_items)
def ageing(exports: Exports, asked: Question) -> Explanation:
    """The open items of one age."""
    items = items_of(exports, exports.members(asked.account, asked.quarter), exports.owed_day(asked.quarter))
    return total(asked.metric, items_input([item for item in items if item.state == asked.metric], day=exports.owed_day(asked.quarter)))


@explains(*FALLS_DUE, unless=why_no_items)
def falls_due(exports: Exports, asked: Question) -> Explanation:
    """The items not yet due that fall due within so many days of the quarter's end."""
    items = items_of(exports, exports.members(asked.account, asked.quarter), exports.owed_day(asked.quarter))
    soon = [item for item in items if item.state == "not_due" and -item.late <= FALLS_DUE[asked.metric]]
    return total(asked.metric, items_input(soon, day=exports.owed_day(asked.quarter)))


@explains("past_due_share", unless=why_no_items)
def past_due_share(exports: Exports, asked: Question) -> Explanation:
    """Past due over open, after unapplied credits have settled what is longest due, account by account (S5)."""
    parts = [settled(exports, asked.quarter, account) for account in exports.members(asked.account, asked.quarter)]
    dues, lefts = [part.due for part in parts], [part.left for part in parts]
    if asked.account:
        lines = parts[0].lines
    else:
        lines = [step("why.past_due_after_credits", "{}", dues, gives=add(dues)), step("why.open_after_credits", "{}", lefts, gives=add(lefts))]
    due, left = add(dues), add(lefts)
    value = float(due / left) if left else 0.0
    inputs = [Input("why.open_items", [one for part in parts for one in part.listed.rows], {"day": exports.owed_day(asked.quarter)})]
    assumed = any(part.assumed for part in parts)
    return Explanation(inputs, [*lines, step("metric.past_due_share", "{} / {}", due, left, gives=value)], value, "assumed" if assumed else "")


@dataclass(frozen=True)
class Settled:
    """What is past due and what is open of one account once unapplied credits have settled what is longest due (S5)."""

    listed: Input
    lines: list[Step]
    due: Decimal
    left: Decimal
    assumed: bool


def settled(exports: Exports, quarter: Quarter, account: str) -> Settled:
    """One account's undisputed items at a quarter's end, after its unapplied credits."""
    own = [item for item in items_of(exports, [account], exports.owed_day(quarter)) if item.state != "disputed"]
    due, current = add(item.open for item in own if item.state in PAST_DUE), add(item.open for item in own if item.state == "not_due")
    credits = -add(item.open for item in own if item.state == "unapplied")
    past, left = max(NOTHING, due - credits), max(NOTHING, current + due - credits)
    lines = [
        step("why.past_due_after_credits", "max(0, {} − {})", due, credits, gives=past),
        step("why.open_after_credits", "max(0, {} + {} − {})", current, due, credits, gives=left),
    ]
    return Settled(items_input(own, day=exports.owed_day(quarter)), lines, past, left, credits > 0)


def uninvoiced(exports: Exports, quarter: Quarter, accounts: Sequence[str]) -> list[Entry]:
    """Goods ordered or delivered by the quarter's end that no invoice covers by then."""
    if not exports.exported("deliveries", "value", "invoice"):
        return []
    invoiced = exports.kept("invoiced", lambda: _first_days(exports))
    found = []
    for entry in exports.of("deliveries", accounts):
        ordered = entry.ordered_date or entry.requested_date or entry.promised_date
        here = any(day is not None and day <= exports.day(quarter) for day in (entry.delivered_date, ordered))
        booked = invoiced.get((entry.account_id, entry.invoice))
        if entry.value is not None and here and (booked is None or booked > exports.day(quarter)):
            found.append(entry)
    return found


def uninvoiced_input(entries: Sequence[Entry]) -> Input:
    """Goods not yet invoiced, with their value."""
    return Input("why.uninvoiced", [row(entry, entry.value, entry.order, entry.line, entry.delivered_date) for entry in entries])


def _first_days(exports: Exports) -> dict[tuple[str, str], date]:
    found: dict[tuple[str, str], date] = {}
    for entry in exports.sales:
        key = entry.account_id, entry.document
        found[key] = min(found.get(key, entry.date), entry.date)
    return found


@explains("exposure", unless=why_unknown)
def exposure(exports: Exports, asked: Question) -> Explanation:
    """Receivables, goods delivered and not invoiced, and open orders, as far as they are known (D15)."""
    accounts = exports.members(asked.account, asked.quarter)
    reason = "" if exports.exported("deliveries", "value", "invoice") else PARTLY
    return total("exposure", closing(exports, asked.quarter, accounts), uninvoiced_input(uninvoiced(exports, asked.quarter, accounts)), reason=reason)


@explains("utilisation", unless=why_unknown)
def utilisation(exports: Exports, asked: Question) -> Explanation:
    """Exposure over the limits granted (D15)."""
    accounts = exports.members(asked.account, asked.quarter)
    limits = {account: exports.customers[account].credit_limit for account in accounts}
    granted = [account for account in accounts if limits[account] is not None and limits[account] > 0]
    if not granted:
        return unknown("zero limit" if asked.account and limits[asked.account] is not None else "no limit")
    parts = [exposure(exports, Question("exposure", asked.quarter, account)) for account in granted]
    used = [max(Decimal(part.value or 0), NOTHING) for part in parts]
    merged = [Input(parts[0].inputs[i].name, [one for part in parts for one in part.inputs[i].rows], parts[0].inputs[i].about) for i in (0, 1)]
    stated = Input("why.limits", [row(exports.customers[account], limits[account], account) for account in granted])
    above = step("metric.exposure", "{}", used, gives=add(used))
    return quotient([*merged, stated], [], above, summing("why.limit", [stated]), "metric.utilisation", why="no limit", reason=parts[0].reason)


@explains("expected_loss")
def expected_loss(exports: Exports, asked: Question) -> Explanation:
    """Each item at the rate of its age, unapplied credits at none (D17)."""
    missing, rates = why_no_items(exports, asked.quarter), exports.rules(asked.quarter).credit.loss_rates
    if missing or rates is None:
        return unknown(missing or "no rates")
    items = items_of(exports, exports.members(asked.account, asked.quarter), exports.owed_day(asked.quarter))
    lines, parts = [], []
    for bucket, (low, high) in BUCKETS.items():
        amount = add(item.open for item in items if item.state != "unapplied" and low <= item.late <= high)
        rate = Decimal(str(getattr(rates, bucket)))
        parts.append(amount * rate)
        lines.append(step(f"metric.{bucket}", "{} × {}", amount, rate, gives=parts[-1]))
    value = add(parts)
    return Explanation([items_input(items, day=exports.owed_day(asked.quarter))], [*lines, step("metric.expected_loss", "{}", parts, gives=value)], value)


@explains("days_beyond_terms")
def days_beyond_terms(exports: Exports, asked: Question) -> Explanation:
    """Lateness of what was paid in the quarter and of what is still past due, weighted by amount (D12)."""
    missing = why_no_items(exports, asked.quarter) or ("" if exports.exported("allocations") else "no allocations")
    if missing:
        return unknown(missing)
    accounts = exports.members(asked.account, asked.quarter)
    payments = [part for part in paid(exports, asked.quarter) if part.account in set(accounts)]
    late = [item for item in items_of(exports, accounts, exports.owed_day(asked.quarter)) if item.state in PAST_DUE]
    inputs = [Input("why.payments", [part.row for part in payments]), items_input(late, "why.past_due_items", day=exports.owed_day(asked.quarter))]
    amounts = [add(part.amount for part in payments), add(item.open for item in late)]
    days = [add(part.amount * part.days for part in payments), add(item.open * item.late for item in late)]
    lines = [
        step("why.amount_days_paid", "{}", days[0], gives=days[0], n=len(payments)),
        step("why.amount_days_late", "{}", days[1], gives=days[1], n=len(late)),
        step("why.amounts", "{}", amounts, gives=add(amounts)),
    ]
    if add(amounts) <= 0:
        return unknown("nothing paid or past due", inputs, lines)
    value = float(add(days) / add(amounts))
    return Explanation(inputs, [*lines, step("metric.days_beyond_terms", "({} + {}) / {}", *days, add(amounts), gives=value)], value)
