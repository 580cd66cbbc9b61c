"""The house style: colours, sizes and the matplotlib settings that make the same bytes in every run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from kam.glyphs import register_fonts

INK = "#1b1b1b"
SECOND = "#5a5f66"
RULE = "#d8dbe0"
PALE = "#eef0f3"
GREY = "#a6aeb7"
WHITE = "#ffffff"
ACCENT = "#b8481c"
STARS = {4: "#0b3c5d", 3: "#2f74a3", 2: "#86b3d1", 1: "#cfe0ec"}

# From light to dark with age, so that grey print keeps the order; the accent is for the oldest.
AGES = {
    "not_due": "#e3e6ea",
    "due_1_30": "#c3c9d1",
    "due_31_60": "#a6aeb7",
    "due_61_90": "#868e97",
    "due_91_plus": ACCENT,
}

# Narrow, so that the words of a drawing are still read on a phone: nearly 12 and 11 pixels at 390.
WIDTH = 5.5
SIZE = 13.0
SMALL = 12.0
LINE = 0.26


_styled: ContextVar[bool] = ContextVar("styled", default=False)


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's own defaults and ours on top, whatever a user's matplotlibrc says; inside itself it costs nothing."""
    if _styled.get():
        yield
        return
    import matplotlib

    token = _styled.set(True)
    try:
        with matplotlib.rc_context(_settings()):
            yield
    finally:
        _styled.reset(token)


def _settings() -> dict[Any, Any]:
    from matplotlib import rcParamsDefault

    fixed: dict[Any, Any] = {key: value for key, value in rcParamsDefault.items() if not key.startswith("backend")}
    ours: dict[Any, Any] = {
        "font.family": [register_fonts()],
        "font.size": SIZE,
        "text.parse_math": False,
        "text.usetex": False,
        "text.hinting": "no_hinting",
        "svg.fonttype": "path",
        "svg.hashsalt": "kam",
        "path.simplify": False,
        "figure.dpi": 72,
        "hatch.linewidth": 0.8,
    }
    return {**fixed, **ours}
