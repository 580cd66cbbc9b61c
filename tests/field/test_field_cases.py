"""Exports as they really come: each gives its right figure, or is asked about or refused by its cause."""

from __future__ import annotations

import csv
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from .outcome import Outcome, outcome

HERE = Path(__file__).parent
# Cases that are still misread; each is taken off the list with the change that mends it.
NOT_YET: frozenset[str] = frozenset()


def _right() -> dict[str, list[dict[str, str]]]:
    """The rows of right.tsv by case: metric, account, right value, and what a question has to name."""
    cases = defaultdict(list)
    with (HERE / "right.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0] != "case":
                cases[row[0]].append(dict(zip(("metric", "account", "right", "named"), (row[1], row[2], row[4], row[5] if len(row) > 5 else ""), strict=True)))
    return cases


RIGHT = _right()


def deviation(found: Outcome, row: dict[str, str]) -> str:
    """What is wrong with one figure: neither its right value nor a word of its cause; empty where it is right."""
    value = found.value(row["metric"], row["account"])
    if value == row["right"] != "":
        return ""
    asked = re.search(row["named"], _asked(found.said)) if row["named"] else None
    return "" if asked else f"{row['metric']} {row['account']} is {value}, not {row['right'] or 'asked about'}; said: {_asked(found.said)}"


def _asked(said: str) -> str:
    """The parts of a check in which something is said or asked; a refusal whole."""
    parts = said.split("\n\n")
    return "\n\n".join(part for part in parts if part.startswith(("What to know", "须知", "What to do next", "下一步"))) or said


def _cases() -> list[object]:
    not_yet = pytest.mark.xfail(strict=True, reason="still misread")
    names = sorted(path.name for path in (HERE / "cases").iterdir())
    return [pytest.param(name, marks=not_yet if name in NOT_YET else ()) for name in names]


@pytest.mark.parametrize("case", _cases())
def test_an_export_as_it_comes_is_read_rightly_or_asked_about(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    shutil.copytree(HERE / "cases" / case, tmp_path / case)
    found = outcome(tmp_path / case / "acme.yaml")
    wrong = [said for row in RIGHT.get(case, []) if (said := deviation(found, row))]
    if not RIGHT.get(case):
        assert found.ledger is not None, found.said
    assert not wrong, "\n".join(wrong)
