"""How far each account stands from the bands above it, criterion by criterion, in the criterion's own unit (I, S8)."""

from __future__ import annotations

from kam.figures import Figure, Number
from kam.measures.books import Books
from kam.quarters import Quarter
from kam.stars.confirm import Rated
from kam.stars.criteria import Test, tests
from kam.stars.ledger import REASONS

UNITS = {"sales": "ratio", "countback_dso": "days", "past_due_share": "ratio"}
# The figure that shows what an account has of each input.
SHOWN_BY = {
    "sales": "sales_before",
    "net_sales_ttm": "net_sales_ttm",
    "capital": "score_capital",
    "countback_dso": "countback_dso_4q",
    "past_due_share": "past_due_share",
    "business_sense": "score_business_sense",
    "initiative": "score_initiative",
}
AT_THE_LIMIT = "at the limit"


def measure(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[Figure]:
    """``next_star_gap``: the binding criterion's distance, and as ``band:3/countback_dso`` that of every criterion above the raw star.

    0 where the criterion is met. Days are days, shares differ in points of a hundred, scores in marks.
    """
    return [row for account in sorted(rated) for row in _of_account(books, quarter, rated[account])]


def _of_account(books: Books, quarter: Quarter, one: Rated) -> list[Figure]:
    if one.judged is None:
        return [_gap(quarter, one, "", None, "ratio", REASONS[one.why_not])]
    bands = books.rules(quarter).stars.bands
    above = [(star, test) for star in bands if star > one.judged.star for test in tests(bands[star], one.seen)]
    binding = next((test for star, test in above if star == one.judged.star + 1 and not test.passes), None)
    lead = _of_test(books, quarter, one, "", binding) if binding else _gap(quarter, one, "", None, "ratio", "highest star")
    return [lead, *(_of_test(books, quarter, one, f"band:{star}/{test.input}", test) for star, test in above)]


def _of_test(books: Books, quarter: Quarter, one: Rated, dimension: str, test: Test) -> Figure:
    unit = unit_of(books, test.input)
    if test.value is None:
        return _gap(quarter, one, dimension, None, unit, why_missing(test.input))
    gap = 0.0 if test.passes or test.gap is None else test.gap
    return _gap(quarter, one, dimension, gap, unit, "" if test.passes or gap else AT_THE_LIMIT)


def _gap(quarter: Quarter, one: Rated, dimension: str, value: Number | None, unit: str, reason: str) -> Figure:
    return Figure("next_star_gap", one.account_id, dimension, quarter.name, value, unit, None, None, reason)


def unit_of(books: Books, name: str) -> str:
    """The unit in which an input is counted: shares, days, marks, or money where a band asks for an absolute amount of sales."""
    return books.unit if name == "net_sales_ttm" else UNITS.get(name, "points")


def why_missing(name: str) -> str:
    """The reason code of an input that nobody gave."""
    return "no receivables" if name in UNITS else "not scored"
