"""Each notebook runs alone: by papermill's own command, and top to bottom from the notebooks' folder as *Run all* does."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kam.store import HOUSE

NOTEBOOKS = sorted(path.stem for path in (HOUSE / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One cache for all: the first notebook reads the exports, the others open what it read."""
    os.environ["KAM_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    del os.environ["KAM_CACHE"]


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    return [output.output_type for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_from_the_notebooks_folder_reaches_the_end(name: str) -> None:
    notebook = nbformat.read(HOUSE / "notebooks" / f"{name}.ipynb", 4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(HOUSE / "notebooks")}}).execute()
    assert "execute_result" in shown(notebook) and "error" not in shown(notebook)


def test_plain_papermill_runs_a_chapter_for_another_quarter(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "notebooks/2_analyse.ipynb", str(out), "-p", "quarter", "2026Q2", "-p", "language", "zh", "-k", "python3"]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2026年第2季度" in out.read_text(encoding="utf-8")
