"""Content-addressed folders: made once, moved in place in one step, never changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent


def cache() -> Path:
    """Where built folders are kept: ``KAM_CACHE``, else ``.cache`` beside the package."""
    return Path(os.environ.get("KAM_CACHE") or HOUSE / ".cache")


def key_of(*parts: Any) -> str:
    """A short fingerprint of values that JSON can write."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def code_key(*paths: Path) -> str:
    """A fingerprint of source files, so that a changed rule never meets an old result."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def folder(company: str, kind: str, key: str, make: Callable[[Path], None], fresh: bool = False) -> Path:
    """The folder ``<cache>/<company>/<kind>-<key>``; ``make`` fills it when it is not there or ``fresh`` is asked for.

    Two processes may make it at the same time: whoever is first keeps the place, both contents are the same.
    """
    place = cache() / company / f"{kind}-{key}"
    if place.is_dir() and not fresh:
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=place.parent))
    try:
        make(aside)
        if fresh and place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        try:
            aside.replace(place)
        except OSError:
            if not place.is_dir():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return place
