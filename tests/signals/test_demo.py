"""The demo company's exports, read by the product: every planted signal of planted.csv is raised, and none of the look-alikes."""

from __future__ import annotations

import csv

import pytest

from kam.params import load_params
from kam.review import open_books
from kam.signals import SIGNALS
from kam.store import HOUSE

from .worlds import Judged


@pytest.fixture(scope="module")
def raised() -> dict[str, set[str]]:
    return Judged(open_books(load_params(HOUSE / "params" / "demo.yaml"))).raised()


@pytest.fixture(scope="module")
def stated() -> list[dict[str, str]]:
    with (HOUSE / "demo" / "planted.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("signal", SIGNALS)
def test_W1_exports_as_messy_as_real_ones_raise_what_was_planted_and_no_look_alike(raised: dict[str, set[str]], stated: list[dict[str, str]], signal: str) -> None:
    roles = {role: {row["account_id"] for row in stated if (row["signal"], row["role"]) == (signal, role)} for role in ("planted", "look_alike")}
    assert roles["planted"] and roles["look_alike"]
    assert raised[signal] == roles["planted"]
    assert not raised[signal] & roles["look_alike"]
