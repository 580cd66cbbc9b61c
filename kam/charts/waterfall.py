"""From one amount to another by what was added and taken: a floating bar a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper, width_of
from kam.charts.style import ACCENT, INK, RULE, SECOND, STARS, WHITE, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice
from kam.wording.numbers import DOWN, UP

ROW = 0.36
BAR = 0.24
NAMES = 2.2

Steps = Sequence[tuple[str, Figure]]


def waterfall(steps: Steps, title: Sentence, *, voice: Voice, accent: int | None = None, note: str = "", chart_id: str = "") -> Chart:
    """``steps`` as (name, figure): the start, its parts in order, the end; ``accent`` is the row that the title is about."""
    return finished(draw(steps, voice, accent), title, note, "waterfall", chart_id)


@dataclass(frozen=True)
class Bar:
    """One row: where its bar begins and ends, its label, and whether it is a part (and not one of both ends)."""

    name: str
    begin: float
    end: float
    label: str
    part: bool


@house_style()
def draw(steps: Steps, voice: Voice, accent: int | None = None) -> Paper:
    """The sheet: gains filled, losses hollow, each with its sign and arrow."""
    if len(steps) < 2 or any(figure.value is None for _, figure in steps):
        return nothing(voice)
    bars = _bars(steps, voice)
    paper = Paper(ROW * len(bars) + GAP)
    names = column_width([bar.name for bar in bars], NAMES)
    room = max(width_of(bar.label) for bar in bars) + GAP
    reached = [0.0, *(bar.begin for bar in bars), *(bar.end for bar in bars)]
    left = room if min(reached) < 0 else 0.0
    scale = Scale(min(reached), max(reached), names + GAP * 1.5 + left, WIDTH - room - 0.02)
    for at, bar in enumerate(bars):
        middle = paper.height - GAP / 2 - ROW * (at + 0.5)
        paper.text(0, middle, paper.fitted(bar.name, names))
        _bar(paper, scale, middle, bar, at == accent)
        if at + 1 < len(bars):
            paper.line([(scale(bar.end), middle - BAR / 2), (scale(bar.end), middle - ROW + BAR / 2)], SECOND, 0.8, behind=True)
    paper.line([(scale(0), GAP / 2), (scale(0), paper.height - GAP / 2)], RULE, behind=True)
    return paper


def _bars(steps: Steps, voice: Voice) -> list[Bar]:
    """Each part begins where the one before ended; both ends stand on zero."""
    values = [float(figure.size) for _, figure in steps]
    ends = list(accumulate(values[:-1]))
    bars = []
    for at, (name, figure) in enumerate(steps):
        part = 0 < at < len(steps) - 1
        arrow = f"{UP if figure.size > 0 else DOWN} " if part and figure.size else ""
        label = arrow + voice.number(figure.size, figure.unit, figure.metric, part)
        bars.append(Bar(name, ends[at - 1] if part else 0.0, ends[at] if part else values[at], label, part))
    return bars


def _bar(paper: Paper, scale: Scale, middle: float, bar: Bar, accent: bool) -> None:
    start, end = scale(bar.begin), scale(bar.end)
    colour = ACCENT if accent else STARS[3] if bar.part else STARS[4]
    hollow = bar.part and end < start
    paper.bar(start, middle - BAR / 2, end - start, BAR, WHITE if hollow else colour, colour)
    below = max(start, end) <= scale(0) and min(start, end) < scale(0)
    paper.text(min(start, end) - GAP / 2 if below else max(start, end) + GAP / 2, middle, bar.label, INK, "right" if below else "left")
