"""From a finished folder to readers in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VERSIONS = ".versions"


def publish(built: Path, place: Path, version: str) -> None:
    """Switch ``place`` to what was built: a link to a versioned folder is replaced, so that a reader sees the old or the new review.

    Where links cannot be made the folder itself is exchanged, and ``repair`` mends what a crash in between leaves.
    """
    versions = place.parent / VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    target = versions / f"{place.name}-{version}"
    if target.exists():
        shutil.rmtree(target)
    shutil.move(built, target)
    link = place.parent / f".{place.name}.new"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(Path(VERSIONS) / target.name, target_is_directory=True)
    except OSError:
        _exchange(target, place)
        return
    if place.is_dir() and not place.is_symlink():
        place.rename(versions / f"{place.name}-before")
    os.replace(link, place)
    _forget_old(versions, place, target)


def _exchange(target: Path, place: Path) -> None:
    old = place.parent / f".{place.name}.old"
    if place.exists():
        place.rename(old)
    target.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def repair(place: Path) -> None:
    """Bring back the review that a crash left aside while it was exchanged."""
    old = place.parent / f".{place.name}.old"
    if old.exists() and not place.exists():
        old.rename(place)
    for left in place.parent.glob(".building-*") if place.parent.is_dir() else ():
        shutil.rmtree(left, ignore_errors=True)


def _forget_old(versions: Path, place: Path, current: Path) -> None:
    for old in versions.glob(f"{place.name}-*"):
        if old != current:
            shutil.rmtree(old, ignore_errors=True)
