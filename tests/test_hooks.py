"""The hook before a commit: notebooks go in without outputs, code that ruff refuses does not go in, and nothing else changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kam.store import HOUSE


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository with the hook as `make hooks` installs it, and this environment as its own."""
    git(tmp_path, "init", "--quiet")
    for name, value in (("user.name", "Analyst"), ("user.email", "analyst@example.com"), ("core.hooksPath", ".githooks")):
        git(tmp_path, "config", name, value)
    shutil.copytree(HOUSE / ".githooks", tmp_path / ".githooks")
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")


def notebook(folder: Path, said: str, *outputs: object) -> Path:
    path = folder / "6_returns.ipynb"
    traces = {"deletable": True, "execution": {"iopub": "now"}, "slideshow": {"slide_type": ""}, "tags": ["en"]} if outputs else {}
    cell = {"cell_type": "code", "execution_count": 3 if outputs else None, "id": "a", "metadata": traces, "outputs": list(outputs), "source": [said]}
    info = {"language_info": {"name": "python", **({"version": "3.11"} if outputs else {})}}
    path.write_text(json.dumps({"cells": [cell], "metadata": info, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


STREAM = {"name": "stdout", "output_type": "stream", "text": ["机密"]}


def test_a_notebook_is_committed_without_outputs_and_the_file_is_stripped_too(repository: Path) -> None:
    path = notebook(repository, "review.brief.finding()  # 要点", STREAM)
    git(repository, "add", path.name)
    done = git(repository, "commit", "-m", "Ask for returns")
    assert done.returncode == 0, done.stderr
    kept = git(repository, "show", f"HEAD:{path.name}").stdout
    assert "机密" not in kept and "要点" in kept and '"execution_count": null' in kept and "3.11" not in kept
    assert json.loads(kept)["cells"][0]["metadata"] == {"tags": ["en"]}
    assert path.read_text(encoding="utf-8") == kept
    assert git(repository, "status", "--porcelain", path.name).stdout == ""


def test_changes_that_are_not_staged_stay_in_the_file(repository: Path) -> None:
    path = notebook(repository, "first", STREAM)
    git(repository, "add", path.name)
    notebook(repository, "second", STREAM)
    assert git(repository, "commit", "-m", "Say the first").returncode == 0
    assert "second" in path.read_text(encoding="utf-8") and "机密" in path.read_text(encoding="utf-8")
    kept = git(repository, "show", f"HEAD:{path.name}").stdout
    assert "first" in kept and "机密" not in kept


def test_a_clean_notebook_is_committed_to_the_byte(repository: Path) -> None:
    path = repository / "1_discover.ipynb"
    shutil.copy(HOUSE / "notebooks" / "1_discover.ipynb", path)
    git(repository, "add", path.name)
    assert git(repository, "commit", "-m", "Find the key accounts").returncode == 0
    assert path.read_bytes() == (HOUSE / "notebooks" / "1_discover.ipynb").read_bytes()


def test_code_that_ruff_refuses_stops_the_commit_and_is_named(repository: Path) -> None:
    (repository / "measure.py").write_text("import os\n", encoding="utf-8")
    git(repository, "add", "measure.py")
    done = git(repository, "commit", "-m", "Measure")
    assert done.returncode != 0
    assert "measure.py" in done.stdout + done.stderr and "F401" in done.stdout + done.stderr


def test_without_an_environment_the_hook_says_how_to_get_one(repository: Path) -> None:
    shutil.rmtree(repository / ".venv")
    git(repository, "add", "pyproject.toml")
    done = git(repository, "commit", "-m", "Begin")
    assert done.returncode != 0 and "make hooks" in done.stderr


def test_our_notebooks_lie_as_jupyterlab_saves_them_so_that_a_changed_sentence_is_a_changed_line() -> None:
    for path in sorted((HOUSE / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert path.read_text(encoding="utf-8") == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", path.name
        assert notebook["metadata"]["kernelspec"]["display_name"] == "Python 3 (ipykernel)"
