"""The managers' copies of the coming quarter's plan: laid out once, never written over."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kam.errors import InputError
from kam.intake.plans import ALL, Plan, read_plan
from kam.names import file_name
from kam.review.plan_rows import managers, proposed
from kam.review.plan_workbook import write_plan
from kam.review.review import Review


def lay_out(review: Review, folder: Path) -> None:
    """One workbook of all and one per manager in ``<folder>/<coming quarter>/``; a changed proposal is laid beside the old one.

    A quarter to date proposes nothing yet: its findings are not final. Raises InputError where the folder cannot be written.
    """
    if review.partial:
        return
    place = folder / (review.quarter + 1).name
    try:
        place.mkdir(parents=True, exist_ok=True)
        _lay(review, place / ALL, "")
        for owner in managers(review):
            _lay(review, place / f"plan-{file_name(owner)}.xlsx", owner)
    except OSError as error:
        raise InputError(f"{place}: the review is published, but the plan could not be laid out there ({error}); make the folder writable and run again") from error


def _lay(review: Review, path: Path, owner: str) -> None:
    """Writes the workbook where there is none; else beside it, and only what was not proposed there before."""
    if not path.exists():
        _write(review, path, owner)
        return
    beside = sorted(path.parent.glob(f"{path.stem}.new*.xlsx"))
    standing = {one: found for one in (path, *beside) if (found := _read(one))}
    if proposed(review, owner).fingerprint in {found.fingerprint for found in standing.values()}:
        return
    untouched = [one for one in beside if one in standing and not standing[one].touched]
    _write(review, untouched[0] if untouched else _free(path), owner)


def _read(path: Path) -> Plan | None:
    """A workbook as it stands; None where a person made something of it that cannot be read."""
    try:
        return read_plan(path)
    except InputError:
        return None


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.new{number or ''}.xlsx") for number in (0, *range(2, 1000)))
    return next(name for name in names if not name.exists())


def _write(review: Review, path: Path, owner: str) -> None:
    """In one step, so that nobody opens half a workbook."""
    handle, aside = tempfile.mkstemp(prefix=".plan-", suffix=".xlsx", dir=path.parent)
    os.close(handle)
    try:
        write_plan(review, Path(aside), owner)
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    finally:
        Path(aside).unlink(missing_ok=True)
