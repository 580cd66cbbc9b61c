"""What was and what is expected: past quarters as bars, the coming one as a dot in its range."""

from __future__ import annotations

from kam.charts.chart import Chart, finished, nothing
from kam.charts.history import FOOT, LABELS, PLOT, WIDEST, Points, Values, name_ends, name_quarters, ticks_for, upward
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper
from kam.charts.style import ACCENT, LINE, RULE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Sentence, Voice

Range = tuple[Figure, Figure, Figure]


def outlook(points: Points, coming: Quarter, expected: Range, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """Past quarters as (quarter, figure or None), oldest first, then the coming one: ``expected`` as (forecast, low, high), the ends maybe unknown."""
    return finished(draw(points, coming, expected, voice), title, note, "outlook", chart_id)


@house_style()
def draw(points: Points, coming: Quarter, expected: Range, voice: Voice) -> Paper:
    """The sheet: scale at the left, the forecast and last year's quarter named at the right."""
    values = {quarter: float(figure.value) for quarter, figure in points if figure is not None and figure.value is not None}
    forecast, *ends = expected
    if forecast.value is None:
        return nothing(voice)
    reach = [float(end.value) for end in ends if end.value is not None]
    every: Values = {**values, **{coming + at: value for at, value in enumerate([float(forecast.value), *reach])}}
    paper = Paper(FOOT + PLOT + LINE)
    ticks = ticks_for(every)
    words = [voice.number(tick, forecast.unit, forecast.metric) for tick in ticks]
    named = _named(coming, forecast, values, voice)
    left = column_width(words, 1.6, SMALL) + GAP
    right = WIDTH - (column_width([word for lines in named for word in lines[1:3]], LABELS) + GAP)
    quarters = [*(quarter for quarter, _ in points), coming]
    across, up = Scale(-0.5, len(quarters) - 0.5, left, right), upward(ticks, every)
    for tick, word in zip(ticks, words, strict=True):
        paper.line([(left, up(tick)), (right, up(tick))], SECOND if tick == 0 else RULE, 0.8, behind=True)
        paper.text(left - GAP / 2, up(tick), word, SECOND, "right", SMALL)
    width = min(WIDEST, (across(1) - across(0)) * 0.62)
    for at, quarter in enumerate(quarters[:-1]):
        if quarter in values:
            paper.bar(across(at) - width / 2, up(0), width, up(values[quarter]) - up(0), STARS[3 if quarter == coming.last_year else 2])
    _range(paper, across(len(quarters) - 1), float(forecast.value), reach, up, width)
    name_quarters(paper, quarters, across)
    name_ends(paper, named, up, right + GAP)
    return paper


def _range(paper: Paper, at: float, value: float, reach: list[float], up: Scale, width: float) -> None:
    if reach:
        paper.line([(at, up(min(reach))), (at, up(max(reach)))], ACCENT, 2.2)
        for end in (min(reach), max(reach)):
            paper.line([(at - width / 3, up(end)), (at + width / 3, up(end))], ACCENT, 2.2)
    paper.dots([(at, up(value))], ACCENT, 9)


def _named(coming: Quarter, forecast: Figure, values: Values, voice: Voice) -> list[tuple[float, str, str, str]]:
    """The forecast and the same quarter of the year before it."""
    value = float(forecast.value or 0)
    found = [(value, voice.number(value, forecast.unit, forecast.metric), voice.word("chart.expected"), ACCENT)]
    if coming.last_year in values:
        before = values[coming.last_year]
        found.append((before, voice.number(before, forecast.unit, forecast.metric), voice.word("chart.year_before"), SECOND))
    return found
