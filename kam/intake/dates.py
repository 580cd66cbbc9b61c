"""Dates, quarters and months as exports write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from kam.quarters import Quarter

Order = Literal["", "month first", "day first", "year first", "undecidable", "mixed"]

_EPOCH = date(1970, 1, 1).toordinal()
_1900 = date(1900, 1, 1).toordinal() - _EPOCH
_SERIAL_ZERO = date(1899, 12, 30)
_DAY = 86_400  # seconds
_LATE = _DAY - 120  # a column that is all later than this has lost part of a time zone's offset (I-13)
# What programs write into a date that is not there: day 0 and 1 of Excel, the first days of .NET and SQL Server (I-13).
_NO_DATES = {date(*day).toordinal() - _EPOCH for day in ((1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1, 1, 1), (1753, 1, 1))}
_NO_DATE = re.compile(r"(?:[0/.-]*0|1900[-/.]0?1[-/.]00?|0?1/00?/(?:19)?00|00:00)(?:[ T]?[0:.]*)")
_MAY_BE_NONE = re.compile(r"0001|1753|1899|1900")
_CLOCK = r"(?P<half>上午|下午)? *(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)? *(?:(?P<noon>[AaPp])\.?[Mm]\.?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
_TIME = rf"(?:[T ]*{_CLOCK} *{_ZONE})?"
_WEEKDAY = r"(?: *\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}}|\d\d(?=年)) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?日?{_WEEKDAY}{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z)?|\.0)?")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_THREE = re.compile(rf"(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?'?(\d{{4}}|\d{{1,2}}){_TIME}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? *)?"
_MONTH_DAY = re.compile(rf"{_DAY_NAME}{_NAMED} *(\d{{1,2}})(?:st|nd|rd|th)?,? *(\d{{4}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"{_DAY_NAME}(\d{{1,2}})(?:st|nd|rd|th)?[- ]*{_NAMED}[-, ]*(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER_LAST = re.compile(r"(?:FY)?(\d{4})[-/ 年]*(?:第)?(?:Q([1-4])|([1-4一二三四])(?:季度?|Q))", re.IGNORECASE)
_QUARTER_NUMBERED = re.compile(r"((?:19|20)\d\d)(?: ?[-/.年] ?)?([1-4])")
_QUARTER_FIRST = re.compile(r"Q([1-4])[-/ ']*(?:FY)?(\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4}) ?(?:[-/.年] ?(\d{1,2}) ?月?|(\d{2}))")


def plain(text: str) -> str:
    """The text with full-width characters as plain ones and single blanks."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


class Instant(NamedTuple):
    """What a text says: days since 1970-01-01, second of that day and minutes east of Greenwich, None where not written."""

    day: int
    second: int | None
    offset: int | None


def order_of(texts: Iterable[str]) -> Order:
    """Which part of dates such as 3/25/2026 is which, as far as a whole column shows it; empty where none is so written."""
    found = _of_three(texts)
    if not found:
        return ""
    year = _place_of_year(found)
    if year != "last":
        return "year first" if year else "undecidable"
    first, second = (any(int(one[part]) > 12 for one in found) for part in (1, 3))
    if first and second:
        return "mixed"
    if first or second:
        return "day first" if first else "month first"
    return "month first" if all(int(one[1]) == int(one[3]) for one in found) else "undecidable"


def dotted(texts: Iterable[str]) -> bool:
    """Whether every date that ends in its year is written 3.7.2026, as nobody does who writes the month first."""
    found = _of_three(texts)
    return _place_of_year(found) == "last" and all(one[2] == "." for one in found)


def _of_three(texts: Iterable[str]) -> list[re.Match[str]]:
    return [found for text in texts if (found := _THREE.fullmatch(plain(text)))]


def _place_of_year(found: list[re.Match[str]]) -> Literal["first", "last", ""]:
    """Where the year of 26-07-01 or 1/7/26 stands: days take many values, years few; empty where that does not tell.

    Month-ends are the days of few values: they never pass for years.
    """
    first, second, third = ({one[part] for one in found} for part in (1, 3, 4))
    lengths = {len(part) for part in third}
    if lengths != {2}:
        return "first" if lengths == {1} or lengths == {1, 2} else "last"
    if any(len(part) < 2 for part in first) or max(map(int, second)) > 12 or not all(1 <= int(part) <= 31 for part in third):
        return "last"
    if len(first) >= 2 * len(third):
        return "last"
    return "first" if len(third) >= 2 * len(first) and min(map(int, first)) < 28 else ""


def exchanged(written: Iterable[str], least: int) -> tuple[str, str] | None:
    """Two dates of a column in which a spreadsheet has exchanged day and month, None where it has not.

    It makes dates of what reads as month, day and year, and leaves as texts those whose day is above 12 (I-13);
    ``least`` of either are needed to be sure.
    """
    texts, real = set(), set()
    for text in map(plain, written):
        if found := _THREE.fullmatch(text):
            texts.add((max(int(found[1]), int(found[3])) > 12, text))
        elif found := _YEAR_FIRST.fullmatch(text):
            real.add((int(found[3]) <= 12, text))
    if min(len(texts), len(real)) >= least and all(sure for sure, _ in (*texts, *real)):
        return min(real)[1], min(texts)[1]
    return None


def instant(text: str, order: Order = "") -> Instant | None:
    """A date with its time of day; None where it cannot be read with certainty."""
    text = plain(text)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _instant(found, _number(_year(found[1]), int(found[2]), int(found[3])))
    if found := _SERIAL.fullmatch(text):
        day = _from_serial(int(found[1]))
        return None if day is None else Instant(day, int(float(found[2]) * _DAY) if found[2] else None, None)
    if found := _THREE.fullmatch(text):
        return _instant(found, _in_order(found, order))
    if found := _MONTH_DAY.fullmatch(text):
        return _instant(found, _number(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2])))
    if found := _DAY_MONTH.fullmatch(text):
        return _instant(found, _number(_year(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1])))
    return None


def day_number(text: str, order: Order = "") -> int | None:
    """A date as days since 1970-01-01, times of day dropped; None where it cannot be read with certainty."""
    found = instant(text, order)
    return None if found is None or found.day < _1900 else found.day


def no_date(text: str) -> bool:
    """Whether a text is what a program writes where there is no date (I-13)."""
    text = plain(text)
    if _NO_DATE.fullmatch(text):
        return True
    found = instant(text, "mixed") if _MAY_BE_NONE.search(text) else None
    return found is not None and found.day in _NO_DATES


def days_of(instants: list[Instant | None], zone: ZoneInfo | None, ends: bool = False) -> tuple[list[int | None], str]:
    """The days that a column's different instants mean to a company in a zone, and what was done to get them.

    ``midnight``: every time is, so the days are as written; ``zone``: an offset was brought to the company's; ``next day``:
    every time lies within two minutes before midnight, which in a column of ``ends`` may also be the day's last second.
    """
    written, done = [one for one in instants if one], ""
    if any(one.offset is not None for one in written):
        done = "zone" if any(one.second for one in written) else "midnight"
        instants = [one and _here(one, zone) for one in instants] if zone and done == "zone" else instants
        written = [one for one in instants if one]
    times = {-1 if one.second is None else one.second for one in written}
    if times and min(times) >= _LATE and not (ends and times == {_DAY - 1}):
        return [one and one.day + 1 for one in instants], "next day"
    return [None if one is None or one.day < _1900 else one.day for one in instants], done


def _here(one: Instant, zone: ZoneInfo) -> Instant:
    if one.offset is None:
        return one
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=one.day, seconds=one.second or 0, minutes=-one.offset)
        here = at.astimezone(zone)
    except OverflowError:  # the end of the calendar is the end of a price list's validity
        return one
    return Instant(here.toordinal() - _EPOCH, here.hour * 3600 + here.minute * 60 + here.second, None)


def _instant(found: re.Match[str], day: int | None) -> Instant | None:
    if day is None:
        return None
    if not found["hour"]:
        return Instant(day, None, None)
    hour, half = int(found["hour"]), "" if found.re is _COMPACT else (found["noon"] or found["half"] or "").lower()
    hour = hour % 12 + 12 * (half in ("p", "下午")) if half else hour
    second = hour * 3600 + int(found["minute"]) * 60 + int(found["second"] or 0)
    return Instant(day, second, _offset(found["zone"]))


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) * 60 + int(digits[2:]))


def _year(written: str) -> int:
    """Years of two digits are 2000 to 2099 (I-13)."""
    return int(written) + (2000 if len(written) == 2 else 0)


def _number(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None


def _from_serial(serial: int) -> int | None:
    """Excel's 1900 system, in which 46295 is 2026-09-30 (I-7)."""
    if not 20000 <= serial <= 80000:
        return None
    return (_SERIAL_ZERO + timedelta(days=serial)).toordinal() - _EPOCH


def _in_order(found: re.Match[str], order: Order) -> int | None:
    one, two = int(found[1]), int(found[3])
    if order == "year first":
        return _number(2000 + one, two, int(found[4])) if len(found[1]) == 2 and len(found[4]) < 3 else None
    if len(found[4]) < 2 or (len(found[4]) == 2 and order not in ("day first", "month first")):
        return None
    if order == "day first" or (order == "mixed" and one > 12):
        return _number(_year(found[4]), two, one)
    if order == "month first" or (order == "mixed" and two > 12) or one == two:
        return _number(_year(found[4]), one, two)
    return None


def quarters_numbered(texts: Iterable[str], years: int = 1) -> bool:
    """Whether a column writes its quarters 2026-1 to 2026-4: as months it would hold none but the first four of each year (I-13)."""
    found = [_QUARTER_NUMBERED.fullmatch(plain(text)) for text in texts if text]
    return all(found) and len({one[1] for one in found if one}) >= years


def named_quarter(text: str, numbered: bool = False) -> str | None:
    """A quarter that is written as one; ``numbered`` says that the whole column is numbered by quarters."""
    text = plain(text)
    if found := _QUARTER_LAST.fullmatch(text):
        number = found[2] or found[3]
        return f"{found[1]}Q{_NUMERALS.get(number, number)}"
    if found := _QUARTER_FIRST.fullmatch(text):
        return f"{found[2]}Q{found[1]}"
    found = _QUARTER_NUMBERED.fullmatch(text)
    return f"{found[1]}Q{found[2]}" if found and (numbered or text.isdecimal()) else None


def quarter_name(text: str, fiscal_year_start: int = 1, numbered: bool = False) -> str | None:
    """A quarter as ``2026Q3``, also from a day or a month within it; None where it cannot be read."""
    if named := named_quarter(text, numbered):
        return named
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


def period_name(text: str, fiscal_year_start: int = 1, numbered: bool = False) -> str | None:
    """A period as ``2026-08`` or ``2026Q3`` (C17); None where it cannot be read."""
    return named_quarter(text, numbered) or month_name(text) or quarter_name(text, fiscal_year_start)
