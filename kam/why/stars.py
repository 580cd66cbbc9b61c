"""Who has how many stars: the bands, the confirmed star, the key accounts (I, S1 to S11)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kam.params import Band
from kam.quarters import Quarter
from kam.why.concentration import ranking
from kam.why.countback import quarter_ends
from kam.why.credit import past_due_share
from kam.why.customers import is_new
from kam.why.explanation import Explanation, Input, Question, Row, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.receivables import closing, why_no_items, why_unknown
from kam.why.sales import over_trading
from kam.why.scores import score
from kam.why.shapes import add, counted, sales_input, summing

SCORES = ("capital", "business_sense", "initiative")
CREDIT = {"countback_dso", "past_due_share"}
# What is known of one account at a quarter's end, by input of a criterion; None = no input.
Seen = dict[str, float | None]


@dataclass(frozen=True)
class Test:
    """One criterion of one band: what is shown, how it compares, the limit."""

    criterion: str
    input: str
    sign: str
    limit: float

    def passes(self, seen: Seen) -> bool:
        """Whether the account passes; a criterion without input is skipped (S7)."""
        value = seen[self.input]
        return value is None or {"<": value < self.limit, "≥": value >= self.limit, "≤": value <= self.limit}[self.sign]


@dataclass(frozen=True)
class Star:
    """The raw and the confirmed star of one account and quarter; ``why`` it has none."""

    seen: Seen
    why: str
    raw: int | None = None
    confirmed: int | None = None
    rule: str = ""


def tests(band: Band) -> list[Test]:
    """What one band asks for, in its order (S8); an amount of sales stands in for the share."""
    by_share = ("sales", "before", "<", None if band.sales_at_least is not None else band.sales_before_below)
    asked = [
        by_share,
        ("sales", "ttm", "≥", band.sales_at_least),
        ("finance", "capital", "≥", band.capital_at_least),
        ("countback_dso", "countback_dso", "≤", band.countback_dso_at_most),
        ("past_due_share", "past_due_share", "≤", band.past_due_share_at_most),
        ("mind", "business_sense", "≥", band.business_sense_at_least),
        ("mind", "initiative", "≥", band.initiative_at_least),
    ]
    return [Test(criterion, name, sign, limit) for criterion, name, sign, limit in asked if limit is not None]


def larger(exports: Exports, quarter: Quarter, account: str) -> tuple[list[Decimal], float | None]:
    """Trailing net sales of the accounts ranked above, and their share of all (S1, S2)."""
    ranked = exports.kept(("ranking", quarter), lambda: ranking(exports, quarter, *quarter.trailing(4)))
    place = next((at for at, (name, _) in enumerate(ranked) if name == account), None)
    if place is None:
        return [], None
    above = [value for _, value in ranked[:place]]
    return above, float(add(above) / add(value for _, value in ranked))


def seen(exports: Exports, quarter: Quarter, account: str) -> Seen:
    """Everything that the bands look at."""
    days = sorted(found for _, found in quarter_ends(exports, quarter, account))
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2 if days else None
    due = None if why_no_items(exports, quarter) else past_due_share(exports, Question("past_due_share", quarter, account)).value
    values: dict[str, float | None] = {
        "before": larger(exports, quarter, account)[1],
        "ttm": float(exports.net(account, *quarter.trailing(4))),
        "countback_dso": None if why_unknown(exports, quarter) else middle,
        "past_due_share": None if due is None else float(due),
    }
    return values | {name: score(exports, quarter, account, name)[0] for name in SCORES}


def failing(exports: Exports, quarter: Quarter, found: Seen, star: int) -> list[Test]:
    """The criteria of a band that an account fails."""
    return [test for test in tests(exports.rules(quarter).stars.bands[star]) if not test.passes(found)]


def star_of(exports: Exports, quarter: Quarter, account: str) -> Star:
    """The star of an account at a quarter's end, from its first quarter on (S10)."""
    return exports.kept(("star", quarter, account), lambda: _star(exports, quarter, account))


def _star(exports: Exports, quarter: Quarter, account: str) -> Star:
    found, why = seen(exports, quarter, account), ""
    if (found["ttm"] or 0) <= 0:
        why = "not rated: no sales"
    elif exports.first_invoice(account) is None or is_new(exports, quarter, account):
        why = "not rated: too new"
    elif all(found[name] is None for name in ("capital", "countback_dso", "past_due_share")):
        why = "only sales known"
    if why:
        return Star(found, why)
    raw = next((star for star in (4, 3, 2) if not failing(exports, quarter, found, star)), 1)
    return Star(found, "", raw, *_confirmed(exports, quarter, account, raw, found))


def earlier(exports: Exports, quarter: Quarter, account: str) -> list[Star]:
    """The stars of the quarters before, the newest first."""
    past = [one for one in reversed(exports.history) if one < quarter and account in exports.trading(one)]
    return [star_of(exports, one, account) for one in past]


def _confirmed(exports: Exports, quarter: Quarter, account: str, raw: int, found: Seen) -> tuple[int, str]:
    """Rises after two quarters, falls at once where credit is the cause, else after two (S10); and which of these it was."""
    before = earlier(exports, quarter, account)
    held = next((one.confirmed for one in before if one.confirmed is not None), None)
    if held is None:
        return raw, "first"
    if exports.partial(quarter):
        return held, "to_date"
    if raw < held and {test.criterion for test in failing(exports, quarter, found, held)} & CREDIT:
        return raw, "credit"
    needed = exports.rules(quarter).stars.hysteresis_quarters
    run = [raw, *(one.raw for one in before[: needed - 1])]
    if len(run) < needed or None in run:
        return held, "held"
    known = [star for star in run if star is not None]
    star = min(known) if min(known) > held else min(held, max(known))
    return star, "held" if star == held else "moved"


def sales_band(exports: Exports, quarter: Quarter, found: Seen) -> int:
    """The star that sales alone would give (S9)."""
    bands = exports.rules(quarter).stars.bands
    for star in (4, 3):
        asked = [test for test in tests(bands[star]) if test.criterion == "sales"]
        if asked and all(test.passes(found) for test in asked):
            return star
    return 2


def key_accounts(exports: Exports, quarter: Quarter) -> list[str]:
    """Three confirmed stars or more; where nobody is rated, the upper sales bands (S11)."""
    stars = {account: star_of(exports, quarter, account) for account in exports.trading(quarter)}
    if any(one.raw for one in stars.values()):
        return [account for account, one in stars.items() if (one.confirmed or 0) >= 3]
    ranked = [account for account, _ in ranking(exports, quarter, *quarter.trailing(4))]
    upper = [account for account in ranked if sales_band(exports, quarter, stars[account].seen) >= 3]
    return sorted(upper[: exports.rules(quarter).max_key_accounts])


def _inputs(exports: Exports, asked: Question) -> list[Input]:
    scores = [one for name in SCORES for one in score(exports, asked.quarter, asked.account, name)[1]]
    inputs = [sales_input(exports.sold([asked.account], *asked.quarter.trailing(4)))]
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
    quarters = asked.quarter.trailing(4)
    own = sales_input(exports.sold([asked.account], *quarters))
    if value is None:
        return unknown("no positive sales", [own], [summing("metric.net_sales_ttm", [own])])
    buyers = ranking(exports, asked.quarter, *quarters)
    ranked = [amount for _, amount in buyers]
    every = sales_input(exports.sold([account for account, _ in buyers], *quarters), "why.sales_of_buyers")
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
