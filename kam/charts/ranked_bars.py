"""Accounts by size: one bar a row, its value at its end."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width, zero_scale
from kam.charts.paper import Paper
from kam.charts.style import ACCENT, INK, RULE, SECOND, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice

ROW = 0.36
BAR = 0.24
MOST = 20
NAMES = 2.9
LABELS = 1.6


def ranked_bars(
    bars: Sequence[tuple[str, Figure]],
    title: Sentence,
    *,
    voice: Voice,
    accent: int | None = None,
    note: str = "",
    chart_id: str = "",
) -> Chart:
    """Horizontal bars in the order given, ``bars`` as (name, figure); ``accent`` is the row that the title is about."""
    return finished(draw(bars, voice, accent), title, note, "ranked", chart_id)


@house_style()
def draw(bars: Sequence[tuple[str, Figure]], voice: Voice, accent: int | None = None) -> Paper:
    """The sheet: at most twenty rows, and how many more there are."""
    if not bars:
        return nothing(voice)
    listed, more = bars[:MOST], len(bars) - MOST
    paper = Paper(ROW * (len(listed) + (more > 0)) + GAP)
    labels = [_label(figure, voice) for _, figure in listed]
    names = column_width([name for name, _ in listed], NAMES)
    below, above = _room(listed, labels, True), _room(listed, labels, False)
    values = [float(figure.value) for _, figure in listed if figure.value is not None]
    scale = zero_scale(values, names + GAP * 1.5, WIDTH - 0.02, below, above)
    for at, ((name, figure), label) in enumerate(zip(listed, labels, strict=True)):
        middle = paper.height - GAP / 2 - ROW * (at + 0.5)
        paper.text(0, middle, paper.fitted(name, names))
        _bar(paper, scale, middle, figure, label, ACCENT if at == accent else STARS[3])
        if figure.value is None:
            paper.text(names + GAP * 2, middle, paper.fitted(label, WIDTH - names - GAP * 2), SECOND, boxed=True)
    paper.line([(scale(0), GAP / 2 + ROW * (more > 0)), (scale(0), paper.height - GAP / 2)], RULE)
    if more > 0:
        paper.text(0, GAP / 2 + ROW / 2, voice.word("chart.more", n=more), SECOND)
    return paper


def _bar(paper: Paper, scale: Scale, middle: float, figure: Figure, label: str, colour: str) -> None:
    if figure.value is None:
        return
    zero, end = scale(0), scale(float(figure.value))
    paper.bar(zero, middle - BAR / 2, end - zero, BAR, colour)
    negative = end < zero
    paper.text(end - GAP / 2 if negative else end + GAP / 2, middle, label, INK, "right" if negative else "left")


def _room(bars: Sequence[tuple[str, Figure]], labels: Sequence[str], below: bool) -> float:
    """What the labels of the negative bars, or of the others, take beyond the bars' ends."""
    side = [label for (_, figure), label in zip(bars, labels, strict=True) if figure.value is not None and (figure.value < 0) == below]
    return column_width(side, LABELS) + GAP


def _label(figure: Figure, voice: Voice) -> str:
    return voice.unknown(figure.reason) if figure.value is None else voice.number(figure.value, figure.unit, figure.metric)
