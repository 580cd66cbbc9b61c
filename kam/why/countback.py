"""Days of sales behind what is open: countback, plain DSO, and how well was collected (D8 to D14, S6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, step, unknown
from kam.why.exports import DAY, NOTHING, OPEN_DAYS, Exports
from kam.why.receivables import Item, closing, items_input, items_of, owed, why_no_items, why_unknown
from kam.why.shapes import RATIO_BASE, add, sales_input, summing


@dataclass(frozen=True)
class Months:
    """The months that were counted back: a line each, the days, and whether what is open was reached."""

    lines: list[Step]
    days: float
    reached: bool
    first: date


def before_tax(exports: Exports, amount: Decimal) -> Decimal:
    """A receivable without the tax in it (D7)."""
    return amount / (1 + Decimal(str(exports.params.receivables_include_tax)))


def _without_tax(exports: Exports, amount: Decimal) -> list[Step]:
    rate = 1 + Decimal(str(exports.params.receivables_include_tax))
    return [] if rate == 1 else [step("why.without_tax", "{} / {}", amount, rate, gives=amount / rate)]


def _months_back(exports: Exports, quarter: Quarter) -> list[date]:
    oldest = min(entry.date for entry in exports.sales).replace(day=1)
    months, month = [], exports.day(quarter).replace(day=1)
    while month >= oldest:
        months.append(month)
        month = (month - DAY).replace(day=1)
    return months


def _month_net(exports: Exports) -> dict[tuple[str, date], Decimal]:
    sums: dict[tuple[str, date], Decimal] = {}
    for entry in exports.sales:
        key = (entry.account_id, entry.date.replace(day=1))
        sums[key] = sums.get(key, NOTHING) + entry.value
    return sums


def net_of_month(exports: Exports, accounts: Sequence[str], month: date) -> Decimal:
    """Net sales of some accounts in one calendar month."""
    sums = exports.kept("month net", lambda: _month_net(exports))
    return add(sums.get((account, month), NOTHING) for account in accounts)


def count_back(exports: Exports, quarter: Quarter, open_amount: Decimal, accounts: Sequence[str]) -> Months:
    """Subtracts the newest months' net sales from what is open, adding their days (D9)."""
    lines, days, left = [], 0, open_amount
    month = quarter.months[-1]
    for month in _months_back(exports, quarter):
        last = min((month + 32 * DAY).replace(day=1) - DAY, exports.day(quarter))
        sales, length = net_of_month(exports, accounts, month), (last - month).days + 1
        if 0 < sales and left <= sales:
            part = float(left / sales) * length
            lines.append(step("why.month_in_part", "{} / {} × {}", left, sales, length, gives=part, month=month, days=length))
            return Months(lines, days + part, True, month)
        rest = left - max(sales, NOTHING)
        lines.append(step("why.month_whole", "{} − {}", left, max(sales, NOTHING), gives=rest, month=month, days=length))
        left, days = rest, days + length
    return Months(lines, float(days), False, month)


@explains("countback_dso", unless=why_unknown)
def countback_dso(exports: Exports, asked: Question) -> Explanation:
    """Days of the newest sales that are still unpaid."""
    accounts = exports.members(asked.account, asked.quarter)
    listed = closing(exports, asked.quarter, accounts)
    lines = [summing("metric.open_receivables", [listed]), *_without_tax(exports, listed.total or NOTHING)]
    left = before_tax(exports, listed.total or NOTHING)
    if left <= 0:
        return Explanation([listed], lines, 0.0, "credit balance")
    back = count_back(exports, asked.quarter, left, accounts)
    sold = [entry for entry in exports.sales if entry.account_id in set(accounts) and back.first <= entry.date <= exports.day(asked.quarter)]
    inputs = [listed, sales_input(sold, "why.sales_since", day=back.first)]
    lines += back.lines
    if not back.reached:
        return unknown(f"> {back.days:.0f} days", inputs, lines)
    parts = [*(line.about["days"] for line in back.lines[:-1]), back.lines[-1].gives]
    return Explanation(inputs, [*lines, step("metric.countback_dso", "{}", parts, gives=back.days)], back.days)


def quarter_ends(exports: Exports, quarter: Quarter, account: str) -> list[tuple[Quarter, float]]:
    """Countback days at the last four quarter-ends at which the account existed; more than all days counts as all (D11, S6)."""
    found = []
    for one in quarter.trailing(4):
        if account in exports.known(one) and not why_unknown(exports, one):
            left = before_tax(exports, owed(exports, one, [account]))
            found.append((one, count_back(exports, one, left, [account]).days if left > 0 else 0.0))
    return found


@explains("countback_dso_4q", unless=why_unknown)
def countback_dso_4q(exports: Exports, asked: Question) -> Explanation:
    """The middle one of four quarter-ends."""
    ends = quarter_ends(exports, asked.quarter, asked.account)
    inputs = [closing(exports, one, [asked.account]) for one, _ in ends]
    lines = [step("why.countback_at", "{}", days, gives=days, quarter=one) for one, days in ends]
    if not ends:
        return unknown("no receivables", inputs, lines)
    value = float(median(days for _, days in ends))
    values = tuple(sorted(days for _, days in ends))
    return Explanation(inputs, [*lines, step("why.middle_of", "{}", values, gives=value, what="metric.countback_dso_4q", n=len(ends))], value)


@explains("dso", "best_possible_dso", "average_days_delinquent")
def days_of_sales(exports: Exports, asked: Question) -> Explanation:
    """What is open, or not yet due, over the quarter's net sales, in days of the quarter (D8, D14)."""
    missing = why_unknown(exports, asked.quarter) if asked.metric == "dso" else why_no_items(exports, asked.quarter)
    if missing:
        return unknown(missing)
    accounts, length = exports.members(asked.account, asked.quarter), exports.days(asked.quarter)
    listed, sold = closing(exports, asked.quarter, accounts), sales_input(exports.sold(accounts, asked.quarter))
    whole, sales = listed.total or NOTHING, sold.total or NOTHING
    inputs, lines = [listed, sold], [summing("metric.open_receivables", [listed]), summing("metric.net_sales", [sold])]
    if asked.metric == "dso" and whole <= 0:
        return Explanation(inputs, lines, 0.0, "credit balance")
    if sales <= 0:
        return unknown(RATIO_BASE, inputs, lines)
    tax = 1 + Decimal(str(exports.params.receivables_include_tax))
    current = add(item.open for item in items_of(exports, accounts, exports.owed_day(asked.quarter)) if item.state == "not_due")
    dso, best = (float(max(amount, NOTHING) / tax / sales * length) for amount in (whole, current))
    for name, amount, days in (("dso", max(whole, NOTHING), dso), ("best_possible_dso", current, best)):
        if asked.metric in (name, "average_days_delinquent"):
            lines.append(step(f"metric.{name}", "{} / {} / {} × {}", amount, tax, sales, length, gives=days))
    if asked.metric != "average_days_delinquent":
        return Explanation(inputs, lines, dso if asked.metric == "dso" else best)
    lines.append(step("metric.average_days_delinquent", "{} − {}", dso, best, gives=dso - best))
    return Explanation(inputs, lines, dso - best, "credit balance" if whole <= 0 else "")


@explains("cei")
def cei(exports: Exports, asked: Question) -> Explanation:
    """The mean over three months of what was collected over what could be (D13)."""
    missing = why_no_items(exports, asked.quarter) or ("" if exports.exported("allocations") else "history cannot be rebuilt")
    if missing:
        return unknown(missing)
    accounts = exports.members(asked.account, asked.quarter)
    months = [(month, (month + 32 * DAY).replace(day=1) - DAY) for month in asked.quarter.months]
    seen, last = exports.day(asked.quarter), exports.owed_day(asked.quarter)
    months = [(month, end) for month, end in months if sum((seen + n * DAY).weekday() < 5 for n in range(1, (end - seen).days + 1)) <= OPEN_DAYS]
    ends = [asked.quarter.start - DAY, *(min(end, last) for _, end in months)]
    at_end = [[item for item in items_of(exports, accounts, day) if item.state != "unapplied"] for day in ends]
    inputs: list[Input] = [items_input(items, day=day) for items, day in zip(at_end, ends, strict=True)]
    inputs.append(sales_input(exports.sold(accounts, asked.quarter)))
    lines, shares = [], []
    for (month, _), before, after in zip(months, at_end, at_end[1:], strict=False):
        start, end, current = (before_tax(exports, add(item.open for item in items)) for items in (before, after, _current(after)))
        sales = net_of_month(exports, accounts, month)
        if start + sales - current > 0:
            shares.append(float((start + sales - end) / (start + sales - current)))
            lines.append(step("why.collected_of_collectable", "({} + {} − {}) / ({} + {} − {})", start, sales, end, start, sales, current, gives=shares[-1], month=month))
    if not shares:
        return unknown("nothing to collect" if months else "quarter to date", inputs, lines)
    value = sum(shares) / len(shares)
    return Explanation(inputs, [*lines, step("why.mean_of", "{}", tuple(shares), gives=value, what="metric.cei", n=len(shares))], value)


def _current(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.state == "not_due"]
