"""1, 2.5, 3.2: who could replace an account, and what the rules in params say of each, asked of the figures counted here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from .clerk import COMPANY, NONE, Clerk, Found, Value, add
from .credit import Credit
from .stars import Stars
from .trade import rows_of, stated, year_rebate

SUPPORTS = ("business_coaching", "promotion_support")
COMPARED: dict[str, Callable[[float, float], bool]] = {"<": lambda one, two: one < two, "<=": lambda one, two: one <= two, ">": lambda one, two: one > two, ">=": lambda one, two: one >= two}
Known = Mapping[tuple[str, str, str], Value]


class Advice:
    """The figures of one quarter, as the rules ask for them."""

    def __init__(self, clerk: Clerk, credit: Credit, stars: Stars, quarter: int, known: Known) -> None:
        self.clerk, self.credit, self.quarter, self.known = clerk, credit, quarter, known
        self.stars = {account: star.stars for account, star in stars.rated.get(quarter, {}).items() if star.stars is not None}
        self.keys = set(stars.keys(quarter))
        self.candidates = {account: self.replacing(account) for account, star in self.stars.items() if star == 1}

    def places(self, account: str) -> dict[str, Decimal]:
        """B6: where it sold in four quarters."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.clerk.rows([account], *self.clerk.twelve(self.quarter)):
            found[row["territory"] or ""] += row["value"]
        return {name: value for name, value in found.items() if name}

    def replacing(self, account: str) -> tuple[list[str], list[str]]:
        """Better-rated accounts and prospects of its territory."""
        sold = self.places(account)
        place = min(sold, key=lambda name: (-sold[name], name), default=self.clerk.of(account, "territory"))
        least = self.clerk.rules(self.quarter).advice.replacement_stars
        better = [one for one, star in self.stars.items() if star >= least and one != account and place]
        better = [one for one in better if self.clerk.of(one, "territory") == place or self.places(one).get(place, NONE) > 0]
        tops = [one for one in self.clerk.master if self.clerk.top(one) == one and place]
        known = self.clerk.known(self.quarter)
        return better, [one for one in tops if self.clerk.of(one, "kind") == "prospect" and self.clerk.of(one, "territory") == place and one not in known]

    def number(self, account: str, metric: str, need: str) -> float | None:
        """The figure that a rule asks for; a countback beyond the history counts as its days (D11), goods without any rebate lie beyond every cover (D16)."""
        if metric == "countback_dso" and self.credit.rebuilt(self.quarter):
            return self.credit.account_countback(account, self.quarter)[0]
        if metric == "replacement_candidates":
            return float(sum(map(len, self.candidates[account]))) if account in self.candidates else None
        if metric == "consignment_cover" and self.uncovered(account):
            return float("inf")
        value = self.known.get((metric, account, self.named(account, metric, need) if need else ""))
        return None if value is None else float(value)

    def uncovered(self, account: str) -> bool:
        """D16: goods placed and no rebate at all."""
        rows = rows_of(self.clerk, "rebates", self.quarter).get(account, [])
        placed, year = stated(rows, "consigned_value"), year_rebate(self.clerk, rows, self.quarter)
        return bool(placed and placed > 0 and year is not None and year <= 0)

    def named(self, account: str, metric: str, need: str) -> str:
        """The account's own word for a need, of several the last."""
        words = (need, *(word.lower() for word in self.clerk.rules(self.quarter).needs[need].words))
        parts = [part for name, one, part in self.known if name == metric and one == account and part.startswith("need:")]
        return next((part for part in reversed(parts) if part.removeprefix("need:").strip().lower() in words), "need:")

    def holds(self, rule: Any, account: str) -> bool | None:
        """All of some conditions and any of others; not known where an unknown figure could turn it."""
        every = [self.condition(one, account) for one in rule.all_of]
        if rule.any_of:
            some = [self.condition(one, account) for one in rule.any_of]
            every.append(True if True in some else None if None in some else False)
        return False if False in every else None if None in every else True

    def condition(self, one: Any, account: str) -> bool | None:
        """One figure against its limit."""
        value = self.number(account, one.metric, one.need)
        return None if value is None else COMPARED[one.sign](value, one.limit)

    def rung(self, account: str) -> int | None:
        """The first mode whose rule holds; the one without conditions not after one that cannot be judged."""
        above: bool | None = False
        for rule in self.clerk.rules(self.quarter).advice.modes:
            found = self.holds(rule, account)
            if found and (rule.all_of or rule.any_of or above is not None):
                return {"single contact": 1, "partner": 2, "embedded partner": 3}[rule.mode]
            above = found
        return None


def figures(clerk: Clerk, credit: Credit, stars: Stars, quarter: int, known: Known) -> Found:
    """Replacements, measures and modes."""
    asked, rules = Advice(clerk, credit, stars, quarter, known), clerk.rules(quarter).advice
    yield "replacement_candidates", COMPANY, "", sum(any(found) for found in asked.candidates.values())
    for account, (better, prospects) in asked.candidates.items():
        yield "replacement_candidates", account, "", len(better) + len(prospects)
        yield from (("prospect_purchases", account, f"prospect:{one}", clerk.of(one, "purchases")) for one in prospects)
    behind = carrying(clerk, quarter)
    for name, rule in rules.measures.items():
        yield from applied(asked, "measure_applies", name, rule, [account for account in asked.stars if asked.stars[account] in rule.stars])
        if name in SUPPORTS:
            yield from applied(asked, "support_needed", name, rule, behind)
    for name, rule in rules.tailored.items():
        yield from applied(asked, "tailored_measure", name, rule, sorted(asked.keys))
    yield from modes(asked, clerk.trading(quarter))


def carrying(clerk: Clerk, quarter: int) -> list[str]:
    """B4: the fewest accounts that reach 80 % of net sales."""
    sold = {account: net for account in clerk.trading(quarter) if (net := clerk.net(account, quarter)) > 0}
    ranked = sorted(sold, key=lambda account: (-sold[account], account))
    return next((ranked[:count] for count in range(len(ranked) + 1) if add(sold[one] for one in ranked[:count]) * 5 >= add(sold.values()) * 4), [])


def applied(asked: Advice, metric: str, name: str, rule: Any, accounts: list[str]) -> Found:
    """Yes, no or not known of each account, and how many; not known where all are not."""
    answers = {account: asked.holds(rule, account) for account in accounts}
    known = [one for one in answers.values() if one is not None]
    yield metric, COMPANY, f"measure:{name}", sum(known) if known or not answers else None
    yield from ((metric, account, f"measure:{name}", None if one is None else int(one)) for account, one in answers.items())


def modes(asked: Advice, accounts: list[str]) -> Found:
    """The mode of each key account, and how far it lies from the recorded one."""
    rungs = {account: asked.rung(account) for account in accounts if account in asked.keys}
    steps: list[int] = []
    for account in accounts:
        yield "proposed_mode", account, "", rungs.get(account)
        if account in rungs:
            present, rung = asked.known.get(("relationship_stage", account, "")), rungs[account]
            step = None if present is None or rung is None else rung - int(present)
            steps += [] if step is None else [step]
            yield "mode_step", account, "", step
    for rung in (1, 2, 3):
        yield "proposed_mode", COMPANY, f"rung:{rung}", list(rungs.values()).count(rung)
    for name, count in (("up", sum(one > 0 for one in steps)), ("same", steps.count(0)), ("down", sum(one < 0 for one in steps))):
        yield "mode_step", COMPANY, f"step:{name}", count
