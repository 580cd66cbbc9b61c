"""Reasons to look at an account now, and what such counts were worth in past quarters (H)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from kam.quarters import Quarter
from kam.why.credit import days_beyond_terms
from kam.why.customers import bought_in_ttm
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.service import in_full, lines_of
from kam.why.shapes import add, counted, sales_input
from kam.why.silence import order_days, usual_gap
from kam.why.work import is_late

MOST = 3


@dataclass(frozen=True)
class Answer:
    """One reason judged of one account: whether it is given, the lines that say so, the rows behind it."""

    given: bool
    lines: Sequence[Step]
    inputs: Sequence[Input] = field(default_factory=list)


Judge = Callable[[Exports, Quarter, str], Answer | None]


def watched(exports: Exports, quarter: Quarter) -> list[str]:
    """Accounts that are judged: no own shops, none dormant."""
    return [account for account in exports.trading(quarter) if bought_in_ttm(exports, quarter, account)]


def silent(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """Longer than its rhythm and longer than on the same day a year before (H2)."""
    rules, days = exports.rules(quarter).warning, order_days(exports, account, quarter.end)
    gap, then = usual_gap(days), order_days(exports, account, quarter.last_year.end)
    if gap is None:
        return None
    since = (quarter.end - days[-1]).days
    lines = [step("metric.silence_ratio", "{} / {} > {}", since, gap, rules.silence_ratio, gives=since / gap > rules.silence_ratio)]
    before = (quarter.last_year.end - then[-1]).days if then else None
    if before is not None:
        longer = since > rules.silence_to_last_year * before
        lines.append(step("why.silence_to_last_year", "{} > {} × {}", since, rules.silence_to_last_year, before, gives=longer))
    return Answer(all(line.gives for line in lines), lines)


def _differences(exports: Exports, quarter: Quarter, account: str) -> list[Decimal]:
    """Year-on-year differences of the quarters before this one, from the account's first with sales."""
    first = next((one for one in exports.history if exports.sold([account], one)), None)
    if first is None:
        return []
    return [exports.net(account, one) - exports.net(account, one.last_year) for one in exports.history if first + 4 <= one < quarter]


def natural_range(exports: Exports, quarter: Quarter, account: str) -> tuple[list[Step], Decimal, Decimal] | None:
    """Last year's quarter plus the mean difference, plus and minus 2.66 mean moving ranges."""
    found = _differences(exports, quarter, account)
    if len(found) < exports.rules(quarter).warning.range_points:
        return None
    mean = add(found) / len(found)
    moving = [abs(later - one) for one, later in pairwise(found)]
    width = Decimal("2.66") * (add(moving) / len(moving))
    base = exports.net(account, quarter.last_year)
    lines = [
        step("why.net_sales_of", "{}", base, gives=base, quarter=quarter.last_year),
        step("why.mean_difference", "{}", tuple(found), gives=mean, n=len(found)),
        step("why.moving_range", "2.66 × {} / {}", add(moving), len(moving), gives=width),
    ]
    return lines, base + (mean - width), base + (mean + width)


def below_range(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """Net sales below its own natural range."""
    own, net = natural_range(exports, quarter, account), exports.net(account, quarter)
    if own is None:
        return None
    given = net < own[1]
    return Answer(given, [*own[0], step("metric.net_sales", "{} < {}", net, own[1], gives=given)], [sales_input(exports.sold([account], quarter))])


def categories(exports: Exports, quarter: Quarter, account: str) -> list[str]:
    """Named categories with positive net sales."""
    sums: dict[str, Decimal] = {}
    for entry in exports.sold([account], quarter):
        if entry.category:
            sums[entry.category] = sums.get(entry.category, NOTHING) + entry.value
    return sorted(name for name, value in sums.items() if value > 0)


def fewer_categories(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """Buys fewer categories than a year before, by more than a threshold."""
    now, before = len(categories(exports, quarter, account)), len(categories(exports, quarter.last_year, account))
    if before < 2:
        return None
    limit = exports.rules(quarter).warning.category_loss
    given = 1 - now / before > limit
    return Answer(given, [step("metric.categories_bought", "1 − {} / {} > {}", now, before, limit, gives=given)])


def slower_payment(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """More days beyond terms than a year before, by more than a threshold."""
    now, before = (days_beyond_terms(exports, Question("days_beyond_terms", one, account)) for one in (quarter, quarter.last_year))
    if now.value is None or before.value is None or account not in exports.trading(quarter.last_year):
        return None
    limit = exports.rules(quarter).warning.later_payment_days
    given = float(now.value) - float(before.value) > limit
    return Answer(given, [step("metric.days_beyond_terms", "{} − {} > {}", now.value, before.value, limit, gives=given)], now.inputs)


def _otif(exports: Exports, quarter: Quarter, account: str, least: int) -> float | None:
    lines = lines_of(exports, quarter, [account])
    return sum(in_full(exports, quarter, line) for line in lines) / len(lines) if len(lines) >= least else None


def falling_otif(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """Fewer lines on time in full than a year before, by more than a threshold."""
    now, before = (_otif(exports, one, account, exports.rules(one).service.min_lines) for one in (quarter, quarter.last_year))
    if now is None or before is None:
        return None
    limit = exports.rules(quarter).warning.otif_drop
    given = before - now > limit
    return Answer(given, [step("metric.otif_rate", "{} − {} > {}", before, now, limit, gives=given)])


def due_tasks(exports: Exports, quarter: Quarter, account: str) -> tuple[list[Entry], list[Entry]]:
    """The tasks that were due by the quarter's end and not cancelled, and those of them that are open."""
    due = [task for task in exports.of("tasks", [account]) if task.due is not None and task.due <= quarter.end and task.status != "cancelled"]
    return due, [task for task in due if is_late(exports, quarter, task)]


def overdue_tasks(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """A task of the plan is overdue."""
    due, late = due_tasks(exports, quarter, account)
    if not due:
        return None
    listed = Input("table.tasks", [row(task, task.due, task.task_id, task.status) for task in late])
    return Answer(bool(late), [step("metric.late_tasks", "{} > 0", len(late), gives=bool(late))], [listed])


REASONS: dict[str, Judge] = {judge.__name__: judge for judge in (silent, below_range, fewer_categories, slower_payment, falling_otif, overdue_tasks)}


def answers(exports: Exports, quarter: Quarter, account: str) -> dict[str, Answer]:
    """The reasons that could be judged of an account."""
    return exports.kept(("answers", quarter, account), lambda: _answers(exports, quarter, account))


def _answers(exports: Exports, quarter: Quarter, account: str) -> dict[str, Answer]:
    if account not in watched(exports, quarter):
        return {}
    found = {name: judge(exports, quarter, account) for name, judge in REASONS.items()}
    return {name: answer for name, answer in found.items() if answer is not None}


def counts(exports: Exports, quarter: Quarter) -> dict[str, int]:
    """Reasons given by each account of which at least one could be judged."""
    found = {account: answers(exports, quarter, account) for account in watched(exports, quarter)}
    return {account: sum(answer.given for answer in own.values()) for account, own in found.items() if own}


@explains("warning_reasons")
def warning_reasons(exports: Exports, asked: Question) -> Explanation:
    """The reasons that an account gives, or whether it gives one of them; of the company the sum over accounts."""
    if exports.partial(asked.quarter):
        return unknown("own shop" if asked.account in exports.own_shops else "quarter to date")
    if not asked.account:
        return _of_company(exports, asked)
    own = answers(exports, asked.quarter, asked.account)
    if not own:
        return unknown(_not_judged(exports, asked))
    if asked.part:
        answer = own[asked.part]
        return Explanation(answer.inputs, answer.lines, int(answer.given))
    lines = [line for answer in own.values() for line in answer.lines]
    value = sum(answer.given for answer in own.values())
    lines.append(step("metric.warning_reasons", "{}", [int(answer.given) for answer in own.values()], gives=value))
    return Explanation([each for answer in own.values() if answer.given for each in answer.inputs], lines, value)


def _not_judged(exports: Exports, asked: Question) -> str:
    if asked.account in exports.own_shops:
        return "own shop"
    return "too little history" if bought_in_ttm(exports, asked.quarter, asked.account) else "dormant"


def _of_company(exports: Exports, asked: Question) -> Explanation:
    given = []
    for account in watched(exports, asked.quarter):
        own = answers(exports, asked.quarter, account)
        given += [(account, name) for name, answer in own.items() if answer.given and (not asked.part or name == asked.part)]
    listed = Input("table.accounts", [row(exports.customers[account], name, account, exports.customers[account].name) for account, name in given])
    return counted("warning_reasons", listed)


@explains("accounts_warned")
def accounts_warned(exports: Exports, asked: Question) -> Explanation:
    """Accounts with at least so many reasons."""
    found = {account: count for account, count in counts(exports, asked.quarter).items() if count >= int(asked.part)}
    return counted("accounts_warned", Input("table.accounts", [row(exports.customers[account], count, account) for account, count in found.items()]))


@explains("net_sales_range")
def net_sales_range(exports: Exports, asked: Question) -> Explanation:
    """The lower or upper end of the range in which its sales move by themselves."""
    own = natural_range(exports, asked.quarter, asked.account)
    inputs = [sales_input(exports.sold([asked.account], *[one for one in exports.history if one < asked.quarter]))]
    if own is None:
        return unknown("too little history", inputs)
    lines, low, high = own
    value, sign = (low, "−") if asked.dimension == "low" else (high, "+")
    base, mean, width = (line.gives for line in lines)
    return Explanation(inputs, [*lines, step("metric.net_sales_range", "{} + {} " + sign + " {}", base, mean, width, gives=value)], value)


@explains("categories_bought")
def categories_bought(exports: Exports, asked: Question) -> Explanation:
    """The categories with positive net sales."""
    names = categories(exports, asked.quarter, asked.account)
    listed = sales_input([entry for entry in exports.sold([asked.account], asked.quarter) if entry.category])
    return Explanation([listed], [step("metric.categories_bought", "{}", tuple(names), gives=len(names))], len(names))


def _cases(exports: Exports, quarter: Quarter) -> list[tuple[int, bool]]:
    """Of every judged account at past quarter-ends: its reasons, and whether the quarter after was lost."""
    cases = []
    for origin in exports.history:
        after = origin + 1
        if origin.last_year < exports.history[0] or origin >= quarter or exports.partial(after):
            continue
        kept_share = 1 - exports.rules(after).warning.loss
        for account, count in sorted(counts(exports, origin).items()):
            then = exports.net(account, after.last_year)
            if then > 0:
                cases.append((count, float(exports.net(account, after)) < kept_share * float(then)))
    return cases


@explains("warning_cases", "warning_hit_rate")
def backtest(exports: Exports, asked: Question) -> Explanation:
    """Past cases with at least so many reasons, and the part of them that lost sales in the quarter after."""
    every = exports.kept(("cases", asked.quarter), lambda: _cases(exports, asked.quarter))
    least = int(asked.part or 0)
    fitting = [lost for count, lost in every if count >= least]
    n, lost = len(fitting), sum(fitting)
    lines = [step("metric.warning_cases", "{}", n, gives=n)]
    if asked.metric == "warning_cases":
        return Explanation([], lines, n)
    if not n:
        return unknown("no past cases", [], lines)
    value = lost / n
    lines += [step("why.cases_lost", "{}", lost, gives=lost), step("metric.warning_hit_rate", "{} / {}", lost, n, gives=value)]
    base = sum(lost for _, lost in every) / len(every)
    fewest = exports.rules(asked.quarter).warning.backtest_cases
    if not least:
        return Explanation([], lines, value)
    lines.append(step("why.interval_low", "{} / {}", lost, n, gives=_lower_end(value, n)))
    reason = f"n < {fewest}" if n < fewest else "" if _lower_end(value, n) > base else "not surely above all accounts"
    return Explanation([], lines, value, reason)


def _lower_end(share: float, n: int) -> float:
    """Lower end of the 95 % score interval (Wilson 1927)."""
    z2 = 1.959964**2
    return (share + z2 / (2 * n) - math.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)) / (1 + z2 / n)
