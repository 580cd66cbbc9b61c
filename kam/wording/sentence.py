"""A sentence in two forms: HTML whose figures carry their marks, and plain text for alt texts and mail."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, repr=False)
class Sentence:
    """Words ready to print; ``html`` is safe to place in a page, ``text`` says the same without marks."""

    html: str
    text: str

    @classmethod
    def plain(cls, text: str) -> Sentence:
        """Words without figures, escaped for HTML."""
        return cls(escape(text), text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return self.html

    def _repr_html_(self) -> str:
        return f'<p class="finding">{self.html}</p>'


def join(parts: list[Sentence], between: str) -> Sentence:
    """Sentences one after another."""
    return Sentence(escape(between).join(part.html for part in parts), between.join(part.text for part in parts))
