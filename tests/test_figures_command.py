"""``python -m kam figures``: other programs ask the same ledger, in seconds, without a page."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from small_company import exported

from kam.__main__ import main

HOUSE = Path(__file__).parent.parent
SALES = """
    1 invoice 2025-07-10 A P 10 100
    2 invoice 2026-05-10 A P 12 110
    3 invoice 2026-07-10 A P 12 130
    4 invoice 2026-08-12 B P 2 20
    5 invoice 2026-09-28 B P 5 -
    6 invoice 2026-09-29 B P 3 30
"""


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    return str(exported(tmp_path, sales=SALES))


def test_stdout_is_figures_csv_and_nothing_else_and_matplotlib_is_not_loaded(company: str) -> None:
    code = f"import sys; from kam.__main__ import main; main(['figures', 'Q3', '--company', {company!r}]); print('matplotlib' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["value"] for row in rows if (row["metric"], row["account_id"], row["dimension"], row["quarter"]) == ("net_sales", "", "", "2026Q3")] == ["180"]
    assert done.stderr.splitlines()[-1] == "False"


def test_a_folder_gets_the_csv_files_of_the_contract_of_this_quarter_alone(company: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "deep" / "csv"
    (to / "evidence").mkdir(parents=True)
    (to / "evidence" / "Z-silence_ratio.csv").touch()
    assert main(["figures", "2026Q3", "--company", company, "--to", str(to)]) == 0
    assert capfd.readouterr().out == f"written: {to / 'figures.csv'}\n"
    assert sorted(path.name for path in to.iterdir()) == ["accounts.csv", "control_totals.csv", "evidence", "figures.csv", "set_aside.csv", "signals.csv"]
    assert "missing amount" in (to / "set_aside.csv").read_text() and not list((to / "evidence").glob("Z-*"))


def test_a_reader_who_has_enough_ends_it_without_a_traceback(company: str) -> None:
    asked = subprocess.Popen([sys.executable, "-m", "kam", "figures", "Q3", "--company", company], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert asked.stdout and asked.stderr
    asked.stdout.close()
    assert b"Traceback" not in asked.stderr.read() and asked.wait() == 0


def test_a_folder_that_cannot_be_written_is_one_message(company: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "Q3", "--company", company, "--to", company]) == 1
    assert f"kam: {company}: File exists; a file stands where a folder is needed" in capsys.readouterr().err


def test_they_are_byte_for_byte_what_the_report_publishes(demo_review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = demo_review.parent.parent
    monkeypatch.setenv("KAM_CACHE", str(reports.parent / "demo-cache"))
    assert main(["figures", "Q3", "--to", str(tmp_path), "--out", str(reports)]) == 0
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert written == sorted(path.relative_to(demo_review) for path in demo_review.rglob("*.csv"))
    assert all((tmp_path / name).read_bytes() == (demo_review / name).read_bytes() for name in written)
