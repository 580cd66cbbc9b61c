"""The README's first command on the demo company: the whole review, in both languages, by real kernels."""

import csv
import re
from pathlib import Path

import lxml.html
import pikepdf
import pymupdf
import pytest

from kam.__main__ import main
from kam.params import load_params
from kam.press.mail import send
from kam.press.pdf import fonts_of
from kam.wording import Voice

KEY = ("data-metric", "data-account", "data-dimension", "data-quarter", "value")
HOUSE = Path(__file__).parent.parent
WRONG = re.compile(r"\b(?:nan|None|inf|NaT|Traceback|KeyError)\b|\ufffd|□")


@pytest.fixture(scope="module")
def published(demo_review: Path) -> Path:
    """What ``make report QUARTER=Q3`` publishes."""
    return demo_review


def pages(published: Path) -> list[Path]:
    return sorted([*published.glob("*.html"), *(published / "accounts").glob("*.html")])


def parsed(page: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(page.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def rows(published: Path, name: str) -> list[dict[str, str]]:
    with (published / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_ten_key_accounts_bring_over_80_per_cent_of_sales(published: Path) -> None:
    figures = {row["metric"]: row["value"] for row in rows(published, "figures.csv") if not row["account_id"] and not row["dimension"] and row["quarter"] == "2026Q3"}
    assert (figures["key_accounts"], float(figures["key_account_share"]) > 0.8) == ("10", True)


def test_the_demo_names_whom_it_is_mailed_to_and_each_key_account_has_one_manager(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``make email QUARTER=Q3 DRY=1`` of the README, as it stands."""
    monkeypatch.setattr(send, "HOUSE", tmp_path)
    assert main(["email", "Q3", "--out", str(published.parent.parent), "--dry"]) == 0
    people = load_params(HOUSE / "params" / "demo.yaml").people
    assert len(list(tmp_path.rglob("*.eml"))) == sum(person.role != "maintainer" for person in people) == 6
    assert all(person.email.endswith(".example") for person in people)
    keys = [row["account_id"] for row in rows(published, "accounts.csv") if row["key_account"] == "1"]
    assert sorted(account for person in people for account in person.accounts) == sorted(keys)


def test_every_key_account_has_its_pages_in_both_languages(published: Path) -> None:
    keys = [row["account_id"] for row in rows(published, "accounts.csv") if row["key_account"] == "1"]
    wanted = {f"{account}{kind}{language}{suffix}" for account in keys for kind in ("", ".customer") for language in ("", ".zh") for suffix in (".html", ".pdf")}
    assert {path.name for path in (published / "accounts").iterdir()} == wanted


def test_an_account_is_one_sheet_of_paper_and_one_side_for_the_customer(published: Path) -> None:
    sides = {path.name: len(pikepdf.open(path).pages) for path in (published / "accounts").glob("*.pdf")}
    assert {name: n for name, n in sides.items() if n > (1 if ".customer" in name else 2)} == {}


# What a customer must never read of itself on the page that is laid before it.
NOT_FOR_CUSTOMERS = re.compile(
    r"★|\bstars?\b|margin|contribution|rebate|consign|diver|dump|signal|warn|suspic|replace|segment|\bscores?\b|rating|risk|"
    r"星级|[一二三四]星|毛利|贡献|返利|铺货|窜货|砸价|预警|可疑|替换|分群|评分|评级|风险",
    re.IGNORECASE,
)
COMMON = re.compile(rb"<(style|script)>.*?</\1>", re.DOTALL)


def test_a_customers_page_says_nothing_that_is_ours_alone_nor_a_word_of_others(published: Path) -> None:
    """Held against the bytes, marks and hidden text included; only the style and the script, the same in every page, are left out."""
    names = {row["account_id"]: row["name"] for row in rows(published, "accounts.csv")}
    every = sorted((published / "accounts").glob("*.customer*.html"))
    assert len(every) == 20
    for page in every:
        account = page.name.split(".")[0]
        text = COMMON.sub(b"", page.read_bytes()).decode("utf-8")
        assert (page.name, NOT_FOR_CUSTOMERS.findall(text)) == (page.name, [])
        assert (page.name, [name for other, name in names.items() if other != account and name in text]) == (page.name, [])
        assert {one.get("data-account") for one in parsed(page).iter("data")} <= {account, ""}
    for page in sorted((published / "accounts").glob("*.customer*.pdf")):
        with pymupdf.open(page) as document:
            assert (page.name, NOT_FOR_CUSTOMERS.findall("".join(one.get_text() for one in document))) == (page.name, [])


def test_every_printed_figure_stands_in_figures_csv_with_its_value(published: Path) -> None:
    known = {tuple(row[name] for name in ("metric", "account_id", "dimension", "quarter", "value")) for row in rows(published, "figures.csv")}
    printed = {tuple(one.get(name) for name in KEY) for page in pages(published) for one in parsed(page).iter("data")}
    assert len(printed) > 500 and printed <= known


def test_no_page_shows_what_only_a_program_says(published: Path) -> None:
    for page in pages(published):
        root = parsed(page)
        for style in list(root.iter("style")):
            style.drop_tree()
        assert WRONG.findall(root.text_content()) == [], page.name


def test_every_reason_is_said_in_the_readers_language(published: Path) -> None:
    said = {reason: Voice("zh").reason(reason) for reason in {row["reason"] for name in ("figures.csv", "set_aside.csv") for row in rows(published, name)}}
    assert {reason for reason, words in said.items() if re.search("[A-Za-z]{3}", words.replace(".csv", ""))} == set()


def test_no_section_is_blank(published: Path) -> None:
    for page in pages(published):
        headings = [one for one in parsed(page).iter("h2", "h3", "h4", "p", "table", "dl", "figure", "li")]
        levels = [one.tag for one in headings]
        blank = [headings[at].text_content() for at in range(len(levels)) if levels[at] in ("h3", "h4") and (at + 1 == len(levels) or levels[at + 1] in ("h2", "h3") and levels[at + 1] <= levels[at])]
        assert blank == [], page.name


def test_every_chart_says_its_finding_to_those_who_listen(published: Path) -> None:
    charts = [one for page in pages(published) for one in parsed(page).iter("svg")]
    assert charts and all((one.get("aria-label") or "").strip() for one in charts)


def test_every_pdf_is_set_in_the_shipped_type_alone_and_has_an_outline(published: Path) -> None:
    for path in sorted([*published.glob("*.pdf"), *(published / "accounts").glob("*.pdf")]):
        assert all("NotoSansSC" in name.replace("-", "").replace(" ", "") for name in fonts_of(path.read_bytes())), path.name
    with pikepdf.open(published / "review.zh.pdf") as document, document.open_outline() as outline:
        assert [item.title for item in outline.root][:3] == ["要点", "承诺了什么，结果如何？", "1 发现大客户"]
        assert str(document.Root.Lang) == "zh-Hans"
