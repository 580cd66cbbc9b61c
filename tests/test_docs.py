"""The how-tos are true: what they name is there, and who follows them word by word arrives."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_company import exported

from kam.__main__ import parser
from kam.params import Rules
from kam.store import HOUSE

DOCS = sorted((HOUSE / "docs").glob("*.md"))
MAKEFILE = (HOUSE / "Makefile").read_text(encoding="utf-8")
PLACES = r"`((?:kam|notebooks|params|tests|demo|docs)/[\w./*-]*)`"
NEW = re.compile(r"New file `([^`]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)
ADDED = re.compile(r"In `([^`]+)`, below the line `([^`]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)
by_name = pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)


@by_name
def test_every_place_that_a_how_to_names_is_there_or_made_on_the_way(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = {place for place, _ in NEW.findall(text)} | {"params/acme.yaml"}
    named = set(re.findall(PLACES, text))
    assert [place for place in sorted(named - made) if not list(HOUSE.glob(place))] == []


@by_name
def test_every_link_of_a_how_to_leads_to_a_page(page: Path) -> None:
    assert [link for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")) if not (page.parent / link).is_file()] == []


@by_name
def test_every_command_of_a_how_to_is_one_of_ours(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+)(?=[ `\n])", text))
    assert [target for target in sorted(targets) if not re.search(rf"^{target}:.*## \S", MAKEFILE, flags=re.MULTILINE)] == []
    for command in re.findall(r"python -m kam ([^`]+)`", text):
        parser().parse_args(command.split())


def test_a_how_to_fits_on_a_page_or_two() -> None:
    assert DOCS and all(len(page.read_text(encoding="utf-8").splitlines()) < 160 for page in DOCS)


def test_the_threshold_that_is_changed_by_example_is_one() -> None:
    assert "quality: {floor_share: 0.8}" in (HOUSE / "docs" / "new-threshold.md").read_text(encoding="utf-8")
    assert Rules(quality={"floor_share": 0.8}).quality.floor_share == 0.8  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which the how-to of a new measure was followed, and a company beside it."""
    house = tmp_path_factory.mktemp("measured")
    for folder in ("kam", "tests"):
        shutil.copytree(HOUSE / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", house)
    text = (HOUSE / "docs" / "new-measure.md").read_text(encoding="utf-8")
    for place, content in NEW.findall(text):
        assert not (house / place).exists()
        (house / place).write_text(content, encoding="utf-8")
    for place, anchor, added in ADDED.findall(text):
        before = (house / place).read_text(encoding="utf-8")
        assert f"\n{anchor}\n" in before, (place, anchor)
        (house / place).write_text(before.replace(f"\n{anchor}\n", f"\n{anchor}\n{added}", 1), encoding="utf-8")
    (house / "company").mkdir()
    sales = "\n".join(f"{year}{month}{account} invoice {year}-{month:02d}-28 {account} P 1 100" for year in (2025, 2026) for month in range(1, 10) for account in "AB")
    exported(house / "company", "languages: [en, zh]", sales=sales)
    return house


def run(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(house), "KAM_CACHE": str(house / "cache")}
    return subprocess.run([sys.executable, *command], cwd=house, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_the_new_measure_passes_its_test_and_the_house_style(measured: Path) -> None:
    done = run(measured, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "tests/measures/test_orders.py")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    done = run(measured, "-m", "ruff", "check", "--no-cache", "kam", "tests/measures/test_orders.py")
    assert done.returncode == 0, done.stdout


def test_the_new_measure_is_said_and_its_explanation_agrees(measured: Path) -> None:
    company = str(measured / "company" / "acme.yaml")
    ask = "import sys, kam; print(*[kam.open_review(sys.argv[1], 'Q3', language).orders.finding() for language in ('en', 'zh')], sep='\\n')"
    done = run(measured, "-X", "utf8", "-c", ask, company)
    assert done.stdout.splitlines() == ["Our accounts ordered on 6 days, counted account by account.", "各客户订货天数合计 6 天。"], done.stderr
    done = run(measured, "-m", "kam", "why", "Q3", "A", "order_count", "--company", company)
    assert done.returncode == 0, done.stderr
    assert re.search(r"Order days.*3", done.stdout)
