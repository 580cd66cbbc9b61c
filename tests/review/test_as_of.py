"""G8: rerun equals print. Exports taken at the end of an earlier quarter give the figures that today's exports give for it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from kam.figures import Figure
from kam.intake import read_inputs
from kam.params import load_params
from kam.quarters import Quarter
from kam.review.ledger import compile_ledger
from kam.review.review import open_books
from kam.store import HOUSE

from . import acme

Ledger = dict[tuple[str, str, str, str], Figure]


@pytest.fixture(autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path_factory.getbasetemp() / "as-of"))


def ledger(params: Path, quarter: Quarter) -> Ledger:
    """Every figure that the review of a quarter prints."""
    books = open_books(load_params(params))
    return {(row.metric, row.account_id, row.dimension, row.quarter): row for row in compile_ledger(books, quarter).figures}


def differing(full: Ledger, then: Ledger) -> list[tuple[Any, ...]]:
    return [(key, full.get(key), then.get(key)) for key in sorted({*full, *then}) if full.get(key) != then.get(key)]


@pytest.mark.parametrize("name", ["2025Q1", "2025Q4", "2026Q2"])
def test_G8_exports_cut_at_a_quarters_end_give_the_same_ledger(tmp_path: Path, name: str) -> None:
    quarter, tables = Quarter.parse(name), acme.company()
    full, then = ledger(acme.write(tmp_path / "full", tables), quarter), ledger(acme.write(tmp_path / "then", acme.cut(tables, quarter)), quarter)
    assert sum(row.quarter == name and row.value is not None for row in full.values()) > 300
    assert differing(full, then) == []


@pytest.mark.parametrize("name", [pytest.param("2025Q4", marks=pytest.mark.slow), "2026Q2"])
def test_G8_the_demo_company_prints_again_what_an_earlier_quarter_printed(tmp_path: Path, name: str) -> None:
    """Its typed tables are written as plain exports first, so that they can be cut; by then no metric is unknown throughout, which would hold nothing."""
    quarter, tables = Quarter.parse(name), demo_tables()
    full, then = ledger(demo(tmp_path / "full", tables), quarter), ledger(demo(tmp_path / "then", acme.cut(tables, quarter)), quarter)
    assert sum(row.quarter == name and row.value is not None for row in full.values()) > 1000
    if name == "2026Q2":
        assert sorted({row.metric for row in full.values()} - {row.metric for row in full.values() if row.value is not None}) == []
    assert differing(full, then) == []


def demo_tables() -> acme.Tables:
    inputs = read_inputs(load_params(HOUSE / "params" / "demo.yaml"))
    exported = {name: inputs.table(name)[sorted(inputs.columns[name])] for name in sorted(inputs.present)}
    return {name: [{column: _written(value) for column, value in row.items()} for row in rows.to_dict("records")] for name, rows in exported.items()}


def _written(value: Any) -> Any:
    if value is None or pd.isna(value):
        return ""
    return int(value) if isinstance(value, bool) else value


def demo(place: Path, tables: acme.Tables) -> Path:
    """The demo's params over plain exports, with loss rates, and ranges from as many quarters as there are by then."""
    acme.write(place, tables)
    params = yaml.safe_load((HOUSE / "params" / "demo.yaml").read_text(encoding="utf-8"))
    rates = {"not_due": 0.01, "due_1_30": 0.05, "due_31_60": 0.1, "due_61_90": 0.3, "due_91_plus": 0.5}
    params["rules"] |= {"warning": {"range_points": 4}, "credit": {"loss_rates": rates}}
    sources = {name: {"file": f"{name}.csv"} for name in tables}
    (place / "acme.yaml").write_text(yaml.safe_dump({**params, "folder": ".", "sources": sources}, allow_unicode=True), encoding="utf-8")
    for dated in (HOUSE / "params").glob("demo.*.yaml"):
        shutil.copy(dated, place / dated.name.replace("demo", "acme", 1))
    return place / "acme.yaml"
