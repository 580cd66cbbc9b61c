"""A row that adds up others is never counted beside them, and nothing else is taken for one (I-15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.intake.exports import aside, column, read

SALES = "document,date,account_id,brand,product_id,net_amount\n"


def sales(folder: Path, text: str, **source: Any) -> Any:
    return read(folder, {"s.csv": text}, {"sales": {"file": "s.csv", "constants": {"kind": "invoice"}, **source}})


def balances(folder: Path, text: str, **source: Any) -> Any:
    files: dict[str, str | bytes] = {"s.csv": SALES + "D1,2026-07-01,C1,,P,1\n", "b.csv": text}
    owed = {"file": "b.csv", "constants": {"date": "2026-09-30"}, **source}
    return read(folder, files, {"sales": {"file": "s.csv"}, "receivables": owed})


@pytest.mark.parametrize("words", [
    "小计,,,,,5", ",,,小计,,5", "D1,2026-07-01,C1,,小计,5", ",,C1 汇总,,,5", "承前页,,,,,5", ",,,,过次页,5", "本年累计,,,,,5", "7月合计,,,,,5",
    "D1,2026-07-01,C1,,Subtotal,5", "Total for C1,,,,,5", "C1 Total,,,,,5", "D1,2026-07-01,C1 Total,,,5", "D1 - Total,,,,,5", "Grand Total:,,,,,5",
    "*** 合计 ***,,,,,5", "September total,,,,,5", "宁波 合計,,,,,5", ",,,,,5",
])  # fmt: skip
def test_I_15_a_total_row_is_known_wherever_its_words_stand(tmp_path: Path, words: str) -> None:
    inputs = sales(tmp_path, f"{SALES}D1,2026-07-01,C1,X,P1,2\nD1,2026-07-01,C1,X,P2,3\n{words}\n")
    assert aside(inputs, "row", "reason") == [(4, "subtotal")]


@pytest.mark.parametrize("row", [
    "D2,2026-07-01,C1,Total,P7,5", "D2,2026-07-01,C1,汇总,P7,5", "D2,2026-07-01,C1,Colgate Total,P7,5", "D2,2026-07-01,Total Agadir,X,P7,5",
    "D2,2026-07-01,总计科技,X,P7,5", "D2,2026-07-01,C1,X,运费,5", "D2,2026-07-01,Totalia,X,P7,5",
])  # fmt: skip
def test_I_15_a_row_that_says_something_of_its_own_is_none(tmp_path: Path, row: str) -> None:
    inputs = sales(tmp_path, f"{SALES}D1,2026-07-01,C1,X,P1,2\nD1,2026-07-01,C1,X,P2,3\n{row}\n")
    assert not aside(inputs)


@pytest.mark.parametrize("text", [
    "account_id,balance\nC1,3\nC2,4\nTotal,7\n",
    "No,account_id,balance\n1,C1,3\n2,C2,4\n3,Total,7\n",
    "account_id,部门,balance\nC1,一部,1\nC1,二部,2\nC1,小计,3\nC2,一部,4\nC2,小计,4\n",
    "account_id,Dept,balance\nC1,North,1\nC1,South,2\nC1,Total,3\nC2,South,4\nC2,Total,4\n",
    "account_id,balance\nC1,3\nC1 汇总,3\nC2,4\nC2 汇总,4\n总计,7\n",
    "account_id,balance\nC1,3\nTotal for C1,3\nC2,4\nTotal C2,4\n,7\n",
])  # fmt: skip
def test_I_15_a_total_among_balances_is_no_account(tmp_path: Path, text: str) -> None:
    inputs = balances(tmp_path, text)
    assert column(inputs, "accounts", "account_id") == ["C1", "C2"]
    assert sum(column(inputs, "balances", "balance")) == 7


def test_I_15_an_account_of_the_accounts_table_is_no_total_whatever_its_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": "客户编码,客户名称\nC1,合计科技\nC2,Total\nC3,Total for Kids\n合 计,\n",
        "s.csv": "单据号,日期,客户名称,金额\nD1,2026-07-01,合计科技,1\nD2,2026-07-01,TOTAL,2\nD3,2026-07-01,Total for kids,4\n总计,,,7\n",
    }
    inputs = read(tmp_path, files, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv", "match": "name"}})
    assert column(inputs, "sales", "net_amount") == [1, 2, 4]


def test_I_15_a_total_without_words_is_not_filled_down(tmp_path: Path) -> None:
    text = f"{SALES}D1,2026-07-01,C1,X,P1,2\n,,,,P2,3\n,,,,,5\nC1 Total,,,,,5\nD2,2026-07-02,C2,X,P1,7\n"
    inputs = sales(tmp_path, text, fill_down=["document", "date", "account_id"])
    assert column(inputs, "sales", "net_amount") == [2, 3, 7]
    assert aside(inputs, "row", "reason") == [(4, "subtotal"), (5, "subtotal")]


def test_a_printouts_lines_that_hold_their_amount_alone_are_filled_down_as_before(tmp_path: Path) -> None:
    text = "document,date,account_id,net_amount\nD1,2026-07-01,C1,2\n,,,3\nD2,2026-07-02,C2,7\n"
    inputs = sales(tmp_path, text, fill_down=["document", "date", "account_id"])
    assert column(inputs, "sales", "document") == ["D1", "D1", "D2"]


@pytest.mark.parametrize("words", [
    "Opening balance", "Closing Balance", "Balance forward", "期初余额", "期末余额", "本年累计", "本月合计", "Saldo", "Übertrag", "上年结转",
])  # fmt: skip
@pytest.mark.parametrize("row", ["{},2026-07-01,C1,,,500", "D9,2026-07-01,C1,{},,500"])
def test_a_balance_or_a_carried_row_of_a_ledger_is_no_sale(tmp_path: Path, words: str, row: str) -> None:
    text = f"{SALES}D1,2026-07-01,C1,X,P1,2\n{row.format(words)}\nD2,2026-07-02,C1,X,P2,3\n"
    inputs = sales(tmp_path, text)
    assert (column(inputs, "sales", "net_amount"), aside(inputs, "row", "reason")) == ([2, 3], [(3, "subtotal")])


@pytest.mark.parametrize("product", ["New Balance", "Balance bike", "余额宝", "Saldo Shoes"])
def test_a_product_that_sounds_like_a_balance_is_sold(tmp_path: Path, product: str) -> None:
    inputs = sales(tmp_path, f"{SALES}D1,2026-07-01,C1,X,P1,2\nD2,2026-07-02,C1,X,{product},3\n")
    assert not aside(inputs)


def test_an_opening_balance_is_owed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"s.csv": SALES + "D1,2026-07-01,C1,,P,1\n", "r.csv": "document,date,account_id,amount\nOpening balance,2026-07-01,C1,500\n"}
    inputs = read(tmp_path, files, {"sales": {"file": "s.csv"}, "receivables": {"file": "r.csv"}})
    assert column(inputs, "receivables", "amount") == [500]


LINES = ["1,2026-07-03,C1,X,P1,100", "1,2026-07-03,C1,X,P2,60", "1,2026-07-03,C1,,,160", "2,2026-07-04,C1,X,P1,30", "2,2026-07-04,C1,X,P3,12.5",
         "2,2026-07-04,C1,,,42.5", "3,2026-07-05,C1,X,P1,7", "3,2026-07-05,C1,,,7"]  # fmt: skip


@pytest.mark.parametrize("more", [[], ["4,2026-07-06,C1,X,P1,9"], ["4,2026-07-06,C1,,,9"]])
def test_a_documents_total_as_a_row_without_a_product_is_a_subtotal(tmp_path: Path, more: list[str]) -> None:
    inputs = sales(tmp_path, SALES + "\n".join(LINES + more) + "\n")
    assert aside(inputs, "row", "reason") == [(4, "subtotal"), (7, "subtotal"), (9, "subtotal")]
    assert not inputs.questions


def test_where_some_documents_have_no_total_it_is_asked_about_until_it_is_answered(tmp_path: Path) -> None:
    text = SALES + "\n".join([*LINES, "4,2026-07-06,C1,X,P1,9", "4,2026-07-06,C1,X,P2,5"]) + "\n"
    (note,) = sales(tmp_path, text).questions
    assert (note.id, note.data["column"], note.data["rows"], note.data["amount"]) == ("asked_total_rows", "product_id", 3, "209.5")
    source = {"file": "s.csv", "constants": {"kind": "invoice"}}
    assert not read(tmp_path, {}, {"sales": source}, ignore={"sales": {"product_id": ["document total"]}}).questions


def test_freight_without_a_product_is_a_line(tmp_path: Path) -> None:
    rows = [line.replace(",,160", ",,16").replace(",,42.5", ",,4").replace(",,7", ",,1") for line in LINES]
    inputs = sales(tmp_path, SALES + "\n".join(rows) + "\n")
    assert not aside(inputs) and not inputs.questions
