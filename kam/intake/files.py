"""Which files a source means, and what each of them really is, whatever its suffix says (I-1)."""

from __future__ import annotations

import glob
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from kam.errors import InputError
from kam.intake.delimited import decode, text_sheet
from kam.intake.limits import refuse_bomb, unpacked
from kam.intake.records import Sheet
from kam.intake.workbooks import html_sheet, parquet_sheet, workbook_sheets, xml_sheet

_OLE = b"\xd0\xcf\x11\xe0"
_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02")


@dataclass(frozen=True)
class Found:
    """One file of a source: its path, its name as the review shows it, and the fingerprint of its bytes."""

    path: Path
    label: str
    sha256: str


@dataclass(frozen=True)
class Opened:
    """A file's sheet, the sheets that were not read, and the encoding where it had to be found."""

    sheet: Sheet
    other_sheets: tuple[str, ...] = ()
    encoding: str = ""


def find_files(home: Path, pattern: str, place: str) -> list[Found]:
    """The files that a pattern names under the company's folder, in the order of their names.

    Raises InputError where there is none, or where one lies outside that folder.
    """
    listed = [home / pattern] if (home / pattern).is_file() else map(Path, glob.glob(str(home / pattern), recursive=True))
    paths = {path.resolve() for path in listed if path.is_file() and not path.name.startswith(("~$", "."))}
    if not paths:
        raise InputError(f"{pattern}: no such file in {home}; correct {place}.file or put the export there")
    outside = [path for path in paths if not path.is_relative_to(home)]
    if outside:
        raise InputError(f"{outside[0]}: lies outside {home}; put the export into that folder or set `folder:` to one above both")
    return sorted((_found(path, home) for path in paths), key=lambda found: found.label)


def _found(path: Path, home: Path) -> Found:
    label = path.relative_to(home).as_posix()
    if not os.access(path, os.R_OK):
        raise InputError(f"{label}: may not be read; give yourself the right to read it, or close the program that holds it")
    return Found(path, label, hashlib.sha256(path.read_bytes()).hexdigest())


def open_file(found: Found, sheet: str | int | None, encoding: str | None, delimiter: str | None) -> Opened:
    """The wanted sheet of a file, by what its content says; raises InputError with the file, the fact and a remedy."""
    content = found.path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = unpacked(content, found.label)
    if not content.strip():
        raise InputError(f"{found.label}: the file is empty; export it again")
    opened = _open(content, found.label, sheet, encoding, delimiter)
    if not any("".join(row).strip() for row in opened.sheet.rows):
        where = f"{found.label}, sheet '{opened.sheet.name}'" if opened.sheet.name else found.label
        raise InputError(f"{where}: holds no row at all; export it again or name another `sheet:`")
    return opened


def _open(content: bytes, label: str, sheet: str | int | None, encoding: str | None, delimiter: str | None) -> Opened:
    if content.startswith((b"PK\x03\x04", _OLE, *_OLD_EXCEL)):
        refuse_bomb(content, label)
        return _with_others(*workbook_sheets(content, label, sheet))
    if content.startswith(b"PAR1"):
        return Opened(parquet_sheet(content, label))
    if content.startswith(b"%PDF"):
        raise InputError(f"{label}: is a PDF; export the same list as Excel or CSV")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:4000] and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?"):
        return _with_others(*xml_sheet(content.lstrip(b"\xef\xbb\xbf \r\n\t"), label, sheet))
    text, used = decode(content, label, encoding)
    text = text.removeprefix("\ufeff")
    said = "" if encoding or used in ("utf-8", "utf-8-sig") else used
    if _is_html(text):
        return Opened(html_sheet(text, label), encoding=said)
    if isinstance(sheet, str):
        raise InputError(f"{label}: is a text file and has no sheet '{sheet}'; remove `sheet:`")
    return Opened(text_sheet(_without_separator_line(text), label, delimiter), encoding=said)


def _with_others(sheet: Sheet, names: list[str]) -> Opened:
    return Opened(sheet, tuple(name for name in names if name != sheet.name))


def _is_html(text: str) -> bool:
    start = text[:2000].lstrip().lower()
    return start.startswith(("<html", "<!doctype", "<table", "<head", "<meta", "<style", "<body", "<div")) or (
        start.startswith("<") and "<table" in text[:20000].lower())


def _without_separator_line(text: str) -> str:
    """Excel's own first line ``sep=;`` is not shown as a row, but it is one in the file."""
    first, _, rest = text.partition("\n")
    return f"\n{rest}" if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5 else text
