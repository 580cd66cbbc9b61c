"""H: silence, an account's own range, and the reasons for early warning."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from .clerk import COMPANY, Clerk, Found, add
from .credit import Credit
from .fiscal import trailing
from .service import lines_of
from .work import late_tasks

REASONS = ("silent", "below_range", "fewer_categories", "slower_payment", "falling_otif", "overdue_tasks")
LIMIT = Decimal("2.66")


class Rhythm:
    """What each quarter's end tells of an account; kept, because the backtest asks again."""

    def __init__(self, clerk: Clerk, credit: Credit) -> None:
        self.clerk, self.credit = clerk, credit
        self.kept: dict[int, dict[str, dict[str, bool]]] = {}

    def since(self, account: str, end: date) -> tuple[int | None, float | None]:
        """H1: days since the last order, and over the median of the gaps between the order days so far."""
        days = self.clerk.order_days(account, end)
        if not days or self.clerk.monthly:
            return None, None
        gaps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
        quiet = (end - days[-1]).days
        return quiet, quiet / median(gaps) if len(days) >= 5 else None

    def watched(self, quarter: int) -> list[str]:
        """H2: accounts that are not dormant."""
        return [account for account in self.clerk.trading(quarter) if awake(self.clerk, account, quarter)]

    def answers(self, quarter: int) -> dict[str, dict[str, bool]]:
        """Reason by account: what is judged, and whether it is raised."""
        if quarter not in self.kept:
            every = {account: self.judge(account, quarter) for account in self.watched(quarter)}
            self.kept[quarter] = {account: {name: answer for name, answer in found.items() if answer is not None} for account, found in every.items()}
        return self.kept[quarter]

    def judge(self, account: str, quarter: int) -> dict[str, bool | None]:
        """The six reasons; each strictly above its threshold, unknown without the inputs."""
        own, net, rules = self.range(account, quarter), self.clerk.net(account, quarter), self.clerk.rules(quarter).warning
        now, before = self.categories(account, quarter), self.categories(account, quarter - 4)
        late, late_before = (self.beyond(account, one) for one in (quarter, quarter - 4))
        served, served_before = (self.otif(account, one) for one in (quarter, quarter - 4))
        tasks = late_tasks(self.clerk, account, quarter)
        return {
            "silent": self.is_silent(account, quarter),
            "below_range": None if own is None else net < own[0],
            "fewer_categories": 1 - Fraction(now, before) > exact(rules.category_loss) if before > 1 else None,
            "slower_payment": None if late is None or late_before is None else round(late - late_before, 9) > rules.later_payment_days,
            "falling_otif": None if served is None or served_before is None else served_before - served > exact(rules.otif_drop),
            "overdue_tasks": None if tasks is None else tasks > 0,
        }

    def is_silent(self, account: str, quarter: int) -> bool | None:
        """H2: above the threshold, and longer than at the same quarter's end a year before where that is known."""
        rules = self.clerk.rules(quarter).warning
        quiet, ratio = self.since(account, self.clerk.day(quarter))
        if ratio is None or quiet is None:
            return None
        before, _ = self.since(account, self.clerk.same_day(quarter, quarter - 4, self.clerk.day(quarter)))
        return ratio > rules.silence_ratio and (before is None or quiet > rules.silence_to_last_year * before)

    def range(self, account: str, quarter: int) -> tuple[Decimal, Decimal, int] | None:
        """Last year's quarter moved by mean +- 2.66 mean moving ranges of the year-on-year differences before it."""
        sold = [one for one in range(self.clerk.first, self.clerk.newest + 1) if self.clerk.rows([account], one)]
        changes = [self.clerk.net(account, one) - self.clerk.net(account, one - 4) for one in range(sold[0] + 4, quarter)] if sold else []
        if len(changes) < self.clerk.rules(quarter).warning.range_points:
            return None
        mean = add(changes) / len(changes)
        moving = add(abs(later - earlier) for earlier, later in zip(changes, changes[1:], strict=False)) / (len(changes) - 1)
        base = self.clerk.net(account, quarter - 4)
        return base + mean - LIMIT * moving, base + mean + LIMIT * moving, len(changes)

    def categories(self, account: str, quarter: int) -> int:
        """Categories with positive net sales."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.clerk.rows([account], quarter):
            if row.get("category"):
                sums[row["category"]] += row["value"]
        return sum(value > 0 for value in sums.values())

    def beyond(self, account: str, quarter: int) -> float | None:
        """Days beyond terms, where they can be measured."""
        known = self.credit.rebuilt(quarter) and not self.credit.balances and self.clerk.has("allocations")
        return self.credit.beyond_terms([account], quarter) if known else None

    def otif(self, account: str, quarter: int) -> Fraction | None:
        """On time in full, of five lines and more."""
        lines = lines_of(self.clerk, quarter).get(account, []) if self.clerk.has("deliveries") else []
        return Fraction(sum(line.on_time for line in lines), len(lines)) if len(lines) >= self.clerk.rules(quarter).service.min_lines else None


def exact(threshold: float) -> Fraction:
    """A threshold as it is written."""
    return Fraction(str(threshold))


def awake(clerk: Clerk, account: str, quarter: int) -> bool:
    """Net sales above zero in one of the four quarters."""
    return any(clerk.net(account, one) > 0 for one in trailing(quarter)) or (clerk.partial(quarter) and clerk.ttm(account, quarter) > 0)


def figures(clerk: Clerk, rhythm: Rhythm, quarter: int) -> Found:
    """Silence, warnings and what they are judged by."""
    end, partial = clerk.day(quarter), clerk.partial(quarter)
    for account in [COMPANY, *clerk.known(quarter)]:
        judged = account != COMPANY and not clerk.own_shop(account)
        quiet, ratio = rhythm.since(account, end) if judged else (None, None)
        yield "silence_ratio", account, "", ratio
        yield "days_since_last_order", account, "", quiet
        if account != COMPANY:
            answers = {} if partial else rhythm.answers(quarter).get(account, {})
            yield "warning_reasons", account, "", sum(answers.values()) if answers else None
            yield from (("warning_reasons", account, f"warning:{name}", int(answer)) for name, answer in answers.items())
    yield from warned(rhythm, quarter, partial)
    yield from judged_by(clerk, rhythm, quarter)
    yield from backtest(clerk, rhythm, quarter)


def warned(rhythm: Rhythm, quarter: int, partial: bool) -> Found:
    """Reasons of all accounts, by reason, and accounts with at least so many."""
    every = [] if partial else [answers for answers in rhythm.answers(quarter).values() if answers]
    yield "warning_reasons", COMPANY, "", None if partial else sum(sum(answers.values()) for answers in every)
    if not partial:
        for name in REASONS:
            yield "warning_reasons", COMPANY, f"warning:{name}", sum(answers.get(name, False) for answers in every)
        for least in (1, 2, 3):
            yield "accounts_warned", COMPANY, f"reasons:{least}", sum(sum(answers.values()) >= least for answers in every)


def judged_by(clerk: Clerk, rhythm: Rhythm, quarter: int) -> Found:
    """Ranges, categories and late tasks of the accounts watched."""
    bought = any(row.get("category") for row in clerk.rows(clerk.known(quarter), quarter))
    for account in rhythm.watched(quarter):
        own = rhythm.range(account, quarter)
        if own is not None:
            yield "net_sales_range", account, "low", own[0]
            yield "net_sales_range", account, "high", own[1]
        if bought:
            yield "categories_bought", account, "", rhythm.categories(account, quarter)
        late = late_tasks(clerk, account, quarter)
        if late is not None:
            yield "late_tasks", account, "", late


def backtest(clerk: Clerk, rhythm: Rhythm, quarter: int) -> Found:
    """Of past account-quarters with at least so many reasons, how many bought nothing or lost more than the threshold a quarter later."""
    cases = []
    for origin in range(clerk.first + 4, quarter):
        if not clerk.partial(origin + 1):
            cases += [(sum(answers.values()), lost(clerk, account, origin + 1)) for account, answers in rhythm.answers(origin).items() if answers]
    known = [(count, fell) for count, fell in cases if fell is not None]
    for least in (0, 1, 2, 3):
        fell = [one for count, one in known if count >= least]
        dimension = f"reasons:{least}" if least else ""
        yield "warning_cases", COMPANY, dimension, len(fell)
        yield "warning_hit_rate", COMPANY, dimension, sum(fell) / len(fell) if fell else None


def lost(clerk: Clerk, account: str, quarter: int) -> bool | None:
    """Whether less than the kept share of last year's quarter was bought; unknown where nothing was bought then."""
    before = clerk.net(account, quarter - 4)
    return Fraction(clerk.net(account, quarter)) < (1 - exact(clerk.rules(quarter).warning.loss)) * Fraction(before) if before > 0 else None
