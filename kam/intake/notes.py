"""What the reader must be told about the inputs: small records with an id and their data; wording belongs elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """One fact about the inputs, for instance ``credit_notes_negated`` with the files, rows and columns.

    A note with an ``answer``, the line of YAML that would settle it, is a question (I-14): the exports
    can be read in two ways; ``share`` is the part of the table's absolute amount that hangs on it.
    """

    id: str
    data: dict[str, Any] = field(default_factory=dict)
    answer: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Guess:
    """A header that was recognised, not named in the params."""

    table: str
    file: str
    sheet: str
    column: str
    header: str
