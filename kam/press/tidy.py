"""An executed notebook without what differs from run to run."""

from __future__ import annotations

import re
from copy import deepcopy

import nbformat
from nbformat import NotebookNode

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
RUN_FACTS = ("papermill", "execution", "ExecuteTime")


def warnings_of(notebook: NotebookNode) -> list[str]:
    """What the cells wrote to stderr, which no reader is shown."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.text.strip() for output in outputs if output.output_type == "stream" and output.name == "stderr"]


def _tidy_outputs(cell: NotebookNode) -> None:
    cell.outputs = [output for output in cell.outputs if not (output.output_type == "stream" and output.name == "stderr")]
    for output in cell.outputs:
        if "text/plain" in output.get("data", {}):
            output.data["text/plain"] = ADDRESS.sub("", output.data["text/plain"])


def tidied(notebook: NotebookNode) -> NotebookNode:
    """A copy without times, paths, addresses, stderr and random ids: two runs of the same chapter give the same bytes."""
    result = deepcopy(notebook)
    for place in (result, *result.cells):
        for name in RUN_FACTS:
            place.metadata.pop(name, None)
    for number, cell in enumerate(result.cells, start=1):
        cell["id"] = f"cell-{number:03d}"
        if cell.cell_type == "code":
            _tidy_outputs(cell)
    result.metadata.pop("widgets", None)
    result.nbformat, result.nbformat_minor = 4, 5
    return result


def written(notebook: NotebookNode) -> str:
    """The notebook as the text of its file."""
    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)) + "\n"
