"""Receivables by age: one stacked bar a date, each part named where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, spread, zero_scale
from kam.charts.paper import Paper, width_of
from kam.charts.style import AGES, INK, LINE, SECOND, SMALL, WHITE, WIDTH, house_style
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Sentence, Voice

BAR = 0.36
LEADER = 0.1
EDGE = 0.03
TIER = 2 * LINE * 0.85
LABELS = LEADER + TIER

Row = tuple[Quarter | str, Sequence[Figure | None]]


def ageing(rows: Sequence[Row], title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """Stacked bars under one another on one scale, ``rows`` as (quarter, one figure for each age).

    Credits are negative and stand left of zero; disputed items are hatched.
    """
    return finished(draw(rows, voice), title, note, "ageing", chart_id)


@house_style()
def draw(rows: Sequence[Row], voice: Voice) -> Paper:
    """The sheet: this date's bar first."""
    if not rows:
        return nothing(voice)
    # Every other part is named below its bar; where no bar has a second part, no room is kept for that.
    below = LABELS if any(sum(bool(_value(figure)) for figure in figures) > 1 for _, figures in rows) else 0.0
    height = LINE + LABELS + BAR + below + 2 * GAP
    paper = Paper(height * len(rows))
    ends = [sum(_value(figure) for figure in figures if (_value(figure) > 0) == up) for _, figures in rows for up in (True, False)]
    scale = zero_scale(ends, EDGE, WIDTH - EDGE, 0.0, 0.0)
    for at, (quarter, given) in enumerate(rows):
        figures = [figure for figure in given if figure is not None]
        top = paper.height - height * at
        name = voice.quarter(quarter) if isinstance(quarter, Quarter) else quarter
        paper.text(0, top - LINE / 2, paper.fitted(name, WIDTH), SECOND)
        _stack(paper, scale, top - LINE - GAP - LABELS - BAR, figures, voice)
    return paper


def _value(figure: Figure | None) -> float:
    return float(figure.value or 0) if figure is not None else 0.0


def _stack(paper: Paper, scale: Scale, bottom: float, figures: Sequence[Figure], voice: Voice) -> None:
    """One bar, from zero to the right in the order given, credits from zero to the left."""
    right = left = 0.0
    parts: list[tuple[float, Figure]] = []
    for figure in figures:
        value = _value(figure)
        begin, end = (right, right + value) if value > 0 else (left + value, left)
        right, left = (end, left) if value > 0 else (right, begin)
        if value:
            _part(paper, scale(begin), bottom, scale(end) - scale(begin), figure.metric)
            parts.append((scale((begin + end) / 2), figure))
    paper.line([(scale(0), bottom - LEADER / 2), (scale(0), bottom + BAR + LEADER / 2)], INK)
    if not parts and figures:
        paper.text(scale(0) + GAP, bottom + BAR / 2, voice.number(0, figures[0].unit), SECOND)
    parts.sort(key=lambda part: part[0])
    _labels(paper, parts[0::2], bottom + BAR, 1, voice)
    _labels(paper, parts[1::2], bottom, -1, voice)


def _part(paper: Paper, left: float, bottom: float, width: float, metric: str) -> None:
    if metric in AGES:
        paper.bar(left, bottom, width, BAR, AGES[metric], edge=WHITE)
    else:
        paper.bar(left, bottom, width, BAR, WHITE, edge=SECOND, hatch="////" if metric == "disputed" else "")


def _labels(paper: Paper, parts: Sequence[tuple[float, Figure]], edge: float, side: int, voice: Voice) -> None:
    """Name and value of every other part above the bar, of the ones between below it."""
    words = [(voice.name(figure.metric), voice.number(_value(figure), figure.unit, figure.metric)) for _, figure in parts]
    sizes = [max(width_of(name, SMALL), width_of(value, SMALL)) for name, value in words]
    middles = spread([middle for middle, _ in parts], sizes, EDGE, WIDTH - EDGE)
    for (part, _), middle, (name, value) in zip(parts, middles, words, strict=True):
        paper.line([(part, edge), (part, edge + side * LEADER * 0.4), (middle, edge + side * LEADER)], SECOND, 0.8)
        near, far = edge + side * (LEADER + TIER * 0.27), edge + side * (LEADER + TIER * 0.75)
        paper.text(middle, max(near, far), name, SECOND, "center", SMALL)
        paper.text(middle, min(near, far), value, INK, "center", SMALL)
