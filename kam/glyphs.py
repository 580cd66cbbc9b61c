"""The fonts that ship with kam, and which characters they can show."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC"
PACKAGE = "pylopdf_fonts_zh_cn"
GETA = "〓"
# What only text set from top to bottom would need.
VERTICAL = (b"BASE", b"VORG", b"vhea", b"vmtx")

# Letters, marks and fillers that draw nothing although their category says that they are visible.
BLANK_LETTERS = frozenset([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0])
VARIATION_SELECTORS = frozenset([0x180B, 0x180C, 0x180D, 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def font_file() -> Path:
    """The font file that every PDF and every chart is set in."""
    return Path(str(files(PACKAGE))) / "NotoSansSC-Regular.otf"


@cache
def _covered() -> frozenset[int]:
    with TTFont(font_file(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def has_glyph(char: str) -> bool:
    """Whether the shipped font can draw this character."""
    return ord(char) in _covered()


@cache
def _face() -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(font_file())))


def subset(text: str) -> bytes:
    """The shipped font cut down to the characters of a text, so that a page can carry it; the same text gives the same bytes."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update({ord(char) for char in text if has_glyph(char)})
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(table, "big") for table in VERTICAL)
    wanted.flags = hb.SubsetFlags.NO_HINTING
    with TTFont(io.BytesIO(hb.subset(_face(), wanted).blob.data), recalcTimestamp=False) as font:
        font.flavor = "woff"
        out = io.BytesIO()
        font.save(out, reorderTables=True)
    return out.getvalue()


def _invisible(code: int) -> bool:
    return code in BLANK_LETTERS or code in VARIATION_SELECTORS or unicodedata.category(chr(code)) in ("Cf", "Cc")


def _shown(code: int) -> str:
    if code in (0x0A, 0x09):
        return chr(code)
    if code in (0x2028, 0x2029):
        return "\n"
    if _invisible(code):
        return ""
    if code in _covered():
        return chr(code)
    return " " if unicodedata.category(chr(code)) == "Zs" else GETA


class _Shown(dict[int, str]):
    """What each character becomes; filled as characters are met, because a review repeats few of them."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _shown(code))


_TABLE = _Shown()


def _composed(text: str) -> str:
    """The text with letters and accents joined where only that makes them displayable."""
    return unicodedata.normalize("NFC", text) if any(unicodedata.combining(char) and not has_glyph(char) for char in text) else text


def displayable(text: str) -> str:
    """The text without invisible characters, and with 〓 for each visible one that the shipped font lacks."""
    return text if text.isascii() and text.isprintable() else _composed(text).translate(_TABLE)


def missing(text: str) -> list[str]:
    """The visible characters of the text that the shipped font lacks, each once, in order of code point."""
    if text.isascii():
        return []
    return sorted({char for char in _composed(text) if _TABLE[ord(char)] == GETA and char != GETA})


def register_fonts() -> str:
    """Make the shipped font known to matplotlib, and say its family."""
    from matplotlib import font_manager

    if not any(entry.name == FAMILY and Path(entry.fname) == font_file() for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(str(font_file()))
    return FAMILY
