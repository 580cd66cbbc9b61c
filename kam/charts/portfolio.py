"""Accounts on two marks from 1 to 5, in four quadrants: a dot each, the named ones labelled beside their dots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import Scale
from kam.charts.paper import Paper, width_of
from kam.charts.style import GREY, INK, LINE, PALE, RULE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice

PLOT = 4.6
LEFT, RIGHT = 0.1, WIDTH - 0.1
EDGE = 0.25
MOST = 15
NAMES = 1.9
TALL = 0.22
NEAR = 0.1
DOT = 0.07
# A label further off than this rather covers grey dots.
CLOSE = 0.6
STEPS = 40
# Beside the dot first, then further and further out.
RINGS = (NEAR, 0.2, 0.35, 0.55, 0.8, 1.1, 1.5)
SIDES = ((1, 0), (-1, 0), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7), (0, 1), (0, -1))

Points = Sequence[tuple[str, Figure, Figure]]
Place = tuple[float, float]


class Box(NamedTuple):
    """A rectangle on the sheet, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles cover one another."""
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top


def portfolio(points: Points, limit: float, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """A dot for each account, ``points`` as (name or nothing, mark across, mark up); ``limit`` parts low from high, unknown marks are left out."""
    return finished(draw(points, limit, voice), title, note, "portfolio", chart_id)


@house_style()
def draw(points: Points, limit: float, voice: Voice) -> Paper:
    """The sheet: quadrants, grey dots, then the named ones with their labels."""
    known = [(name, across, up) for name, across, up in points if across.known and up.known]
    if not known:
        return nothing(voice)
    paper = Paper(PLOT + 2 * LINE)
    across, up = Scale(1, 5, LEFT + EDGE, RIGHT - EDGE), Scale(1, 5, LINE + EDGE, LINE + PLOT - EDGE)
    corners = _frame(paper, across(limit), up(limit), known[0], voice)
    named = [(name, (across(float(x.size)), up(float(y.size)))) for name, x, y in known if name][:MOST]
    others = [(across(float(x.size)), up(float(y.size))) for _, x, y in known]
    others = [place for place in others if place not in {where for _, where in named}]
    words = [(paper.fitted(name, NAMES, SMALL), place) for name, place in named]
    for (name, place), box in zip(words, arranged(words, corners, others), strict=True):
        _label(paper, name, place, box)
    paper.dots(sorted(set(others)), GREY, 6)
    paper.dots([place for _, place in named], STARS[4], 9)
    return paper


def _frame(paper: Paper, middle: float, level: float, sample: tuple[str, Figure, Figure], voice: Voice) -> list[Box]:
    """The four quadrants with their names in the corners, and what each axis marks; the corners, which labels keep clear of."""
    bottom, top = LINE, LINE + PLOT
    paper.bar(middle, level, RIGHT - middle, top - level, PALE)
    for rule in (((LEFT, level), (RIGHT, level)), ((middle, bottom), (middle, top)), ((LEFT, bottom), (RIGHT, bottom)), ((LEFT, bottom), (LEFT, top))):
        paper.line(rule, RULE, behind=True)
    paper.text(LEFT, top + LINE / 2, voice.word("portfolio.up", axis=voice.name(sample[2].metric)), SECOND, size=SMALL)
    paper.text(RIGHT, LINE / 2, voice.word("portfolio.across", axis=voice.name(sample[1].metric)), SECOND, "right", SMALL)
    corners = []
    for quadrant, x, y, align in (("develop", LEFT, top, "left"), ("strategic", RIGHT, top, "right"), ("streamline", LEFT, bottom, "left"), ("maintain", RIGHT, bottom, "right")):
        word = voice.word(f"corner.{quadrant}")
        side, rise = (1 if align == "left" else -1), (-1 if y == top else 1)
        start, height = x + side * DOT, y + rise * TALL * 0.75
        paper.text(start, height, word, SECOND, align, SMALL)
        ends = sorted((start, start + side * width_of(word, SMALL)))
        corners.append(Box(ends[0], height - TALL / 2, ends[1], height + TALL / 2))
    return corners


def arranged(words: Sequence[tuple[str, Place]], taken: Sequence[Box], others: Sequence[Place] = ()) -> list[Box]:
    """Where each label stands: as near to its dot as it can without covering another label, a corner or a named dot.

    ``others`` are dots that a label covers only where there is no room elsewhere.
    """
    dots = [_around(place) for _, place in words]
    faint = [_around(place) for place in others]
    placed: list[Box] = []
    for name, place in words:
        boxes = _boxes(name, place)
        free = [box for box in boxes if not any(box.meets(one) for one in (*placed, *taken, *dots))]
        # Dots that touch this one cannot be kept clear of its line.
        apart = [*placed, *(dot for dot in dots if not dot.meets(_around(place)))]
        plain = [box for box in free if not _crosses(place, box, apart)] or free or boxes
        clear = (box for box in plain if _apart(place, box) <= CLOSE and not any(box.meets(one) for one in faint))
        placed.append(next(clear, plain[0]))
    return placed


def _nearest(place: Place, box: Box) -> Place:
    return min(max(place[0], box.left), box.right), min(max(place[1], box.bottom), box.top)


def _apart(place: Place, box: Box) -> float:
    """How far a label stands from its dot."""
    near = _nearest(place, box)
    return max(abs(near[0] - place[0]), abs(near[1] - place[1]))


def _crosses(place: Place, box: Box, others: Sequence[Box]) -> bool:
    """Whether the line from a dot to its label would run through another label or dot."""
    end = _nearest(place, box)
    steps = [(place[0] + (end[0] - place[0]) * at / STEPS, place[1] + (end[1] - place[1]) * at / STEPS) for at in range(STEPS + 1)]
    return any(one.left < x < one.right and one.bottom < y < one.top for x, y in steps for one in others)


def _around(place: Place) -> Box:
    return Box(place[0] - DOT, place[1] - DOT, place[0] + DOT, place[1] + DOT)


def _boxes(name: str, place: Place) -> list[Box]:
    """Rectangles for a label on the sheet, the nearest first, at last anywhere."""
    wide = width_of(name, SMALL) + 0.08
    near = [_box(place[0] + x * far, place[1] + y * far, wide, x) for far in RINGS for x, y in SIDES]
    rows, columns = int(PLOT / TALL), int((RIGHT - LEFT) / 0.3)
    anywhere = [_box(LEFT + 0.3 * column, LINE + TALL * (row + 0.5), wide, 1) for row, column in product(range(rows), range(columns))]
    anywhere.sort(key=lambda box: (abs(box.left - place[0]) + abs(box.bottom - place[1]), box))
    return [box for box in (*near, *anywhere) if LEFT <= box.left and box.right <= RIGHT and LINE <= box.bottom and box.top <= LINE + PLOT]


def _box(x: float, y: float, wide: float, side: float) -> Box:
    left = x if side > 0 else x - wide if side < 0 else x - wide / 2
    return Box(left, y - TALL / 2, left + wide, y + TALL / 2)


def _label(paper: Paper, name: str, place: Place, box: Box) -> None:
    """The words in their rectangle, with a line from the dot where they stand apart from it."""
    if _apart(place, box) > NEAR * 1.5:
        paper.line([place, _nearest(place, box)], GREY, 0.8)
    paper.text(box.left + 0.02, (box.bottom + box.top) / 2, name, INK, size=SMALL)
