"""Dates, quarters and months as exports write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from kam.quarters import Quarter

Order = Literal["", "month first", "day first", "undecidable", "mixed"]

_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_ZERO = date(1899, 12, 30)
_TIME = r"(?:[T ]*(?:上午|下午)? *\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? *(?:[AaPp]\.?[Mm]\.?)? *(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?: *\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}}) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?日?{_WEEKDAY}{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6}|T\d{4,6}Z?)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?(\d{{4}}){_TIME}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? *)?"
_MONTH_DAY = re.compile(rf"{_DAY_NAME}{_NAMED} *(\d{{1,2}})(?:st|nd|rd|th)?,? *(\d{{4}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"{_DAY_NAME}(\d{{1,2}})(?:st|nd|rd|th)?[- ]*{_NAMED}[-, ]*(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER_LAST = re.compile(r"(?:FY)?(\d{4})[-/ 年]*(?:第)?(?:Q([1-4])|([1-4一二三四])(?:季度?|Q))", re.IGNORECASE)
_QUARTER_FIRST = re.compile(r"Q([1-4])[-/ ']*(?:FY)?(\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4}) ?(?:[-/.年] ?(\d{1,2}) ?月?|(\d{2}))")


def plain(text: str) -> str:
    """The text with full-width characters as plain ones and single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def order_of(texts: Iterable[str]) -> Order:
    """Which part of dates such as 3/25/2026 is the month, as far as a whole column shows it; empty where none is so written."""
    pairs = [(int(found[1]), int(found[3])) for text in texts if (found := _YEAR_LAST.fullmatch(plain(text)))]
    if not pairs:
        return ""
    first, second = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
    if first and second:
        return "mixed"
    if first or second:
        return "day first" if first else "month first"
    return "month first" if all(one == two for one, two in pairs) else "undecidable"


def dotted(texts: Iterable[str]) -> bool:
    """Whether every date that ends in its year is written 3.7.2026, as nobody does who writes the month first."""
    return all(found[2] == "." for text in texts if (found := _YEAR_LAST.fullmatch(plain(text))))


def day_number(text: str, order: Order = "") -> int | None:
    """A date as days since 1970-01-01, times of day dropped; None where it cannot be read with certainty."""
    text = plain(text)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _number(int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(text):
        return _from_serial(int(text[:5]))
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), order)
    if found := _MONTH_DAY.fullmatch(text):
        return _number(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    if found := _DAY_MONTH.fullmatch(text):
        return _number(int(found[3]) + (2000 if len(found[3]) == 2 else 0), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    return None


def _number(year: int, month: int, day: int) -> int | None:
    if year < 1900:
        return None
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None


def _from_serial(serial: int) -> int | None:
    """Excel's 1900 system, in which 46295 is 2026-09-30 (I-7)."""
    if not 20000 <= serial <= 80000:
        return None
    return (_SERIAL_ZERO + timedelta(days=serial)).toordinal() - _EPOCH


def _year_last(one: int, two: int, year: int, order: Order) -> int | None:
    if order == "day first" or (order == "mixed" and one > 12):
        return _number(year, two, one)
    if order == "month first" or (order == "mixed" and two > 12) or one == two:
        return _number(year, one, two)
    return None


def quarter_name(text: str, fiscal_year_start: int = 1) -> str | None:
    """A quarter as ``2026Q3``, also from a day or a month within it; None where it cannot be read."""
    text = plain(text)
    if found := _QUARTER_LAST.fullmatch(text):
        number = found[2] or found[3]
        return f"{found[1]}Q{_NUMERALS.get(number, number)}"
    if found := _QUARTER_FIRST.fullmatch(text):
        return f"{found[2]}Q{found[1]}"
    days = day_number(text)
    if days is None and (month := month_name(text)):
        days = day_number(f"{month}-01")
    return None if days is None else Quarter.of(date.fromordinal(days + _EPOCH), fiscal_year_start).name


def month_name(text: str) -> str | None:
    """A month as ``2026-08``, also from a day within it; None where it cannot be read."""
    text = plain(text)
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[2] or found[3]) <= 12 and int(found[1]) >= 1900:
        return f"{found[1]}-{int(found[2] or found[3]):02d}"
    days = day_number(text)
    return None if days is None else date.fromordinal(days + _EPOCH).strftime("%Y-%m")


def period_name(text: str, fiscal_year_start: int = 1) -> str | None:
    """A period as ``2026-08`` or ``2026Q3`` (C17); None where it cannot be read."""
    return month_name(text) or quarter_name(text, fiscal_year_start)
