"""How a new company's params speak: comments and questions in the language of its exports."""

from __future__ import annotations

from kam.newcomer.folder import Leaf
from kam.wording import Voice
from kam.wording.voice import Value

ASKED = "# ??"  # a question whose number is given when the whole file is known


def ask(voice: Voice, question: str, /, **values: Value) -> str:
    """A question as a comment."""
    return f"{ASKED}{voice.word(f'new.ask.{question}', **values)}"


def note(voice: Voice, phrase: str, /, **values: Value) -> str:
    """A comment."""
    return f"# {voice.word(f'new.note.{phrase}', **values)}"


def found_at(leaf: Leaf, voice: Voice) -> str:
    """How a person finds a sheet."""
    return leaf.file if leaf.lone else leaf.file + voice.word("check.sheet", sheet=leaf.sheet)


def numbered(lines: list[str], voice: Voice) -> list[str]:
    """The lines with their questions numbered in the order in which they stand."""
    count, found = 0, []
    for line in lines:
        if ASKED in line:
            count += 1
            line = line.replace(ASKED, f"# {voice.word('new.question', n=count)}", 1)
        found.append(line.rstrip())
    return found
