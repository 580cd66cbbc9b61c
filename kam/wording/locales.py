"""What differs between the languages besides the words: scales, gaps and how lists are joined."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_name

NBSP = "\u00a0"

Steps = tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True)
class Language:
    """The habits of one language; ``spoken`` scales stand in sentences, ``tabled`` ones in heads, largest first.

    Each step is (size of one unit, its name); ``floors`` say from which largest amount on a tabled scale is used; ``day`` is the form of
    days in tables.
    """

    code: str
    babel: str
    spoken: Steps
    tabled: Steps
    floors: tuple[Decimal, ...]
    percent_gap: str
    sentence_gap: str
    comma: str
    last_comma: str
    pieces: str
    day: str

    def unit_name(self, unit: str) -> str:
        """How an amount's unit is called: the code in English, 元 or 美元 in Chinese."""
        if unit == "pieces":
            return self.pieces
        if self.code != "zh":
            return unit
        return "元" if unit == "CNY" else str(get_currency_name(unit, locale="zh_Hans_CN"))

    def amount(self, number: str, scale: str, unit: str) -> str:
        """An amount in full: CNY 12.3 m, 12.3 m pieces, 1,230 万元."""
        name = self.unit_name(unit)
        if self.code == "zh":
            return f"{number}{NBSP}{scale}{name}"
        order = (number, scale, name) if unit == "pieces" else (name, number, scale)
        return NBSP.join(part for part in order if part)

    def head(self, scale: str, unit: str) -> str:
        """The unit of a column: CNY thousand, 万元."""
        name = self.unit_name(unit)
        if self.code == "zh":
            return f"{scale}{name}"
        return f"{scale} {name}".strip() if unit == "pieces" else f"{name} {scale}".strip()


def _steps(*steps: tuple[str, str]) -> Steps:
    return tuple((Decimal(size), name) for size, name in steps)


def _floors(*sizes: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(size) for size in sizes)


EN = Language(
    code="en",
    babel="en_GB",
    spoken=_steps(("1e9", "bn"), ("1e6", "m"), ("1e3", "k")),
    tabled=_steps(("1e6", "million"), ("1e3", "thousand")),
    floors=_floors("1e9", "1e5"),
    percent_gap=NBSP,
    sentence_gap=" ",
    comma=", ",
    last_comma=" and ",
    pieces="pieces",
    day="medium",
)
ZH = Language(
    code="zh",
    babel="zh_Hans_CN",
    spoken=_steps(("1e8", "亿"), ("1e4", "万")),
    tabled=_steps(("1e8", "亿"), ("1e4", "万")),
    floors=_floors("1e10", "1e5"),
    percent_gap="",
    sentence_gap="",
    comma="、",
    last_comma="和",
    pieces="件",
    day="short",
)
LANGUAGES = {"en": EN, "zh": ZH}
