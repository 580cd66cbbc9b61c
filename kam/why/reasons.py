"""Six reasons to look at an account now, each judged of the accounts of which enough is known (H)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kam.quarters import Quarter
from kam.why.credit import days_beyond_terms
from kam.why.customers import bought_in_ttm
from kam.why.explanation import Input, Question, Step, row, step
from kam.why.exports import NOTHING, Exports
from kam.why.service import in_full, lines_of
from kam.why.shapes import add, sales_input
from kam.why.silence import order_days, usual_gap
from kam.why.tasks import due_by, late


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
    rules, days = exports.rules(quarter).warning, order_days(exports, account, exports.day(quarter))
    year_ago = exports.then(quarter, quarter.last_year).day(quarter.last_year)
    gap, then = usual_gap(days), order_days(exports, account, year_ago)
    if gap is None:
        return None
    since = (exports.day(quarter) - days[-1]).days
    lines = [step("metric.silence_ratio", "{} / {} > {}", since, gap, rules.silence_ratio, gives=since / gap > rules.silence_ratio)]
    before = (year_ago - then[-1]).days if then else None
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
    given = Fraction(str(now.value)) - Fraction(str(before.value)) > Fraction(str(limit))
    return Answer(given, [step("metric.days_beyond_terms", "{} − {} > {}", now.value, before.value, limit, gives=given)], now.inputs)


def _otif(exports: Exports, quarter: Quarter, account: str, least: int) -> Fraction | None:
    lines = lines_of(exports, quarter, [account])
    return Fraction(sum(in_full(exports, quarter, line) for line in lines), len(lines)) if len(lines) >= least else None


def falling_otif(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """Fewer lines on time in full than a year before, by more than a threshold."""
    now, before = (_otif(exports, one, account, exports.rules(one).service.min_lines) for one in (quarter, quarter.last_year))
    if now is None or before is None:
        return None
    limit = exports.rules(quarter).warning.otif_drop
    given = before - now > Fraction(str(limit))
    return Answer(given, [step("metric.otif_rate", "{} − {} > {}", float(before), float(now), limit, gives=given)])


def overdue_tasks(exports: Exports, quarter: Quarter, account: str) -> Answer | None:
    """A task of the plan is overdue."""
    found = late(exports, quarter, account)
    if not due_by(exports, quarter, account):
        return None
    listed = Input("table.tasks", [row(task, task.due, task.task_id, task.status) for task in found])
    return Answer(bool(found), [step("metric.late_tasks", "{} > 0", len(found), gives=bool(found))], [listed])


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
