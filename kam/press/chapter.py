"""One chapter: its parameters checked, its kernel run, and a plain word about where it stopped."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from kam.errors import ChapterError, ParamsError

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """A notebook to run: its name for people, its parameters, and where the executed notebook goes."""

    name: str
    notebook: Path
    parameters: dict[str, Any]
    out: Path


@dataclass(frozen=True)
class Executed:
    """A chapter that ran to its end; ``warnings`` is what its cells wrote to stderr."""

    job: Job
    notebook: NotebookNode
    seconds: float
    warnings: list[str] = field(default_factory=list)


def _read(notebook: Path) -> NotebookNode:
    try:
        return nbformat.read(notebook, as_version=4)
    except Exception as fault:
        raise ParamsError(f"{notebook.name}: is not a notebook that can be read ({_last_line(str(fault))})") from fault


def _literal(node: ast.expr | None) -> Any:
    try:
        return None if node is None else ast.literal_eval(node)
    except ValueError:
        return None


def _declared(notebook: Path) -> dict[str, Any]:
    """Name and default of each parameter; None where the default is no literal, which fits every type.

    Papermill's own inspection knows types only where they are annotated, and wants a kernel's name in the file.
    """
    source = next((cell.source for cell in _read(notebook).cells if "parameters" in cell.metadata.get("tags", [])), "")
    try:
        lines = ast.parse(source).body
    except SyntaxError as fault:
        raise ParamsError(f"{notebook.name}: the cell tagged 'parameters' is not Python ({fault.msg}, line {fault.lineno})") from fault
    plain = {target: line.value for line in lines if isinstance(line, ast.Assign) for target in line.targets}
    noted = {line.target: line.value for line in lines if isinstance(line, ast.AnnAssign)}
    every: list[tuple[ast.expr, ast.expr | None]] = [*plain.items(), *noted.items()]
    return {target.id: _literal(value) for target, value in every if isinstance(target, ast.Name)}


def _same_type(given: Any, default: Any) -> bool:
    return default is None or type(given) is type(default) or (type(default) is float and type(given) is int)


def check_parameters(job: Job) -> None:
    """Refuse parameters that the notebook does not declare, or declares with another type.

    Raises ParamsError, naming the nearest declared one: papermill itself would only warn.
    """
    declared = _declared(job.notebook)
    for name, value in job.parameters.items():
        if name not in declared:
            near = difflib.get_close_matches(name, declared, n=1, cutoff=0)
            hint = f"did you mean '{near[0]}'?" if near else "it has no cell tagged 'parameters' with any"
            raise ParamsError(f"{job.notebook.name}: no parameter '{name}' is declared; {hint}")
        if not _same_type(value, declared[name]):
            given = type(value).__name__
            raise ParamsError(f"{job.notebook.name}: parameter '{name}' is declared as {declared[name]!r}, but {value!r} ({given}) was given")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in ANSI.sub("", text).splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _first_line(cell: NotebookNode) -> str:
    return next((line.strip()[:100] for line in cell.source.splitlines() if line.strip()), "")


class Trace:
    """Which cell a chapter is in, as its author counts them: without the cell that papermill adds."""

    def __init__(self) -> None:
        self.number = 0
        self.line = ""
        self.left = ""
        self._added = 0

    def enter(self, cell: NotebookNode, index: int) -> None:
        """Note that this cell is being looked at."""
        self.number, self.line = index + 1 - self._added, _first_line(cell)
        self._added += "injected-parameters" in cell.metadata.get("tags", [])

    def reply(self, answer: dict[str, Any]) -> None:
        """Note a cell that asked to leave with ``exit()``, which is no error to the kernel."""
        payload = answer["content"].get("payload") or []
        if not self.left and any(part.get("source") == "ask_exit" for part in payload):
            self.left = str(self)

    def __str__(self) -> str:
        return f"cell {self.number} ({self.line})" if self.number else "before its first cell"


def _stopped(job: Job, trace: Trace | str, why: str) -> ChapterError:
    return ChapterError(f"{job.name}: {trace}: {why}. Open {job.notebook.name} with `make lab` and run it up to this cell.")


def _said(ename: str, evalue: str) -> str:
    why = _last_line(f"{ename}: {evalue}" if evalue else ename).rstrip(".")
    return why + " (a chapter has to reach its end)" if ename == "SystemExit" else why


def _check_finished(job: Job, notebook: NotebookNode) -> None:
    """Refuse a notebook with an error, or with a cell that no kernel finished: nbclient takes ``sys.exit()`` for success."""
    trace = Trace()
    for index, cell in enumerate(notebook.cells):
        trace.enter(cell, index)
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                raise _stopped(job, trace, _said(output.ename, output.evalue))
        if cell.execution_count is None:
            raise _stopped(job, trace, "was never reached")


def _execute(
    job: Job, kernels: type[KernelManager], timeout: int, entered: Callable[[NotebookNode, int], None], answered: Callable[[dict[str, Any]], None]
) -> NotebookNode:
    return papermill.execute_notebook(
        job.notebook,
        None,
        job.parameters,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        kernel_manager_class=kernels,
        shutdown_kernel="immediate",
        execution_timeout=timeout,
        resources={"metadata": {"path": str(job.notebook.parent)}},
        on_cell_start=lambda cell, cell_index: entered(cell, cell_index),
        on_cell_executed=lambda cell, cell_index, execute_reply: answered(execute_reply),
    )


def run_chapter(job: Job, kernels: type[KernelManager], timeout: int, entered: Callable[[], None]) -> NotebookNode:
    """Run one notebook from top to bottom; ``entered`` is called as each cell starts.

    Raises ChapterError with the chapter, the cell and the last line of the error for every way of stopping early.
    """
    trace = Trace()

    def note(cell: NotebookNode, index: int) -> None:
        trace.enter(cell, index)
        entered()

    try:
        notebook = _execute(job, kernels, timeout, note, trace.reply)
    except PapermillExecutionError as fault:
        raise _stopped(job, trace, _said(fault.ename, fault.evalue)) from fault
    except DeadKernelError as fault:
        raise _stopped(job, trace, "the kernel died (out of memory, or the cell ends the process)") from fault
    except CellTimeoutError as fault:
        raise _stopped(job, trace, f"took longer than {timeout} s") from fault
    except (RuntimeError, OSError) as fault:
        raise _stopped(job, trace, _last_line(str(fault))) from fault
    if trace.left:
        raise _stopped(job, trace.left, "asks the kernel to exit (a chapter has to reach its end)")
    _check_finished(job, notebook)
    return notebook
