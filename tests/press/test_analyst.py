"""An analyst in the lab: a sentence, a threshold, a new chapter; each runs in place with a plain kernel, and the next report has it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kam.press.lab import config_path, lab_environment
from kam.review.in_lab import AS_THEY_STAND, COMPANY, QUARTER, asked_for
from kam.store import HOUSE
from tests.review import acme

THRESHOLD = "rules: {max_key_accounts: 2, segments: {min_accounts: 10, bootstrap_draws: 20, gap_draws: 20, k_max: 4}}\n"
CHAPTER = "4_returns"


def code(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source)


def prose(source: str, language: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": [language]})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which an analyst has worked: a sentence and a threshold changed, a chapter added as the how-to says."""
    place = tmp_path_factory.mktemp("house")
    for folder in ("kam", "notebooks"):
        shutil.copytree(HOUSE / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    acme.write(place / "company", acme.company(), rules=THRESHOLD)
    changed = place / "notebooks" / "3_team.ipynb"
    told = nbformat.read(changed, 4)
    told.cells += [prose("The analyst's own remark.", "en"), prose("分析师的补充说明。", "zh"), code("review.concentration.chart()")]
    nbformat.write(told, changed)
    first_two = told.cells[:2]
    returns = nbformat.v4.new_notebook(cells=[*first_two, prose("# Goods that come back", "en"), prose("# 退货情况", "zh"), code("review.quality.finding()")], metadata=told.metadata)
    nbformat.write(returns, place / "notebooks" / f"{CHAPTER}.ipynb")
    return place


def environment(house: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(house), "KAM_CACHE": str(house / "cache"), **more}


@pytest.fixture(scope="module")
def reports(house: Path) -> Path:
    command = [sys.executable, "-m", "kam", "report", "Q3", "--company", str(house / "company" / "acme.yaml"), "--out", str(house / "out")]
    done = subprocess.run(command, cwd=house, env=environment(house), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return house / "out" / "acme"


def run_all(house: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What *Run all* shows of a notebook in place, in the lab's environment, with a plain kernel."""
    for key, value in environment(house, **{COMPANY: str(house / "company" / "acme.yaml"), QUARTER: "2026Q2"}).items():
        monkeypatch.setenv(key, value)
    notebook = nbformat.read(house / "notebooks" / f"{name}.ipynb", 4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(house / "notebooks")}}).execute()
    return "".join(str(output.get("data", "")) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)


def test_run_all_in_the_lab_tells_of_the_company_and_quarter_it_was_opened_for(house: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run_all(house, "3_team", monkeypatch)
    assert "经销商 C01" in shown and 'data-quarter="2026Q2"' in shown
    assert run_all(house, CHAPTER, monkeypatch)


@pytest.mark.parametrize(("suffix", "heading", "remark"), [("", "Goods that come back", "The analyst&#39;s own remark."), (".zh", "退货情况", "分析师的补充说明。")])
def test_the_report_has_the_new_chapter_in_its_place_and_the_changed_sentence(reports: Path, suffix: str, heading: str, remark: str) -> None:
    page = (reports / "2026Q3" / f"review{suffix}.html").read_text(encoding="utf-8")
    assert remark in page.replace("'s own", "&#39;s own")
    contents = re.findall(r'<li class="level-2"><a href="#([^"]+)">', page)
    assert contents.index("4_plan-1") < contents.index(f"{CHAPTER}-1") < contents.index("5_appendix-1")
    archive = (reports / f"index{suffix}.html").read_text(encoding="utf-8")
    assert f'<a href="2026Q3/review{suffix}.html#{CHAPTER}-1">{heading}</a>' in archive


def test_a_changed_threshold_is_in_the_report(reports: Path) -> None:
    """Two key accounts instead of the usual ten, so two account pages."""
    pages = [path.name for path in (reports / "2026Q3" / "accounts").glob("*.html") if "." not in path.stem]
    assert len(pages) <= 2 and pages


def test_the_archive_links_only_to_what_is_there(reports: Path) -> None:
    for name in ("index.html", "index.zh.html"):
        links = re.findall(r'href="([^"#]+)', (reports / name).read_text(encoding="utf-8"))
        assert links and [link for link in links if not (reports / link).is_file()] == []


def test_only_parameters_as_they_stand_mean_what_the_lab_was_opened_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COMPANY, raising=False)
    assert asked_for(*AS_THEY_STAND) == AS_THEY_STAND
    monkeypatch.setenv(COMPANY, "/somewhere/acme.yaml")
    monkeypatch.setenv(QUARTER, "2026Q2")
    assert asked_for(*AS_THEY_STAND) == ("/somewhere/acme.yaml", "2026Q2")
    assert asked_for(AS_THEY_STAND[0], "2025Q4") == ("/somewhere/acme.yaml", "2025Q4")
    assert asked_for("params/northwind.yaml", "Q3") == ("params/northwind.yaml", "Q3")


def test_every_notebook_stands_with_the_parameters_that_the_lab_replaces() -> None:
    for path in sorted((HOUSE / "notebooks").glob("*.ipynb")):
        source = next(cell.source for cell in nbformat.read(path, 4).cells if "parameters" in cell.metadata.get("tags", []))
        assert f'company = "{AS_THEY_STAND[0]}"\nquarter = "{AS_THEY_STAND[1]}"\n' in source, path.name


def test_the_lab_opens_with_the_newest_quarter_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    place = acme.write(tmp_path / "company", acme.company())
    opened = lab_environment(str(place))
    assert (opened[COMPANY], opened[QUARTER]) == (str(place.resolve()), "2026Q3")
    assert lab_environment(str(place), "Q1")[QUARTER] == "2026Q1"
    assert "KAM_SNAPSHOT" not in opened


def test_the_lab_asks_nothing_of_the_network_and_lays_no_question_over_a_chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    ours, theirs = config_path().split(os.pathsep)
    settings = json.loads((Path(ours) / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"] == {"checkForUpdates": False, "fetchNews": "false"}
    assert theirs == str(tmp_path)
