"""A line the size of a word: its course and its newest point, with what it says as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

WIDTH, HEIGHT, MARGIN = 160.0, 40.0, 4.0


def sparkline(values: Sequence[float | None], alt: str) -> str:
    """An inline SVG of values at equal steps, oldest first; an unknown one leaves a gap, ``alt`` is its text alternative.

    The scale runs from the lowest to the highest value: it shows the course, not the size, which the words beside it say.
    """
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    places = [None if value is None else (_across(at, len(values)), _up(value, low, high)) for at, value in enumerate(values)]
    lines = "".join(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in run)}"/>' for run in _runs(places) if len(run) > 1)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.5"/>' for run in _runs(places) if len(run) == 1 for x, y in run)
    x, y = next(place for place in reversed(places) if place is not None)
    return f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{escape(alt)}">{lines}{dots}<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'


def _across(at: int, count: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * (at / (count - 1) if count > 1 else 0.5)


def _up(value: float, low: float, high: float) -> float:
    return HEIGHT / 2 if high == low else HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / (high - low)


def _runs(places: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """The stretches without a gap."""
    run: list[tuple[float, float]] = []
    for place in (*places, None):
        if place is not None:
            run.append(place)
        elif run:
            yield run
            run = []
