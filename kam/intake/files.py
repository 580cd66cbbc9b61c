"""Which files a source means, and what each of them really is, whatever its suffix says (I-1)."""

from __future__ import annotations

import glob
import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from kam.errors import InputError
from kam.intake.delimited import decode, text_sheet
from kam.intake.limits import refuse_bomb, unpacked
from kam.intake.records import Sheet
from kam.intake.workbooks import html_sheets, parquet_sheet, workbook_sheets, xml_sheets

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
    """A file's sheets or tables (without a name), the names of all its sheets, and the encoding where it had to be found."""

    sheets: list[Sheet]
    names: list[str] = field(default_factory=list)
    encoding: str = ""

    @property
    def sheet(self) -> Sheet:
        """Its first sheet, or its longest table."""
        return self.sheets[0] if self.names else max(self.sheets, key=lambda sheet: len(sheet.rows))

    @property
    def other_sheets(self) -> list[str]:
        """The names of its other sheets, hidden ones too."""
        return [name for name in self.names if name != self.sheet.name]


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
    """The wanted sheet of a file or all visible ones that hold a row, by what its content says; raises InputError with the file, the fact and a remedy."""
    content = found.path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = unpacked(content, found.label)
    if not content.strip():
        raise InputError(f"{found.label}: the file is empty; export it again")
    opened = _open(content, found.label, sheet, encoding, delimiter)
    filled = [one for one in opened.sheets if any("".join(row).strip() for row in one.rows)]
    if not filled:
        where = f"{found.label}, sheet '{opened.sheet.name}'" if opened.sheet.name else found.label
        raise InputError(f"{where}: holds no row at all; export it again or name another `sheet:`")
    return replace(opened, sheets=filled)


def _open(content: bytes, label: str, sheet: str | int | None, encoding: str | None, delimiter: str | None) -> Opened:
    if content.startswith((b"PK\x03\x04", _OLE, *_OLD_EXCEL)):
        refuse_bomb(content, label)
        book = workbook_sheets(content, label, sheet)
        return Opened(book.sheets, book.names)
    if content.startswith(b"PAR1"):
        return Opened([parquet_sheet(content, label)])
    if content.startswith(b"%PDF"):
        raise InputError(f"{label}: is a PDF; export the same list as Excel or CSV")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:4000] and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?"):
        book = xml_sheets(content.lstrip(b"\xef\xbb\xbf \r\n\t"), label, sheet)
        return Opened(book.sheets, book.names)
    text, used = decode(content, label, encoding)
    text = text.removeprefix("\ufeff")
    said = "" if encoding or used in ("utf-8", "utf-8-sig") else used
    if _is_html(text):
        return Opened(html_sheets(text, label), encoding=said)
    if isinstance(sheet, str):
        raise InputError(f"{label}: is a text file and has no sheet '{sheet}'; remove `sheet:`")
    return Opened([text_sheet(_without_separator_line(text), label, delimiter)], encoding=said)


def _is_html(text: str) -> bool:
    start = text[:2000].lstrip().lower()
    return start.startswith(("<html", "<!doctype", "<table", "<head", "<meta", "<style", "<body", "<div")) or (
        start.startswith("<") and "<table" in text[:20000].lower())


def _without_separator_line(text: str) -> str:
    """Excel's own first line ``sep=;`` is not shown as a row, but it is one in the file."""
    first, _, rest = text.partition("\n")
    return f"\n{rest}" if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5 else text
