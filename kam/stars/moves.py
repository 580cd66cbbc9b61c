"""Who moved between confirmed stars, priced in sales and credit, and which criterion moved it (metrics.md I)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kam.figures import COMPANY, Figure, Number
from kam.measures.books import NOTHING, Books, summed
from kam.measures.receivables import receivables, why_unknown
from kam.quarters import Quarter
from kam.stars.confirm import Rated
from kam.stars.criteria import Test, tests
from kam.stars.distance import unit_of, why_missing

LEVELS = (4, 3, 2, 1)
NEW, LEFT = "new", "left"
WAYS = ("up", "down", "stayed", NEW, LEFT)
NOBODY = "nobody rated"
# Below so many accounts a row shows counts alone.
FEWEST = 5
# The two comparisons: the kinds of dimension and how many quarters lie between.
SPANS = {"": 1, "_year": 4}
UNITS = {"star_moves": "count", "star_moves_sales": "", "star_moves_receivables": ""}
Ratings = Mapping[Quarter, Mapping[str, Rated]]


@dataclass(frozen=True)
class Move:
    """One account between two quarters; None = not in the rating."""

    account_id: str
    before: int | None
    now: int | None

    @property
    def cell(self) -> str:
        """Its place in the matrix: ``3>2``, ``new>2``, ``3>left``."""
        return f"{self.before or NEW}>{self.now or LEFT}"

    @property
    def way(self) -> str:
        """``up``, ``down``, ``stayed``, ``new`` or ``left``."""
        if self.before is None or self.now is None:
            return NEW if self.before is None else LEFT
        return "stayed" if self.before == self.now else "up" if self.now > self.before else "down"


def moves(ratings: Ratings, before: Quarter, now: Quarter) -> list[Move]:
    """Every account with a confirmed star in one of the two quarters, by id."""
    earlier, later = ratings.get(before, {}), ratings.get(now, {})
    stars = {account: (_star(earlier, account), _star(later, account)) for account in sorted({*earlier, *later})}
    return [Move(account, *both) for account, both in stars.items() if both != (None, None)]


def _star(rated: Mapping[str, Rated], account: str) -> int | None:
    return rated[account].confirmed if account in rated else None


def measure(books: Books, quarter: Quarter, ratings: Ratings) -> list[Figure]:
    """``star_moves`` with its share of the row, sales and receivables, by cell (``transition:3>2``), row (``from:3``) and way (``moved:up``).

    The same against the same quarter last year under ``transition_year:``, ``from_year:`` and ``moved_year:``; ``star_moved_by`` of each account
    that moved since last quarter. Sales are those of four quarters, of an account that left those of its last rated quarters.
    """
    rows = [row for span, back in SPANS.items() for row in _compared(books, quarter, quarter - back, ratings, span)]
    for move in moves(ratings, quarter.previous, quarter):
        if move.way in ("up", "down"):
            rows += _causes(books, quarter, move, ratings)
    return rows


def _compared(books: Books, quarter: Quarter, before: Quarter, ratings: Ratings, span: str) -> list[Figure]:
    found = moves(ratings, before, quarter)
    missing = "no rating to compare with" if before not in ratings or quarter not in ratings else "" if found else NOBODY
    if missing:
        return [Figure(metric, COMPANY, f"moved{span}:{way}", quarter.name, None, unit or books.unit, None, None, missing) for metric, unit in UNITS.items() for way in WAYS]
    froms = {str(star): [move for move in found if move.before == star] for star in LEVELS} | {NEW: [move for move in found if move.before is None]}
    rows: list[Figure] = []
    for name, members in froms.items():
        rows += _priced(books, quarter, before, members, f"from{span}:{name}")
        for to in [*map(str, LEVELS), *([] if name == NEW else [LEFT])]:
            inside = [move for move in members if move.cell == f"{name}>{to}"]
            rows += _priced(books, quarter, before, inside, f"transition{span}:{name}>{to}")
            rows.append(_share(quarter, len(inside), len(members), f"transition{span}:{name}>{to}"))
    for way in WAYS:
        rows += _priced(books, quarter, before, [move for move in found if move.way == way], f"moved{span}:{way}")
    return rows


def _share(quarter: Quarter, count: int, whole: int, dimension: str) -> Figure:
    """A part of the row; no per cent of fewer than five accounts."""
    value = count / whole if whole >= FEWEST else None
    return Figure("star_moves_share", COMPANY, dimension, quarter.name, value, "ratio", whole, whole, "" if whole >= FEWEST else f"n < {FEWEST}")


def _priced(books: Books, quarter: Quarter, before: Quarter, members: list[Move], dimension: str) -> list[Figure]:
    """How many accounts, their net sales of four quarters and what they owe at the quarter's end."""
    now, then = books.net_ttm(quarter), books.net_ttm(before)
    sales = sum(((then if move.now is None else now).get(move.account_id, NOTHING) for move in members), NOTHING)
    missing = why_unknown(books, quarter)
    owed: Number | None = None if missing else summed(receivables(books, quarter), [move.account_id for move in members])
    n = len(members)
    return [
        Figure("star_moves", COMPANY, dimension, quarter.name, n, "count"),
        Figure("star_moves_sales", COMPANY, dimension, quarter.name, sales, books.unit, n),
        Figure("star_moves_receivables", COMPANY, dimension, quarter.name, owed, books.unit, n, None, missing),
    ]


def _causes(books: Books, quarter: Quarter, move: Move, ratings: Ratings) -> list[Figure]:
    """``star_moved_by``: by how much each criterion that decided the move has changed, since the quarter that showed the other side.

    A rise is due to what failed when the account last deserved no more than it held; a fall to what fails now of the star that it held.
    """
    account, held, now = move.account_id, move.before or 0, move.now or 0
    rising = now > held
    other = _last(ratings, quarter, account, held, rising)
    if other is None:
        return []
    then, seen = ratings[other][account], ratings[quarter][account]
    decided = _failing(books, other, then, held + 1, now) if rising else _failing(books, quarter, seen, now + 1, held)
    return [_change(books, quarter, account, test, then, seen, other) for test in decided.values()]


def _last(ratings: Ratings, quarter: Quarter, account: str, held: int, rising: bool) -> Quarter | None:
    """The newest earlier quarter whose raw star stood on the other side of the move."""
    for one in sorted((one for one in ratings if one < quarter), reverse=True):
        raw = ratings[one][account].raw if account in ratings[one] else None
        if raw is not None and (raw <= held if rising else raw >= held):
            return one
    return None


def _failing(books: Books, quarter: Quarter, one: Rated, low: int, high: int) -> dict[str, Test]:
    """The tests that fail in the bands from ``low`` to ``high``, by input, the lowest band's first."""
    bands = books.rules(quarter).stars.bands
    failing = [test for star in range(low, high + 1) for test in tests(bands[star], one.seen) if not test.passes]
    return {test.input: test for test in reversed(failing)} if failing else {}


def _change(books: Books, quarter: Quarter, account: str, test: Test, then: Rated, now: Rated, since: Quarter) -> Figure:
    """Now less then, in the criterion's own unit; the reason says since when."""
    values = [seen_of(one, test.input) for one in (then, now)]
    old, new = values
    unit, dimension = unit_of(books, test.input), f"criterion:{test.input}"
    if old is None or new is None:
        return Figure("star_moved_by", account, dimension, quarter.name, None, unit, None, None, why_missing(test.input))
    return Figure("star_moved_by", account, dimension, quarter.name, new - old, unit, None, None, f"since {since.name}")


def seen_of(one: Rated, name: str) -> float | None:
    """What an account showed of one input."""
    field = {"sales": "before", "net_sales_ttm": "ttm"}.get(name, name)
    value: float | None = getattr(one.seen, field)
    return value
