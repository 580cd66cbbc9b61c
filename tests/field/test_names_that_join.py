"""Where names join tables their writing does not matter (I-15)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam.intake.cells import fold_name
from tests.intake.exports import column, read

HEAD = "单据号,日期,客户名称,金额\n"
BY_NAME = {"match": "name"}


@pytest.mark.parametrize(("one", "other"), [
    ("宁波金缕（总店）", "宁波金缕 (总店)"), ("宁波金缕【总店】", "宁波金缕(总店)"), ("温州　秀水", "温州秀水"), ("ＡＣＭＥ Ltd", "Acme  LTD"),
    ("Blue Bird [London]", "blue bird (London)"),
])  # fmt: skip
def test_names_are_one_in_any_width_case_blanks_and_brackets(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("宁波金缕", "宁波金缕(总店)"), ("Blue Bird", "Bluebird"), ("C1", "C01")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_I_15_without_an_accounts_table_the_first_writing_is_the_account_in_every_table(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "s.csv": f"{HEAD}D1,2026-07-01,甲公司（总店）,1\nD2,2026-07-02,甲公司 (总店),2\nD3,2026-07-02,乙公司,4\n",
        "r.csv": "单据号,客户名称,单据日期,应收金额\nD1,甲公司(总店),2026-07-01,5\n",
        "t.csv": "account_id,quarter,net_sales\n甲公司(总店),2026Q3,9\n",
    }
    sources = {"sales": {"file": "s.csv", **BY_NAME}, "receivables": {"file": "r.csv", **BY_NAME}, "targets": {"file": "t.csv"}}
    inputs = read(tmp_path, files, sources)
    assert column(inputs, "accounts", "account_id") == ["乙公司", "甲公司（总店）"]
    assert column(inputs, "receivables", "account_id") == column(inputs, "targets", "account_id") == ["甲公司（总店）"]


def test_I_15_a_name_that_params_exclude_is_excluded_in_any_writing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"s.csv": f"{HEAD}D1,2026-07-01,甲公司（总店）,1\nD2,2026-07-02,乙公司,2\n"}
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv", **BY_NAME}}, exclude={"accounts": ["甲公司(总店)"]})
    assert column(inputs, "sales", "net_amount") == [2]


def test_G15_ids_are_never_folded(tmp_path: Path) -> None:
    text = "document,date,account_id,net_amount\nD1,2026-07-01,c1,1\nD2,2026-07-01,C1,2\n"
    inputs = read(tmp_path, {"s.csv": text}, {"sales": {"file": "s.csv"}}, exclude={"accounts": ["c1"]})
    assert column(inputs, "sales", "net_amount") == [2]
