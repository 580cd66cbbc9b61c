"""Charts of bars: shares that add up, amounts ranked, receivables by age."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from kam.charts.style import ACCENT, GREY, INK, RULE, SECOND, STARS, Chart, Sheet, finish, sheet
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Sentence, Voice

# From not due to long overdue, darker with age; disputed and unapplied stand apart in greys.
AGES = ("#cfe0ec", "#86b3d1", "#2f74a3", "#0b3c5d", ACCENT, "#8a8f97", GREY)


def pareto(bars: Sequence[tuple[str, float]], title: Sentence, *, voice: Voice, named: int, note: str) -> Chart:
    """Accounts (name, share of the whole), largest first, set where the larger ones end; the largest are named, 80 % is ruled."""
    with sheet(1.2 + 0.26 * min(named, len(bars))) as drawn:
        axes, running = drawn.axes, list(accumulate((share for _, share in bars), initial=0.0))
        for place, (name, share) in enumerate(bars[:named]):
            axes.barh(place, share * 100, left=running[place] * 100, color=STARS[4], height=0.72)
            axes.text(running[place + 1] * 100 + 1, place, voice.number(running[place + 1], "ratio"), va="center", fontsize=9, color=SECOND)
        _others(drawn, bars, running, named, voice)
        axes.axvline(80, color=ACCENT, linewidth=1, linestyle=(0, (4, 3)))
        labels = [drawn.text(name) for name, _ in bars[:named]] + ([voice.word("chart.others", n=len(bars) - named)] if len(bars) > named else [])
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.set_xlim(0, 112)
        axes.set_xticks([0, 20, 40, 60, 80, 100], [voice.number(share / 100, "ratio") for share in (0, 20, 40, 60, 80, 100)])
        return finish(drawn, title, note)


def _others(drawn: Sheet, bars: Sequence[tuple[str, float]], running: list[float], named: int, voice: Voice) -> None:
    if len(bars) > named:
        drawn.axes.barh(named, (running[-1] - running[named]) * 100, left=running[named] * 100, color=GREY, height=0.72)
        drawn.axes.text(101, named, voice.number(1.0, "ratio"), va="center", fontsize=9, color=SECOND)


def ranked_bars(bars: Sequence[tuple[str, Figure]], title: Sentence, *, voice: Voice, accent: int, note: str, most: int = 20) -> Chart:
    """Amounts by name, in the order given, each with its value; the bar at ``accent`` is what the title is about."""
    shown = list(bars[:most])
    values = [float(figure.value or 0) for _, figure in shown]
    reach = max((abs(value) for value in values), default=0.0) or 1.0
    with sheet(0.6 + 0.27 * len(shown)) as drawn:
        axes = drawn.axes
        axes.barh(range(len(shown)), values, color=[ACCENT if place == accent else STARS[3] for place in range(len(shown))], height=0.7)
        for place, (_, figure) in enumerate(shown):
            words = voice.number(figure.value, figure.unit) if figure.value is not None else voice.unknown(figure.reason)
            axes.text(max(values[place], 0) + reach * 0.015, place, words, va="center", fontsize=9)
        axes.set_yticks(range(len(shown)), [drawn.text(name) for name, _ in shown])
        axes.invert_yaxis()
        axes.set_xlim(min(0.0, min(values, default=0.0)) * 1.1, reach * 1.28)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.axvline(0, color=RULE, linewidth=1)
        return finish(drawn, title, note)


def ageing(periods: Sequence[tuple[Quarter, Sequence[Figure | None]]], title: Sentence, *, voice: Voice, note: str) -> Chart:
    """Receivables by age for each quarter: one row an age, one bar a quarter, the newest in colour."""
    ages = [figure.metric for figure in periods[0][1] if figure]
    thick = 0.8 / len(periods)
    values = [float(figure.value or 0) for _, figures in periods for figure in figures if figure]
    reach = max((abs(value) for value in values), default=0.0) or 1.0
    with sheet(0.7 + 0.24 * len(ages) * len(periods)) as drawn:
        for at, (quarter, figures) in enumerate(periods):
            for place, figure in enumerate(figures):
                value = float(figure.value or 0) if figure else 0.0
                where = place + (at - (len(periods) - 1) / 2) * thick
                drawn.axes.barh(where, value, height=thick * 0.86, color=AGES[place] if at == 0 else "#e4e6ea")
                words = voice.number(figure.value or 0, figure.unit) if figure else ""
                first = f"  {voice.quarter(quarter)}" if place == 0 else ""
                drawn.axes.text(max(value, 0) + reach * 0.015, where, words + first, va="center", fontsize=8.5, color=INK if at == 0 else SECOND)
        drawn.axes.set_yticks(range(len(ages)), [drawn.text(voice.name(metric)) for metric in ages])
        drawn.axes.invert_yaxis()
        drawn.axes.set_xlim(min(0.0, *values) * 1.1, reach * 1.45)
        drawn.axes.set_xticks([])
        drawn.axes.spines["bottom"].set_visible(False)
        drawn.axes.axvline(0, color=RULE, linewidth=1)
        return finish(drawn, title, note)
