"""One column's values by kind, read once per different text and written to Arrow without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kam.intake.amounts import is_nothing, millionths
from kam.intake.cells import each_unique, fold
from kam.intake.dates import period_name, quarter_name, quarters_numbered

_YES = {"1", "true", "yes", "y", "t", "是", "作废", "√"}
_NO = {"0", "false", "no", "n", "f", "否", "×"}
# Other English words for ours; Chinese ones are mapped in params, where their meaning is known (I-3).
_ALIASES = {"done": "complete completed finished closed", "cancelled": "canceled", "in progress": "started ongoing doing",
            "debit": "借 平 d dr", "credit": "贷 c cr",
            "open": "new planned todo pending notstarted waiting blocked onhold delayed overdue late"}
_SPANS = {"quarter": 1, "period": 2}  # years of 2026-1 to 2026-4 from which on these are no months
ARROW = {"text": pa.string(), "money": pa.decimal128(18, 6), "number": pa.decimal128(18, 6), "score": pa.decimal128(18, 6),
         "date": pa.date32(), "quarter": pa.string(), "period": pa.string(), "flag": pa.bool_()}


@dataclass
class Values:
    """One column: ``data`` (text, millionths, days or booleans), where it is ``valid``, and what was written but ``unreadable``."""

    kind: str
    data: np.ndarray
    valid: np.ndarray
    unreadable: np.ndarray

    @property
    def arrow(self) -> pa.Array:
        """The column as its Arrow type."""
        if self.kind in ("money", "number", "score"):
            return _decimals(self.data, self.valid)
        if self.kind == "date":
            return pa.array(self.data.astype(np.int32), mask=~self.valid).cast(pa.date32())
        return pa.array(self.data, mask=~self.valid, type=ARROW[self.kind])

    def where(self, rows: np.ndarray) -> Values:
        """The same column of some rows."""
        return Values(self.kind, self.data[rows], self.valid[rows], self.unreadable[rows])


def _decimals(counts: np.ndarray, valid: np.ndarray) -> pa.Array:
    """Millionths as decimal128(18, 6): the low word is the count, the high word its sign."""
    words = np.empty((len(counts), 2), dtype=np.int64)
    words[:, 0] = counts
    words[:, 1] = counts >> 63
    bits = pa.array(valid).buffers()[1] if len(valid) else None
    return pa.Array.from_buffers(pa.decimal128(18, 6), len(counts), [bits, pa.py_buffer(words.tobytes())])


def read_values(kind: str, texts: np.ndarray, words: tuple[str, ...] = (), fiscal_year_start: int = 1) -> Values:
    """A column of cleaned texts, other than dates, as values of a kind; what cannot be read is marked, never guessed."""
    if kind == "text" and not words:
        return text_values(texts)
    numbered = kind in _SPANS and quarters_numbered(pd.unique(texts), _SPANS[kind])
    reader = _reader(kind, words, fiscal_year_start, numbered)
    codes, results = each_unique(texts, reader)
    return _collected(kind, texts, codes, results)


def text_values(texts: np.ndarray) -> Values:
    """A column of texts as it is, empty ones as nothing."""
    valid = texts != ""
    data = texts.copy()
    data[~valid] = None
    return Values("text", data, valid, np.zeros(len(texts), dtype=bool))


def _reader(kind: str, words: tuple[str, ...], fiscal_year_start: int, numbered: bool) -> Any:
    known = {alias: word for word in words for alias in (fold(word), *_ALIASES.get(word, "").split())}
    return {
        "text": lambda text: known.get(fold(text)),
        "money": millionths,
        "number": millionths,
        "score": _score,
        "quarter": lambda text: quarter_name(text, fiscal_year_start, numbered),
        "period": lambda text: period_name(text, fiscal_year_start, numbered),
        "flag": flag,
    }[kind]


def flag(text: str) -> bool | None:
    """Yes, no, or neither."""
    folded = fold(text.removesuffix(".0"))
    return True if folded in _YES else False if folded in _NO else None


def _score(text: str) -> int | None:
    """Scores are on anchored scales from 1 to 5 (K2); another scale would pass every threshold."""
    count = millionths(text)
    return count if count is not None and 1_000_000 <= count <= 5_000_000 else None


def _collected(kind: str, texts: np.ndarray, codes: np.ndarray, results: list[Any]) -> Values:
    number = kind in ("money", "number", "score")
    blank: Any = 0 if number else False if kind == "flag" else None
    found = np.array([result is not None for result in results], dtype=bool)
    filled = np.array([blank if result is None else result for result in results],
                      dtype=np.int64 if number else bool if kind == "flag" else object)
    data = filled[codes] if len(results) else np.array([], dtype=filled.dtype)
    valid = found[codes] if len(results) else np.array([], dtype=bool)
    dash = number or kind == "quarter"
    empty = each_empty(texts, dash)
    return Values(kind, data, valid, ~valid & ~empty)


def each_empty(texts: np.ndarray, dash: bool) -> np.ndarray:
    """Where a column has nothing; in numbers and dates a dash is nothing too."""
    codes, results = each_unique(texts, is_nothing if dash else (lambda text: text == ""))
    return np.array(results, dtype=bool)[codes] if len(results) else np.zeros(len(texts), dtype=bool)
