"""Which rows are used, which are set aside, and for what."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kam.errors import InputError
from kam.intake import Inputs

from .exports import SALES, aside, column, read, totals


def sales(folder: Path, rows: str, **others: Any) -> Inputs:
    source = others.pop("source", {})
    return read(folder, {"s.csv": SALES + rows}, {"sales": {"file": "s.csv", **source}}, **others)


def with_accounts(folder: Path, accounts: str, rows: str, **others: Any) -> Inputs:
    return read(folder, {"a.csv": accounts, "s.csv": SALES + rows}, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}}, **others)


def ledger(folder: Path, receivables: str, allocations: str = "", **others: Any) -> Inputs:
    files: dict[str, str | bytes] = {
        "s.csv": SALES + "S,1,invoice,2026-07-01,A,P,1,1\n",
        "r.csv": f"document,account_id,date,due_date,amount\n{receivables}",
    }
    sources: dict[str, Any] = {"sales": {"file": "s.csv"}, "receivables": {"file": "r.csv"}}
    if allocations:
        files["p.csv"] = f"payment,document,account_id,date,amount\n{allocations}"
        sources["allocations"] = {"file": "p.csv"}
    return read(folder, files, sources, **others)


def test_I_2_an_identical_row_of_a_line_is_a_duplicate_and_one_that_differs_is_used_and_asked_about(tmp_path: Path) -> None:
    inputs = sales(
        tmp_path,
        "D,1,invoice,2026-07-01,A,P,1,1\nD,1,invoice,2026-07-01,A,P,1,1\nD,2,invoice,2026-07-01,A,P,1,4\nD,1,invoice,2026-07-01,A,P,1,9\n",
    )
    assert column(inputs, "sales", "net_amount") == [1, 4, 9]
    assert aside(inputs) == [(3, "document", "D", "duplicate")]
    assert [(note.id, note.data["row"], note.answer) for note in inputs.questions] == [
        ("line_again", 5, "overlap: adds   # sources.sales; replaces, where the first row counts")
    ]


@pytest.mark.parametrize(("answer", "counted"), [("adds", [1, 4, 9]), ("replaces", [1, 4])])
def test_I_2_the_answer_to_a_line_that_stands_twice_silences_the_question(tmp_path: Path, answer: str, counted: list[int]) -> None:
    rows = "D,1,invoice,2026-07-01,A,P,1,1\nD,2,invoice,2026-07-01,A,P,1,4\nD,1,invoice,2026-07-01,A,P,1,9\n"
    inputs = sales(tmp_path, rows, source={"overlap": answer})
    assert column(inputs, "sales", "net_amount") == counted and not inputs.questions


@pytest.mark.parametrize("other", ["D,1,credit note,2026-07-01,A,P,1,1", "D,1,invoice,2026-08-01,A,P,1,1", "D,1,invoice,2026-07-01,B,P,1,1"])
def test_I_2_a_number_of_another_kind_day_or_account_is_another_document(tmp_path: Path, other: str) -> None:
    inputs = sales(tmp_path, f"D,1,invoice,2026-07-01,A,P,1,1\n{other}\n")
    assert len(inputs.table("sales")) == 2 and not inputs.questions


def test_I_2_without_a_line_nothing_is_a_duplicate(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "D,,invoice,2026-07-01,A,P,1,1\nD,,invoice,2026-07-01,A,P,1,1\n")
    assert len(inputs.table("sales")) == 2
    assert inputs.notes_of("rows_identical") == [{"table": "sales", "rows": 1, "file": "s.csv", "row": 3}]


def test_I_2_an_unusable_first_row_does_not_make_the_usable_one_a_duplicate(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "D,1,invoice,soon,A,P,1,1\nD,1,invoice,2026-07-01,A,P,1,1\n")
    assert column(inputs, "sales", "source_row") == [3]


def test_D2b_the_same_document_with_another_due_date_is_an_instalment(tmp_path: Path) -> None:
    inputs = ledger(
        tmp_path,
        "R,A,2026-07-01,2026-08-01,1\nR,A,2026-07-01,2026-09-01,2\nR,A,2026-07-01,2026-08-01,1\nR,A,2026-07-01,,8\nR,B,2026-07-01,,8\nR,A,2026-07-02,,8\n",
    )
    assert column(inputs, "receivables", "amount") == [1, 2, 8, 8, 8]
    assert [(row, reason) for row, _, _, reason in aside(inputs)] == [(4, "duplicate")]


def test_I_2_another_amount_on_one_due_day_is_used_and_asked_about(tmp_path: Path) -> None:
    inputs = ledger(tmp_path, "R,A,2026-07-01,2026-08-01,1\nR,A,2026-07-01,2026-08-01,4\n")
    assert column(inputs, "receivables", "amount") == [1, 4]
    assert [note.id for note in inputs.questions] == ["line_again"]


def test_I_3_other_words_are_mapped_in_params_and_an_unmapped_word_sets_its_row_aside(tmp_path: Path) -> None:
    rows = "D1,1,销售,2026-07-01,A,P,1,1\nD2,1,退货,2026-07-01,A,P,-1,-1\nD3,1,赠品,2026-07-01,A,P,1,4\nD4,1,Credit_Note,2026-07-01,A,P,-1,-1\nD5,1,,2026-07-01,A,P,1,1\n"
    inputs = sales(tmp_path, rows, source={"values": {"kind": {"销售": "invoice", "退货": "credit note"}}})
    assert column(inputs, "sales", "kind") == ["invoice", "credit note", "credit note"]
    assert aside(inputs) == [(4, "kind", "赠品", "unknown word"), (6, "kind", "", "unknown word")]


def test_I_3_an_empty_word_can_be_mapped_too(tmp_path: Path) -> None:
    assert column(sales(tmp_path, "D,1,,2026-07-01,A,P,1,1\n", source={"values": {"kind": {"": "invoice"}}}), "sales", "kind") == [
        "invoice"
    ]


@pytest.mark.parametrize("word", ["合计", "小计：", "总计", "合 计", "总计(A)", "本页小计"])
def test_I_4_a_subtotal_is_counted_as_a_row_and_its_amount_on_neither_side(tmp_path: Path, word: str) -> None:
    inputs = sales(tmp_path, f"D,1,invoice,2026-07-01,A,P,1,5\n,{word},,,,,,5\n")
    assert aside(inputs, "reason", "row") == [("subtotal", 3)]
    assert [
        totals(inputs, "sales")[name] for name in ("rows_in", "rows_used", "rows_set_aside", "amount_in", "amount_used", "amount_set_aside")
    ] == [2, 1, 1, 5, 5, 0]


def test_I_5_a_row_with_several_faults_is_set_aside_once_for_the_first(tmp_path: Path) -> None:
    accounts = "account_id\nA\nX\n"
    good = "D,1,invoice,2026-07-01,A,P,1,1,\n"
    rows = [
        good,
        "D,1,invoice,soon,Z,P,1,oops,yes\n",
        "D,1,invoice,2026-07-01,Z,P,1,,yes\n",
        "D,1,invoice,2026-07-01,Z,P,1,oops,yes\n",
        "D,1,invoice,2026-07-01,,P,1,1,yes\n",
        "D,1,invoice,2026-07-01,A,P,1,1,yes\n",
        "E,1,invoice,2026-07-01,X,P,1,1,yes\n",
        "F,1,invoice,2026-07-01,X,P,1,1,no\n",
    ]
    files: dict[str, str | bytes] = {"a.csv": accounts, "s.csv": SALES.replace("\n", ",cancelled\n") + "".join(rows)}
    inputs = read(tmp_path, files, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}}, exclude={"accounts": ["X"]})
    found = inputs.set_aside[inputs.set_aside["table"] == "sales"]
    assert list(found["reason"]) == [
        "unreadable date",
        "missing amount",
        "unreadable amount",
        "no account",
        "duplicate",
        "cancelled",
        "excluded",
    ]


def test_I_6_amounts_of_rows_set_aside_are_counted_where_they_can_be_read(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "D,1,invoice,2026-07-01,A,P,1,5.25\nE,1,invoice,soon,A,P,1,3\nF,1,invoice,2026-07-01,A,P,1,oops\n")
    found = totals(inputs, "sales")
    assert [found[name] for name in ("amount_in", "amount_used", "amount_set_aside")] == [Decimal("8.25"), Decimal("5.25"), Decimal(3)]


def test_I_8_half_the_documents_in_two_exports_count_once_from_the_newer_and_it_is_asked(tmp_path: Path) -> None:
    one = "D1,1,invoice,2026-07-01,A,P,1,1\nD2,1,invoice,2026-07-01,A,P,1,2\nD2,2,invoice,2026-07-01,A,P,1,4\n"
    two = "D2,1,invoice,2026-07-01,A,P,1,2\nD2,2,invoice,2026-07-01,A,P,1,8\nD3,1,invoice,2026-07-01,A,P,1,16\n"
    inputs = read(tmp_path, {"e/s-1.csv": SALES + one, "e/s-2.csv": SALES + two}, {"sales": {"file": "e/s-*.csv"}})
    assert column(inputs, "sales", "net_amount") == [1, 2, 8, 16]
    assert aside(inputs) == [(3, "document", "D2", "superseded by e/s-2.csv"), (4, "document", "D2", "superseded by e/s-2.csv")]
    assert [(note.id, note.data["older"], note.data["newer"], note.data["same"], note.data["keys"]) for note in inputs.questions] == [
        ("overlap", "e/s-1.csv", "e/s-2.csv", 1, 2)
    ]


def test_I_8_payments_of_one_invoice_in_two_months_files_all_count_and_an_overlap_once(tmp_path: Path) -> None:
    head = "payment,document,account_id,date,amount\n"
    files: dict[str, str | bytes] = {
        "s.csv": SALES + "S,1,invoice,2026-07-01,A,P,1,1\n",
        "r.csv": "document,account_id,date,amount\nR,A,2026-07-01,10\n",
        "p-1.csv": head + "B1,R,A,2026-07-05,1\nB2,R,A,2026-07-20,2\n",
        "p-2.csv": head + "B2,R,A,2026-07-20,2\nB3,R,A,2026-08-05,4\n",
    }
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv"}, "receivables": {"file": "r.csv"}, "allocations": {"file": "p-*.csv"}})
    assert column(inputs, "allocations", "amount") == [1, 2, 4]
    assert aside(inputs) == [(3, "payment", "B2", "superseded by p-2.csv")]


def test_I_9_rows_of_an_account_outside_the_accounts_table_are_used_and_those_without_one_set_aside(tmp_path: Path) -> None:
    inputs = with_accounts(
        tmp_path,
        "account_id\nA\n007\n",
        "D,1,invoice,2026-07-01,A,P,1,60\nE,1,invoice,2026-07-01,7,P,1,30\nF,1,invoice,2026-07-01,,P,1,10\n",
    )
    assert column(inputs, "sales", "account_id") == ["A", "7"]
    assert aside(inputs) == [(4, "account_id", "", "no account")]
    assert inputs.outside == ["7"]
    assert inputs.notes_of("not_in_accounts") == [{"ids": ["7"], "count": 1, "rows": 1, "amount": "30", "share_of_sales": "0.333333"}]


def test_I_9_allocations_follow_a_document_that_was_set_aside(tmp_path: Path) -> None:
    inputs = ledger(
        tmp_path, "R1,A,2026-07-01,,10\nR2,A,2026-07-01,soon,10\n", "B1,R1,A,2026-07-05,1\nB2,R2,A,2026-07-05,2\nB3,R9,A,2026-07-05,4\n"
    )
    assert column(inputs, "allocations", "amount") == [1]
    assert [row for row in aside(inputs, "table", "value", "reason") if row[0] == "allocations"] == [
        ("allocations", "R2", "unknown document"),
        ("allocations", "R9", "unknown document"),
    ]


def test_D1_an_allocation_without_a_document_is_cash_of_its_account_and_without_both_set_aside(tmp_path: Path) -> None:
    inputs = ledger(tmp_path, "R1,A,2026-07-01,,10\n", "B1,,A,2026-07-05,1\nB2,,,2026-07-05,2\nB3,R1,,2026-07-05,4\n")
    assert column(inputs, "allocations", "amount") == [1, 4]
    assert aside(inputs) == [(3, "account_id", "", "no account")]


def test_D5b_an_unreadable_due_date_sets_the_row_aside_and_an_empty_one_does_not(tmp_path: Path) -> None:
    inputs = ledger(tmp_path, "R1,A,2026-07-01,,1\nR2,A,2026-07-01,30 days,2\n")
    assert column(inputs, "receivables", "due_date") == [None]
    assert aside(inputs) == [(3, "due_date", "30 days", "unreadable date")]


def test_D9_receivables_as_balances_are_a_table_of_their_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "s.csv": SALES + "S,1,invoice,2026-07-01,A,P,1,1\n",
        "b.csv": "客户编码,日期,期末余额\nA,2026-09-30,500\n",
    }
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv"}, "receivables": {"file": "b.csv"}})
    assert "balances" in inputs.present and "receivables" not in inputs.present
    assert column(inputs, "balances", "balance") == [500] and len(inputs.table("receivables")) == 0


def test_I_10_wholly_blank_rows_enter_no_count(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "\n,,,,,,,\nD,1,invoice,2026-07-01,A,P,1,5\n  ,\n")
    assert totals(inputs, "sales")["rows_in"] == 1 and column(inputs, "sales", "source_row") == [4]


@pytest.mark.parametrize("word", ["1", "true", "YES", "y", "是", "作废", "True"])
def test_G5_a_cancelled_row_is_set_aside(tmp_path: Path, word: str) -> None:
    text = (
        SALES.replace("\n", ",cancelled\n")
        + f"D,1,invoice,2026-07-01,A,P,1,5,{word}\nE,1,invoice,2026-07-01,A,P,1,5,\nF,1,invoice,2026-07-01,A,P,1,5,否\n"
    )
    inputs = read(tmp_path, {"s.csv": text}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "document") == ["E", "F"] and aside(inputs) == [(2, "cancelled", word, "cancelled")]


def test_G4_an_excluded_account_takes_its_branches_along_in_every_table(tmp_path: Path) -> None:
    accounts = "account_id,parent_id\nX,\nX1,X\nX2,X1\nA,\n"
    rows = "D,1,invoice,2026-07-01,X2,P,1,1\nE,1,invoice,2026-07-01,A,P,1,2\n"
    inputs = with_accounts(tmp_path, accounts, rows, exclude={"accounts": ["X"]})
    assert column(inputs, "accounts", "account_id") == ["A"] and column(inputs, "sales", "net_amount") == [2]
    assert aside(inputs, "table", "value", "reason") == [("accounts", name, "excluded") for name in ("X", "X1", "X2")] + [
        ("sales", "X2", "excluded")
    ]


def test_G4_an_excluded_document_leaves_sales_receivables_and_the_allocations_to_it(tmp_path: Path) -> None:
    inputs = ledger(
        tmp_path,
        "R1,A,2026-07-01,,10\nR2,A,2026-07-01,,20\n",
        "B1,R1,A,2026-07-05,1\nB2,R2,A,2026-07-05,2\n",
        exclude={"documents": ["R1"]},
    )
    assert aside(inputs, "table", "value", "reason") == [("receivables", "R1", "excluded"), ("allocations", "R1", "excluded")]


def test_A2_credit_notes_that_are_all_positive_are_negated_and_it_is_said(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "D,1,invoice,2026-07-01,A,P,3,30\nC,1,credit note,2026-07-02,A,P,1,10\n")
    assert column(inputs, "sales", "net_amount") == [30, -10] and column(inputs, "sales", "qty") == [3, -1]
    assert inputs.notes_of("credit_notes_negated") == [{"files": ["s.csv"], "rows": 1, "columns": ["net_amount", "qty"]}]
    assert totals(inputs, "sales")["amount_used"] == 20


def test_A2_one_negative_credit_note_keeps_all_signs_of_its_source(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "C,1,credit note,2026-07-02,A,P,-1,-10\nE,1,credit note,2026-07-02,A,P,1,4\n")
    assert column(inputs, "sales", "net_amount") == [-10, 4] and not inputs.notes_of("credit_notes_negated")


def test_A4_a_foreign_account_without_a_rate_is_set_aside(tmp_path: Path) -> None:
    accounts = "account_id,parent_id,currency\nU,,USD\nU1,U,\nA,,CNY\nB,,\n"
    text = SALES.replace("\n", ",fx_rate\n") + "".join(
        f"{name},1,invoice,2026-07-01,{account},P,1,10,{rate}\n"
        for name, account, rate in (
            ("D1", "U", "7.1"),
            ("D2", "U", ""),
            ("D3", "U1", ""),
            ("D4", "A", ""),
            ("D5", "B", ""),
            ("D6", "U", "x"),
        )
    )
    inputs = read(tmp_path, {"a.csv": accounts, "s.csv": text}, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "document") == ["D1", "D4", "D5"]
    assert [(row[2], row[3]) for row in aside(inputs)] == [("", "no fx rate"), ("", "no fx rate"), ("x", "unreadable number")]


def test_an_unreadable_value_that_decides_nothing_is_left_empty_and_said(tmp_path: Path) -> None:
    inputs = with_accounts(tmp_path, "account_id,credit_limit\nA,不限\nB,1000\n", "D,1,invoice,2026-07-01,A,P,1,5\n")
    assert column(inputs, "accounts", "credit_limit") == [None, 1000]
    assert inputs.notes_of("unreadable_values") == [
        {"table": "accounts", "column": "credit_limit", "rows": 1, "file": "a.csv", "row": 2, "value": "不限"}
    ]


def test_an_unreadable_quantity_would_change_what_a_row_is(tmp_path: Path) -> None:
    inputs = sales(tmp_path, "D,1,invoice,2026-07-01,A,P,two,5\nE,1,invoice,2026-07-01,A,P,-,5\n")
    assert aside(inputs) == [(2, "qty", "two", "unreadable number")]


def test_without_a_kind_every_row_is_an_invoice_and_it_is_said(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv": "document,date,account_id,net_amount\nD,2026-07-01,A,-5\n"}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "sales", "kind") == ["invoice"] and inputs.notes_of("kind_missing") == [{"files": ["s.csv"], "rows": 1}]


def test_dates_that_are_month_first_or_day_first_are_decided_by_the_whole_column_or_refused(tmp_path: Path) -> None:
    inputs = sales(tmp_path / "one", "D,1,invoice,3/4/2026,A,P,1,5\nE,1,invoice,3/25/2026,A,P,1,5\n")
    assert [str(day) for day in column(inputs, "sales", "date")] == ["2026-03-04", "2026-03-25"]
    with pytest.raises(InputError, match=r"s.csv, row 2: dates in 'date' such as 3/4/2026 may be month first or day first; .*strptime"):
        sales(tmp_path / "two", "D,1,invoice,3/4/2026,A,P,1,5\nE,1,invoice,5/6/2026,A,P,1,5\n")


def test_K2_a_score_on_another_scale_is_not_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "s.csv": SALES + "S,1,invoice,2026-07-01,A,P,1,1\n",
        "k.csv": "account_id,quarter,criterion,score\nA,2026Q2,capital,4\nA,2026Q2,staff,80\nA,soon,staff,3\n",
    }
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv"}, "scorecards": {"file": "k.csv"}})
    assert aside(inputs) == [(3, "score", "80", "unreadable score"), (4, "quarter", "soon", "unreadable quarter")]
