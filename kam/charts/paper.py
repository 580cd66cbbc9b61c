"""A sheet to draw on in inches, from its lower left corner; every word on it is one that the font can show."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache, lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from kam.charts.style import INK, SIZE, WHITE, WIDTH, house_style
from kam.glyphs import FAMILY, displayable, missing

# Only drawing waits for matplotlib: figures are asked for without a chart.
if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

DOTS_PER_INCH = 72
MORE = "…"
Point = tuple[float, float]


class Paper:
    """A sheet of fixed width and the height that its contents ask for."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.height = height
        self.replaced: set[str] = set()
        with house_style():
            self.figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor="none")
            FigureCanvasAgg(self.figure)
            self.axes = self.figure.add_axes((0, 0, 1, 1))
            self.axes.set_xlim(0, WIDTH)
            self.axes.set_ylim(0, height)
            self.axes.set_axis_off()

    @property
    def texts(self) -> list[Text]:
        """Everything that is written on the sheet."""
        return list(self.axes.texts)

    def text(self, x: float, y: float, words: str, colour: str = INK, align: str = "left", size: float = SIZE, boxed: bool = False) -> None:
        """Words beside a point, set on its middle; ``boxed`` clears what lies behind them."""
        self.replaced.update(missing(words))
        box = {"facecolor": WHITE, "edgecolor": "none", "pad": 1.0} if boxed else None
        with house_style():
            self.axes.text(x, y, shown(words), color=colour, ha=align, va="center_baseline", fontsize=size, bbox=box, zorder=5)

    def fitted(self, words: str, inches: float, size: float = SIZE) -> str:
        """Words shortened to a column; what the font cannot show of them is noted."""
        self.replaced.update(missing(words))
        return fitted(words, inches, size)

    def bar(self, left: float, bottom: float, width: float, height: float, colour: str, edge: str = "none", hatch: str = "") -> None:
        """A rectangle; a negative width reaches to the left."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((left, bottom), width, height, facecolor=colour, edgecolor=edge, hatch=hatch or None, linewidth=0.8))

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A filled outline."""
        from matplotlib.patches import Polygon

        self.axes.add_patch(Polygon(list(points), closed=True, facecolor=colour, edgecolor="none"))

    def line(self, points: Sequence[Point], colour: str, width: float = 1.0, dashed: bool = False, behind: bool = False) -> None:
        """A line through points, ``behind`` the bars where it is a mere rule."""
        across, up = [x for x, _ in points], [y for _, y in points]
        dashes = (0, (4, 3)) if dashed else "-"
        self.axes.plot(across, up, color=colour, linewidth=width, linestyle=dashes, solid_capstyle="butt", zorder=0.5 if behind else 2)

    def dots(self, points: Sequence[Point], colour: str, size: float = 6.0) -> None:
        """Round marks, in points of diameter."""
        across, up = [x for x, _ in points], [y for _, y in points]
        self.axes.plot(across, up, linestyle="none", marker="o", markersize=size, color=colour, markeredgecolor=WHITE, markeredgewidth=0.6)

    def drawn(self) -> str:
        """The sheet as matplotlib writes SVG; a character that the font cannot show is an error, never a box."""
        out = StringIO()
        with house_style(), warnings.catch_warnings():
            warnings.simplefilter("error")
            self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        return out.getvalue()


def shown(words: str) -> str:
    """Words on one line, in characters that the font has."""
    return " ".join(displayable(words).split(" ")) if words.isprintable() else " ".join(displayable(words).split())


@cache
def _renderer() -> RendererAgg:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(8, 8, DOTS_PER_INCH)


@cache
def _font(size: float) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    with house_style():
        return FontProperties(family=[FAMILY], size=size)


@lru_cache(maxsize=4096)
def width_of(words: str, size: float = SIZE) -> float:
    """How wide words are set, in inches."""
    if not words:
        return 0.0
    with house_style():
        return float(_renderer().get_text_width_height_descent(shown(words), _font(size), False)[0]) / DOTS_PER_INCH


def fitted(words: str, inches: float, size: float = SIZE) -> str:
    """Words that fit, shortened with … where they would not."""
    words = shown(words)
    if width_of(words, size) <= inches:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(words[:middle].rstrip() + MORE, size) <= inches else (low, middle - 1)
    return words[:low].rstrip() + MORE
