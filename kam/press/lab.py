"""``make lab``: JupyterLab on the notebooks, each of which runs from top to bottom as it stands."""

from __future__ import annotations

import os
import subprocess
import sys

from kam.errors import ParamsError
from kam.params import load_params
from kam.review import params_file
from kam.store import HOUSE


def open_lab(company: str) -> int:
    """Open JupyterLab; raises ParamsError when it is not installed or the params cannot be read."""
    load_params(params_file(company))
    environment = {name: value for name, value in os.environ.items() if name != "KAM_SNAPSHOT"}
    done = subprocess.run([sys.executable, "-m", "jupyterlab", "--notebook-dir", str(HOUSE / "notebooks")], env=environment, check=False)
    if done.returncode == 1:
        raise ParamsError("lab: JupyterLab did not start; install it with `make lab` or pip install -r requirements-lab.lock")
    return done.returncode
