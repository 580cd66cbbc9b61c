"""`python -m kam why` as a person types it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kam.__main__ import main

HOUSE = Path(__file__).parent.parent.parent


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Why = Callable[..., Done]


@pytest.fixture
def why(capsys: pytest.CaptureFixture[str]) -> Why:
    return lambda *words: Done(main(["why", *words]), *capsys.readouterr())


def test_countback_days_are_counted_back_month_by_month() -> None:
    """D7, D9: without tax, newest month first, the last one in part."""
    done = subprocess.run([sys.executable, "-m", "kam", "why", "2026Q3", "A-017", "countback_dso"], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Without the tax in it: 56,002.19 / 1.13 = 49,559.460177" in done.stdout
    assert "Less the net sales of 2026-09, 30 days; left: 49,559.460177 − 35,650.31 = 13,909.150177" in done.stdout
    assert "2026-08, its part of 31 days: 13,909.150177 / 27,469.59 × 31 = 15.6967634204" in done.stdout
    assert "46 days; figures.csv has the same: 45.6967634204" in done.stdout


def test_an_input_is_named_by_file_sheet_and_row(why: Why) -> None:
    done = why("Q3", "A-017", "open_receivables", "--company", "params/demo.yaml")
    assert "    19,326.81  财务.xlsx, sheet 应收, row 5921  XS260923005 · 2026-10-23\n" in done.stdout


def test_of_many_rows_the_largest_are_shown_and_the_rest_is_summed(why: Why) -> None:
    done = why("2026Q3", "", "net_sales")
    assert "Sales: 1,427 rows, together 52,031,558.65\n" in done.stdout
    assert "and 1,415 more rows, together " in done.stdout
    assert done.returncode == 0, done.stderr


def test_company_names_the_whole_company_and_a_dimension_a_part(why: Why) -> None:
    done = why("2026Q3", "company", "net_sales", "--dimension", "territory:丽水")
    assert done.stdout.startswith("Net sales (territory:丽水), the whole company, Q3 2026\n")
    assert "figures.csv has the same: " in done.stdout


def test_stars_are_explained_criterion_by_criterion(why: Why) -> None:
    """S7, S8, S10."""
    done = why("2026Q3", "A-017", "stars")
    assert "  3 stars, share past due: 0.314234675465 ≤ 0.15, no\n" in done.stdout
    assert "  2 stars, score of capital: 4 ≥ 3, yes\n" in done.stdout
    assert "figures.csv has the same: 2\n" in done.stdout


def test_lines_that_came_late_are_listed(why: Why) -> None:
    done = why("2026Q3", "A-017", "otif_rate")
    assert "On time in full: 8 / 12 = 0.666666666667" in done.stdout
    assert "Order lines that did not: pieces in time, last the pieces ordered: 4 rows" in done.stdout


def test_an_unknown_figure_is_explained_by_its_reason(why: Why) -> None:
    done = why("2026Q3", "A-017", "utilisation")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("not measured: no credit limit; figures.csv says the same.\n")


def test_the_explanation_speaks_chinese_when_asked(why: Why) -> None:
    done = why("2026Q3", "A-017", "countback_dso", "--language", "zh")
    assert "减2026-09净销售额（30 天），余：49,559.460177 − 35,650.31 = 13,909.150177" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("2026Q3", "A-017", "countback_dos"), "metric 'countback_dos': no figure of 2026Q3 has that name; the nearest is 'countback_dso'"),
        (("2026Q3", "A-0017", "stars"), "account 'A-0017': no such account; the nearest is 'A-017' (玉环诚信时装商行)"),
        (("2026Q3", "玉环诚信时装", "stars"), "account '玉环诚信时装': no such account; the nearest is 'A-017' (玉环诚信时装商行)"),
        (("2026Q3", "A-017", "hhi"), "metric 'hhi': 2026Q3 has no such figure of A-017; it is known of the whole company only"),
        (("2026Q3", "", "net_sales", "--dimension", "territory:丽"), "metric 'net_sales': no dimension 'territory:丽' here; the nearest is 'territory:丽水'"),
        (("2027Q1", "A-017", "stars"), "quarter '2027Q1': the sales hold 2023Q4 to 2026Q3; name one of these"),
        (("Q5", "A-017", "stars"), "quarter 'Q5': not a quarter; write it as 2026Q3 (or Q3 for the newest third quarter)"),
    ],
)
def test_a_name_that_is_not_known_is_one_message_with_the_nearest(why: Why, words: tuple[str, ...], message: str) -> None:
    done = why(*words)
    said = [line for line in done.stderr.splitlines() if not line.startswith("reading ")]
    assert (done.returncode, done.stdout, said) == (1, "", [f"kam: {message}"])


def test_a_forecast_is_that_of_the_coming_quarter(why: Why) -> None:
    """J1: what the review of a quarter prints of the next one, from the quarters that were known."""
    done = why("2026Q3", "", "forecast")
    assert done.stdout.startswith("Forecast, the whole company, Q4 2026\n")
    assert "Net sales of Q3 2026: 52,031,558.65\n" in done.stdout
    assert done.returncode == 0, done.stderr


def test_a_shipping_decision_is_told_with_its_rule(why: Why) -> None:
    """D15, S5."""
    done = why("2026Q3", "A-017", "season_release")
    assert "Decided by: " in done.stdout
    assert done.returncode == 0, done.stderr


def test_make_asks_the_same_question() -> None:
    done = subprocess.run(["make", "-n", "why", "QUARTER=Q3", "ACCOUNT=A-017", "METRIC=dso"], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert '-m kam why "Q3" "A-017" "dso" --dimension "" --company "params/demo.yaml"' in done.stdout
