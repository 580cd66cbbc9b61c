"""The demo review as its readers meet it: on a phone, a tablet and a desk, by day and by night, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .pages import SCHEMES, WIDTHS, accessibility, faults, opened

PAGES = ("review.html", "review.zh.html", "accounts/*.html", "accounts/*.zh.html", "accounts/*.customer.html", "accounts/*.customer.zh.html", "../index.html")


def found(review: Path, name: str) -> Path:
    """The first page of that kind; an account's own page has no word between its id and ``.html``."""
    dots = name.count(".")
    return next(path for path in sorted(review.glob(name) if not name.startswith("..") else [review.parent / "index.html"]) if name.startswith("..") or path.name.count(".") == dots)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_overlaps_or_asks_outside(browser: Any, demo_review: Path, name: str, width: int, scheme: str) -> None:
    with opened(browser, found(demo_review, name), width, scheme) as window:
        assert faults(window) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", (390, 1280))
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Any, demo_review: Path, name: str, width: int, scheme: str) -> None:
    with opened(browser, found(demo_review, name), width, scheme) as window:
        assert accessibility(window) == []


@pytest.mark.parametrize("name", PAGES[:4])
def test_the_words_of_a_chart_are_read_on_a_phone(browser: Any, demo_review: Path, name: str) -> None:
    with opened(browser, found(demo_review, name), 390) as window:
        faults(window)
        assert window.evaluate("looks.smallest()") >= 10.5


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_the_same_without_scripts(browser: Any, demo_review: Path, name: str) -> None:
    """All that a script adds are the buttons that sort and the field that finds."""
    words = []
    for scripts in (True, False):
        with opened(browser, found(demo_review, name), 1280, scripts=scripts) as window:
            words.append("".join(window.inner_text("body").replace("↕", "").split()))
    assert words[0] == words[1] and len(words[0]) > 200


def test_a_table_sorts_by_its_column_and_shows_only_what_is_looked_for(browser: Any, demo_review: Path) -> None:
    with opened(browser, demo_review / "review.html", 1280) as window:
        table = window.locator("table", has=window.locator("input.filter, button.sort")).first
        def names():
            return table.locator("tbody tr:visible th").all_inner_texts()
        before = names()
        table.locator("thead button.sort").nth(1).click()
        table.locator("thead button.sort").nth(1).click()
        assert sorted(names()) == sorted(before) and table.locator("thead th").nth(1).get_attribute("aria-sort") == "ascending"
        values = [float(one) for one in table.locator("tbody tr td:nth-child(2) data").evaluate_all("all => all.map(one => one.getAttribute('value'))")]
        assert len(values) > 5 and values == sorted(values)
        field = window.locator("input.filter").first
        listed = field.locator("xpath=following-sibling::*[1]").locator("tbody tr")
        count, word = listed.count(), listed.nth(2).locator("th").inner_text()
        field.fill(word)
        assert 1 <= listed.locator("visible=true").count() < count


@pytest.mark.parametrize("name", PAGES)
def test_a_script_that_gets_into_a_page_does_not_run(browser: Any, demo_review: Path, name: str, tmp_path: Path) -> None:
    page, script = tmp_path / "page.html", "document.title = 'ran'"
    text = found(demo_review, name).read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", f'<script>{script}</script><img src=x onerror="{script}"></body>'), encoding="utf-8")
    with opened(browser, page, 1280) as window:
        assert window.title() != "ran"
