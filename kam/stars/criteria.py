"""One account against the bands of one quarter: raw star, binding criterion, distance to the next star (S7 to S9)."""

from __future__ import annotations

from dataclasses import dataclass

from kam.params import Band
from kam.params.rules import StarRules

CRITERIA = ("sales", "finance", "countback_dso", "past_due_share", "mind")
CREDIT = ("countback_dso", "past_due_share")


@dataclass(frozen=True)
class Evidence:
    """What is known of one account at a quarter's end; None = no input.

    ``before`` is the share of trailing net sales of the larger accounts, ``ttm`` its own trailing net sales.
    """

    before: float | None
    ttm: float
    capital: float | None = None
    countback_dso: float | None = None
    past_due_share: float | None = None
    business_sense: float | None = None
    initiative: float | None = None


@dataclass(frozen=True)
class Test:
    """One criterion of one band: what the account shows, the limit, and whether it passes; a skipped one has no value."""

    criterion: str
    input: str
    value: float | None
    limit: float
    passes: bool

    @property
    def gap(self) -> float | None:
        """Distance to the limit in the criterion's own unit."""
        return None if self.value is None else abs(self.value - self.limit)


@dataclass(frozen=True)
class Judged:
    """The raw star of one account and quarter, with what decided it."""

    star: int
    sales_band: int
    binding: str
    gap: float | None
    missing: tuple[str, ...]
    failing: dict[int, tuple[str, ...]]

    @property
    def big_but_risky(self) -> bool:
        """Whether the sales band stands two or more above the star (S9)."""
        return self.sales_band - self.star >= 2


def tests(band: Band, seen: Evidence) -> list[Test]:
    """The criteria that a band asks for, in their order; ``any`` is not asked for (S7)."""
    found = [
        _below("sales", "sales", seen.before, band.sales_before_below),
        _least("sales", "net_sales_ttm", seen.ttm, band.sales_at_least),
        _least("finance", "capital", seen.capital, band.capital_at_least),
        _most("countback_dso", "countback_dso", seen.countback_dso, band.countback_dso_at_most),
        _most("past_due_share", "past_due_share", seen.past_due_share, band.past_due_share_at_most),
        _least("mind", "business_sense", seen.business_sense, band.business_sense_at_least),
        _least("mind", "initiative", seen.initiative, band.initiative_at_least),
    ]
    # An absolute amount, where given, stands in for the share: the two would contradict each other.
    amount_given = band.sales_at_least is not None
    return [test for test in found if test is not None and not (amount_given and test is found[0])]


def _below(criterion: str, name: str, value: float | None, limit: float | None) -> Test | None:
    return None if limit is None else Test(criterion, name, value, limit, value is None or value < limit)


def _least(criterion: str, name: str, value: float | None, limit: float | None) -> Test | None:
    return None if limit is None else Test(criterion, name, value, limit, value is None or value >= limit)


def _most(criterion: str, name: str, value: float | None, limit: float | None) -> Test | None:
    return None if limit is None else Test(criterion, name, value, limit, value is None or value <= limit)


def judge(seen: Evidence, rules: StarRules) -> Judged:
    """The highest star whose every criterion passes; criteria without input are skipped and named (S7)."""
    asked = {star: tests(band, seen) for star, band in rules.bands.items()}
    failing = {star: tuple(dict.fromkeys(test.criterion for test in found if not test.passes)) for star, found in asked.items()}
    star = next((star for star in (4, 3, 2) if not failing[star]), 1)
    looked_at = [test for level, found in asked.items() if level >= star for test in found]
    missing = tuple(dict.fromkeys(test.input for test in looked_at if test.value is None))
    binding = next((test for test in asked.get(star + 1, []) if not test.passes), None)
    band = _sales_band(seen, rules)
    return Judged(star, band, binding.criterion if binding else "none", binding.gap if binding else None, missing, failing)


def _sales_band(seen: Evidence, rules: StarRules) -> int:
    """The star that sales alone would give; two for everything smaller (S9)."""
    for star, band in rules.bands.items():
        asked = [test for test in tests(band, seen) if test.criterion == "sales"]
        if star > 2 and asked and all(test.passes for test in asked):
            return star
    return 2
