"""Who has how many stars and why: the criteria of each band, and the star confirmed over the quarters."""

from __future__ import annotations

from kam.quarters import Quarter
from kam.why.bands import SCORES, Seen, Star, Test, key_accounts, larger, sales_band, star_of, tests
from kam.why.concentration import ranking
from kam.why.countback import quarter_ends
from kam.why.explanation import Explanation, Input, Question, Row, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.receivables import closing, why_unknown
from kam.why.sales import over_trading
from kam.why.scores import score
from kam.why.shapes import add, counted, sales_input, summing


def _inputs(exports: Exports, asked: Question) -> list[Input]:
    scores = [one for name in SCORES for one in score(exports, asked.quarter, asked.account, name)[1]]
    inputs = [sales_input(exports.year([asked.account], asked.quarter))]
    inputs += [] if why_unknown(exports, asked.quarter) else [closing(exports, asked.quarter, [asked.account])]
    return [*inputs, Input("table.scorecards", [row(one, one.score, one.criterion, one.quarter, one.scorer) for one in scores])]


def _judged(exports: Exports, asked: Question, found: Seen) -> list[Step]:
    """A line per criterion, from four stars down to the band that is passed."""
    lines = [step("why.countback_at", "{}", days, gives=days, quarter=one) for one, days in quarter_ends(exports, asked.quarter, asked.account)]
    for star, band in exports.rules(asked.quarter).stars.bands.items():
        asked_for = tests(band)
        lines += [
            step("why.criterion", "{} " + test.sign + " {}" if found[test.input] is not None else "{}", *_sides(found, test), gives=test.passes(found), star=star, what=f"why.input.{test.input}")
            for test in asked_for
        ]
        if all(test.passes(found) for test in asked_for):
            break
    return lines


def _sides(found: Seen, test: Test) -> list[float | str]:
    """What is shown beside the limit; a criterion without input is skipped (S7)."""
    value = found[test.input]
    return ["not scored"] if value is None else [value, test.limit]


@explains("stars", "stars_raw")
def stars(exports: Exports, asked: Question) -> Explanation:
    """The highest band whose every criterion passes, and the star confirmed over the quarters; ``stars:3`` counts accounts."""
    if asked.dimension:
        return _level(exports, asked)
    one, inputs = star_of(exports, asked.quarter, asked.account), _inputs(exports, asked)
    if one.raw is None:
        return unknown(one.why, inputs)
    lines = [*_judged(exports, asked, one.seen), step("metric.stars_raw", "{}", one.raw, gives=one.raw)]
    missing = [name for name in dict.fromkeys(_missing(exports, asked.quarter, one))]
    reason = f"provisional: {', '.join(missing)}" if missing else ""
    if asked.metric == "stars_raw":
        return Explanation(inputs, lines, one.raw, reason)
    past = [at for at in exports.history if at < asked.quarter and asked.account in exports.trading(at)][-4:]
    before = [(at, star_of(exports, at, asked.account)) for at in past]
    lines += [step("why.stars_then", "{}", (star.raw, star.confirmed) if star.raw else star.why, gives=None, quarter=at) for at, star in before]
    return Explanation(inputs, [*lines, step(f"why.star.{one.rule}", "{}", one.confirmed, gives=one.confirmed)], one.confirmed, reason)


def _missing(exports: Exports, quarter: Quarter, one: Star) -> list[str]:
    levels = [star for star in (4, 3, 2) if star >= (one.raw or 1)]
    bands = exports.rules(quarter).stars.bands
    return [test.input for star in levels for test in tests(bands[star]) if one.seen[test.input] is None]


def at_level(exports: Exports, asked: Question) -> list[str]:
    """The accounts with as many confirmed stars as the dimension says; 0 = not rated."""
    return [account for account in exports.trading(asked.quarter) if (star_of(exports, asked.quarter, account).confirmed or 0) == int(asked.part)]


def _accounts(exports: Exports, quarter: Quarter, accounts: list[str]) -> list[Row]:
    stars = {account: star_of(exports, quarter, account) for account in accounts}
    return [row(exports.customers[account], one.confirmed or one.why, account, exports.customers[account].name) for account, one in stars.items()]


def _level(exports: Exports, asked: Question) -> Explanation:
    return counted("stars", Input("table.accounts", _accounts(exports, asked.quarter, at_level(exports, asked))))


@explains("key_accounts", "key_account_share")
def key(exports: Exports, asked: Question) -> Explanation:
    """How many key accounts there are, and what they bring."""
    found = key_accounts(exports, asked.quarter)
    rated = any(star_of(exports, asked.quarter, account).raw for account in exports.trading(asked.quarter))
    reason = "" if rated else "by sales alone"
    if asked.metric == "key_accounts":
        return counted("key_accounts", Input("table.accounts", _accounts(exports, asked.quarter, found)), reason)
    return over_trading(exports, asked, found, "metric.key_account_share", reason)


@explains("sales_before")
def sales_before(exports: Exports, asked: Question) -> Explanation:
    """The share of all larger accounts in four quarters' net sales."""
    above, value = larger(exports, asked.quarter, asked.account)
    own = sales_input(exports.year([asked.account], asked.quarter))
    if value is None:
        return unknown("no positive sales", [own], [summing("metric.net_sales_ttm", [own])])
    buyers = ranking(exports, asked.quarter, year=True)
    ranked = [amount for _, amount in buyers]
    every = sales_input(exports.year([account for account, _ in buyers], asked.quarter), "why.sales_of_buyers")
    lines = [
        summing("metric.net_sales_ttm", [own]),
        step("why.larger_accounts", "{}", above or NOTHING, gives=add(above), n=len(above)),
        step("why.ranked", "{}", ranked, gives=add(ranked), n=len(ranked)),
    ]
    return Explanation([own, every], [*lines, step("metric.sales_before", "{} / {}", add(above), add(ranked), gives=value)], value)


@explains("big_but_risky")
def big_but_risky(exports: Exports, asked: Question) -> Explanation:
    """Whether the sales band stands two or more above the star (S9)."""
    one, inputs = star_of(exports, asked.quarter, asked.account), _inputs(exports, asked)
    if one.raw is None:
        return unknown(one.why, inputs)
    band = sales_band(exports, asked.quarter, one.seen)
    value = int(band - one.raw >= 2)
    lines = [*_judged(exports, asked, one.seen), step("metric.stars_raw", "{}", one.raw, gives=one.raw), step("why.sales_band", "{}", band, gives=band)]
    return Explanation(inputs, [*lines, step("metric.big_but_risky", "{} − {} ≥ 2", band, one.raw, gives=value)], value)
