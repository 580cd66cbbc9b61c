"""A chapter that stops early is a failed chapter: its name, cell and error are said, nothing is published, and the earlier review stays."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from small_company import exported

from kam.errors import ChapterError, ParamsError
from kam.press.chapter import Job
from kam.press.kernels import Kernels
from kam.press.run import run_chapters
from kam.store import HOUSE

Chapter = Callable[..., Job]


@pytest.fixture(scope="module")
def kernels() -> Iterator[Kernels]:
    with Kernels() as run:
        yield run


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    """A chapter of these cells, after a parameters cell."""

    def made(*cells: str, name: str = "2_analyse", **given: object) -> Job:
        declared = nbformat.v4.new_code_cell('quarter = "Q3"\ncount = 1', metadata={"tags": ["parameters"]})
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[declared, *map(nbformat.v4.new_code_cell, cells)]), path)
        return Job(name, path, dict(given), tmp_path / "out" / f"{name}.ipynb")

    return made


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit()", "a chapter has to reach its end"),
        ("import sys\nsys.exit(0)", "a chapter has to reach its end"),
        ("exit()", "a chapter has to reach its end"),
        ("import os\nos._exit(0)", "the kernel died"),
        ("review = ", "SyntaxError"),
    ],
)
def test_a_cell_that_stops_its_chapter_is_named_with_its_error(kernels: Kernels, chapter: Chapter, cell: str, said: str) -> None:
    with pytest.raises(ChapterError) as failed:
        run_chapters([chapter("x = 1", cell, "print('never')")], kernels, progress=False)
    assert failed.value.exit_code == 2
    message = str(failed.value)
    assert message.startswith("2_analyse: cell 3 (") and said in message and "make lab" in message


def test_when_one_chapter_fails_nothing_is_saved_of_the_others(kernels: Kernels, chapter: Chapter) -> None:
    good, bad = chapter("print('fine')", name="1_discover"), chapter("1 / 0", name="3_team")
    with pytest.raises(ChapterError, match="3_team: cell 2"):
        run_chapters([good, bad], kernels, progress=False)
    assert not good.out.exists() and not bad.out.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [({"quater": "Q2"}, "no parameter 'quater' is declared; did you mean 'quarter'?"), ({"count": "two"}, "'count' is declared as 1, but 'two' (str) was given")],
)
def test_parameters_are_checked_before_any_kernel_starts(kernels: Kernels, chapter: Chapter, given: dict[str, object], said: str) -> None:
    marker = chapter("open('started', 'w')", name="0_brief")
    with pytest.raises(ParamsError) as refused:
        run_chapters([marker, chapter("x = 1", **given)], kernels, progress=False)
    assert said in str(refused.value)
    assert not (marker.notebook.parent / "started").exists()


def test_twelve_chapters_side_by_side_all_reach_their_end(kernels: Kernels, chapter: Chapter) -> None:
    """Kernels that race for ports fail with "Address already in use"."""
    jobs = [chapter(f"print({at})", name=f"c{at}") for at in range(12)]
    done = run_chapters(jobs, kernels, workers=6, progress=False)
    assert [one.notebook.cells[1].outputs[0].text for one in done] == [f"{at}\n" for at in range(12)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house whose notebooks may be broken, and a company beside it."""
    place = tmp_path_factory.mktemp("house")
    for folder in ("kam", "notebooks"):
        shutil.copytree(HOUSE / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    sales = "\n".join(f"{year}{month}{account} invoice {year}-{month:02d}-28 {account} P 1 100" for year in (2025, 2026) for month in range(1, 10) for account in "AB")
    (place / "company").mkdir()
    exported(place / "company", "languages: [en]", sales=sales)
    return place


def report(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kam", "report", "Q3", "--company", str(house / "company" / "acme.yaml"), "--out", str(house / "out")]
    environment = {**os.environ, "PYTHONPATH": str(house), "KAM_CACHE": str(house / "cache")}
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)


def published(house: Path) -> dict[str, bytes]:
    place = house / "out" / "acme" / "2026Q3"
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def test_a_failed_chapter_leaves_the_earlier_review_to_the_byte(house: Path) -> None:
    first = report(house)
    assert first.returncode == 0, first.stderr
    before = published(house)
    notebook = house / "notebooks" / "3_team.ipynb"
    told = nbformat.read(notebook, 4)
    told.cells.append(nbformat.v4.new_code_cell("review.teem.finding()"))
    nbformat.write(told, notebook)
    failed = report(house)
    assert failed.returncode == 2
    assert f"3_team: cell {len(told.cells)} (review.teem.finding()): AttributeError" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert published(house) == before
    assert [path.name for path in (house / "out" / "acme").iterdir() if path.name.startswith(".building")] == []
