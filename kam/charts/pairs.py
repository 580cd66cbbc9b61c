"""Two shares of the same account on one scale: a pair of dots a row, the distance between them is what is told."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, Scale, column_width
from kam.charts.paper import Paper
from kam.charts.style import ACCENT, GREY, LINE, PALE, SMALL, STARS, WIDTH, house_style
from kam.figures import Figure
from kam.wording import Sentence, Voice

ROW = 0.36
NAMES = 2.3
MOST = 16

Pairs = Sequence[tuple[str, Figure, Figure]]


def pairs(rows: Pairs, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """``rows`` as (name, first share, second share) in the order given; the metrics' own names stand over the two columns of numbers."""
    return finished(draw(rows, voice), title, note, "pairs", chart_id)


@house_style()
def draw(rows: Pairs, voice: Voice) -> Paper:
    """The sheet: names, a track with both dots, both numbers at the right; rows with an unknown share are left out."""
    known = [row for row in rows if row[1].value is not None and row[2].value is not None][:MOST]
    if not known:
        return nothing(voice)
    _, left, right = known[0]
    heads = [voice.name(left.metric), voice.name(right.metric)]
    columns = [[voice.number(one.size, one.unit, one.metric) for one in shares] for shares in ([row[1] for row in known], [row[2] for row in known])]
    rooms = [column_width([head, *column], 1.5) for head, column in zip(heads, columns, strict=True)]
    paper = Paper(ROW * len(known) + LINE + GAP)
    names = column_width([name for name, *_ in known], NAMES)
    ends = (WIDTH - rooms[1] - GAP * 2, WIDTH)
    values = [float(share.size) for _, *both in known for share in both]
    scale = Scale(min(0.0, *values), max(values), names + GAP * 2, ends[0] - rooms[0] - GAP * 2)
    for head, end, colour in zip(heads, ends, (STARS[4], ACCENT), strict=True):
        paper.text(end, paper.height - LINE / 2, paper.fitted(head, 1.5, SMALL), colour, "right", SMALL)
    for at, (name, first, second) in enumerate(known):
        middle = paper.height - LINE - ROW * (at + 0.5)
        _row(paper, scale, middle, float(first.size), float(second.size))
        paper.text(0, middle, paper.fitted(name, names))
        for end, column in zip(ends, columns, strict=True):
            paper.text(end, middle, column[at], align="right")
    return paper


def _row(paper: Paper, scale: Scale, middle: float, first: float, second: float) -> None:
    paper.bar(scale.start, middle - 0.02, scale.end - scale.start, 0.04, PALE)
    paper.line([(scale(first), middle), (scale(second), middle)], GREY, 3.0)
    paper.dots([(scale(first), middle)], STARS[4], 9)
    paper.dots([(scale(second), middle)], ACCENT, 9)
