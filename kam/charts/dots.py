"""Where one account, or a few, stand among the others: a dot each on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper
from kam.charts.style import ACCENT, GREY, INK, LINE, PALE, SECOND, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice

ROW = 0.36
MOST = 15
NAMES = 2.6
GRAIN = 100

Points = Sequence[tuple[str, Figure]]


def dots(points: Points, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """A row for each named account and one for all others, ``points`` as (name or nothing, figure), unknown ones left out."""
    return finished(draw(points, voice), title, note, "dots", chart_id)


@house_style()
def draw(points: Points, voice: Voice) -> Paper:
    """The sheet: named accounts from the largest value down, the others under them."""
    known = [(name, figure, float(figure.value)) for name, figure in points if figure.value is not None]
    known.sort(key=lambda one: (-one[2], one[0]))
    if not known:
        return nothing(voice)
    ranked = [one for one in known if one[0]]
    named, others = ranked[:MOST], [value for _, _, value in ranked[MOST:]] + [value for name, _, value in known if not name]
    words = voice.word("chart.others", n=len(others))
    labels = [voice.number(value, figure.unit, figure.metric) for _, figure, value in named]
    paper = Paper(ROW * (len(named) + bool(others)) + LINE + GAP)
    names = column_width([name for name, *_ in named] + ([words] if others else []), NAMES)
    room = column_width(labels, 1.6) + GAP
    scale = Scale(known[-1][2], known[0][2], names + GAP * 2.5, WIDTH - room - GAP)
    colour = ACCENT if len(named) == 1 else STARS[4]
    for at, ((name, _, value), label) in enumerate(zip(named, labels, strict=True)):
        middle = paper.height - GAP / 2 - ROW * (at + 0.5)
        _row(paper, scale, middle, paper.fitted(name, names), [value], colour)
        paper.text(WIDTH, middle, label, align="right")
    if others:
        _row(paper, scale, LINE + GAP / 2 + ROW / 2, paper.fitted(words, names), others, GREY)
    _ends(paper, scale, [voice.number(value, figure.unit, figure.metric) for _, figure, value in (known[-1], known[0])])
    return paper


def _row(paper: Paper, scale: Scale, middle: float, name: str, values: Sequence[float], colour: str) -> None:
    """A name, its track and its dots; dots that would cover one another are drawn once."""
    paper.text(0, middle, name, SECOND if colour == GREY else INK)
    paper.bar(scale.start - GAP, middle - 0.02, scale.end - scale.start + 2 * GAP, 0.04, PALE)
    places = sorted({round(scale(value) * GRAIN) for value in values})
    paper.dots([(place / GRAIN, middle) for place in places], colour, 9 if colour != GREY else 6)


def _ends(paper: Paper, scale: Scale, words: Sequence[str]) -> None:
    """The smallest and largest value under the ends of the scale, one alone where they are the same."""
    left, right = words
    if left == right:
        paper.text((scale.start + scale.end) / 2, LINE / 2, left, SECOND, "center", SMALL)
        return
    paper.text(scale.start - GAP, LINE / 2, left, SECOND, size=SMALL)
    paper.text(scale.end + GAP, LINE / 2, right, SECOND, "right", SMALL)
