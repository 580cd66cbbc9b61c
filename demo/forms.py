"""How programs and people write a value: dates, amounts, shares and numbers as their screens show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

Form = Callable[[Any], Any]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
EXCEL_DAY_ZERO = date(1899, 12, 30)


class Typed(str):
    """What somebody typed where a value should stand; no form applies to it."""


def slashed(day: date) -> str:
    """2026/7/1, as Excel and most Chinese programs show a day."""
    return f"{day.year}/{day.month}/{day.day}"


def written_out(day: date) -> str:
    """2026年7月1日, as people type it."""
    return f"{day.year}年{day.month}月{day.day}日"


def serial(day: date) -> int:
    """46204: a day in a column that nobody formatted as dates."""
    return (day - EXCEL_DAY_ZERO).days


def quarter_written_out(quarter: str) -> str:
    """2026年第3季度."""
    return f"{quarter[:4]}年第{quarter[-1]}季度"


def compact_month(period: str) -> str:
    """202608, as tills name a month."""
    return period.replace("-", "")


def grouped(amount: Decimal | int) -> str:
    """1,234.50."""
    return f"{amount:,.2f}"


def in_brackets(amount: Decimal) -> str:
    """(1,234.50) for what is less than nothing, as accountants write it."""
    return f"({-amount:,.2f})" if amount < 0 else grouped(amount)


def in_yuan(amount: Decimal | int) -> str:
    """￥1,234.50."""
    return f"￥{amount:,.2f}"


def percent(share: Decimal) -> str:
    """15%."""
    return f"{(share * 100).normalize():f}%"


def in_tenths(share: Decimal) -> str:
    """4.2折: the part of the tag price that is paid."""
    return f"{(share * 10).normalize():f}折"


def kept_as_text(code: str) -> str:
    """="0019", which keeps Excel from dropping the zeros."""
    return f'="{code}"'


def sometimes_full_width(rng: Random, share: float) -> Form:
    """Digits that were typed with the Chinese input method left on."""
    return lambda value: str(value).translate(FULL_WIDTH) if rng.random() < share else value


def sometimes(rng: Random, share: float, form: Form, otherwise: Form) -> Form:
    """One form now and then among another, where several people fill one sheet."""
    return lambda value: form(value) if rng.random() < share else otherwise(value)


def at_some_hour(rng: Random) -> Form:
    """2026-07-01 14:35, as a warehouse scanner books it."""
    return lambda day: f"{day} {rng.randint(8, 19):02d}:{rng.randint(0, 59):02d}"
