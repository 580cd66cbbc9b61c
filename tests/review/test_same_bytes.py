"""The same inputs, params and code give the same bytes, wherever, whenever and in whatever order they are read."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from . import acme

# Row numbers and input hashes stand in these alone; executed notebooks carry the times at which their cells ran.
OF_THEIR_OWN = {"set_aside.csv", "manifest.json"}
APART = ("evidence", "notebooks")


def doubled(tables: acme.Tables) -> acme.Tables:
    """A row of the sales and one of the receivables exported a second time, word for word."""
    return {name: [*rows, rows[3]] if name in ("sales", "receivables") else rows for name, rows in tables.items()}


def publish(place: Path, seed: int, **environment: str) -> dict[str, bytes]:
    """The published files by name, from rows in an order of their own."""
    dice = random.Random(seed)
    path = acme.write(place / "exports", doubled(acme.company()), lambda rows: dice.sample(rows, len(rows)))
    command = [sys.executable, "-m", "kam", "report", "Q3", "--company", str(path), "--out", str(place / "out")]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "KAM_CACHE": str(place / "cache"), **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    published = place / "out" / "acme" / "2026Q3"
    files = [file for file in sorted(published.rglob("*")) if file.is_file() and file.relative_to(published).parts[0] not in APART]
    return {str(file.relative_to(published)): file.read_bytes() for file in files if file.name not in OF_THEIR_OWN}


Twice = tuple[dict[str, bytes], dict[str, bytes]]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    place = tmp_path_factory.mktemp("same")
    first = publish(place / "one", 1, TZ="Asia/Shanghai", LANG="C", PYTHONHASHSEED="1")
    return first, publish(place / "another place", 2, TZ="America/New_York", LANG="zh_CN.UTF-8", PYTHONHASHSEED="2")


def test_two_runs_publish_the_same_files(twice: Twice) -> None:
    first, second = twice
    assert list(first) == list(second)
    assert {"review.html", "review.zh.html", "review.pdf", "review.zh.pdf", "brief.png", "figures.csv", "review.xlsx", "plan.xlsx"} <= set(first)


def test_every_file_has_the_same_bytes(twice: Twice) -> None:
    first, second = twice
    assert [name for name in first if first[name] != second[name]] == []
