"""The few figures that a reader takes away: each large, with what it is measured against beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kam.figures import Figure, bare
from kam.wording import Sentence, Voice


@dataclass(frozen=True)
class Headline:
    """One figure under its name; ``notes`` say what it was a year ago and what belongs to it."""

    figure: Figure
    notes: Sequence[Sentence] = ()


class Headlines:
    """Figures side by side, as many in a row as the page is wide."""

    def __init__(self, voice: Voice, items: Sequence[Headline]) -> None:
        self.voice, self.items = voice, items

    def __repr__(self) -> str:
        return ", ".join(f"{self.voice.name(item.figure.metric)} {self.voice.figure(item.figure).text}" for item in self.items)

    def _repr_html_(self) -> str:
        return f'<dl class="headlines">{"".join(self._item(item) for item in self.items)}</dl>'

    def _item(self, item: Headline) -> str:
        """The large figure stands bare; what qualifies it is said last, once."""
        shown = self.voice.figure(bare(item.figure)) if item.figure.known else self.voice.figure(item.figure)
        said = [*item.notes, *([Sentence.plain(self.voice.reason(item.figure.reason))] if item.figure.known and item.figure.reason else [])]
        notes = "".join(f'<dd class="note">{note.html}</dd>' for note in said)
        return f'<div><dt>{escape(self.voice.name(item.figure.metric))}</dt><dd class="value">{shown.html}</dd>{notes}</div>'
