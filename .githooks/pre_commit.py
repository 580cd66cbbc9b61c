"""What happens before a commit: staged notebooks lose their outputs, staged Python passes ruff."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# What JupyterLab writes into a cell as soon as its tags are looked at, and means nothing.
PANE = {"deletable": True, "editable": True, "slideshow": {"slide_type": ""}, "tags": []}


def git(*arguments: str, given: str | None = None) -> str:
    """What git answers; text is UTF-8 and line ends stay as they are."""
    done = subprocess.run(["git", *arguments], input=None if given is None else given.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def staged(ending: str) -> list[str]:
    """Files of the coming commit that have such an ending."""
    listed = git("diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR").split("\0")
    return [path for path in listed if path.endswith(ending)]


def stripped(text: str) -> str:
    """A notebook without outputs, counts and traces of its run, written as JupyterLab saves it, so that a changed sentence is a changed line."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        for trace in ("execution", "papermill", "collapsed", "scrolled"):
            cell["metadata"].pop(trace, None)
        cell["metadata"] = {name: value for name, value in cell["metadata"].items() if value != PANE.get(name)}
    for trace in ("papermill", "widgets"):
        notebook["metadata"].pop(trace, None)
    notebook["metadata"]["language_info"] = {"name": "python"}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def strip_notebook(path: str) -> None:
    """Strip what is staged; the file itself too, unless it holds changes that are not staged."""
    before = git("show", f":{path}")
    after = stripped(before)
    if after == before:
        return
    blob = git("hash-object", "-w", "--stdin", given=after).strip()
    mode = git("ls-files", "--stage", "--", path).split()[0]
    git("update-index", "--cacheinfo", f"{mode},{blob},{path}")
    file = Path(path)
    if file.read_bytes() == before.encode():
        file.write_bytes(after.encode())
    print(f"pre-commit: {path}: outputs taken out")


def main() -> int:
    """0 lets the commit pass."""
    for path in staged(".ipynb"):
        strip_notebook(path)
    code = staged(".py")
    return subprocess.run([sys.executable, "-m", "ruff", "check", "--force-exclude", "--quiet", *code], check=False).returncode if code else 0


if __name__ == "__main__":
    sys.exit(main())
