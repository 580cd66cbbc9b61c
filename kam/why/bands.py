"""One account against the bands of each quarter: raw star, confirmed star, key accounts (I, S1 to S11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kam.params import Band
from kam.quarters import Quarter
from kam.stars.ledger import REASONS
from kam.why.concentration import ranking
from kam.why.countback import quarter_ends
from kam.why.credit import past_due_share
from kam.why.customers import is_new
from kam.why.explanation import Question
from kam.why.exports import Exports
from kam.why.receivables import why_no_items, why_unknown
from kam.why.scores import score
from kam.why.shapes import add

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
    ranked = exports.kept(("ranking", quarter), lambda: ranking(exports, quarter, year=True))
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
        "ttm": float(exports.net_year(account, quarter)),
        "countback_dso": None if why_unknown(exports, quarter) else middle,
        "past_due_share": None if due is None else float(due),
    }
    return values | {name: score(exports, quarter, account, name)[0] for name in SCORES}


def failing(exports: Exports, quarter: Quarter, found: Seen, *stars: int) -> list[Test]:
    """The criteria of some bands that an account fails."""
    return [test for star in stars for test in tests(exports.rules(quarter).stars.bands[star]) if not test.passes(found)]


def raw_star(bands: Mapping[int, Band], found: Seen) -> int:
    """The highest band whose every criterion passes; 1 where none does."""
    return next((star for star in (4, 3, 2) if all(test.passes(found) for test in tests(bands[star]))), 1)


def star_of(exports: Exports, quarter: Quarter, account: str) -> Star:
    """The star of an account at a quarter's end, from its first quarter on (S10)."""
    return exports.kept(("star", quarter, account), lambda: _star(exports, quarter, account))


def _star(exports: Exports, quarter: Quarter, account: str) -> Star:
    found, why = seen(exports, quarter, account), ""
    if account in exports.unrated:
        why = REASONS[exports.unrated[account]]
    elif (found["ttm"] or 0) <= 0:
        why = "not rated: no sales"
    elif exports.first_invoice(account) is None or is_new(exports, quarter, account):
        why = "not rated: too new"
    elif all(found[name] is None for name in ("capital", "countback_dso", "past_due_share")):
        why = "only sales known"
    if why:
        return Star(found, why)
    raw = raw_star(exports.rules(quarter).stars.bands, found)
    return Star(found, "", raw, *_confirmed(exports, quarter, account, raw, found))


def earlier(exports: Exports, quarter: Quarter, account: str) -> list[Star]:
    """The stars of the whole quarters before, the newest first."""
    past = [one for one in reversed(exports.history) if one < quarter and account in exports.trading(one) and not exports.partial(one)]
    return [star_of(exports, one, account) for one in past]


def _confirmed(exports: Exports, quarter: Quarter, account: str, raw: int, found: Seen) -> tuple[int, str]:
    """Rises after two quarters, falls at once where credit is the cause, else after two (S10); and which of these it was."""
    before = earlier(exports, quarter, account)
    held = next((one.confirmed for one in before if one.confirmed is not None), None)
    if held is None:
        return raw, "first"
    if exports.partial(quarter):
        return held, "to_date"
    if raw < held and {test.criterion for test in failing(exports, quarter, found, *range(raw + 1, held + 1))} & CREDIT:
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
    ranked = [account for account, _ in ranking(exports, quarter, year=True)]
    upper = [account for account in ranked if sales_band(exports, quarter, stars[account].seen) >= 3]
    return sorted(upper[: exports.rules(quarter).max_key_accounts])
