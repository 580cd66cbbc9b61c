"""On which threshold the rating hangs: each one moved by a tenth and a fifth, and whose raw star would change (metrics.md I)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kam.figures import COMPANY, Figure
from kam.measures.books import Books, summed
from kam.params import Band
from kam.params.rules import StarRules
from kam.quarters import Quarter
from kam.stars.confirm import Rated
from kam.stars.criteria import judge, tests

SHIFTS = {"-20%": Decimal("0.8"), "-10%": Decimal("0.9"), "+10%": Decimal("1.1"), "+20%": Decimal("1.2")}
# Both ways together: within a tenth, within a fifth.
WITHIN = {"±10%": ("-10%", "+10%"), "±20%": ("-20%", "-10%", "+10%", "+20%")}
NAMES = {4: "four", 3: "three", 2: "two"}
MARKS = ("capital_at_least", "business_sense_at_least", "initiative_at_least")
KEY_STAR = 3
Moved = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Threshold:
    """One limit of one band: ``4/countback_dso_at_most``."""

    star: int
    field: str
    limit: float

    @property
    def id(self) -> str:
        """Its part of a dimension."""
        return f"{self.star}/{self.field}"

    @property
    def measured(self) -> bool:
        """Whether it limits a share, days or money, and no mark."""
        return self.field not in MARKS

    def moved(self, rules: StarRules, times: Decimal) -> StarRules:
        """The rules with this limit moved; a share never beyond the whole, a mark never beyond the scale."""
        limit = float(Decimal(str(self.limit)) * times)
        if self.field in ("sales_before_below", "past_due_share_at_most"):
            limit = min(limit, 1.0)
        elif not self.measured:
            limit = min(max(limit, 1.0), 5.0)
        band = rules.bands[self.star].model_copy(update={self.field: limit})
        return rules.model_copy(update={NAMES[self.star]: band})


def thresholds(rules: StarRules) -> list[Threshold]:
    """Every limit that a band asks for, the highest band first; the share of sales is not asked where an amount stands in for it."""
    return [Threshold(star, field, limit) for star, band in rules.bands.items() for field, limit in _limits(band)]


def _limits(band: Band) -> Iterator[tuple[str, float]]:
    for field in Band.model_fields:
        limit = getattr(band, field)
        if limit is not None and not (field == "sales_before_below" and band.sales_at_least is not None):
            yield field, float(limit)


def measure(books: Books, quarter: Quarter, rated: Mapping[str, Rated]) -> list[Figure]:
    """``whatif_accounts``, ``whatif_sales``, ``whatif_key_gained`` and ``whatif_key_lost`` of each threshold and shift.

    Dimensions are ``whatif:4/countback_dso_at_most+10%``, and ``whatif:4/countback_dso_at_most±10%`` for both ways together. Nothing where nobody is rated.
    """
    rules = books.rules(quarter).stars
    known = {account: one for account, one in sorted(rated.items()) if one.judged}
    rows: list[Figure] = []
    for threshold in thresholds(rules) if known else []:
        shifted = {shift: changed(known, threshold, rules, times) for shift, times in SHIFTS.items()}
        for shift, moved in shifted.items():
            rows += _figures(books, quarter, f"whatif:{threshold.id}{shift}", [moved], len(known))
        for within, both in WITHIN.items():
            rows += _figures(books, quarter, f"whatif:{threshold.id}{within}", [shifted[shift] for shift in both], len(known))
    return rows


def changed(rated: Mapping[str, Rated], threshold: Threshold, rules: StarRules, times: Decimal) -> Moved:
    """Accounts whose raw star changes when one limit moves: star as it is, star as it would be."""
    other = threshold.moved(rules, times)
    limits = [Band.model_validate({threshold.field: getattr(bands[threshold.star], threshold.field)}) for bands in (rules.bands, other.bands)]
    found = {}
    for account, one in rated.items():
        # Only where the one criterion passes under one limit and not under the other can the star change.
        if one.judged and len({test.passes for limit in limits for test in tests(limit, one.seen)}) > 1:
            star = judge(one.seen, other).star
            if star != one.judged.star:
                found[account] = (one.judged.star, star)
    return found


def _figures(books: Books, quarter: Quarter, dimension: str, ways: list[Moved], n: int) -> list[Figure]:
    """The accounts that any of the shifts moves; a key account is gained or lost where the raw star passes three."""
    members = sorted({account for moved in ways for account in moved})
    gained = {account for moved in ways for account, (old, new) in moved.items() if old < KEY_STAR <= new}
    lost = {account for moved in ways for account, (old, new) in moved.items() if new < KEY_STAR <= old}
    return [
        Figure("whatif_accounts", COMPANY, dimension, quarter.name, len(members), "count", n),
        Figure("whatif_sales", COMPANY, dimension, quarter.name, summed(books.net_ttm(quarter), members), books.unit, len(members)),
        Figure("whatif_key_gained", COMPANY, dimension, quarter.name, len(gained), "count", n),
        Figure("whatif_key_lost", COMPANY, dimension, quarter.name, len(lost), "count", n),
    ]
