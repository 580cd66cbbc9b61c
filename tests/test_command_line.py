"""What a person sees who waits: that it has begun, which quarter was taken, each phase with its size."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from small_company import exported

from kam.__main__ import main
from kam.press import lab
from kam.press.progress import Progress

HOUSE = Path(__file__).parent.parent
DAYS = ("2025-12-29", "2026-03-30", "2026-06-29", "2026-08-14")
ANOTHER_DAY = "2026-09-29"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))

    def made(*days: str, params: str = "") -> str:
        every = [date.fromisoformat(last) - timedelta(days=back) for last in days for back in (2, 1, 0)]
        rows = [f"{day:%y%m%d}{account} invoice {day} {account} P 10 100" for day in every for account in "AB"]
        # No quarter is closed by a word of the company: the exports decide (G13).
        return str(exported(tmp_path, f"closed_through: 2025-01-01\n{params}", sales="\n".join(rows)))

    return made


def said(company: str, capsys: pytest.CaptureFixture[str], *quarter: str) -> list[str]:
    assert main(["figures", *quarter, "--company", company]) == 0
    return capsys.readouterr().err.splitlines()


def test_each_phase_is_said_with_its_size_and_the_quarter_before_it_is_measured(company: Any, capsys: pytest.CaptureFixture[str]) -> None:
    place = company(*DAYS)
    assert said(place, capsys, "Q2") == [
        f"reading {place} ...",
        "reading 1 file ...",
        "checking 24 rows ...",
        "2026Q2, the newest second quarter; sales reach 2026-08-14",
        "rating 2 accounts in 3 quarters ...",
        "measuring 2026Q2: 2 accounts ...",
        "measuring 2026Q1: 2 accounts ...",
        "measuring 2025Q2: 0 accounts ...",
    ]
    assert said(place, capsys, "2026Q1")[1] == "2026Q1; sales reach 2026-08-14"


def test_without_a_name_it_is_the_newest_quarter_that_is_over(company: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2026Q2, the newest quarter that is over; sales reach 2026-08-14" in said(company(*DAYS), capsys)
    assert "2026Q3, the newest quarter that is over; sales reach 2026-09-29" in said(company(*DAYS, ANOTHER_DAY), capsys)
    assert "2026Q3, the newest quarter; sales reach 2026-08-14, quarter to date" in said(company(DAYS[-1]), capsys)
    assert "2026Q3，数据中最近的第三季度；销售数据截至 2026-08-14，季度未结束" in said(company(*DAYS, params="languages: [zh]"), capsys, "q3")


def test_a_fourth_quarter_of_last_year_is_said_to_be_that(company: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2025Q4，数据中最近的第四季度；销售数据截至 2026-08-14" in said(company(*DAYS, params="languages: [zh]"), capsys, "Q4")


def test_the_first_line_waits_for_nothing_heavy() -> None:
    code = """
import logging, sys
from kam.__main__ import main
class Heard(logging.Handler):
    def emit(self, record): print(record.getMessage(), 'pandas' in sys.modules, 'pydantic' in sys.modules)
logging.getLogger("kam").addHandler(Heard())
main(["report", "Q3", "--company", "nowhere.yaml"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["reading nowhere.yaml ... False False"]


def test_chapters_are_counted_as_they_finish() -> None:
    told = StringIO()
    shown = Progress(3, stream=told)
    for name, finished in (("0_brief", True), ("1_discover", False), ("2_analyse", True)):
        shown.start(name)
        shown.end(name, 1.25, finished)
    assert told.getvalue() == "  1 of 3  0_brief  1.2 s\n  2 of 3  2_analyse  1.2 s\n"


def test_the_lab_gets_the_options_of_jupyterlab(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def noted(command: list[str], **_: Any) -> Any:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(lab.subprocess, "run", noted)
    assert main(["lab", "--company", company(*DAYS), "--options=--allow-root --port 9999"]) == 0
    assert ran[0][-3:] == ["--allow-root", "--port", "9999"]
