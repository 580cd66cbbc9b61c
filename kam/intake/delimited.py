"""Text exports: encoding, separator and records."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections import Counter

from kam.errors import InputError
from kam.intake.records import Sheet

_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (",", "\t", ";", "|")
_WESTERN = ("cp1252", "cp437", "cp850", "cp1250")
_CODE_PAGES = (*_WESTERN, "cp1251", "shift_jis", "euc_kr", "big5")
_SWALLOWED = 200  # line breaks within one cell that only an unclosed quotation mark explains
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def decode(content: bytes, label: str, encoding: str | None) -> tuple[str, str]:
    """A text file's characters and the encoding they were read with; raises InputError where none fits."""
    if encoding:
        return _decode_as(content.removeprefix(codecs.BOM_UTF8), label, encoding), encoding
    if content.startswith(codecs.BOM_UTF8):  # a mark that some programs put before text of another encoding too
        content = content.removeprefix(codecs.BOM_UTF8)
        return _utf8(content, label) or _gb18030(content, label)
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _decode_as(content, label, name), name
    name = _utf16_without_mark(content)
    if name:
        return _decode_as(content, label, name), name
    return _utf8(content, label) or _gb18030(content, label)


def _utf8(content: bytes, label: str) -> tuple[str, str] | None:
    """UTF-8 text, also with a few damaged characters; None where it is another encoding. Raises InputError where its end was cut off."""
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not content[: error.start].isascii():
            raise InputError(f"{label}: ends in the middle of a character, so that its end was cut off on the way; copy or export it again") from None
        text = content.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    sound = sum(character > "\x7f" for character in text) - damaged
    return (text, f"UTF-8, {damaged} characters damaged") if sound > 3 * damaged else None


def _gb18030(content: bytes, label: str) -> tuple[str, str]:
    """Chinese characters are pairs of high bytes; where high bytes stand alone it is a Western encoding, which cannot be told apart."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content)]
    try:
        if sum(length % 2 for length in runs) * 2 <= len(runs):
            return content.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        pass
    if b"\0" in content:
        raise InputError(f"{label}: the file is neither a workbook nor text, perhaps damaged on its way; open it in the program that wrote it and export it again")
    known = ", ".join(f"{page} reads '{word}'" for page, word in code_pages(content)[:3])
    raise InputError(f"{label}: the characters are neither UTF-8 nor UTF-16 nor GB18030; write `encoding:` for this file ({known or 'no usual code page reads it'})")


def code_pages(content: bytes) -> list[tuple[str, str]]:
    """The code pages that read a text, each with a word as it reads it, the likeliest first; none for what is no text.

    Where marks and frames stand between letters it is another page; Western words have no three accents in a row.
    """
    found = []
    for page in _CODE_PAGES if b"\0" not in content else ():
        try:
            text = content.decode(page)
        except UnicodeDecodeError:
            continue
        odd = sum(not run.isalpha() for run in re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]+(?=[A-Za-z])", text))
        odd += len(re.findall(r"[^\x00-\x7f]{3,}", text)) if page in _WESTERN else 0
        found.append((odd, page, next(iter(re.findall(r"\w*[^\x00-\x7f]\w*", text)), "")))
    return [(page, word) for _, page, word in sorted(found, key=lambda one: one[0])]


def _decode_as(content: bytes, label: str, encoding: str) -> str:
    try:
        return content.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise InputError(f"{label}: no encoding is called '{encoding}'; write `encoding:` as utf-8, gb18030 or another known one") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{label}, line {line}: a character is not {encoding}; correct `encoding:` or leave it out to have it found") from None


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 text of any trade data has a zero byte beside every digit and comma."""
    sample = content[:4000]
    zeros = sample.count(0)
    if zeros * 5 < len(sample):
        return ""
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def text_sheet(text: str, label: str, delimiter: str | None) -> Sheet:
    """The records of a text file, a quoted line break within one and a blank line a row of its own, as Excel counts them."""
    separator = delimiter or _separator(text)
    if len(separator) != 1:
        raise InputError(f"{label}: the separator '{separator}' is not one character; write `delimiter:` as one, for instance ';'")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError(f"{label}: is not delimited text ({error}); export it again as CSV or Excel") from None
    _refuse_unclosed_quote(rows, text, label, separator)
    return Sheet("", rows, delimited=True)


def _separator(text: str) -> str:
    """The separator under which most of the first records have the same number of cells, more than one."""
    sample = "".join(io.StringIO(text[:200_000], newline="").readlines()[:100])

    def fit(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if len(row) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_SEPARATORS, key=fit)


def _refuse_unclosed_quote(rows: list[list[str]], text: str, label: str, separator: str) -> None:
    """Raises InputError where a stray quotation mark swallows rows: its cell holds as many separators as rows do."""
    if '"' not in text:
        return
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    odd = text.count('"') % 2 == 1
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if "\n" in cell and (_swallows(cell.rstrip("\r\n"), place, width, separator) or (odd and cell.count("\n") > _SWALLOWED)):
                raise InputError(f"{label}, row {number}: a quotation mark opens here and never closes in its cell, so that it swallows the rows "
                                 "below; remove it or write it twice and export again")


def _swallows(cell: str, place: int, width: int, separator: str) -> bool:
    """Whether a cell goes on to its row's end and holds a row of its own, or ends within the next row where it began."""
    first, *others = (line.count(separator) for line in cell.split("\n"))
    if width < 4 or not others:
        return False
    return width - 1 in others or (first == width - 1 - place and first + others[0] == width - 1)
