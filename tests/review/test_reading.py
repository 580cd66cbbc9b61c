"""What an executive reads agrees from section to section: the brief with early warning, the season and the plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from small_company import exported

import kam
from kam.measures.shipping_rule import HOLD, UP_TO
from kam.store import HOUSE


@pytest.fixture(scope="module")
def demo() -> Any:
    return kam.open_review(str(HOUSE / "params" / "demo.yaml"), "2026Q3", "en")


def text(shown: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", shown._repr_html_(), flags=re.S))


def decided(review: Any) -> dict[str, str]:
    return {str(row.cells[0]): text(row.cells[1]) if not isinstance(row.cells[1], str) else row.cells[1] for row in review.brief.decisions().rows}


def test_the_account_that_could_hurt_us_and_the_rebate_outside_the_books_are_decisions(demo: Any) -> None:
    found = decided(demo)
    assert found[demo.name("A-007")].startswith("Visit it") and demo.name("A-007") in demo.verdict.dependence().text
    assert [found[demo.name(account)] for account in demo.consignment.not_booked()] == ["Have its rebate put on the books"]


def test_the_target_beside_all_sales_is_said_to_be_the_accounts(demo: Any) -> None:
    """G3: own shops are in net sales and have no targets."""
    assert "accounts at 95" in text(demo.brief.numbers())


def test_who_is_held_or_released_in_part_stands_in_the_chapter_and_everybody_in_the_appendix(demo: Any) -> None:
    stopped = [*demo.season.accounts(HOLD), *demo.season.accounts(UP_TO)]
    assert [row.cells[0] for row in demo.season.stopped().rows] == [demo.name(account) for account in stopped]
    assert len(demo.season.table().rows) > len(stopped)


def test_the_overdue_tasks_listed_are_those_counted(demo: Any) -> None:
    assert len(demo.plan.tasks().rows) == demo.figure("late_tasks").value > 0
    assert f"{demo.figure('open_tasks').value - demo.figure('late_tasks').value} more tasks fall due later" in text(demo.plan.tasks())


def test_a_need_that_is_neither_declined_nor_open_stands_on_the_account_page_alone(demo: Any) -> None:
    answers = {row.cells[4].partition(":")[0] for row in demo.plan.needs().rows}
    assert answers == {"open", "not possible"}
    assert "partly" in text(demo.account("0031").needs())


@pytest.mark.parametrize(("language", "said"), [("en", "The review uses 2 sales rows up to 30 September 2026."), ("zh", "本评估使用截至2026年9月30日的 2 行销售明细。")])
def test_with_sales_alone_nothing_is_left_blank_or_absurd(tmp_path: Path, language: str, said: str) -> None:
    review = kam.open_review(str(exported(tmp_path, sales="1 invoice 2026-07-31 A P 1 100\n2 invoice 2026-09-30 A P 1 50")), "2026Q3", language)
    assert review.brief.confidence().text.startswith(said)
    assert review.plan.division_finding().text == review.plan.missing("tasks").text
    assert review.stars.levels() is None
