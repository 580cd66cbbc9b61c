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

SEAL = ".sealed"
_SOUND: set[Path] = set()
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


def _contents(place: Path) -> dict[str, str]:
    """The fingerprint of every file of a folder, its seal left out."""
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.name != SEAL)
    return {path.relative_to(place).as_posix(): _fingerprint(path) for path in files}


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sound(place: Path) -> bool:
    """Whether a folder is as it was made: a power cut, a full disk or a foreign hand may have changed it since.

    Looked at once in each process, and not at all by the kernels of a run, which has looked already.
    """
    if place in _SOUND or (os.environ.get("KAM_SNAPSHOT") and place.is_dir()):
        return True
    try:
        sealed = json.loads((place / SEAL).read_text(encoding="utf-8"))
        sound = sealed == _contents(place)
    except (OSError, ValueError):
        return False
    if sound:
        _SOUND.add(place)
    return sound


def _forget_unfinished(kept: Path) -> None:
    """Removes what a process that is no more began to build."""
    for left in kept.glob(".*-*"):
        import psutil

        process = left.name[1:].partition("-")[0]
        if not (process.isdigit() and psutil.pid_exists(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def folder(company: str, kind: str, key: str, make: Callable[[Path], None], fresh: bool = False) -> Path:
    """The folder ``<cache>/<company>/<kind>-<key>``; ``make`` fills it when it is not there as it was made, or ``fresh`` is asked for.

    Two processes may make it at the same time: whoever is first keeps the place, both contents are the same.
    """
    place = cache() / company / f"{kind}-{key}"
    if not fresh and _is_sound(place):
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    _forget_unfinished(place.parent)
    aside = Path(tempfile.mkdtemp(prefix=f".{os.getpid()}-", dir=place.parent))
    try:
        make(aside)
        (aside / SEAL).write_text(json.dumps(_contents(aside), sort_keys=True), encoding="utf-8")
        if place.is_dir() and (fresh or not _is_sound(place)):
            shutil.rmtree(place, ignore_errors=True)
            _SOUND.discard(place)
        try:
            aside.replace(place)
        except OSError:
            if not place.is_dir():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return place
