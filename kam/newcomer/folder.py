"""Every sheet of every export in a folder, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kam.errors import InputError
from kam.intake.delimited import code_pages
from kam.intake.files import find_files, open_file
from kam.intake.lots import named_credits

EXPORTS = {".csv", ".txt", ".tsv", ".dat", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".parquet", ".htm", ".html", ".xml", ".gz"}
_TEXT = (".csv", ".txt", ".tsv", ".dat")


@dataclass(frozen=True)
class Leaf:
    """One sheet of a file (a text file is one sheet without a name): its rows as texts.

    ``credits`` is a list of credit notes by its name.
    ``pages`` are the code pages that read it, each with a word of it, where the likeliest had to be taken. Lines joined with their heads have no file of their own but a ``relation`` of SQL.
    """

    file: str
    sheet: str
    rows: list[list[str]] = field(repr=False, compare=False)
    lone: bool = True
    pages: tuple[tuple[str, str], ...] = ()
    relation: str = ""
    credits: bool = False

    @property
    def read_by(self) -> list[str]:
        """The code pages with what they read."""
        return [f"{page} '{word}'" for page, word in self.pages]


@dataclass(frozen=True)
class Folder:
    """The sheets of a folder in the order of their names, and the files that cannot be read, each with the reason."""

    leaves: list[Leaf]
    unread: list[str]


def look_through(exports: Path, but: str) -> Folder:
    """Every sheet of the exports in a folder and below it, the file ``but`` left out.

    Raises InputError where the folder holds no export at all.
    """
    found = [one for one in find_files(exports, "**/*", "exports") if Path(one.label).suffix.lower() in EXPORTS and one.label != but] if any(exports.iterdir()) else []
    if not found:
        raise InputError(f"{exports}: holds no CSV, Excel, Parquet or web-page table; put the exports there, or name the folder they are in")
    leaves: list[Leaf] = []
    unread: list[str] = []
    for one in found:
        pages: list[tuple[str, str]] = []
        try:
            first = open_file(one, None, None, None)
        except InputError as fault:
            pages = code_pages(one.path.read_bytes()) if one.path.suffix.lower() in _TEXT else []
            if not pages:
                unread.append(str(fault))
                continue
            first = open_file(one, None, pages[0][0], None)
        lone = not first.other_sheets
        sheets = (first.sheet.name, *first.other_sheets)
        credits = [named_credits(one.label, sheet, sheets) for sheet in sheets]
        leaves.append(Leaf(one.label, first.sheet.name, first.sheet.rows, lone, tuple(pages), credits=credits[0]))
        for name, credit in zip(first.other_sheets, credits[1:], strict=True):
            try:
                leaves.append(Leaf(one.label, name, open_file(one, name, None, None).sheet.rows, False, credits=credit))
            except InputError as fault:
                unread.append(str(fault))
    return Folder(leaves, unread)
