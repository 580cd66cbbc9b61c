"""What a cell says as text, whatever a workbook, a text file or a database called it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from operator import is_
from typing import Any

import numpy as np
import pandas as pd

_CONTROLS = (*range(9), *range(14, 32), *range(127, 160))
_UNSEEN = dict.fromkeys((*_CONTROLS, *map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BRACKETS = str.maketrans("【〔〖[{<《〈】〕〗]}>》〉", "((((((((" + "))))))))")
_LOOSE_BLANK = re.compile(r"(?<=[\W\u2e80-\u9fff]) | (?=[\W\u2e80-\u9fff])")
_EMPTY_WORDS = {"null", r"\n", "#n/a", "n/a", "nan", "nat", "none", "<null>"}
_SPREADSHEET_TEXT = re.compile(r'="(.*)"')


class Number(str):
    """The text of a cell that is a number, not text that looks like one."""

    __slots__ = ()


class Moment(str):
    """The text of a cell that is a date or a time, not text that looks like one."""

    __slots__ = ()


class Formula(str):
    """A formula whose result nobody has stored."""

    __slots__ = ()


def as_text(cell: Any) -> str:
    """A workbook's or database's value as the text that a person sees, which keeps the kind of the cell.

    Numbers keep 15 significant digits as Excel does; a time zone stays beside its time.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return Number(_number(cell))
    if isinstance(cell, datetime):
        whole_day = cell.time() == time() and cell.tzinfo is None
        return Moment(cell.date().isoformat() if whole_day else cell.isoformat(" ", "seconds"))
    if isinstance(cell, date | time | timedelta):
        return Moment(cell)
    if isinstance(cell, Decimal):
        return Number(format(cell, "f"))
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return Number(cell) if isinstance(cell, int) else str(cell)


def of_kind(cells: np.ndarray, kind: type) -> np.ndarray:
    """Which cells of a column as written are of a kind."""
    return np.fromiter(map(partial(is_, kind), map(type, cells)), bool, len(cells))


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return format(Decimal(format(value, ".15g")), "f")


def clean(text: str) -> str:
    """The text without surrounding blanks, unseen characters and the quoting that keeps Excel from reading numbers."""
    text = text.translate(_UNSEEN).strip()
    quoted = _SPREADSHEET_TEXT.fullmatch(text)
    if quoted:
        text = quoted[1].strip()
    if text.startswith("'") and text[1:2] in "0123456789=+-@":
        text = text[1:]
    return "" if text.casefold() in _EMPTY_WORDS else text


def clean_id(text: str) -> str:
    """An identifier as it is compared: trimmed text with full-width letters and digits read as plain ones (G15, I-7)."""
    return clean(text).translate(_FULL_WIDTH).strip()


def fold(text: str) -> str:
    """A header or word as it is compared: case, width, blanks and joining marks do not matter."""
    plain = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    return re.sub(r"[\s_\-./:*#'\"]+", "", plain)


def fold_name(text: str) -> str:
    """A name as it is compared: case, width and kind of brackets do not matter, nor blanks but between words."""
    plain = unicodedata.normalize("NFKC", clean(text)).translate(_BRACKETS).casefold()
    return _LOOSE_BLANK.sub("", " ".join(plain.split()))


def each_unique(texts: np.ndarray, read: Callable[[str], Any]) -> tuple[np.ndarray, list[Any]]:
    """``read`` applied once to every different text: the position of each row's result, and the results."""
    codes, uniques = pd.factorize(texts)
    return codes, [read(text) for text in uniques]


def mapped(texts: np.ndarray, read: Callable[[str], str]) -> np.ndarray:
    """A column of texts through a function from text to text."""
    codes, results = each_unique(texts, read)
    return np.array(results, dtype=object)[codes] if len(results) else texts
