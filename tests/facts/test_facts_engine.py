"""The engine: what is rebuilt, what is only opened, what a fault says."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import pytest

from kam.errors import InputError, KamError
from kam.facts import Facts
from kam.facts.dialect import tables_read, transpile
from kam.facts.models import MODELS

from .tables import HandInputs, HandParams, HandRules, Row, ServiceRules, built, fact, rows, write

SALES: dict[str, list[Row]] = {
    "sales": [{"document": "S1", "date": "2026-01-05", "account_id": "A", "net_amount": "10.10", "kind": "invoice"}]
}


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HandInputs:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    return write(tmp_path / "typed", SALES)


def stamps(cache: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in cache.rglob("*.parquet")}


def models_of(tmp_path: Path, **texts: str) -> Path:
    place = tmp_path / "models"
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / f"{name}.sql").write_text(text)
    return place


def test_opening_a_fact_twice_builds_it_once(inputs: HandInputs, tmp_path: Path) -> None:
    Facts(inputs, HandParams()).open("ageing")
    first = stamps(tmp_path / "cache")
    Facts(inputs, HandParams()).open("ageing")
    assert first and stamps(tmp_path / "cache") == first


def test_fresh_builds_a_fact_again_and_only_once(inputs: HandInputs, tmp_path: Path) -> None:
    Facts(inputs, HandParams()).open("ageing")
    first = stamps(tmp_path / "cache")
    facts = Facts(inputs, HandParams(), fresh=True)
    facts.open("ageing")
    again = stamps(tmp_path / "cache")
    facts.path("open_items")
    assert set(again) == set(first) and all(again[file] > first[file] for file in first)
    assert stamps(tmp_path / "cache") == again


def test_only_what_reads_a_changed_table_setting_or_model_gets_a_new_key(inputs: HandInputs, tmp_path: Path) -> None:
    texts = {file.stem: file.read_text() for file in MODELS.glob("*.sql")}
    usual = Facts(inputs, HandParams())
    tolerant = Facts(inputs, HandParams(rules=HandRules(ServiceRules(otif_tolerance_days=2))))
    changed = Facts(inputs, HandParams(), models=models_of(tmp_path, **{**texts, "documents": texts["documents"] + "\n-- changed"}))
    assert usual.key("service_quarter") != tolerant.key("service_quarter") and usual.key("sales_month") == tolerant.key("sales_month")
    assert usual.key("ageing") != changed.key("ageing") and usual.key("sales_month") == changed.key("sales_month")
    assert usual.key("sales_month") != Facts(replace(inputs, fingerprint="other"), HandParams()).key("sales_month")


def _open_ageing(inputs: HandInputs) -> int:
    return len(Facts(inputs, HandParams()).open("sales_month"))


def test_two_processes_may_build_the_same_fact_at_once(inputs: HandInputs) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_open_ageing, [inputs] * 4)) == [1] * 4
    left = [name for name in os.listdir(Path(os.environ["KAM_CACHE"]) / "hand") if name.startswith(".")]
    assert left == []


def test_amounts_come_back_as_decimals_dates_as_dates_and_counts_as_whole_numbers(inputs: HandInputs) -> None:
    row = Facts(inputs, HandParams()).open("sales_month").iloc[0]
    assert row.net_sales == Decimal("10.1") and isinstance(row.net_sales, Decimal)
    assert type(row.month) is date and row.n_rows == 1 and int(row.n_invoices) == 1


def test_what_a_caller_does_to_a_frame_stays_with_the_caller(inputs: HandInputs) -> None:
    facts = Facts(inputs, HandParams())
    mine = facts.open("sales_month")
    mine["n_rows"] = 99
    assert facts.open("sales_month").n_rows.tolist() == [1]


def test_the_spine_runs_from_the_first_month_to_the_end_of_the_newest_quarter() -> None:
    tables = {**SALES, "receivables": [{"document": "R", "account_id": "A", "date": "2025-11-30", "amount": 1}]}
    with built(tables, HandParams(fiscal_year_start=2)) as facts:
        spine = facts.made_here["periods"].to_pandas()
    assert rows(spine, "month", "month_end", "quarter", "quarter_end") == [
        ("2025-11-01", "2025-11-30", "2025Q4", "2026-01-31"),
        ("2025-12-01", "2025-12-31", "2025Q4", "2026-01-31"),
        ("2026-01-01", "2026-01-31", "2025Q4", "2026-01-31"),
    ]


def test_G13b_the_last_quarter_counts_to_its_newest_sale_and_its_newest_receivable() -> None:
    sold = {"sales": [{"document": "S", "account_id": "A", "date": "2026-05-08", "net_amount": 1}]}
    for newest, seen in (("2026-05-20", ["2026-04-30", "2026-05-20", "2026-05-20"]), ("2026-06-25", ["2026-04-30", "2026-05-31", "2026-06-30"])):
        with built({**sold, "receivables": [{"document": "R", "account_id": "A", "date": day, "amount": 1} for day in ("2026-04-02", newest)]}, HandParams(closed_through=None)) as facts:
            spine = facts.made_here["periods"].to_pandas()
        assert [str(day) for day in spine.owed_to] == seen
        assert {str(day) for day in spine.sold_to} == {"2026-05-08" if newest == "2026-05-20" else "2026-06-30"}


def test_a_company_without_any_row_has_empty_facts() -> None:
    for name in [file.stem for file in MODELS.glob("*.sql")]:
        assert fact(name, {"sales": []}) == [], name


def test_an_unknown_fact_is_answered_with_those_there_are(inputs: HandInputs) -> None:
    with pytest.raises(KamError, match=r"kam/facts/sale_month.sql: there is no such fact; there are ageing, .*sales_month"):
        Facts(inputs, HandParams()).open("sale_month")


def test_a_missing_typed_table_is_named_with_its_place(inputs: HandInputs) -> None:
    (inputs.folder / "price_list.parquet").unlink()
    with pytest.raises(InputError, match=r"kam/facts/booked_sales.sql: reads 'price_list', and .*price_list.parquet is not there"):
        Facts(inputs, HandParams()).open("guide_prices")


def test_an_unreadable_spine_names_the_folder(inputs: HandInputs) -> None:
    (inputs.folder / "sales.parquet").unlink()
    with pytest.raises(InputError, match="typed tables cannot be read"):
        Facts(inputs, HandParams()).open("sales_month")


def test_models_that_read_each_other_are_refused(inputs: HandInputs, tmp_path: Path) -> None:
    models = models_of(tmp_path, one="SELECT * FROM two", two="SELECT * FROM one")
    with pytest.raises(KamError, match=r"circle \(one -> two -> one\)"):
        Facts(inputs, HandParams(), models=models).open("one")


def test_a_model_is_exactly_one_select(inputs: HandInputs, tmp_path: Path) -> None:
    for text in ("SELECT 1 AS a; SELECT 2 AS b", "DROP TABLE sales", "", "SELECT FROM WHERE ("):
        with pytest.raises(KamError, match=r"kam/facts/odd.sql: .*(one SELECT)"):
            Facts(inputs, HandParams(), models=models_of(tmp_path, odd=text)).open("odd")


def test_what_the_engine_says_is_passed_on_with_the_models_name(inputs: HandInputs, tmp_path: Path) -> None:
    with pytest.raises(KamError, match=r"kam/facts/odd.sql: not run over .*colour"):
        Facts(inputs, HandParams(), models=models_of(tmp_path, odd="SELECT colour FROM sales")).open("odd")


def test_with_parts_are_not_tables() -> None:
    assert tables_read("WITH a AS (SELECT * FROM sales) SELECT * FROM a JOIN accounts ON TRUE") == {"sales", "accounts"}


def test_a_select_is_carried_to_another_engine() -> None:
    assert transpile('SELECT a // b AS c, "order" FROM t', "postgres") == 'SELECT DIV(a, b) AS c, "order" FROM t'
