"""``make lab``: JupyterLab on the notebooks, each of which runs from top to bottom as it stands, for one company and quarter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from kam.errors import ParamsError
from kam.params import load_params
from kam.review import chosen, open_books, params_file
from kam.review.in_lab import COMPANY, QUARTER
from kam.store import HOUSE


def open_lab(company: str, quarter: str = "", options: Sequence[str] = ()) -> int:
    """Open JupyterLab for a quarter; its notebooks are those that the next report runs, its ``options`` are JupyterLab's own.

    Raises KamError when JupyterLab is not installed, or when params, quarter or exports cannot be used.
    """
    environment = lab_environment(company, quarter)
    print(f"JupyterLab opens for {environment[COMPANY]}, {environment[QUARTER]}. Run > Run All Cells shows a chapter; make report publishes it as you leave it.")
    done = subprocess.run([sys.executable, "-m", "jupyterlab", "--notebook-dir", str(HOUSE / "notebooks"), *options], env=environment, check=False)
    if done.returncode == 1:
        raise ParamsError("lab: JupyterLab did not start; the lines above say why, or it is not installed: `make lab` does that, or pip install -r requirements-lab.lock")
    return done.returncode


def lab_environment(company: str, quarter: str = "") -> dict[str, str]:
    """The environment in which untouched notebooks tell of this company and quarter; its exports are read on the way."""
    place = params_file(company).resolve()
    os.environ.pop("KAM_SNAPSHOT", None)
    params = load_params(place)
    wanted = chosen(open_books(params), quarter)
    return {**os.environ, COMPANY: str(place), QUARTER: wanted.name, "JUPYTER_CONFIG_PATH": config_path()}


def config_path() -> str:
    """Where Jupyter looks for settings: ours, which ask nothing of the network and lay no question over the chapter, before those that were named."""
    return os.pathsep.join([str(HOUSE / "kam" / "press" / "jupyter"), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])])
