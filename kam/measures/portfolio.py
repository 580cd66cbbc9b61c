"""Attractiveness beside relative strength: which accounts are worth more than we yet have of them (metrics.md K).

The two axes are those of the key-account portfolio (Fiocca 1982; McDonald and Rogers, Key Account Management): how attractive an
account is whoever serves it, and how strong we are with it against its other suppliers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

from kam.figures import COMPANY, Figure, Number
from kam.measures.books import Books
from kam.measures.comparable import Known, by_account, comparable
from kam.measures.territories import main_territory
from kam.params.strength import Scale
from kam.quarters import Quarter

AXES = ("attractiveness", "relative_strength")
# By (attractive, strong): McDonald and Rogers' four strategies.
QUADRANTS = {(True, True): "strategic", (True, False): "develop", (False, True): "maintain", (False, False): "streamline"}


def measure(books: Books, quarter: Quarter, figures: Iterable[Figure]) -> list[Figure]:
    """``territory_room``, ``needs_met``, ``attractiveness``, ``relative_strength``, their coverage, and accounts by quadrant.

    ``figures`` are the quarter's own rows that the axes look at. One row per account other than own shops; the company's marks are
    the median of its accounts (n accounts).
    """
    known = by_account(figures)
    rows = [*_territory_room(books, quarter, known), *_needs_met(books, quarter, known)]
    known |= by_account(rows)
    marks = [row for account in books.trading(quarter) for axis in AXES for row in _axis(books, quarter, account, axis, known)]
    return [*rows, *_medians(quarter, marks), *marks, *_counted(books, quarter, by_account(marks))]


def mark(value: float, scale: Scale) -> float:
    """A value as a mark from 1 to 5, linear between the ends of its scale and clipped outside."""
    part = (value - scale.low) / (scale.high - scale.low)
    return 1 + 4 * min(1.0, max(0.0, part))


def quadrant(attractive: float, strong: float, high_from: float) -> str:
    """The name of the quadrant in which two marks lie; exactly at the limit is high."""
    return QUADRANTS[attractive >= high_from, strong >= high_from]


def _territory_room(books: Books, quarter: Quarter, known: Known) -> list[Figure]:
    """The part of its main territory's potential that we have not reached (B6); none is left where sales exceed it."""
    places = books.territories(quarter)
    rows = []
    for account in books.trading(quarter):
        main = main_territory(places.get(account, {}))
        reached = known.get(("territory_penetration", COMPANY, f"territory:{main}"))
        rows.append(_room(quarter, account, reached, "" if main else "no sales this quarter" if account not in places else "no territory"))
    return rows


def _room(quarter: Quarter, account: str, reached: Figure | None, why: str) -> Figure:
    if reached is None or reached.value is None:
        return Figure("territory_room", account, "", quarter.name, None, "ratio", None, None, why or "no potential")
    return Figure("territory_room", account, "", quarter.name, max(0.0, 1 - float(reached.value)), "ratio", None, reached.denominator)


def _needs_met(books: Books, quarter: Quarter, known: Known) -> list[Figure]:
    """Needs that were met, of those that can be compared."""
    why = "not recorded" if books.exported("needs") else "needs not recorded"
    rows = []
    for account in [COMPANY, *books.trading(quarter)]:
        short = known.get(("needs_short", account, ""))
        counted = short.n if short is not None and short.value is not None else None
        value = 1 - int(short.value) / counted if short is not None and short.value is not None and counted else None
        rows.append(Figure("needs_met", account, "", quarter.name, value, "ratio", counted, counted or None, why if value is None else ""))
    return rows


def _axis(books: Books, quarter: Quarter, account: str, axis: str, known: Known) -> list[Figure]:
    """The weighted mean of an axis's marks; its coverage is the weight of the figures that are known."""
    rules = books.rules(quarter).strength
    scales: dict[str, Scale] = getattr(rules.matrix, axis)
    values = {metric: comparable(known.get((metric, account, ""))) for metric in scales}
    given = {metric: mark(value, scales[metric]) for metric, value in values.items() if value is not None}
    whole, weight = sum(scale.weight for scale in scales.values()), sum(scales[metric].weight for metric in given)
    coverage = weight / whole
    shown = bool(given) and coverage >= rules.min_coverage
    value = sum(scales[metric].weight * one for metric, one in given.items()) / weight if shown else None
    return [
        Figure(axis, account, "", quarter.name, value, "points", len(given), None, "" if shown else "too few figures known"),
        Figure(f"{axis}_coverage", account, "", quarter.name, coverage, "ratio", len(given), len(scales)),
    ]


def _medians(quarter: Quarter, marks: list[Figure]) -> list[Figure]:
    rows = []
    for axis in AXES:
        for metric, unit in ((axis, "points"), (f"{axis}_coverage", "ratio")):
            values = [float(row.value) for row in marks if row.metric == metric and row.value is not None]
            middle: Number | None = median(values) if values else None
            rows.append(Figure(metric, COMPANY, "", quarter.name, middle, unit, len(values), None, "" if values else "too few figures known"))
    return rows


def _counted(books: Books, quarter: Quarter, marks: Known) -> list[Figure]:
    """Accounts by quadrant; n = accounts with a mark on both axes."""
    high = books.rules(quarter).strength.matrix.high_from
    placed = [tuple(comparable(marks[axis, account, ""]) for axis in AXES) for account in books.trading(quarter)]
    counts = Counter(quadrant(across, up, high) for across, up in placed if across is not None and up is not None)
    return [Figure("portfolio_accounts", COMPANY, f"quadrant:{name}", quarter.name, counts[name], "count", counts.total()) for name in QUADRANTS.values()]
