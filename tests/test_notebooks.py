"""Notebooks tell the story: no outputs kept, no logic, every prose in both languages."""

import re
from pathlib import Path

import nbformat
import pytest

from kam.store import HOUSE

NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))
LOGIC = re.compile(r"\bdef |\blambda\b|read_|sklearn|f\"|f'")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_without_logic(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count or LOGIC.search(cell.source)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_stands_in_both_languages(path: Path) -> None:
    tags = [cell.metadata.get("tags", []) for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    assert sum("en" in one for one in tags) == sum("zh" in one for one in tags)
