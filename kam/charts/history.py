"""A figure through the quarters: this year's as bars or a line, the same quarter a year before as a thin line."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width, spread
from kam.charts.paper import Paper, Point, width_of
from kam.charts.style import ACCENT, INK, LINE, RULE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Sentence, Voice
from kam.wording.numbers import kind_of

PLOT = 2.4
FOOT = 2 * LINE + GAP
LABELS = 1.9
WIDEST = 0.6

Points = Sequence[tuple[Quarter, Figure | None]]
Values = dict[Quarter, float]


def history(points: Points, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """Quarters from left to right, ``points`` as (quarter, figure or None), oldest first.

    Amounts and counts are bars, ratios and days a line; an unknown value leaves a gap.
    """
    return finished(draw(points, voice), title, note, "history", chart_id)


@house_style()
def draw(points: Points, voice: Voice) -> Paper:
    """The sheet: scale at the left, newest values named at the right."""
    values = {quarter: float(figure.value) for quarter, figure in points if figure is not None and figure.value is not None}
    if not values:
        return nothing(voice)
    sample = next(figure for _, figure in points if figure is not None and figure.value is not None)
    paper = Paper(FOOT + PLOT + LINE)
    ticks = ticks_for(values)
    words = [voice.number(tick, sample.unit, sample.metric) for tick in ticks]
    left = column_width(words, 1.6, SMALL) + GAP
    ends = _ends(points, values, voice)
    right = WIDTH - (column_width([word for lines in ends for word in lines[1:3]], LABELS) + GAP)
    across = Scale(-0.5, len(points) - 0.5, left, right)
    up = upward(ticks, values)
    for tick, word in zip(ticks, words, strict=True):
        paper.line([(left, up(tick)), (right, up(tick))], SECOND if tick == 0 else RULE, 0.8, behind=True)
        paper.text(left - GAP / 2, up(tick), word, SECOND, "right", SMALL)
    _draw_values(paper, points, values, across, up, kind_of(sample.unit, sample.metric) in ("money", "plain"))
    name_quarters(paper, [quarter for quarter, _ in points], across)
    name_ends(paper, ends, up, right + GAP)
    return paper


def ticks_for(values: Values) -> list[float]:
    """A few round values that span the values and zero."""
    from matplotlib.ticker import MaxNLocator

    low, high = min(0.0, *values.values()), max(0.0, *values.values())
    if low == high:
        return [0.0]
    found = MaxNLocator(nbins=3, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in found]


def upward(ticks: Sequence[float], values: Values) -> Scale:
    """The scale of the plot; zero lies at its foot where every value is zero."""
    low, high = min(ticks[0], *values.values()), max(ticks[-1], *values.values())
    return Scale(low, high if high > low else low + 1.0, FOOT, FOOT + PLOT)


def _draw_values(paper: Paper, points: Points, values: Values, across: Scale, up: Scale, bars: bool) -> None:
    last = points[-1][0]
    for at, (quarter, _) in enumerate(points):
        if bars and quarter in values:
            width = min(WIDEST, (across(1) - across(0)) * 0.62)
            paper.bar(across(at) - width / 2, up(0), width, up(values[quarter]) - up(0), ACCENT if quarter == last else STARS[2])
    if not bars:
        _through(paper, [_place(quarter, at, values, across, up) for at, (quarter, _) in enumerate(points)], STARS[3], 2.2)
        if last in values:
            paper.dots([(across(len(points) - 1), up(values[last]))], ACCENT, 8)
    _through(paper, [_place(quarter.last_year, at, values, across, up) for at, (quarter, _) in enumerate(points)], SECOND, 1.0)


def _place(quarter: Quarter, at: int, values: Values, across: Scale, up: Scale) -> Point | None:
    return (across(at), up(values[quarter])) if quarter in values else None


def _through(paper: Paper, places: Sequence[Point | None], colour: str, width: float) -> None:
    """A line that stops where a value is missing; a value alone is a dot."""
    run: list[Point] = []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
        elif run:
            paper.line(run, colour, width)
            paper.dots(run, colour, 4 + width)
            run = []


def name_quarters(paper: Paper, quarters: Sequence[Quarter], across: Scale) -> None:
    """Q1, Q2 ... as far as there is room, and the year under its first quarter."""
    every = ceil(0.36 / (across(1) - across(0)))
    free = -1.0
    for at, quarter in enumerate(quarters):
        if (len(quarters) - 1 - at) % every == 0:
            paper.text(across(at), FOOT - LINE / 2 - GAP / 2, f"Q{quarter.number}", INK, "center", SMALL)
        half = width_of(str(quarter.year), SMALL) / 2
        if (at == 0 or quarter.number == 1) and across(at) - half > free and not _crowded(quarters, at, across, half):
            paper.text(across(at), FOOT - LINE * 1.5 - GAP / 2, str(quarter.year), SECOND, "center", SMALL)
            free = across(at) + half + GAP / 2


def _crowded(quarters: Sequence[Quarter], at: int, across: Scale, half: float) -> bool:
    """Whether the first quarter's year would stand in the way of the next year's."""
    later = [other for other in range(at + 1, len(quarters)) if quarters[other].number == 1]
    return at == 0 and quarters[0].number != 1 and bool(later) and across(later[0]) - across(0) < 2 * half + GAP


End = tuple[float, str, str, str]


def _ends(points: Points, values: Values, voice: Voice) -> list[End]:
    """What is named at the right: the newest value and that of a year before, as (value, number, words, colour)."""
    last, figure = points[-1]
    if figure is None or figure.value is None:
        return [(0.0, voice.unknown(figure.reason if figure else ""), voice.word("chart.this_year"), SECOND)]
    ends = [(values[last], voice.number(figure.value, figure.unit, figure.metric), voice.word("chart.this_year"), ACCENT)]
    if last.last_year in values:
        before = voice.number(values[last.last_year], figure.unit, figure.metric)
        ends.append((values[last.last_year], before, voice.word("chart.year_before"), SECOND))
    return ends


def name_ends(paper: Paper, ends: Sequence[End], up: Scale, left: float) -> None:
    """Number and words of each end at the right, moved apart where they would meet."""
    ordered = sorted(ends)
    middles = spread([up(value) for value, *_ in ordered], [2 * LINE] * len(ordered), FOOT - LINE, paper.height)
    for (_, number, words, colour), middle in zip(ordered, middles, strict=True):
        paper.text(left, middle + LINE / 2, paper.fitted(number, WIDTH - left), colour)
        paper.text(left, middle - LINE / 2, paper.fitted(words, WIDTH - left, SMALL), SECOND, size=SMALL)
