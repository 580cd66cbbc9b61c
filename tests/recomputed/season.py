"""1, D15, S5: whom to ship to before the season, and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .clerk import COMPANY, NONE, Clerk, Found, Value, add
from .credit import Credit, exposure
from .stars import Stars

HELD = ("past due too long", "zero limit", "limit used up")
UP_TO = ("limit below the need", "need not known")
FREE = ("no limit", "within the limit")
SUMMED = ("season_need", "season_release", "season_held_back", "season_to_pay", "season_exposure")


class Decided(NamedTuple):
    """One account: the rule that decided, and its amounts."""

    rule: str
    amounts: dict[str, Decimal | None]
    oldest: int | None


def figures(clerk: Clerk, credit: Credit, stars: Stars, quarter: int, forecast: Mapping[str, Value]) -> Found:
    """A decision for every account with exposure above nothing, and the sums by decision and rule."""
    trading = clerk.trading(quarter)
    if not credit.rebuilt(quarter):
        yield "season_accounts", COMPANY, "", None
        yield from (("season_hold", account, "", None) for account in trading)
        return
    decided = {account: decide(clerk, credit, stars, quarter, account, forecast) for account in trading if exposure(clerk, credit, [account], quarter) > 0}
    for account in trading:
        one = decided.get(account)
        yield "season_hold", account, "", None if one is None else int(one.rule in HELD)
        if one is not None:
            yield "oldest_past_due", account, "", one.oldest
            yield from ((metric, account, "", value) for metric, value in one.amounts.items() if metric != "season_exposure")
    parts = {"": HELD + UP_TO + FREE, "decision:hold": HELD, "decision:up_to": UP_TO, "decision:release": FREE, **{f"rule:{rule}": (rule,) for rule in HELD + UP_TO + FREE}}
    for dimension, rules in parts.items():
        some = [one.amounts for one in decided.values() if one.rule in rules]
        yield "season_accounts", COMPANY, dimension, len(some)
        for metric in SUMMED:
            known = [one[metric] for one in some if one[metric] is not None]
            yield metric, COMPANY, dimension, add(known) if known or not some else None


def delivered_and_ordered(clerk: Clerk, account: str, quarter: int) -> tuple[Decimal, Decimal]:
    """D15: rows whose invoice is not booked by then, delivered and not."""
    found: dict[bool, Decimal] = defaultdict(Decimal)
    end = clerk.day(quarter)
    for row in clerk.deliveries.get(account, []) if clerk.has("deliveries", "value", "invoice") else []:
        booked, asked = clerk.invoiced.get((account, row.get("invoice") or "")), row.get("ordered_date") or row.get("requested_date") or row.get("promised_date")
        came = bool(row.get("delivered_date")) and row["delivered_date"] <= end
        if row.get("value") is not None and not (booked and booked <= end) and (came or (asked and asked <= end)):
            found[came] += row["value"]
    return found[True], found[False]


def overdue(credit: Credit, account: str, quarter: int) -> list[tuple[int, Decimal]]:
    """S5: undisputed items past due, after unapplied credits settled those due longest."""
    end = credit.clerk.owed_day(quarter)
    items = credit.items([account], end)
    left, found = -add(item.open for item in items if item.open < 0), []
    for days, amount in sorted(((item.days_late(end), item.open) for item in items if item.open > 0 and not item.disputed), reverse=True):
        paid = min(left, amount)
        left -= paid
        found += [(days, amount - paid)] if days > 0 and amount > paid else []
    return found


def decide(clerk: Clerk, credit: Credit, stars: Stars, quarter: int, account: str, forecast: Mapping[str, Value]) -> Decided:
    """Past due first, then the limit, then the need."""
    star = stars.rated.get(quarter, {}).get(account)
    may = clerk.rules(quarter).season.of((star.stars if star else 0) or 0)
    late = overdue(credit, account, quarter) if not credit.balances else []
    delivered, ordered = delivered_and_ordered(clerk, account, quarter)
    owed, exposed = credit.balance([account], clerk.owed_day(quarter)) + delivered, exposure(clerk, credit, [account], quarter)
    coming = forecast.get(account)
    need = None if coming is None else max(max(NONE, Decimal(coming)) * credit.tax, ordered)
    days = credit.countback_4q(account, quarter)
    turns = Decimal(clerk.year.days(quarter + 1)) / Decimal(days) if days else Decimal("Infinity" if days == 0 else 1)
    carried = owed * (1 - turns) if turns < 1 else NONE
    faster = max(Decimal(1), turns)
    reached = None if need is None else carried + need / faster
    limit = clerk.of(account, "credit_limit")
    allowed = None if limit is None else limit * Decimal(str(may.limit_share))
    too_late = add(amount for age, amount in late if age > may.days_late)
    rule = which(too_late > Decimal(str(clerk.rules(quarter).season.ignored_share)) * exposed, allowed, owed, reached)
    bears = NONE if allowed is None else max(NONE, (allowed - carried) * (Decimal(1) if days == 0 else faster))
    release = {"need not known": None if allowed is None else allowed - owed, "limit below the need": bears, **dict.fromkeys(HELD, NONE), **dict.fromkeys(FREE, need)}[rule]
    beyond = NONE if allowed is None else max(NONE, owed - allowed)
    pays = max(NONE, owed) if rule == "zero limit" else max(too_late, beyond) if rule in HELD else NONE
    known = not credit.balances
    return Decided(
        rule,
        {"season_need": need, "season_reached": reached, "limit_left": None if allowed is None else allowed - owed, "past_due_amount": add(amount for _, amount in late) if known else None,
         "late_amount": too_late if known else None, "season_release": release, "season_held_back": None if need is None or release is None else max(NONE, need - release),
         "season_to_pay": pays, "season_exposure": exposed},
        max((age for age, _ in late), default=0) if known else None,
    )  # fmt: skip


def which(late: bool, allowed: Decimal | None, owed: Decimal, reached: Decimal | None) -> str:
    """The rules in their order."""
    if late:
        return "past due too long"
    if allowed is None:
        return "no limit"
    if allowed <= owed:
        return "limit used up" if allowed else "zero limit"
    if reached is None:
        return "need not known"
    return "within the limit" if reached <= allowed else "limit below the need"
