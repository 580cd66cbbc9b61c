"""How far it is to the next star, who is big but risky, and whose star would change with a threshold (I, S8, S9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kam.params import Band
from kam.quarters import Quarter
from kam.why.bands import Star, Test, raw_star, sales_band, star_of, tests
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.known import accounts_input
from kam.why.moves import FROM_RECEIVABLES, INPUTS
from kam.why.receivables import closing, why_unknown
from kam.why.shapes import counted, sales_input, total

SHARES = ("sales_before_below", "past_due_share_at_most")
MARKS = ("capital_at_least", "business_sense_at_least", "initiative_at_least")
WAYS = {"±10%": ("-10%", "+10%"), "±20%": ("-20%", "-10%", "+10%", "+20%")}
KEY_STAR = 3


@explains("next_star_gap")
def next_star_gap(exports: Exports, asked: Question) -> Explanation:
    """What is missing to the binding criterion of the next band, or to one criterion of a band (``band:3/countback_dso``)."""
    one = star_of(exports, asked.quarter, asked.account)
    if one.raw is None:
        return unknown(one.why)
    test = _binding(exports, asked.quarter, one) if not asked.dimension else _named(exports, asked)
    if test is None:
        return unknown("highest star")
    value = one.seen[test.input]
    if value is None:
        return unknown("no receivables" if test.input in FROM_RECEIVABLES else "not scored")
    met = test.passes(one.seen)
    gap = 0.0 if met else abs(value - test.limit)
    lines = [
        step("metric.stars_raw", "{}", one.raw, gives=one.raw),
        step("why.limit_met", f"{{}} {test.sign} {{}}", value, test.limit, gives=met, what=f"why.input.{test.input}"),
        step("metric.next_star_gap", "{}" if met else "|{} − {}|", *([0] if met else [value, test.limit]), gives=gap),
    ]
    return Explanation([], lines, gap, "" if met or gap else "at the limit")


def _binding(exports: Exports, quarter: Quarter, one: Star) -> Test | None:
    """The first criterion that fails in the band one star above (S8)."""
    above = exports.rules(quarter).stars.bands.get((one.raw or 4) + 1)
    return next((test for test in tests(above) if not test.passes(one.seen)), None) if above else None


def _named(exports: Exports, asked: Question) -> Test | None:
    star, _, name = asked.part.partition("/")
    return next((test for test in tests(exports.rules(asked.quarter).stars.bands[int(star)]) if test.input == INPUTS.get(name, name)), None)


@explains("bands_above_star")
def bands_above_star(exports: Exports, asked: Question) -> Explanation:
    """How many stars the sales alone would give more than the account has (S9)."""
    one = star_of(exports, asked.quarter, asked.account)
    if one.raw is None:
        return unknown(one.why)
    band = sales_band(exports, asked.quarter, one.seen)
    return Explanation([], [step("why.sales_band", "{}", band, gives=band), step("metric.bands_above_star", "{} − {}", band, one.raw, gives=band - one.raw)], band - one.raw)


def _rated(exports: Exports, quarter: Quarter) -> dict[str, Star]:
    found = {account: star_of(exports, quarter, account) for account in exports.trading(quarter)}
    return {account: one for account, one in found.items() if one.raw is not None}


def _priced(exports: Exports, quarter: Quarter, metric: str, members: Sequence[str]) -> Explanation:
    """Net sales of four quarters of some accounts."""
    return total(metric, accounts_input(exports, members), sales_input(exports.year(members, quarter)))


@explains("risky_accounts", "risky_sales", "risky_receivables")
def risky(exports: Exports, asked: Question) -> Explanation:
    """The accounts whose sales stand two bands or more above their star, what they buy and what they owe (S9)."""
    rated = _rated(exports, asked.quarter)
    missing = "" if rated else "nobody rated"
    missing = missing or (why_unknown(exports, asked.quarter) if asked.metric == "risky_receivables" else "")
    if missing:
        return unknown(missing)
    members = [account for account, one in rated.items() if sales_band(exports, asked.quarter, one.seen) - (one.raw or 0) >= 2]
    if asked.metric == "risky_accounts":
        return counted("risky_accounts", accounts_input(exports, members))
    if asked.metric == "risky_sales":
        return _priced(exports, asked.quarter, "risky_sales", members)
    return total("risky_receivables", closing(exports, asked.quarter, members))


def _moved(limit: float, field: str, way: str) -> float:
    """A limit moved by a part; a share never beyond the whole, a mark never beyond the scale."""
    other = float(Decimal(str(limit)) * (1 + Decimal(way.rstrip("%")) / 100))
    return min(other, 1.0) if field in SHARES else min(max(other, 1.0), 5.0) if field in MARKS else other


def _changed(exports: Exports, quarter: Quarter, star: int, field: str, way: str) -> dict[str, tuple[int, int]]:
    """Raw star as it is and as it would be, where they differ."""
    bands: dict[int, Band] = dict(exports.rules(quarter).stars.bands)
    bands[star] = bands[star].model_copy(update={field: _moved(getattr(bands[star], field), field, way)})
    both = {account: (one.raw or 0, raw_star(bands, one.seen)) for account, one in _rated(exports, quarter).items()}
    return {account: pair for account, pair in both.items() if pair[0] != pair[1]}


@explains("whatif_accounts", "whatif_sales", "whatif_key_gained", "whatif_key_lost")
def what_if(exports: Exports, asked: Question) -> Explanation:
    """Whose raw star changes when one limit moves, their sales, and who passes three stars either way."""
    place, field, way = re.fullmatch(r"(\d)/(\w+)([-+±]\d+%)", asked.part).groups()  # type: ignore[union-attr]
    limit = getattr(exports.rules(asked.quarter).stars.bands[int(place)], field)
    ways = WAYS.get(way, (way,))
    lines = [step("why.limit_moved", "{}", (limit, _moved(limit, field, one)), gives=None, way=one) for one in ways]
    moved = [(account, *pair) for one in ways for account, pair in _changed(exports, asked.quarter, int(place), field, one).items()]
    kept = {
        "whatif_key_gained": {account for account, old, new in moved if old < KEY_STAR <= new},
        "whatif_key_lost": {account for account, old, new in moved if new < KEY_STAR <= old},
    }.get(asked.metric, {account for account, _, _ in moved})
    pairs = {account: f"{old} > {new}" for account, old, new in moved}
    listed = Input("table.accounts", [row(exports.customers[account], pairs[account], account, exports.customers[account].name) for account in sorted(kept)])
    found = _priced(exports, asked.quarter, "whatif_sales", sorted(kept)) if asked.metric == "whatif_sales" else counted(asked.metric, listed)
    return Explanation(found.inputs, [*lines, *found.steps], found.value)
