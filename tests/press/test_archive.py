"""The archive lists what is published, in each language, and is not troubled by what was taken away."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import lxml.html
import pytest

from kam.press.archive import published, write_archive
from kam.press.sparkline import sparkline
from kam.wording import Voice

HEAD = "metric,account_id,dimension,quarter,value,unit,n,denominator,reason"
VOICES = [Voice("en"), Voice("zh")]
TITLES = {"en": "Acme: all reviews", "zh": "阿克米历次评估"}


def quarter(folder: Path, name: str, *rows: str, languages: tuple[str, ...] = ("en", "zh"), chapters: str = "Brief") -> None:
    """A published quarter with these figures; its review names one chapter."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "figures.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    (place / "manifest.json").write_text(json.dumps({"params": {"languages": list(languages), "fiscal_year_start": 1}}), encoding="utf-8")
    for place_in_order, language in enumerate(languages):
        stem = "review" if not place_in_order else f"review.{language}"
        (place / f"{stem}.html").write_text(f'<nav><ol><li class="level-2"><a href="#0_brief-1">{chapters} {language} &amp; more</a></li></ol></nav>', encoding="utf-8")
        (place / f"{stem}.pdf").write_bytes(b"%PDF")


def two_quarters(folder: Path) -> Path:
    quarter(folder, "2026Q2", "net_sales,,,2025Q2,80,CNY,,,", "net_sales,,,2026Q2,100,CNY,,,", "nrr,,,2026Q2,,ratio,,,no_base", "otif_rate,,,2026Q2,0.9,ratio,,,")
    quarter(folder, "2026Q3", "net_sales,,,2026Q2,101,CNY,,,", "net_sales,,,2026Q3,120,CNY,,,", "net_sales,A,,2026Q3,7,CNY,,,", "otif_rate,,,2026Q3,0.8,ratio,,,")
    write_archive(folder, TITLES, VOICES)
    return folder


def read(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def links(path: Path) -> list[str]:
    return [str(one.get("href")) for one in read(path).iter("a")]


def test_every_quarter_stands_with_its_own_figures_newest_first(tmp_path: Path) -> None:
    page = read(two_quarters(tmp_path) / "index.html")
    assert [one.get("id") for one in page.iter("section") if one.get("id")] == ["2026Q3", "2026Q2"]
    marks = {(one.get("data-metric"), one.get("data-quarter")): one.get("value") for one in page.iter("data")}
    assert marks["net_sales", "2026Q3"] == "120" and marks["net_sales", "2026Q2"] == "100"
    assert "7" not in marks.values()


def test_an_unknown_figure_says_why(tmp_path: Path) -> None:
    section = read(two_quarters(tmp_path) / "index.html").get_element_by_id("2026Q2")
    assert VOICES[0].unknown("no_base") in section.text_content()


def test_every_link_leads_somewhere_in_both_languages(tmp_path: Path) -> None:
    folder = two_quarters(tmp_path)
    for name in ("index.html", "index.zh.html"):
        assert "2026Q3/review.zh.pdf" in links(folder / name)
        assert [link for link in links(folder / name) if not (folder / link.split("#")[0]).is_file()] == []
    assert "index.zh.html" in links(folder / "index.html") and "index.html" in links(folder / "index.zh.html")
    assert "2026Q3/review.zh.html#0_brief-1" in links(folder / "index.zh.html")


def test_a_chapter_stands_with_the_heading_that_its_review_gives_it(tmp_path: Path) -> None:
    page = read(two_quarters(tmp_path) / "index.zh.html")
    assert [one.text_content() for one in page.find_class("chapters")] == ["Brief zh & more"] * 2


def test_a_trend_takes_each_quarter_as_its_own_review_published_it_and_says_it_in_words(tmp_path: Path) -> None:
    """2026Q2 was 100 when it was published; that a later review says 101 does not change what was decided by."""
    labels = [one.get("aria-label") for one in read(two_quarters(tmp_path) / "index.html").iter("svg")]
    labels = [label.replace("\xa0", " ") for label in labels]
    assert labels[0].startswith("Net sales from 2025Q2 to 2026Q3: 2025Q2 CNY 80")
    assert "2026Q2 CNY 100" in labels[0] and "101" not in labels[0]


def test_deleting_a_quarter_takes_it_out_of_the_next_archive_and_nothing_else(tmp_path: Path) -> None:
    folder = two_quarters(tmp_path)
    shutil.rmtree(folder / "2026Q2")
    (folder / "2026Q1").symlink_to(folder / ".versions" / "gone")
    write_archive(folder, TITLES, VOICES)
    assert [one.quarter.name for one in published(folder)] == ["2026Q3"]
    assert not any("2026Q2/" in link or "2026Q1/" in link for link in links(folder / "index.html"))


def test_a_quarter_in_one_language_is_linked_from_the_other_page(tmp_path: Path) -> None:
    quarter(tmp_path, "2026Q3", "net_sales,,,2026Q3,120,CNY,,,", languages=("zh",))
    write_archive(tmp_path, TITLES, VOICES)
    assert {link for link in links(tmp_path / "index.html") if link.endswith((".html", ".pdf"))} == {"index.zh.html", "2026Q3/review.html", "2026Q3/review.pdf"}


def test_a_company_without_a_quarter_says_so(tmp_path: Path) -> None:
    write_archive(tmp_path, TITLES, VOICES)
    assert "No review is published." in read(tmp_path / "index.html").text_content()


def test_the_same_folder_gives_the_same_bytes_without_script_or_anything_from_outside(tmp_path: Path) -> None:
    folder = two_quarters(tmp_path)
    first = [(folder / name).read_bytes() for name in ("index.html", "index.zh.html")]
    write_archive(folder, TITLES, VOICES)
    assert first == [(folder / name).read_bytes() for name in ("index.html", "index.zh.html")]
    assert all(b"<script" not in page and not re.search(rb'(?:src|href)="(?:https?:)?//', page) for page in first)


@pytest.mark.parametrize(("values", "lines", "dots"), [([1.0, 2.0, 3.0], 1, 1), ([1.0, None, 3.0], 0, 3), ([1.0, 1.0], 1, 1), ([1.0, 2.0, None], 1, 1)])
def test_an_unknown_value_leaves_a_gap(values: list[float | None], lines: int, dots: int) -> None:
    drawn = sparkline(values, "course")
    assert (drawn.count("<polyline"), drawn.count("<circle")) == (lines, dots)
    assert "nan" not in drawn


def test_a_figure_over_the_same_days_a_year_ago_is_no_point_of_the_line(tmp_path: Path) -> None:
    quarter(tmp_path, "2026Q3", "net_sales,,,2026Q2,101,CNY,,,", "net_sales,,,2026Q3,120,CNY,,,",
            "net_sales,,to_date:last_year,2026Q3,90,CNY,,,")
    write_archive(tmp_path, TITLES, VOICES)
    drawn = read(tmp_path / "index.html").xpath("//figure[1]//figcaption")
    assert "2026Q2" in drawn[-1].text_content() and "2026Q3" in drawn[-1].text_content()
