"""A chart in its figure: the finding above, the drawing, and under it what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from html import escape

from kam.charts.paper import Paper, shown
from kam.charts.style import SECOND
from kam.charts.svg import cleaned
from kam.wording import Sentence, Voice


@dataclass(frozen=True, repr=False)
class Chart:
    """A drawing whose ``title`` states the finding; ``alt`` says it to those who listen, ``replaced`` names characters no font has."""

    svg: str
    title: Sentence
    alt: str
    note: str
    chart_id: str = "chart"
    replaced: str = ""

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        replaced = f' data-replaced="{escape(self.replaced)}"' if self.replaced else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<figure class="chart" id="{escape(self.chart_id)}"{replaced}>'
            f'<figcaption class="finding">{self.title.html}</figcaption>{self.svg}{note}</figure>'
        )


def finished(paper: Paper, title: Sentence, note: str, form: str, chart_id: str = "") -> Chart:
    """A sheet as a chart; without an id of its own it is named after its form and what it shows, so that no two on a page meet."""
    drawn = paper.drawn()
    named = chart_id or f"{form}-{sha256((title.text + drawn).encode()).hexdigest()[:8]}"
    return Chart(cleaned(drawn, named, shown(title.text)), title, title.text, note, named, "".join(sorted(paper.replaced)))


def nothing(voice: Voice) -> Paper:
    """The sheet of a chart without data: a sentence, never an empty frame."""
    paper = Paper(0.5)
    paper.text(0, 0.25, voice.word("chart.empty"), SECOND)
    return paper
