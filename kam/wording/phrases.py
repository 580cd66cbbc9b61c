"""The phrase book: every sentence and word of the review, in each language, from ``phrases/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from kam.wording.locales import LANGUAGES

FOLDER = Path(__file__).parent / "phrases"
PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]*))?\}")

Phrases = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def phrase_book() -> Phrases:
    """All phrases by id; an id that stands in two files is refused, and so is one without words in a language."""
    book: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for phrase_id, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if phrase_id in book:
                raise ValueError(f"{path.name}: phrase '{phrase_id}' stands in another file too; keep one")
            if missing := [code for code in LANGUAGES if not texts.get(code)]:
                raise ValueError(f"{path.name}: phrase '{phrase_id}' has no text in {', '.join(missing)}; add it, or a page would mix languages")
            book[phrase_id] = texts
    return book


def placeholders(template: str) -> set[str]:
    """The names of the values that a phrase prints; one that only chooses a plural is left out."""
    return {match[1] for match in PLACEHOLDER.finditer(template) if "|" not in (match[2] or "")}
