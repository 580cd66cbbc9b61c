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
    """Every visible sheet of the exports in a folder and below it, the file ``but`` left out; a hidden one is what a person put aside.

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
        visible = first.sheets if first.names else [first.sheet]
        names = tuple(sheet.name for sheet in visible)
        for sheet in visible:
            credits = named_credits(one.label, sheet.name, names)
            leaves.append(Leaf(one.label, sheet.name, sheet.rows, not first.other_sheets, tuple(pages), credits=credits))
    return Folder(leaves, unread)
