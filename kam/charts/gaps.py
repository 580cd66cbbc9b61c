"""What was asked against what was got: a row for each need, a dot for each account, zero where the wish was met exactly."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper
from kam.charts.style import ACCENT, LINE, PALE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice

ROW = 0.36
NAMES = 2.2
LABELS = 1.6
GRAIN = 100

Rows = Sequence[tuple[str, Sequence[Figure], str]]


def gaps(rows: Rows, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """Dots right of zero fell short; ``rows`` as (need, gap of each account as a part of what it asked, words at the end)."""
    return finished(draw(rows, voice), title, note, "gaps", chart_id)


@house_style()
def draw(rows: Rows, voice: Voice) -> Paper:
    """The sheet: rows in the order given, unknown gaps left out."""
    values = [[float(figure.value) for figure in figures if figure.value is not None] for _, figures, _ in rows]
    flat = [value for row in values for value in row]
    if not flat:
        return nothing(voice)
    paper = Paper(ROW * len(rows) + LINE + GAP)
    names = column_width([name for name, *_ in rows], NAMES)
    scale = _scale(flat, names + GAP * 2.5, WIDTH - column_width([words for *_, words in rows], LABELS) - GAP * 2)
    paper.line([(scale(0), LINE), (scale(0), paper.height)], SECOND, 0.8)
    for at, ((name, _, words), row) in enumerate(zip(rows, values, strict=True)):
        middle = paper.height - GAP / 2 - ROW * (at + 0.5)
        paper.text(0, middle, paper.fitted(name, names))
        paper.bar(scale.start - GAP, middle - 0.02, scale.end - scale.start + 2 * GAP, 0.04, PALE)
        for short, colour in ((False, STARS[3]), (True, ACCENT)):
            places = sorted({round(scale(value) * GRAIN) for value in row if (value > 0) is short})
            paper.dots([(place / GRAIN, middle) for place in places], colour, 8)
        paper.text(WIDTH, middle, paper.fitted(words, LABELS), align="right")
    _ends(paper, scale, voice)
    return paper


def _scale(values: Sequence[float], start: float, end: float) -> Scale:
    """A scale that holds zero and every gap; where all wishes were met exactly, zero stands in the middle."""
    low, high = min(0.0, *values), max(0.0, *values)
    return Scale(low, high, start, end) if high > low else Scale(-1.0, 1.0, start, end)


def _ends(paper: Paper, scale: Scale, voice: Voice) -> None:
    """What lies left and right of zero, each only on a side that is used."""
    # Where both sides are used they share the axis; one alone has the whole line.
    shared = scale.low < 0 < scale.high
    half = (scale.end - scale.start) / 2
    if scale.low < 0:
        words = paper.fitted(voice.word("chart.more_than_asked"), half if shared else WIDTH - scale.start, SMALL)
        paper.text(scale.start - GAP, LINE / 2, words, SECOND, size=SMALL)
    if scale.high > 0:
        words = paper.fitted(voice.word("chart.short_of_asked"), half if shared else scale.end, SMALL)
        paper.text(scale.end + GAP, LINE / 2, words, SECOND, "right", SMALL)
