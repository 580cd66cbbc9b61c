"""Companies of three, thirty and three thousand accounts with the names that break pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
import pytest

from tests.review.acme import write

from .crowd import HEAD, RULES, crowd
from .pages import WIDTHS, accessibility, faults, opened

HOUSE = Path(__file__).parents[2]
HEAVIEST = 3_000_000
# The demo's review has 68 pages; nobody turns more of them for having more customers.
LONGEST = 70
# A sentence of a few names, of sixty characters each, is long enough.
WORDIEST = 1_000
# Rows of a table that is no dictionary, its totals among them.
MOST_ROWS = 45
CUT = re.compile(r"([\d,]+) more rows are not printed here")


def published(place: Path, count: int) -> Path:
    """The review of a crowd, by a process of its own: a browser of another module may be open in this one."""
    params = write(place / "exports", crowd(count), rules=RULES, head=HEAD)
    command = [sys.executable, "-m", "kam", "report", "Q3", "--company", str(params), "--out", str(place / "reports")]
    done = subprocess.run(command, cwd=HOUSE, env={**os.environ, "KAM_CACHE": str(place / "cache")}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "reports" / "crowd" / "2026Q3"


@pytest.fixture(scope="module", params=[3, 30, pytest.param(3000, marks=pytest.mark.slow)])
def review(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published folder of a company of that many accounts."""
    return published(tmp_path_factory.mktemp("crowd"), request.param)


def pages(review: Path) -> list[Path]:
    """Both reviews and the pages of the first accounts."""
    return [*sorted(review.glob("review*.html")), *sorted((review / "accounts").glob("*.html"))[:4]]


def test_awkward_names_neither_overflow_nor_overlap(browser: Any, review: Path) -> None:
    for page in pages(review):
        for width in WIDTHS:
            with opened(browser, page, width) as window:
                assert faults(window) == [], (page.name, width)


def test_axe_finds_nothing_among_awkward_names(browser: Any, review: Path) -> None:
    for page in pages(review):
        with opened(browser, page, 390) as window:
            assert accessibility(window) == [], page.name


def test_markup_in_a_name_is_only_words(browser: Any, review: Path) -> None:
    for page in pages(review):
        with opened(browser, page, 1280) as window:
            assert window.evaluate("document.querySelectorAll('body script, body i').length") == 0, page.name
        assert "\u202e" not in page.read_text(encoding="utf-8"), page.name


def test_a_page_stays_light_whatever_the_number_of_accounts(review: Path) -> None:
    assert {page.name: page.stat().st_size for page in pages(review) if page.stat().st_size > HEAVIEST} == {}


def test_a_review_is_no_longer_for_more_accounts(review: Path) -> None:
    for path in sorted(review.glob("review*.pdf")):
        with pikepdf.open(path) as document:
            assert len(document.pages) <= LONGEST, path.name


def test_no_sentence_lists_the_whole_company(review: Path) -> None:
    for path in sorted(review.glob("review*.html")):
        said = [one.text_content() for one in _page(path).find_class("finding")]
        assert said and [words for words in said if len(words) > WORDIEST] == [], path.name


def test_a_table_is_cut_and_says_how_many_rows_it_leaves_out(review: Path) -> None:
    page = _page(review / "review.html")
    chapters = [one for one in page.iter("section") if one.get("id") != "5_appendix"]
    assert max(len(table.findall(".//tbody/tr")) for one in chapters for table in one.iter("table")) <= MOST_ROWS
    accounts = len((review / "accounts.csv").read_text(encoding="utf-8").splitlines()) - 1
    left_out = [int(found[1].replace(",", "")) for note in page.find_class("note") if (found := CUT.match(note.text_content()))]
    assert (max(left_out, default=0) > accounts / 2) == (accounts > 100)


def _page(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
