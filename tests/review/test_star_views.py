"""What the review says of stars and the season: true and grammatical for none, one, many, unknown; the brief and the season agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from small_company import exported

import kam
from kam.measures.shipping_rule import HOLD
from kam.store import HOUSE
from tests.review.acme import company, write

TWO = ("en", "zh")


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("acme"), company())


def text(shown: Any) -> str:
    """What a reader reads."""
    html = shown._repr_html_()
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.S))


def answers(review: Any) -> dict[str, Any]:
    """Every answer of these sections."""
    views = {"star_moves": ("finding", "names", "chart", "table", "matrix", "worth", "matrix_year"), "risky": ("finding", "table"), "what_if": ("finding", "chart", "table"),
             "season": ("finding", "chart", "summary", "table"), "brief": ("decisions", "more_held", "no_decisions")}  # fmt: skip
    return {f"{view}.{name}": getattr(getattr(review, view), name)() for view, names in views.items() for name in names}


@pytest.mark.parametrize("language", TWO)
def test_every_answer_can_be_shown_and_says_no_program_word(acme: Path, language: str) -> None:
    review = kam.open_review(str(acme), "2026Q3", language)
    shown = {name: text(answer) for name, answer in answers(review).items() if answer is not None}
    parts = ("binding", "next_star", "stars", "season")
    pages = {f"{account}.{name}": text(answer) for account in review.now.index for name in parts if (answer := getattr(review.account(account), name)()) is not None}
    assert {name for name, words in (shown | pages).items() if re.search(r"\b(nan|None|inf)\b|\{|\}", words)} == set()
    assert {"star_moves.finding", "risky.finding", "what_if.finding", "season.finding", "season.table"} <= set(shown)


def test_the_brief_holds_whom_the_season_holds(acme: Path) -> None:
    review = kam.open_review(str(acme), "2026Q3", "en")
    held = [review.name(account) for account in review.season.accounts(HOLD)]
    words = text(review.brief.decisions())
    assert held and [name for name in held[:3] if name not in words] == []
    assert [name for name in held[3:] if re.search(rf"{name} +Hold", words)] == []
    assert len(review.brief.decisions().rows) <= 7
    assert (review.brief.more_held() is not None) == (len(held) > 3)


def test_the_season_s_table_has_one_row_for_each_account_with_exposure(acme: Path) -> None:
    review = kam.open_review(str(acme), "2026Q3", "en")
    exposed = [account for account, figure in review.figures.of("exposure", review.quarter).items() if figure.size > 0]
    assert len(review.season.table().rows) == len(exposed) == review.figure("season_accounts").value
    for metric in ("season_need", "season_release", "season_held_back", "season_to_pay"):
        parts = [review.figure(metric, dimension=f"decision:{word}").value for word in ("hold", "up_to", "release")]
        assert sum(parts) == review.figure(metric).value == sum(figure.size for figure in review.figures.of(metric, review.quarter).values())


def test_every_account_that_moved_says_why() -> None:
    """I: by account with from, to, and which criterion changed."""
    review = kam.open_review(str(HOUSE / "params" / "demo.yaml"), "2026Q2", "en")
    moved = review.star_moves.changed()
    assert len(review.star_moves.table().rows) == len(moved) > 0
    for account, before, now in moved:
        assert review.star_moves.why(account, before, now).text != review.voice.word("moves.unexplained")
    words = {account: review.star_moves.why(account, before, now).text for account, before, now in moved}
    assert words["A-013"].startswith("past-due share: +8.7 percentage points (since 2026Q1), now ")


@pytest.mark.parametrize("language", TWO)
def test_with_sales_alone_each_section_says_what_it_cannot_know(tmp_path: Path, language: str) -> None:
    params = exported(tmp_path, sales="\n".join(f"{month}{account} invoice 2026-{month:02d}-28 {account} P 1 {100 * month}" for month in range(1, 10) for account in "AB"))
    review = kam.open_review(str(params), "2026Q3", language)
    said = {name: text(answer) for name, answer in answers(review).items() if answer is not None}
    assert set(said) == {"star_moves.finding", "star_moves.names", "risky.finding", "what_if.finding", "season.finding", "brief.no_decisions"}
    assert review.account("A").season() is None


def test_one_account_that_rose_is_said_in_the_singular(tmp_path: Path) -> None:
    """S10, with the distance to what is asked in its own unit."""
    quarters = ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]
    sales = "\n".join(f"{quarter}A invoice {quarter[:4]}-{int(quarter[-1]) * 3:02d}-28 A P 1 100" for quarter in quarters)
    scores = "A 2025Q1 business_sense 5\nA 2025Q1 initiative 5\nA 2025Q1 capital 2\nA 2026Q2 capital 4"
    review = kam.open_review(str(exported(tmp_path, sales=sales, scorecards=scores)), "2026Q3", "en")
    assert review.star_moves.finding().text.startswith("1 account rose (A), with CNY\u00a0400 of sales")
    assert "capital: +2 (since 2026Q1), now 4 (★★★★ asks at least 4)." in review.star_moves.why("A", 1, 4).text


def test_S8_what_binds_is_said_with_its_distance_and_its_unit() -> None:
    review = kam.open_review(str(HOUSE / "params" / "demo.yaml"), "2026Q3", "en")
    assert review.stars.binding("A-013").text == "3.7 percentage points past due"
    assert review.stars.binding("0013").text == "1 mark for capital"
    assert "19 days of countback DSO (shows 49 days, asked at most 30 days)" in review.account("0011").binding().text
    assert review.account("0035").binding().text == "It is not rated: traded for less than two full quarters."
