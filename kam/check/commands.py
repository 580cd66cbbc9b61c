"""The commands that a person types next, as they are typed on this machine."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from kam.quarters import Quarter

WINDOWS = os.name == "nt"


def check_command(params: Path) -> str:
    """The one that reads the exports."""
    return rf".venv\Scripts\python -m kam check --company {_quoted(params)}" if WINDOWS else f"make check COMPANY={_quoted(params)}"


def report_command(params: Path, quarter: Quarter) -> str:
    """The one that publishes."""
    return f"report.cmd {quarter} {_quoted(params)}" if WINDOWS else f"make report QUARTER={quarter} COMPANY={_quoted(params)}"


def _quoted(path: Path) -> str:
    if WINDOWS:
        return f'"{path}"' if " " in str(path) else str(path)
    return shlex.quote(str(path))
