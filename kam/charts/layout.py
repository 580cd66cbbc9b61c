"""Where things go: labels moved apart, names cut to their column, values as inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kam.charts.paper import width_of
from kam.charts.style import SIZE

GAP = 0.1


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on ``start`` to ``end`` inches; a single value stands in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high <= self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def column_width(words: Sequence[str], most: float, size: float = SIZE) -> float:
    """The width of the widest of the words, at most ``most``."""
    return min(most, max((width_of(word, size) for word in words), default=0.0) + 0.02)


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = GAP) -> list[float]:
    """Middles as near to the wanted ones as labels of these sizes can stand, in their order, between two edges."""
    if not wanted:
        return []
    middles: list[float] = []
    edge = low
    for middle, size in zip(wanted, sizes, strict=True):
        middles.append(max(middle, edge + size / 2))
        edge = middles[-1] + size / 2 + gap
    edge = high
    for at in range(len(middles) - 1, -1, -1):
        middles[at] = min(middles[at], edge - sizes[at] / 2)
        edge = middles[at] - sizes[at] / 2 - gap
    return middles


def zero_scale(values: Sequence[float], start: float, end: float, room_left: float, room_right: float) -> Scale:
    """A scale that holds zero and every value, with room for labels beyond the ends that are used."""
    low, high = min((0.0, *values)), max((0.0, *values))
    if low == high:
        return Scale(0.0, 1.0, start, max(start, end - room_right))
    left = start + (room_left if low < 0 else 0.0)
    right = end - (room_right if high > 0 or low == 0 else 0.0)
    return Scale(low, high, left, right)
