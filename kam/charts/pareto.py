"""How few accounts carry the sales: shares laid end to end down the page, the 80 % line across them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper, Point, width_of
from kam.charts.style import ACCENT, GREY, INK, LINE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.wording import Sentence, Voice

ROW = 0.34
BAR = 0.24
NAMES = 2.6
TAIL_LEAST, TAIL_MOST, TAIL_ROW = 0.4, 1.8, 0.05


def pareto(
    bars: Sequence[tuple[str, float]],
    title: Sentence,
    *,
    voice: Voice,
    named: int = 10,
    line: float = 0.8,
    note: str = "",
    chart_id: str = "",
) -> Chart:
    """A Pareto curve turned on its side, ``bars`` as (name, share) in falling order.

    The ``named`` largest have a row each, which begins where the one above ends; all others follow in one narrow band, so that
    every account is in the curve.
    """
    return finished(draw(bars, voice, named, line), title, note, "pareto", chart_id)


@house_style()
def draw(bars: Sequence[tuple[str, float]], voice: Voice, named: int = 10, line: float = 0.8) -> Paper:
    """The sheet: a row for each named account, a band for the rest."""
    if not bars:
        return nothing(voice)
    named = len(bars) if len(bars) <= named + 2 else named
    rest = len(bars) - named
    tail = min(TAIL_MOST, max(TAIL_LEAST, TAIL_ROW * rest)) if rest else 0.0
    paper = Paper(LINE + ROW * named + tail + GAP)
    others = voice.word("chart.others", n=rest)
    labels = [voice.number(share, "ratio") for _, share in bars[:named]]
    names = column_width([name for name, _ in bars[:named]] + ([others] if rest else []), NAMES)
    room = column_width(labels, 1.0) + GAP
    ends = list(accumulate(share for _, share in bars))
    scale = Scale(0.0, max(ends[-1], line), names + GAP * 1.5, WIDTH - room)
    top = paper.height - LINE
    _line(paper, scale, line, voice)
    for at in range(named):
        middle = top - ROW * (at + 0.5)
        paper.text(0, middle, paper.fitted(bars[at][0], names))
        _row(paper, scale, middle, ends[at] - bars[at][1], ends[at], line)
        paper.text(scale(ends[at]) + GAP / 2, middle, labels[at], boxed=True)
    if rest:
        paper.text(0, top - ROW * named - tail / 2, paper.fitted(others, names), SECOND)
        _tail(paper, scale, top - ROW * named, tail, ends[named - 1 :])
    return paper


def _row(paper: Paper, scale: Scale, middle: float, begin: float, end: float, line: float) -> None:
    paper.bar(scale(0), middle - BAR / 2, scale(begin) - scale(0), BAR, STARS[1])
    paper.bar(scale(begin), middle - BAR / 2, scale(end) - scale(begin), BAR, STARS[3] if begin < line else GREY)


def _tail(paper: Paper, scale: Scale, top: float, height: float, ends: Sequence[float]) -> None:
    """The curve of the accounts without a row: filled to the left, its edge drawn."""
    step = height / (len(ends) - 1)
    edge: list[Point] = []
    for at, end in enumerate(ends[1:]):
        edge += [(scale(end), top - step * at), (scale(end), top - step * (at + 1))]
    paper.shape([(scale(0), top), *edge, (scale(0), top - height)], STARS[1])
    paper.line([(scale(ends[0]), top), *edge], STARS[3], 2.0)


def _line(paper: Paper, scale: Scale, line: float, voice: Voice) -> None:
    words, at = voice.number(line, "ratio"), scale(line)
    paper.line([(at, 0.0), (at, paper.height - LINE)], ACCENT, 1.2, dashed=True)
    half = width_of(words, SMALL) / 2
    paper.text(min(at, WIDTH - half), paper.height - LINE / 2, words, ACCENT if at else INK, "center", SMALL)
