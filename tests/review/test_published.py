"""A small company from raw exports to the published page, with real kernels."""

import base64
import csv
import hashlib
import json
import os
import re
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest
import yaml

from kam.__main__ import main
from kam.params import load_params

FILES = ["figures.csv", "accounts.csv", "signals.csv", "set_aside.csv", "control_totals.csv", "plan.xlsx", "review.xlsx", "manifest.json", "review.html", "review.pdf", "brief.png"]
KEY = ("data-metric", "data-account", "data-dimension", "data-quarter", "value")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three accounts over five quarters; the third is an own shop."""
    place = tmp_path_factory.mktemp("acme")
    months = [(year, month) for year in (2025, 2026) for month in range(1, 10)]
    bought = (("A", 600), ("B", 300), ("S", 100))
    rows = [f"{year}{month:02d}{account},1,invoice,{year}-{month:02d}-28,{account},P1,10,{amount}" for year, month in months for account, amount in bought]
    (place / "sales.csv").write_text("document,line,kind,date,account_id,product_id,qty,net_amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (place / "accounts.csv").write_text("account_id,name,kind\nA,甲<b>,dealer\nB,Beta,dealer\nS,Shop,own shop\n", encoding="utf-8")
    (place / "acme.yaml").write_text("company: acme\nlanguages: [en]\nsources:\n  accounts: {file: accounts.csv}\n  sales: {file: sales.csv}\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def published(company: Path) -> Path:
    out = company / "out"
    assert main(["report", "Q3", "--company", str(company / "acme.yaml"), "--out", str(out)]) == 0
    return out / "acme" / "2026Q3"


def marks(page: Path) -> set[tuple[str, ...]]:
    """The figures that a page prints, each with its key and its value."""
    found = lxml.html.fromstring(page.read_text(encoding="utf-8").encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return {tuple(one.get(name) for name in KEY) for one in found.iter("data")}


def figures(published: Path) -> dict[tuple[str, ...], str]:
    with (published / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {(row["metric"], row["account_id"], row["dimension"], row["quarter"]): row["value"] for row in csv.DictReader(file)}


def test_every_file_of_the_contract_is_there(published: Path) -> None:
    assert [name for name in FILES if not (published / name).is_file()] == []
    assert sorted(path.name for path in (published / "accounts").iterdir() if path.suffix == ".html") == ["A.customer.html", "A.html", "B.customer.html", "B.html"]


def test_the_coming_quarters_plan_is_laid_out_beside_the_quarters(published: Path) -> None:
    assert (published.parent / "plans" / "2026Q4" / "plan.xlsx").read_bytes() == (published / "plan.xlsx").read_bytes()


def test_a_report_leaves_no_company_behind_for_the_next_one_of_the_same_process(published: Path) -> None:
    assert "KAM_SNAPSHOT" not in os.environ


def test_every_printed_figure_stands_in_figures_csv_with_its_value(published: Path) -> None:
    rows = figures(published)
    pages = [published / "review.html", *sorted((published / "accounts").glob("*.html"))]
    printed = {mark for page in pages for mark in marks(page)}
    assert len(printed) > 50
    assert [mark for mark in printed if rows.get(mark[:4]) != mark[4]] == []


def test_every_metric_of_figures_csv_is_printed_somewhere_or_defined(published: Path) -> None:
    text = (published / "review.html").read_text(encoding="utf-8")
    assert sorted({key[0] for key in figures(published)} - set(re.findall(r">([a-z0-9_]+)<", text)) - {mark[0] for mark in marks(published / "review.html")}) == []


def test_the_params_of_the_manifest_are_those_of_the_run(published: Path, company: Path) -> None:
    """A run from them therefore gives the same bytes."""
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    again = company / "again.yaml"
    again.write_text(yaml.safe_dump(manifest["params"], allow_unicode=True), encoding="utf-8")
    assert load_params(again).model_dump() == load_params(company / "acme.yaml").model_dump()
    assert manifest["dated_rules"] == {}


def test_B2_share_leaves_own_shops_out(published: Path) -> None:
    rows = figures(published)
    assert (rows["net_sales", "", "", "2026Q3"], rows["share", "A", "", "2026Q3"], rows["share", "S", "", "2026Q3"]) == ("3000", "0.666666666667", "")


def test_every_figure_leads_to_its_definition(published: Path) -> None:
    review = lxml.html.parse(str(published / "review.html"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    defined = {one.get("id") for one in review.iter("code")}
    led = {one.get("href").removeprefix("#") for one in review.iter("a") if one.get("class") == "def"}
    assert len(led) > 20 and led <= defined
    said = [data for data in review.iter("data") if not any(one.tag == "table" for one in data.iterancestors())]
    assert said and [data.get("data-metric") for data in said if data.getparent().tag != "a"] == []
    page = (published / "accounts" / "A.html").read_text(encoding="utf-8")
    assert {f"definition-{metric}" for metric in re.findall(r'href="\.\./review\.html#definition-([a-z0-9_]+)"', page)} <= defined
    assert "definition-" not in (published / "accounts" / "A.customer.html").read_text(encoding="utf-8")


def test_every_link_to_a_file_leads_to_one_that_is_there(published: Path) -> None:
    pages = [*published.glob("*.html"), *(published / "accounts").glob("*.html")]
    links = {(page, unquote(href)) for page in pages for href in re.findall(r'href="(?!#|https?:)([^"#]+)', page.read_text(encoding="utf-8"))}
    assert {href for _, href in links} >= {"figures.csv", "accounts/A.html", "../review.html"}
    assert {(page.name, href) for page, href in links if not (page.parent / href).is_file()} == set()


def test_the_page_asks_for_nothing_from_outside_and_escapes_names(published: Path) -> None:
    text = (published / "review.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(hashes) == text.count("<script") == 1
    assert f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src 'sha256-{hashes[0]}'" in text
    assert set(re.findall(r'(?:src|href)="(?!#|data:)([^"]*)', text)) == {"figures.csv", "accounts/A.html", "accounts/B.html"}
    assert "甲&lt;b&gt;" in text


def test_a_wrong_quarter_is_one_message_and_leaves_the_review(published: Path, company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "2031Q1", "--company", str(company / "acme.yaml"), "--out", str(company / "out")]) == 1
    assert "the sales hold 2025Q1 to 2026Q3" in capsys.readouterr().err
    assert (published / "review.html").is_file()
