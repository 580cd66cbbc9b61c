"""What a file may hold: a workbook of a few kilobytes must not take the machine down."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from kam.errors import InputError

CELLS = 60_000_000  # of one sheet, empty ones within its used area included: a million rows of sixty columns
COLUMNS = 16_384  # the most that a sheet of Excel holds
SPANNED = 1_000_000  # cells of one table that merged ones cover: each is remembered until its row is read
UNPACKED = 4 << 30  # bytes of a compressed file, unpacked
_REMEDY = "export fewer rows or columns to a file, or as Parquet"
_CELL = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
# The first pattern that is met bounds columns and rows from above, without a look at every cell.
_WIDE = ((re.compile(rb'r="[A-Z]{3}\d'), COLUMNS), (re.compile(rb'r="[A-Z]{2}\d'), 702), (re.compile(b""), 26))
_LONG = tuple((re.compile(rb'r="[A-Z]{0,3}\d{%d}"' % digits), 10**digits) for digits in (7, 6, 5, 4, 3))


def refuse_too_many_cells(cells: int, where: str) -> None:
    """Raises InputError for a sheet whose used area holds more cells than can be read."""
    if cells > CELLS:
        raise InputError(f"{where}: its used area spans {cells:,} cells, more than {CELLS:,}; delete what stands far off, or {_REMEDY}")


def refuse_wide_row(columns: int, where: str) -> None:
    """Raises InputError for a row that states more columns than any sheet has."""
    if columns > COLUMNS:
        raise InputError(f"{where}: spans {columns:,} columns, more than {COLUMNS:,}; undo its merged cells, or {_REMEDY}")


def refuse_wide_spans(cells: int, where: str) -> None:
    """Raises InputError for a table whose merged cells cover more than can be kept in mind."""
    if cells > SPANNED:
        raise InputError(f"{where}: its merged cells cover {cells:,} cells, more than {SPANNED:,}; undo them, or {_REMEDY}")


def refuse_bomb(content: bytes, label: str) -> None:
    """Raises InputError for a workbook (.xlsx) that unpacks to more than a machine holds, before anything is unpacked whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            files = book.infolist()
            size = sum(file.file_size for file in files)
            if size > UNPACKED:
                raise InputError(f"{label}: unpacks to {size:,} bytes, more than {UNPACKED:,}; {_REMEDY}")
            for file in files:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", file.filename):
                    refuse_too_many_cells(_area(book.read(file)), f"{label}, {file.filename.rpartition('/')[2]}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return  # damaged or locked: whoever opens it says so


def _area(sheet: bytes) -> int:
    """The cells of a sheet's used area, from above; counted cell by cell only where it might be too many."""
    width = next(columns for pattern, columns in _WIDE if pattern.search(sheet))
    height = next((rows for pattern, rows in _LONG if pattern.search(sheet)), 100)
    if height * width <= CELLS:
        return height * width
    found = set(_CELL.findall(sheet))
    columns = max((_column(letters) for letters in {letters for letters, _ in found}), default=0)
    return max((int(row) for _, row in found), default=0) * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def unpacked(content: bytes, label: str) -> bytes:
    """A gzip file's content; raises InputError where it is damaged or unpacks to more than a machine holds."""
    pieces, size, rest = [], 0, content
    try:
        while rest:
            part = zlib.decompressobj(wbits=31)
            pieces.append(part.decompress(rest, UNPACKED - size + 1))
            size += len(pieces[-1])
            if size > UNPACKED:
                raise InputError(f"{label}: unpacks to more than {UNPACKED:,} bytes; {_REMEDY}")
            if not part.eof:
                raise EOFError
            rest = part.unused_data.lstrip(b"\0")
    except (zlib.error, EOFError):
        raise InputError(f"{label}: the compressed file is damaged; copy or export it again") from None
    return b"".join(pieces)
