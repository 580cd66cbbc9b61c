"""While a question about the exports is open, every page says that it is a draft, and nobody gets it by mail (I-14)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pymupdf
import pytest
from lxml import html as lxml_html

import kam
from kam.__main__ import main
from kam.intake import Note, build
from kam.press.mail import send

ASKED = Note("kind_missing", {"files": ["sales.csv"], "rows": 36}, answer="columns: {kind: Typ}", share=0.4)
SAID = "sales.csv: no kind, so all 36 rows count as invoices, negative ones too."
MARK = {"en": "Draft: 1 question about the exports is open", "zh": "草稿：导出数据尚有 1 个问题待答"}
PARAMS = """company: acme
title: {en: Acme, zh: 阿克米}
languages: [en, zh]
people: [{email: gm@example.com, role: executive, language: zh}, {email: li@example.com, role: manager, accounts: [A]}]
sources:
  accounts: {file: accounts.csv}
  sales: {file: sales.csv}
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A company whose exports leave one question open, with its published review."""
    place = tmp_path_factory.mktemp("draft")
    months = [(year, month) for year in (2025, 2026) for month in range(1, 10)]
    rows = [f"{year}{month:02}{account},{year}-{month:02}-28,{account},10,{amount}" for year, month in months for account, amount in (("A", 600), ("B", 300))]
    (place / "sales.csv").write_text("\n".join(["document,date,account_id,qty,net_amount", *rows]) + "\n", encoding="utf-8")
    (place / "accounts.csv").write_text("account_id,name,kind\nA,甲服饰,dealer\nB,乙服饰,dealer\n", encoding="utf-8")
    (place / "acme.yaml").write_text(PARAMS, encoding="utf-8")
    findings = build.findings
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAM_CACHE", str(place / "cache"))
        patch.setattr(build, "findings", lambda *given: [*findings(*given), ASKED])
        patch.setattr(send, "HOUSE", place)
        assert main(["report", "Q3", "--company", str(place / "acme.yaml"), "--out", str(place / "out")]) == 0
        yield place


@pytest.fixture(scope="module")
def published(company: Path) -> Path:
    return company / "out" / "acme" / "2026Q3"


def test_every_page_opens_with_the_mark_in_its_language(published: Path) -> None:
    pages = [published / "review.html", published / "review.zh.html", *(published / "accounts").glob("*.html")]
    assert len(pages) > 6
    for path in pages:
        language = "zh" if path.stem.endswith(".zh") else "en"
        root = lxml_html.parse(str(path)).getroot()
        assert [one.text for one in root.findall(".//header/p[@class='draft']")] == [MARK[language]], path
        assert root.findtext(".//title").startswith(MARK[language])


def test_every_sheet_of_paper_is_marked(published: Path) -> None:
    for path in (*published.glob("*.pdf"), *(published / "accounts").glob("*.pdf")):
        language = "zh" if path.stem.endswith(".zh") else "en"
        with pymupdf.open(path) as document:
            assert document.metadata["title"].startswith(MARK[language]), path
            assert all(MARK[language].replace(" ", "") in "".join(sheet.get_text().split()) for sheet in document), path


def test_the_brief_names_the_question_first(company: Path) -> None:
    review = kam.open_review(str(company / "acme.yaml"), "2026Q3", "en")
    assert review.brief.cautions().text.startswith(f"This is a draft until this question is answered: {SAID}")


def test_the_archive_marks_the_quarter(company: Path) -> None:
    for name, language in (("index.html", "en"), ("index.zh.html", "zh")):
        root = lxml_html.parse(str(company / "out" / "acme" / name)).getroot()
        assert root.findtext(".//section[@id='2026Q3']/p[@class='draft']") == MARK[language]


def test_the_manifest_says_what_is_open(published: Path) -> None:
    assert json.loads((published / "manifest.json").read_text(encoding="utf-8"))["questions"] == [SAID]


def test_a_draft_is_not_sent(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["email", "Q3", "--company", str(company / "acme.yaml"), "--out", str(company / "out")]) == 1
    said = capsys.readouterr().err
    assert "nothing was sent: the review is a draft, 1 question about its exports is open" in said
    assert SAID in said


def test_a_dry_run_shows_the_mail_marked(company: Path) -> None:
    assert main(["email", "Q3", "--dry", "--company", str(company / "acme.yaml"), "--out", str(company / "out")]) == 0
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (company / "outbox").rglob("*.eml")]
    assert sorted(str(mail["Subject"])[:14] for mail in mails) == ["Draft (1 quest", "【草稿，1 个问题待答】阿克"]
    assert all(str(mail["Subject"]) in mail.get_body(("plain",)).get_content().replace("\n", " ") for mail in mails)
