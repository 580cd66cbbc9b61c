"""Where the named accounts stand among all others: one dot an account."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.style import GREY, RULE, SECOND, STARS, Chart, finish, sheet
from kam.figures import Figure
from kam.wording import Sentence, Voice


def dots(points: Sequence[tuple[str, Figure]], title: Sentence, *, voice: Voice, note: str, most: int = 15) -> Chart:
    """One row per named account, lowest value first, with its dot and value; all others as small grey dots in the top row."""
    named = sorted(((float(figure.value or 0), name, figure) for name, figure in points if name), key=lambda one: one[:2])[:most]
    others = [float(figure.value or 0) for name, figure in points if not name]
    values = [value for value, _, _ in named] + others
    with sheet(0.7 + 0.26 * (len(named) + bool(others))) as drawn:
        axes = drawn.axes
        if others:
            axes.scatter(others, [-1] * len(others), s=14, color=GREY, alpha=0.6, linewidths=0)
        for place, (value, _, figure) in enumerate(named):
            axes.axhline(place, color=RULE, linewidth=0.6, zorder=0)
            axes.scatter([value], [place], s=46, color=STARS[4], zorder=2)
            axes.text(value + 0.012 * _span(values), place - 0.08, voice.number(figure.value or 0, figure.unit), fontsize=8.5, va="bottom", color=SECOND)
        labels = ([voice.word("chart.others", n=len(others))] if others else []) + [drawn.text(name) for _, name, _ in named]
        axes.set_yticks(range(-1 if others else 0, len(named)), labels)
        axes.invert_yaxis()
        axes.set_xlim(min(values) - 0.06 * _span(values), max(values) + 0.16 * _span(values))
        axes.xaxis.set_major_formatter(lambda value, _: voice.number(value, points[0][1].unit))
        return finish(drawn, title, note)


def _span(values: Sequence[float]) -> float:
    return (max(values) - min(values)) or 0.1
