"""One house style for every chart, and the chart as a page shows it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from kam.glyphs import displayable, missing, register_fonts
from kam.wording import Sentence

INK, SECOND, RULE, GREY, ACCENT = "#1b1b1b", "#5a5f66", "#d8dbe0", "#b9bec6", "#b8481c"
STARS = {4: "#0b3c5d", 3: "#2f74a3", 2: "#86b3d1", 1: "#cfe0ec"}
WIDTH = 7.2
LONGEST = 18


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its title says what it shows, ``alt`` repeats it for those who do not see it."""

    svg: str
    title: Sentence
    note: str
    replaced: str = ""

    def _repr_html_(self) -> str:
        lost = f' data-replaced="{escape(self.replaced)}"' if self.replaced else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return f'<figure class="chart"{lost}><figcaption class="finding">{self.title.html}</figcaption>{self.svg}{note}</figure>'


class Sheet:
    """A canvas being drawn: its axes, and the characters that no shipped font has."""

    def __init__(self, height: float) -> None:
        self.canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(self.canvas)
        self.axes: Axes = self.canvas.add_subplot()
        self.lost: set[str] = set()

    def text(self, words: str, longest: int = LONGEST) -> str:
        """Words that the shipped font can draw, shortened so that they keep their place."""
        self.lost.update(missing(words))
        shown = displayable(words).replace("\n", " ").replace("$", r"\$")
        return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


@contextmanager
def sheet(height: float) -> Iterator[Sheet]:
    """A sheet in the house style."""
    family = register_fonts()
    with matplotlib.rc_context(
        {
            "font.family": [family], "font.size": 10, "text.color": INK, "axes.edgecolor": RULE, "axes.labelcolor": SECOND, "xtick.color": SECOND,
            "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "xtick.bottom": False,
            "ytick.left": False, "svg.fonttype": "path", "svg.hashsalt": "kam", "axes.unicode_minus": True,
        }
    ):  # fmt: skip
        yield Sheet(height)


def finish(drawn: Sheet, title: Sentence, note: str) -> Chart:
    """The chart as SVG; the same drawing gives the same bytes."""
    out = io.StringIO()
    drawn.canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.S)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', rf'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="\1" role="img" aria-label="{escape(title.text)}">', svg, count=1)
    return Chart(_own_ids(svg, title.text), title, note, "".join(sorted(drawn.lost)))


def _own_ids(svg: str, seed: str) -> str:
    """Ids of several charts on one page must not meet."""
    import hashlib

    own = hashlib.sha256((seed + svg).encode()).hexdigest()[:8]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="c{own}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#c{own}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#c{own}-\1)", svg)
