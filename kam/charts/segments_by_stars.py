"""Segments beside stars: a grid of counts, darker where more accounts are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, column_width
from kam.charts.paper import Paper, width_of
from kam.charts.style import INK, LINE, PALE, SECOND, STARS, WHITE, WIDTH, house_style
from kam.wording import Sentence, Voice

LEVELS = (4, 3, 2, 1)
ROW = 0.62
NAMES = 2.3
# Shades of the one blue, and whether the number on it is white.
SHADES = ((0.66, STARS[4], WHITE), (0.33, STARS[3], WHITE), (0.12, STARS[2], INK), (0.0, STARS[1], INK))


def segments_by_stars(counts: Mapping[str, Sequence[int]], title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """A grid with a row for each segment and a column for four to one stars, ``counts`` as name → numbers of accounts."""
    return finished(draw(counts, voice), title, note, "segments", chart_id)


@house_style()
def draw(counts: Mapping[str, Sequence[int]], voice: Voice) -> Paper:
    """The sheet: names at the left on two lines where they need them."""
    if not counts:
        return nothing(voice)
    paper = Paper(LINE + GAP + ROW * len(counts))
    names = column_width(list(counts), NAMES) + GAP
    cell = (WIDTH - names) / len(LEVELS)
    most = max((count for row in counts.values() for count in row), default=0)
    for at, level in enumerate(LEVELS):
        paper.text(names + cell * (at + 0.5), paper.height - LINE / 2, "★" * level, SECOND, "center")
    for at, (name, row) in enumerate(counts.items()):
        bottom = paper.height - LINE - GAP - ROW * (at + 1)
        _name(paper, name, names - GAP, bottom + ROW / 2)
        for column, count in enumerate(row):
            _cell(paper, names + cell * column, bottom, cell, count, most, voice)
    return paper


def _cell(paper: Paper, left: float, bottom: float, width: float, count: int, most: int, voice: Voice) -> None:
    shade, ink = next(((shade, ink) for least, shade, ink in SHADES if count > least * most), (PALE, SECOND))
    paper.bar(left + 0.02, bottom + 0.02, width - 0.04, ROW - 0.04, shade)
    paper.text(left + width / 2, bottom + ROW / 2, voice.number(count, "count"), ink, "center")


def _name(paper: Paper, name: str, inches: float, middle: float) -> None:
    """A name on one line, or on two where it is long."""
    if width_of(name) <= inches:
        paper.text(0, middle, name)
        return
    first, rest = _broken(name, inches)
    paper.text(0, middle + LINE / 2, first)
    paper.text(0, middle - LINE / 2, paper.fitted(rest, inches))


def _broken(name: str, inches: float) -> tuple[str, str]:
    """A name cut where its first line is full, between words where it has words."""
    full = next(at for at in range(len(name), 0, -1) if width_of(name[:at]) <= inches or at == 1)
    space = name.rfind(" ", 0, full + 1)
    cut = space if space > 0 else full
    return name[:cut], name[cut:].lstrip()
