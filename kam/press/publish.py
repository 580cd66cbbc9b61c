"""From a finished folder to readers in one step, and what a run that ended early left behind.

A review is a folder of its own under ``.versions``, complete once its manifest stands in it; the quarter's
name is a link to the newest. The version before stays until the next run, for whoever still reads in it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

VERSIONS = ".versions"
COMPLETE = "manifest.json"  # written last


def new_version(place: Path) -> Path:
    """An empty folder in which the next review of ``place`` is built."""
    versions = place.parent / VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    built = Path(tempfile.mkdtemp(prefix=f"{place.name}-", dir=versions))
    built.chmod(0o777 & ~_umask())
    return built


def _umask() -> int:
    """What the user keeps from others; it can only be read by setting it."""
    kept = os.umask(0o077)
    os.umask(kept)
    return kept


def publish(built: Path, place: Path) -> None:
    """Switch ``place`` to a version that is complete: a reader sees the old or the new review, never a part of one.

    Where links cannot be made the folder itself is exchanged, and ``repair`` mends what a crash in between leaves.
    """
    aside = place.parent / f".{place.name}.new"
    aside.unlink(missing_ok=True)
    try:
        aside.symlink_to(Path(VERSIONS) / built.name, target_is_directory=True)
    except OSError:
        _exchange(built, place)
        return
    if place.is_dir() and not place.is_symlink():
        place.rename(built.parent / f"{place.name}-before")
    os.replace(aside, place)


def _exchange(built: Path, place: Path) -> None:
    old = place.parent / f".{place.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    built.rename(place)


def repair(place: Path) -> None:
    """Bring back the newest complete review where none stands, and remove every version that no reader is led to.

    Called by whoever holds the company's folder alone: a version that is being built is another run's.
    """
    versions, old = place.parent / VERSIONS, place.parent / f".{place.name}.old"
    if not (place / COMPLETE).is_file():
        built = [one for one in versions.glob(f"{place.name}-*") if (one / COMPLETE).is_file()]
        if place.is_symlink():
            place.unlink()
        if (old / COMPLETE).is_file():
            old.rename(place)
        elif built:
            publish(max(built, key=lambda one: (one / COMPLETE).stat().st_mtime_ns), place)
    shown = place.resolve()
    for left in (*versions.glob(f"{place.name}-*"), old, *place.parent.glob(".building-*")):
        if left.resolve() != shown:
            shutil.rmtree(left, ignore_errors=True)
