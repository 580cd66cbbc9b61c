"""One figure over the quarters, each beside the same quarter a year before."""

from __future__ import annotations

from collections.abc import Sequence

from kam.charts.style import ACCENT, GREY, SECOND, STARS, Chart, finish, sheet
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Sentence, Voice


def history(points: Sequence[tuple[Quarter, Figure | None]], title: Sentence, *, voice: Voice, note: str) -> Chart:
    """Bars by quarter, oldest first, the last one in the accent and labelled; a thin line marks the year before."""
    values = {quarter: float(figure.value) if figure and figure.value is not None else None for quarter, figure in points}
    with sheet(2.3) as drawn:
        axes = drawn.axes
        for place, (quarter, figure) in enumerate(points):
            value, last = values[quarter] or 0.0, place == len(points) - 1
            axes.bar(place, value, color=ACCENT if last else STARS[2], width=0.68)
            before = values.get(quarter.last_year)
            if before is not None:
                axes.plot([place - 0.42, place + 0.42], [before, before], color=SECOND, linewidth=1.4)
            if last or place == len(points) - 5:
                words = voice.number(figure.value, figure.unit) if figure and figure.value is not None else ""
                axes.text(place, max(value, before or 0, 0), words, ha="center" if not last else "right", va="bottom", fontsize=9, color=ACCENT if last else SECOND)
        axes.set_xticks(range(len(points)), [_label(quarter, place) for place, (quarter, _) in enumerate(points)], fontsize=8.5)
        axes.set_yticks([])
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.margins(y=0.18)
        return finish(drawn, title, note)


def _label(quarter: Quarter, place: int) -> str:
    return f"Q{quarter.number}\n{quarter.year}" if place == 0 or quarter.number == 1 else f"Q{quarter.number}"
