"""Sheets of one kind become one entry of the params: a pattern where only the date in the file's name differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from kam.newcomer.recognise import Recognised

_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d")


@dataclass(frozen=True)
class Entry:
    """One entry under ``sources``: its file or pattern, and its sheets, which all have the same header."""

    file: str
    parts: tuple[Recognised, ...]

    @property
    def one(self) -> Recognised:
        """A sheet that stands for all of them."""
        return self.parts[0]


def together(found: Iterable[Recognised], every_file: Iterable[str]) -> list[Entry]:
    """Entries in the order of their files; a pattern never takes in a file that is not meant."""
    groups: dict[tuple[object, ...], list[Recognised]] = {}
    for one in found:
        groups.setdefault((one.table, one.leaf.sheet, tuple(one.header), _stem(one.leaf.file), one.leaf.credits), []).append(one)
    files = sorted(set(every_file))
    return [entry for group in groups.values() for entry in _entries(group, files)]


def _stem(file: str) -> tuple[str, str, str]:
    """What stays the same from one period's file to the next: its folder, the name before the first digit, the suffix."""
    path = PurePosixPath(file)
    return str(path.parent), re.split(r"\d", path.name, maxsplit=1)[0], path.suffix


def _entries(group: list[Recognised], files: list[str]) -> list[Entry]:
    named = [one.leaf.file for one in group]
    folder, before, suffix = _stem(named[0])
    pattern = f"{'' if folder == '.' else folder + '/'}{before}*{suffix}"
    whole = before and not re.search(r"[\[\]?*]", before) and [file for file in files if fnmatchcase(file, pattern)] == sorted(named)
    if whole and (len(group) > 1 or _DATED.search(named[0])):
        return [Entry(pattern, tuple(group))]
    return [Entry(one.leaf.file, (one,)) for one in group]
