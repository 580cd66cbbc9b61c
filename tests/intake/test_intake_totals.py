"""Rows in = rows used + rows set aside, and amounts likewise, to the cent, whatever the files look like."""

from __future__ import annotations

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kam.check import report
from kam.errors import InputError
from kam.intake import open_snapshot, read_inputs
from kam.intake.amounts import as_decimal, millionths
from kam.intake.totals import reconciled
from kam.quarters import Quarter

from .exports import SALES, params_of, read

AMOUNTS = st.one_of(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4).map(str),
    st.sampled_from(["", "oops", "(12.34)", "￥1,234.50", "１２．５", "1,5", "-", "99999999999999"]),
)
ROW = st.tuples(
    st.sampled_from(["D1", "D2", "D3", "", "小计"]),
    st.sampled_from(["1", "2", ""]),
    st.sampled_from(["invoice", "credit note", "gift"]),
    st.sampled_from(["2026-07-01", "2026年7月2日", "46295", "soon", ""]),
    st.sampled_from(["A", "B", "X", "Z", ""]),
    st.just("P"),
    st.sampled_from(["1", "", "x"]),
    AMOUNTS,
    st.sampled_from(["", "yes", "no", "perhaps"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROW, max_size=12), min_size=1, max_size=3))
@example([[("小计", "1", "invoice", "2026-07-01", "A", "P", "1", "0.0000", ""), ("小计", "1", "invoice", "2026-07-01", "A", "P", "1", "0.0001", "")]])
def test_rows_and_amounts_in_are_those_used_and_set_aside(exports: list[list[tuple[str, ...]]]) -> None:
    folder = Path(tempfile.mkdtemp())
    head = SALES.replace("\n", ",cancelled\n")
    good = "G{},1,invoice,2026-07-01,A,P,1,1.25,\n"
    files: dict[str, str | bytes] = {
        f"s-{index}.csv": head + good.format(index) + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
        for index, rows in enumerate(exports)
    }
    try:
        inputs = read(
            folder,
            {"a.csv": "account_id\nA\nB\nX\n", **files},
            {"accounts": {"file": "a.csv"}, "sales": {"file": "s-*.csv"}},
            exclude={"accounts": ["X"]},
        )
    finally:
        shutil.rmtree(folder)
    total = inputs.control_totals.set_index("table").loc["sales"]
    used, lost = inputs.table("sales"), inputs.set_aside[inputs.set_aside["table"] == "sales"]
    assert total["rows_in"] == total["rows_used"] + total["rows_set_aside"] == sum(len(rows) + 1 for rows in exports)
    assert (len(used), len(lost)) == (total["rows_used"], total["rows_set_aside"])
    assert total["amount_in"] == total["amount_used"] + total["amount_set_aside"]
    assert total["amount_used"] == sum(used["net_amount"], Decimal(0))
    places = pd.concat([used[["source_file", "source_row"]].set_axis(["file", "row"], axis=1), lost[["file", "row"]]])
    assert not places.duplicated().any()
    if not inputs.notes_of("credit_notes_negated"):
        # Where most rows of an export bear the word, it tells their kind and makes none of them a total.
        kinds = [2 * sum(row[0] == "小计" for row in rows) > len(rows) + 1 for rows in exports]
        written = [millionths(row[7]) for rows, kind in zip(exports, kinds, strict=True) for row in rows if kind or row[0] != "小计"]
        assert total["amount_in"] == as_decimal(sum(count or 0 for count in written)) + Decimal("1.25") * len(exports)


def test_the_ledgers_total_of_a_quarter_is_held_against_the_company_value_of_its_sales(tmp_path: Path) -> None:
    text = (
        SALES.replace("\n", ",fx_rate\n")
        + "D,1,invoice,2026-07-01,A,P,1,10.005,7.1\nE,1,invoice,2026-09-30,A,P,1,0.0001,\nF,1,invoice,2026-10-01,A,P,1,5,\n"
    )
    params = params_of(tmp_path, {"s.csv": text}, {"sales": {"file": "s.csv"}}, ledger_totals={"2026Q3": "71.00"})
    inputs = read_inputs(params)
    row = reconciled(inputs, params, Quarter(2026, 3)).iloc[0]
    assert (row["ledger_total"], row["difference"]) == (Decimal("71.00"), Decimal("0.0401"))
    assert reconciled(inputs, params, Quarter(2026, 4)).iloc[0]["ledger_total"] is None


def test_inputs_are_read_once_and_a_snapshot_opens_them_without_the_exports(tmp_path: Path) -> None:
    params = params_of(tmp_path, {"s.csv": SALES + "D,1,invoice,2026-07-01,A,P,1,5\n"}, {"sales": {"file": "s.csv"}})
    first, second = read_inputs(params), read_inputs(params)
    assert (first.fingerprint, first.folder) == (second.fingerprint, second.folder)
    fresh = read_inputs(params, fresh=True)
    (tmp_path / "s.csv").unlink()
    again = open_snapshot("hand", fresh.fingerprint)
    assert again == first and len(again.table("sales")) == 1
    try:
        open_snapshot("hand", "0000")
    except InputError as error:
        assert "KAM_SNAPSHOT" in str(error)


def test_the_same_exports_give_the_same_bytes(tmp_path: Path) -> None:
    params = params_of(
        tmp_path,
        {"s.csv": SALES + "".join(f"D{n},1,invoice,2026-07-01,A{n % 7},P,1,{n}\n" for n in range(500))},
        {"sales": {"file": "s.csv"}},
    )
    before = {path.name: path.read_bytes() for path in read_inputs(params).folder.iterdir()}
    after = {path.name: path.read_bytes() for path in read_inputs(params, fresh=True).folder.iterdir()}
    assert before == after


def test_a_changed_export_or_param_is_read_anew(tmp_path: Path) -> None:
    sources = {"sales": {"file": "s.csv"}}
    one = read(tmp_path, {"s.csv": SALES + "D,1,invoice,2026-07-01,A,P,1,5\n"}, sources)
    two = read(tmp_path, {"s.csv": SALES + "D,1,invoice,2026-07-01,A,P,1,6\n"}, sources)
    three = read(tmp_path, {}, sources, exclude={"documents": ["Z"]})
    assert len({one.fingerprint, two.fingerprint, three.fingerprint}) == 3


def test_every_table_of_the_contract_is_there_with_all_its_columns(tmp_path: Path) -> None:
    from kam.intake.inputs import TABLE_NAMES, column_names

    inputs = read(tmp_path, {"s.csv": SALES + "D,1,invoice,2026-07-01,A,P,1,5\n"}, {"sales": {"file": "s.csv"}})
    assert {name: tuple(inputs.table(name).columns) for name in TABLE_NAMES} == {name: column_names(name) for name in TABLE_NAMES}
    assert inputs.present == {"sales"} and inputs.columns["sales"] >= {"document", "line", "qty"} and "cost" not in inputs.columns["sales"]


def test_the_check_says_what_was_read_set_aside_recognised_and_missing(tmp_path: Path) -> None:
    params = params_of(
        tmp_path,
        {"s.csv": "单据号,日期,客户编码,金额\nD1,2026-07-01,A,1234.5\nD2,soon,A,1\n"},
        {"sales": {"file": "s.csv"}},
        ledger_totals={"2026Q3": 1234.5},
    )
    text = report(read_inputs(params), params)
    for line in (
        "sales                  2         1          1            1,235.50            1,234.50                1.00",
        "sales: 1 x unreadable date",
        "s.csv, row 3: date 'soon'",
        "单据号 = document",
        "no kind, so all 1 rows count as invoices",
        "2026Q3: sales 1,234.50, ledger 1,234.50, difference 0.00",
        "targets 目标: no target column",
    ):
        assert line in text


def test_a_column_that_an_export_has_is_exported_however_empty(tmp_path: Path) -> None:
    """L1 asks whether tasks have `done`, not whether one is done yet: an export cut at an earlier day must not answer otherwise."""
    files: dict[str, str | bytes] = {"s.csv": SALES + "D1,1,invoice,2026-07-01,A,P1,1,10\n", "t.csv": "task_id,account_id,due,status,完成日期\nT1,A,2026-07-05,open,\n"}
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv"}, "tasks": {"file": "t.csv", "columns": {"done": "完成日期"}}})
    assert inputs.columns["tasks"] == {"task_id", "account_id", "due", "status", "done"}
    assert "done" in inputs.empty_columns("tasks") and "due" not in inputs.empty_columns("tasks")
