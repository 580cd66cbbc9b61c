"""File names made of account ids, such that every system takes them and no two share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

_MOST = 80  # bytes: with `account-`, the signal's name and the endings it stays below every system's 255
_HASH = 8
# What Windows keeps for devices, also before a dot, and the endings by which pages of one account differ.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.(customer|en|zh)", re.IGNORECASE)


def file_name(text: str) -> str:
    """An id as a file name: letters and digits of any script, ``-``, ``_`` and dots inside; the rest is percent-encoded.

    Beyond 80 bytes of UTF-8, and where it is a reserved name or ends as another account's page would, it carries a hash.
    """
    name = "".join(_written(char) for char in text)
    name = re.sub(r"^\.|\.$", "%2E", name)
    return _marked(name, text) if len(name.encode()) > _MOST or _RESERVED.fullmatch(name) else name


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """The file name of each id; where a file system without letter case takes two for one, each carries a hash."""
    names = {one: file_name(one) for one in ids}
    taken = Counter(_alike(name) for name in names.values())
    return {one: _marked(name, one) if taken[_alike(name)] > 1 else name for one, name in names.items()}


def _written(char: str) -> str:
    return char if char.isalnum() or char in "-_." else quote(char, safe="").replace("~", "%7E")


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _marked(name: str, text: str) -> str:
    """The beginning of a name, as far as it fits, and the fingerprint of the whole id."""
    kept = name.encode()[: _MOST - _HASH - 1].decode(errors="ignore")
    kept = re.sub(r"%[0-9A-F]?$|\.+$", "", kept).replace(".", "%2E")
    return f"{kept}-{hashlib.sha256(text.encode()).hexdigest()[:_HASH]}"
