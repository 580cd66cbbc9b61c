"""Sheets of one kind become one entry of the params: a pattern where only the date in the file's name differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from kam.newcomer.folder import Leaf
from kam.newcomer.recognise import SEARCHED, Recognised

_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d")


@dataclass(frozen=True)
class Entry:
    """One entry under ``sources``: its file or pattern, and its sheets, which all have the same header."""

    file: str
    parts: tuple[Recognised, ...]

    @property
    def sheet(self) -> str:
        """The sheet that it names: none where it is the only one, or one of several that are read together."""
        several = len({part.leaf.sheet for part in self.parts}) > 1
        return "" if several or self.one.leaf.lone else self.one.leaf.sheet

    @property
    def one(self) -> Recognised:
        """A sheet that stands for all of them."""
        return self.parts[0]


def together(found: Iterable[Recognised], leaves: Iterable[Leaf]) -> list[Entry]:
    """Entries in the order of their files; a pattern never takes in a file that is not meant, nor an entry without `sheet:` a sheet."""
    found, leaves = list(found), list(leaves)
    groups: dict[tuple[object, ...], list[Recognised]] = {}
    for one in found:
        sheet = "" if _whole_workbook(one, found, leaves) else one.leaf.sheet
        groups.setdefault((one.table, sheet, tuple(one.header), _stem(one.leaf.file), one.leaf.credits), []).append(one)
    files = sorted({leaf.file for leaf in leaves})
    return [entry for group in groups.values() for entry in _entries(group, files)]


def _whole_workbook(one: Recognised, found: list[Recognised], leaves: list[Leaf]) -> bool:
    """Whether all sheets of a file with these columns are of one kind: then none is named, and next month's is read."""
    file, heads = one.leaf.file, {*one.columns.values()}
    same = [other.leaf for other in found if other.header == one.header]
    mine = sorted(leaf.sheet for leaf in same if (leaf.file, leaf.credits) == (file, one.leaf.credits))
    fitting = sorted(leaf.sheet for leaf in leaves if leaf.file == file and _holds(leaf, heads))
    return len(mine) > 1 and mine == fitting and not (one.computed or one.tail)


def _holds(leaf: Leaf, heads: set[str]) -> bool:
    return any(heads <= {" ".join(cell.split()) for cell in row} for row in leaf.rows[:SEARCHED])


def _stem(file: str) -> tuple[str, str, str]:
    """What stays the same from one period's file to the next: its folder, the name before the first digit, the suffix."""
    path = PurePosixPath(file)
    return str(path.parent), re.split(r"\d", path.name, maxsplit=1)[0], path.suffix


def _entries(group: list[Recognised], files: list[str]) -> list[Entry]:
    named = sorted({one.leaf.file for one in group})
    folder, before, suffix = _stem(named[0])
    pattern = f"{'' if folder == '.' else folder + '/'}{before}*{suffix}"
    whole = before and not re.search(r"[\[\]?*]", before) and [file for file in files if fnmatchcase(file, pattern)] == named
    if whole and (len(named) > 1 or _DATED.search(named[0])):
        return [Entry(pattern, tuple(group))]
    return [Entry(file, tuple(one for one in group if one.leaf.file == file)) for file in named]
