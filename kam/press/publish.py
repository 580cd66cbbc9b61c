"""From a finished folder to readers in one step, and the company's index of quarters."""

from __future__ import annotations

import csv
import os
import shutil
from html import escape
from pathlib import Path

from kam.press.page import LANG, POLICY, style
from kam.wording import Voice

VERSIONS = ".versions"
HEADLINES = ("net_sales", "key_account_share", "past_due_share", "nrr")


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


def write_index(folder: Path, title: str, voice: Voice) -> None:
    """``index.html`` of a company: every published quarter with its headline figures, newest first."""
    rows = "".join(_index_row(quarter, voice) for quarter in sorted(_quarters(folder), reverse=True))
    heads = "".join(f'<th scope="col" class="number">{escape(voice.name(metric))}</th>' for metric in HEADLINES)
    page = (
        f'<!doctype html><html lang="{LANG[voice.language]}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style()}</style></head><body><header><h1>{escape(title)}</h1></header><main>"
        f'<div class="table-wrap"><table><thead><tr><th scope="col">{escape(voice.word("head.quarter"))}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        "</main></body></html>\n"
    )
    aside = folder / ".index.html"
    aside.write_text(page, encoding="utf-8")
    os.replace(aside, folder / "index.html")


def _quarters(folder: Path) -> list[Path]:
    return [place for place in folder.iterdir() if (place / "figures.csv").is_file() and not place.name.startswith(".")]


def _index_row(place: Path, voice: Voice) -> str:
    with (place / "figures.csv").open(encoding="utf-8", newline="") as figures:
        found = {
            row["metric"]: row for row in csv.DictReader(figures) if row["metric"] in HEADLINES and not row["account_id"] and not row["dimension"] and row["quarter"] == place.name
        }
    cells = "".join(f'<td class="number">{escape(_shown(found.get(metric), voice))}</td>' for metric in HEADLINES)
    return f'<tr><th scope="row"><a href="{place.name}/review.html">{place.name}</a></th>{cells}</tr>'


def _shown(row: dict[str, str] | None, voice: Voice) -> str:
    from kam.figures import from_text

    value = from_text(row["value"], row["unit"]) if row else None
    return voice.number(value, row["unit"], row["metric"]) if row and value is not None else voice.unknown(row["reason"] if row else "")
