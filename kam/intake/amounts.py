"""Amounts, quantities and shares as exports write them, read exactly into millionths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

MILLIONTH = Decimal("0.000001")
LIMIT = 10**18  # decimal(18, 6) in millionths

DECIMAL_COMMA = str.maketrans(",.", ".,")  # 1.234,56 becomes 1,234.56
_PLAIN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,6}))?")
_GROUPED = re.compile(  # by thousands, by lakh and crore, not at all
    r"\d{1,3}(?:(?:,\d{3})+|(?:['’]\d{3})+|(?:,\d{2})+,\d{3})(\.\d*)?"
    r"|\d+(\.\d*)?|\.\d+|\d+(\.\d*)?[eE][+-]?\d+")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_POINTED = re.compile(r"\d\.\d{1,2}(?!\d|\.)|\d\.\d{4}|(?<!\d)0\.\d|,\d{3}\.\d")
_SIGN = r"[$£¥฿\u20a0-\u20cf]"
_CURRENCY = re.compile(rf"^(?:[A-Z]{{1,3}}\$|R[sp]\.?|[A-Z]{{3}}|{_SIGN})|(?:[A-Z]{{3}}|元|{_SIGN})$")
_SIDE = re.compile(r"(?:(cr|dr)\.? *)?(.*?\d\)?)(?: *(cr|dr)\.?)?", re.IGNORECASE)
_NOTHING = {"", "-", "--", "—", "——", "/", "无"}


def is_nothing(text: str) -> bool:
    """Whether a number cell is empty or holds the dash that stands for nothing."""
    return text in _NOTHING


def millionths(text: str) -> int | None:
    """A number as an exact count of millionths; None where it cannot be read or is beyond decimal(18, 6).

    Thousands commas must stand every three digits or as in 12,34,567, so that a decimal comma is never taken for one;
    decimals beyond the sixth are rounded half away from zero (A3).
    """
    plain = _PLAIN.fullmatch(text)
    if plain:
        size = int(plain[2]) * 1_000_000 + int((plain[3] or "").ljust(6, "0"))
        return -size if plain[1] else size
    return _written(text)


def dotted_thousands(texts: Iterable[str]) -> list[str] | None:
    """The numbers that look like 12.500, where every other one could have no thousands, as 850; None where one speaks against."""
    found = []
    for text in texts:
        bare = re.sub(r"[^\d.,]", "", text).strip(".")
        if _DOTTED.fullmatch(bare):
            found.append(text)
        elif not is_nothing(text) and not re.fullmatch(r"\d{1,3}", bare):
            return None
    return sorted(found)


def pointed(texts: Iterable[str]) -> bool:
    """Whether a number of a column surely has a decimal point."""
    return any(_POINTED.search(text) for text in texts)


def owed(text: str) -> str:
    """A balance that names its side with a sign instead: what is on the credit side is not owed."""
    found = _SIDE.fullmatch(text)
    if not found or bool(found[1]) == bool(found[3]):
        return text
    return f"-{found[2]}" if (found[1] or found[3]).lower() == "cr" else found[2]


def _written(text: str) -> int | None:
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-").replace("−", "-")
    text = "".join(text.split()).removesuffix("/-")  # rupees without paise
    text, negative = _without_sign(text)
    text = _CURRENCY.sub("", text)
    text, again = _without_sign(text)
    text, divisor = _without_share(text)
    if not _GROUPED.fullmatch(text) or (negative and again):
        return None
    return _scaled(re.sub("[,'’]", "", text), divisor, negative or again)


def _without_sign(text: str) -> tuple[str, bool]:
    """The text without its sign, which may lead, trail (SAP) or be a pair of brackets (accountants)."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1], True
    if text.startswith("-") or text.endswith("-"):
        return text.removeprefix("-") if text.startswith("-") else text.removesuffix("-"), True
    return text.removeprefix("+"), False


def _without_share(text: str) -> tuple[str, int]:
    """``85%`` and ``8.5折`` are shares; the divisor brings them to 0.85."""
    if text.endswith("%"):
        return text[:-1], 100
    if text.endswith("折"):
        return text[:-1], 10 if len(text.split(".")[0].removesuffix("折")) == 1 else 100
    return text, 1


def _scaled(digits: str, divisor: int, negative: bool) -> int | None:
    try:
        value = Decimal(digits) / divisor
        size = int((value * 1_000_000).to_integral_value(ROUND_HALF_UP))
    except (ArithmeticError, ValueError):
        return None
    if size >= LIMIT:
        return None
    return -size if negative else size


def as_decimal(count: int) -> Decimal:
    """A count of millionths as a Decimal."""
    return Decimal(int(count)) * MILLIONTH
