"""The demo review read word by word: HTML, drawings' labels and PDF say everything in the reader's language, with units, and nothing that only a program says."""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import chain
from pathlib import Path

import lxml.html
import pymupdf
import pytest

from kam.intake import read_inputs
from kam.params import load_params
from kam.store import HOUSE

WRONG = re.compile(r"\b(?:nan|NaN|None|inf|NaT|null|Traceback|KeyError)\b|[\ufffd□〓]|\{[a-z_.:|]*\}|<[a-z]+>")
PHRASE_ID = re.compile(r"\b[a-z]+(?:_[a-z]+)*\.[a-z]+(?:[._][a-z0-9]+)*\b")
FILE = re.compile(r"\b[\w*-]+\.(?:csv|xlsx|yaml|json|html|pdf)\b")
CJK = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]{3,}")
# Terms of the trade that Chinese readers use as they stand, units and signs of rulings.
TERMS = {"CNY", "DSO", "HHI", "OTIF", "CEI", "GRR", "NRR", "IFRS", "TTM", "Gini", "means", "gap", "ABC", "SQL", "CSV", "Excel", "Jaccard", "Rand", "Croston", "Holt", "Winters", "Ward", "MASE"}
# Numbers that have no unit by their nature.
PURE = {"gini", "forecast_mase", "disagreement"}
UNITS = {"CNY": r"CNY|元", "ratio": r"%|％|百分点|percentage|pp\b|times|倍", "days": r"days?\b|天|日"}


@cache
def own_words() -> str:
    """Every word of the company's own exports: names, places and tasks stay in the language in which they were written."""
    params = load_params(HOUSE / "params" / "demo.yaml")
    inputs = read_inputs(params)
    frames = [inputs.table(name).select_dtypes("object") for name in sorted(inputs.present)]
    words = {str(word) for frame in frames for column in frame for word in frame[column].dropna().unique()}
    headers = {str(text) for guess in inputs.guesses for text in vars(guess).values()} if inputs.guesses else set()
    return "\n".join(sorted(words | headers | {str(params.title)}))


def pages(review: Path) -> list[Path]:
    return sorted([*review.glob("review*.html"), *(review / "accounts").glob("*.html")])


def parsed(page: Path) -> lxml.html.HtmlElement:
    root = lxml.html.fromstring(page.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for style in list(root.iter("style", "script")):
        style.drop_tree()
    return root


def seen(root: lxml.html.HtmlElement) -> list[str]:
    """Every text of a page."""
    return [text for one in root.iter() if isinstance(one.tag, str) for text in (one.text, one.tail) if text and text.strip()]


def said(root: lxml.html.HtmlElement) -> list[str]:
    """Every text and every label of a page."""
    return seen(root) + [label for one in root.iter() for label in (one.get("aria-label"), one.get("title"), one.get("data-head")) if label]


def outside_appendix(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The page without its appendix, which names metrics and thresholds by their ids."""
    for one in root.xpath("//*[@id='5_appendix']"):
        one.drop_tree()
    return root


def language(page: Path) -> str:
    return "zh" if ".zh." in page.name else "en"


def units(review: Path) -> dict[tuple[str, ...], str]:
    """The unit of every figure, by metric, account, dimension and quarter."""
    with (review / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {(row["metric"], row["account_id"], row["dimension"], row["quarter"]): row["unit"] for row in csv.DictReader(file)}


def test_no_page_shows_a_sign_of_a_program(demo_review: Path) -> None:
    found = {(page.name, match[0]) for page in pages(demo_review) for text in said(parsed(page)) for match in WRONG.finditer(text)}
    assert found == set()


def test_no_page_shows_an_id_of_a_metric_or_phrase(demo_review: Path) -> None:
    ids = {metric for metric, *_ in units(demo_review) if "_" in metric}
    texts = [(page.name, FILE.sub("", text)) for page in pages(demo_review) for text in said(outside_appendix(parsed(page)))]
    found = {(name, word) for name, text in texts for word in chain(PHRASE_ID.findall(text), ids & set(re.findall(r"[a-z0-9_]+", text)))}
    assert found == set()


def test_chinese_pages_have_no_english_words_but_names_and_terms(demo_review: Path) -> None:
    own = own_words()
    chinese = [page for page in pages(demo_review) if language(page) == "zh"]
    words = {(page.name, word) for page in chinese for text in said(outside_appendix(parsed(page))) for word in LATIN.findall(FILE.sub("", text)) if word not in TERMS}
    assert {(name, word) for name, word in words if word not in own} == set()


def test_english_pages_have_no_chinese_but_the_companys_own_words(demo_review: Path) -> None:
    own = own_words()
    english = [page for page in pages(demo_review) if language(page) == "en"]
    assert {(page.name, run) for page in english for text in said(outside_appendix(parsed(page))) for run in CJK.findall(text) if run not in own} == set()


def unit_is_said(figure: lxml.html.HtmlElement, unit: str) -> bool:
    """A figure says its unit itself, or the head or the row of its table does."""
    cell = next((one for one in figure.iterancestors() if one.tag in ("td", "th")), None)
    around = figure.text_content()
    if cell is not None:
        table = next(one for one in cell.iterancestors() if one.tag == "table")
        heads = table.findall("thead/tr/th")
        place = cell.getparent().index(cell)
        around += " " + heads[place].text_content()
    return re.search(UNITS[unit], around) is not None


def test_every_printed_amount_share_and_duration_has_its_unit(demo_review: Path) -> None:
    known, found = units(demo_review), set()
    for page in pages(demo_review):
        for figure in parsed(page).iter("data"):
            metric, account, dimension, quarter = (figure.get(f"data-{name}") for name in ("metric", "account", "dimension", "quarter"))
            unit, text = known[metric, account, dimension, quarter], figure.text_content()
            counted = dimension.endswith("/n") or metric in PURE
            if unit in UNITS and not counted and re.search(r"\d", text) and not unit_is_said(figure, unit):
                found.add((page.name, metric, text))
    assert found == set()


def test_an_amount_and_a_share_are_never_parted_from_their_unit(demo_review: Path) -> None:
    found = {(page.name, text[:80]) for page in pages(demo_review) for text in seen(parsed(page)) if re.search(r"CNY [-−]?\d|\d (?:%|[mk]\b)|[-−] \d", text)}
    assert found == set()


@pytest.mark.parametrize("name", ["review.pdf", "review.zh.pdf"])
def test_the_pdf_says_the_same_things(demo_review: Path, name: str) -> None:
    """No box, no sign of a program, no currency at the end of a line whose amount stands on the next, no blank page."""
    with pymupdf.open(demo_review / name) as document:
        texts = [page.get_text() for page in document]
    assert [at for at, text in enumerate(texts, 1) if len(text.split()) < 10] == []
    assert {(at, match[0]) for at, text in enumerate(texts, 1) for match in WRONG.finditer(text)} == set()
    assert [at for at, text in enumerate(texts, 1) if re.search(r"CNY\s*\n\s*[-−]?\d[\d,.]*\s*[mk]?\b", text)] == []
