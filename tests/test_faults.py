"""A fault of the machine is one message with its remedy, and the review published before stays as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import company as faults_company
from faults import kills
from small_company import exported

import kam.__main__ as command
from kam.__main__ import main
from kam.store import HOUSE

SALES = "\n".join(f"D{n} invoice 2026-0{n % 9 + 1}-15 A{n % 3} P1 1 {100 + n}" for n in range(60))


@pytest.fixture(name="disk")
def _disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def run(*arguments: object, **environment: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "kam", *map(str, arguments)], cwd=HOUSE, capture_output=True, text=True,
        env={**os.environ, **{name: str(value) for name, value in environment.items()}},
    )
    return done.returncode, done.stderr


def one_message(said: tuple[int, str], *words: str) -> None:
    code, text = said
    assert code == 1 and "Traceback" not in text, text
    told = [line for line in text.splitlines() if line.startswith("kam: ")]
    assert len(told) == 1 and all(word in told[0] for word in words), text


def test_a_full_cache_disk_is_told_with_its_remedy(tmp_path: Path, disk: Path) -> None:
    company = exported(tmp_path, sales=SALES)
    said = run("check", "--company", company, KAM_CACHE=disk)
    one_message(said, str(disk), "No space left", "KAM_CACHE")


@pytest.mark.parametrize("arguments", [("report", "Q3"), ("email", "Q3")])
def test_a_file_where_the_folder_of_reports_should_be_is_told(tmp_path: Path, arguments: tuple[str, str]) -> None:
    company = exported(tmp_path, sales=SALES)
    (tmp_path / "out").write_text("a file")
    said = run(*arguments, "--company", company, "--out", tmp_path / "out", KAM_CACHE=tmp_path / "cache")
    one_message(said, str(tmp_path / "out"), "a file stands where a folder is needed")


def test_a_cache_that_is_a_file_is_told(tmp_path: Path) -> None:
    company = exported(tmp_path, sales=SALES)
    (tmp_path / "cache").write_text("a file")
    one_message(run("check", "--company", company, KAM_CACHE=tmp_path / "cache"), "cache", "a file stands where")


def test_a_fault_of_kam_itself_is_one_line_and_its_trace_lies_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise KeyError("nobody foresaw this")

    monkeypatch.setenv("KAM_CACHE", str(tmp_path))
    monkeypatch.setattr(command, "_run", broken)
    assert main(["check"]) == 1
    _, said = capsys.readouterr().err.splitlines()
    assert said.startswith("kam: ") and "KeyError: 'nobody foresaw this'" in said and str(tmp_path / "fault.txt") in said
    assert "Traceback" in (tmp_path / "fault.txt").read_text()


def test_a_report_killed_at_any_instant_leaves_the_last_review_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    ended = kills(faults_company(tmp_path / "company"), tmp_path / "out", 10)
    assert (ended["whole"], ended["folders left"]) == (10, 0)
