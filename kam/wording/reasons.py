"""Reason codes of figures.csv in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from kam.wording.phrases import phrase_book

Say = Callable[..., str]

PATTERNS = (
    (re.compile(r"> ?(\d+) days"), "more_than_days", "days"),
    (re.compile(r"n < ?(\d+)"), "n_below", "n"),
    (re.compile(r"(?:not rated: )?provisional: (.+)"), "provisional", "criteria"),
    (re.compile(r"superseded by (.+)"), "superseded_by", "file"),
    (re.compile(r"(\d+) quarters of history"), "quarters_of_history", "n"),
    (re.compile(r"scored (\w+)"), "scored", "quarter"),
    (re.compile(r"no row of (\w+) could be used"), "no_row_of", "table"),
    (re.compile(r"since (\w+)"), "since", "quarter"),
    (re.compile(r"through (\S+)"), "through", "day"),
    (re.compile(r"unreadable (\w+)"), "unreadable", "column"),
    (re.compile(r"missing (\w+)"), "missing", "column"),
    (re.compile(r"without figures (.+)"), "without_figures", "figures"),
    (re.compile(r"before the first row of (\w+)"), "before_the_first_row", "table"),
)


def slug(code: str) -> str:
    """A reason code as the end of a phrase id: ``not rated: too new`` → ``not_rated_too_new``."""
    return re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")


def _terms(name: str, text: str, say: Say) -> str:
    """The part of a code that names criteria, a column or figures, in words; numbers and file names as they are."""
    family = {"criteria": "criterion", "column": "column", "figures": "metric", "table": "table"}.get(name)
    if family is None:
        return text
    ids = [part.strip() for part in text.split(",")]
    return say("list.comma").join(say(f"{family}.{part}") if f"{family}.{part}" in phrase_book() else part for part in ids)


def reason_text(code: str, say: Say) -> str:
    """A reason in words; codes that the phrase book does not hold are printed as they are."""
    return say("list.semicolon").join(_one(part.strip(), say) for part in code.split(";") if part.strip())


def _one(code: str, say: Say) -> str:
    for pattern, name, value in PATTERNS:
        if match := pattern.fullmatch(code):
            return say(f"reason.{name}", **{value: _terms(value, match[1], say)})
    for family in ("unknown", "reason"):
        if f"{family}.{slug(code)}" in phrase_book():
            return say(f"{family}.{slug(code)}")
    return code


def stands_alone(code: str) -> bool:
    """Whether a reason says enough without ``not measured``: not rated, more than 730 days."""
    return f"unknown.{slug(code)}" in phrase_book() or bool(PATTERNS[0][0].fullmatch(code))
