"""Which column is which, and what is never guessed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kam.errors import InputError
from kam.intake.contracts import TABLES
from kam.intake.synonyms import headers_of

from .exports import aside, column, read


def sales(folder: Path, text: str, **source: Any) -> Any:
    return read(folder, {"s.csv": text}, {"sales": {"file": "s.csv", **source}})


def test_usual_chinese_headers_are_recognised_and_the_guess_is_kept(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "单据编号,单据日期,客户 编码,存货编码,数量,无税金额\nD1,2026-07-01,A,P,2,10\n")
    assert {(guess.column, guess.header) for guess in inputs.guesses} == {
        ("document", "单据编号"),
        ("date", "单据日期"),
        ("account_id", "客户 编码"),
        ("product_id", "存货编码"),
        ("qty", "数量"),
        ("net_amount", "无税金额"),
    }


def test_usual_english_headers_are_recognised(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "Invoice No.,Posting Date,Customer Code,Item No.,Quantity,Line Total\nD1,2026-07-01,A,P,2,10\n")
    assert column(inputs, "sales", "net_amount") == [10] and column(inputs, "sales", "product_id") == ["P"]


def test_a_column_with_our_own_name_needs_no_entry_and_wins(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "document,date,account_id,net_amount,金额\nD1,2026-07-01,A,10,11.3\n")
    assert column(inputs, "sales", "net_amount") == [10] and not inputs.guesses


def test_named_headers_may_differ_in_blanks_width_and_case(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "document,date,account_id,ＡＭＯＵＮＴ （元）\nD1,2026-07-01,A,10\n", columns={"net_amount": "amount(元)"})
    assert column(inputs, "sales", "net_amount") == [10]


@pytest.mark.parametrize("headers", ["无税金额,价税合计", "价税合计,无税金额", "金额,销售额"])
def test_I_11_two_columns_that_fit_one_of_ours_are_never_chosen_between(tmp_path: Path, headers: str) -> None:
    one, two = headers.split(",")
    with pytest.raises(InputError) as caught:
        sales(tmp_path, f"单据号,日期,客户编码,{headers}\nD1,2026-07-01,A,10,11.3\n")
    assert f"two columns fit 'net_amount': '{one}' and '{two}'" in str(caught.value)
    assert f"under sources.sales.columns the line  net_amount: {one}" in str(caught.value)


def test_I_11_is_settled_by_naming_one(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "单据号,日期,客户编码,无税金额,价税合计\nD1,2026-07-01,A,10,11.3\n", columns={"net_amount": "无税金额"})
    assert column(inputs, "sales", "net_amount") == [10]


def test_an_amount_with_tax_alone_is_never_taken_for_net_sales(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column for 'net_amount'"):
        sales(tmp_path, "单据号,日期,客户编码,价税合计\nD1,2026-07-01,A,11.3\n")


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 columns are called '金额'"):
        sales(tmp_path, "单据号,日期,客户编码,金额,金额\nD1,2026-07-01,A,1,2\n", columns={"net_amount": "金额"})


def test_no_recognised_header_fits_two_of_our_columns() -> None:
    for table in TABLES.values():
        seen: dict[str, str] = {}
        for name in table.names:
            for header in headers_of(table.name, name):
                assert seen.setdefault(header, name) == name, (table.name, header)


def test_names_only_are_pointed_to_match_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="or write `match: name`"):
        sales(tmp_path, "单据号,日期,客户名称,金额\nD1,2026-07-01,甲,1\n")


def test_I_1_match_name_joins_by_account_name_and_lists_names_without_match(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": "客户编码,客户名称\nA1,宁波 甲公司\nA2,乙公司\nA3,丙公司\nA4,丙公司\n",
        "s.csv": "单据号,日期,客户名称,金额\nD1,2026-07-01,宁波　甲公司 ,1\nD2,2026-07-01,丁公司,2\nD3,2026-07-01,丙公司,4\n",
    }
    inputs = read(tmp_path, files, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv", "match": "name"}})
    assert column(inputs, "sales", "account_id") == ["A1", "丁公司", "丙公司"] and inputs.outside == ["丁公司", "丙公司"]
    [note] = inputs.notes_of("names_without_match")
    assert note["names"] == ["丁公司", "丙公司"] and note["several"] == ["丙公司"]


def test_I_1_without_an_accounts_table_names_are_the_ids(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "单据号,日期,客户,金额\nD1,2026-07-01,甲公司,1\n", match="name")
    assert column(inputs, "accounts", "account_id") == ["甲公司"]


def test_I_1_fill_down_repeats_what_a_printout_leaves_blank(tmp_path: Path) -> None:
    text = "document,date,account_id,product_id,net_amount\nD1,2026-07-01,A,P1,1\n,,,P2,2\n小计,,,,3\n,,,P3,4\n\nD2,2026-07-02,B,P1,8\n合计,,,,15\n"
    inputs = sales(tmp_path, text, fill_down=["document", "date", "account_id"])
    assert column(inputs, "sales", "document") == ["D1", "D1", "D1", "D2"] and column(inputs, "sales", "account_id") == ["A", "A", "A", "B"]
    assert [row[3] for row in aside(inputs)] == ["subtotal", "subtotal"]


def test_I_1_a_page_break_within_a_document_does_not_end_its_fill_down(tmp_path: Path) -> None:
    head = "document,date,account_id,net_amount"
    inputs = sales(tmp_path, f"{head}\nD1,2026-01-05,A,10\n本页小计,,,10\n{head}\n,,,20\n", fill_down=["document", "date", "account_id"])
    assert column(inputs, "sales", "document") == ["D1", "D1"]
    assert aside(inputs, "row", "reason") == [(3, "subtotal"), (4, "repeated header")]


def test_constants_fill_any_column_and_win_over_the_file(tmp_path: Path) -> None:
    inputs = sales(
        tmp_path,
        "document,date,account_id,net_amount,category\nD1,2026-07-01,A,1,x\n",
        constants={"category": "coats", "kind": "credit note"},
    )
    assert column(inputs, "sales", "category") == ["coats"] and column(inputs, "sales", "kind") == ["credit note"]


def test_with_unit_pieces_quantity_is_the_amount(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv": "document,date,account_id,qty\nD1,2026-07-01,A,12\n"}, {"sales": {"file": "s.csv"}}, unit="pieces")
    assert list(inputs.table("sales")["net_amount"]) == [Decimal(12)]


def test_a_header_that_a_printout_repeats_on_each_page_is_no_row_of_sales(tmp_path: Path) -> None:
    inputs = sales(
        tmp_path, "document,date,account_id,net_amount\nD1,2026-07-01,A,1\ndocument,date,account_id,net_amount\nD2,2026-07-01,A,2\n"
    )
    assert aside(inputs) == [(3, "", "document", "repeated header")]
