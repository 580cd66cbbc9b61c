"""What an export says and no column of ours takes is asked about, and the answer that is offered settles it (I-14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from intake.exports import params_of

from kam.intake import Inputs, Note, read_inputs
from kam.intake.terms import _due, terms
from kam.params import load_params
from kam.wording import Voice
from kam.wording.said import said

INVOICES = {"kind": "invoice"}


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "store"))


def table(head: str, *rows: str) -> str:
    """A text file from words: one line a row, blanks between the cells, ``~`` for a blank inside one."""
    return "\n".join(",".join(word.replace("~", " ") for word in line.split()) for line in (head, *rows)) + "\n"


def read(folder: Path, files: dict[str, str], sources: dict[str, Any], **others: Any) -> Inputs:
    return read_inputs(params_of(folder, files, sources, **others))


def answered(folder: Path, answer: str) -> Inputs:
    """The same company once the offered line is in its params."""
    path = folder / "hand.yaml"
    written = _merged(yaml.safe_load(path.read_text(encoding="utf-8")), yaml.safe_load(answer))
    path.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return read_inputs(load_params(path))


def _merged(whole: Any, part: Any) -> Any:
    if isinstance(whole, dict) and isinstance(part, dict):
        return {key: _merged(whole[key], part[key]) if key in whole and key in part else {**whole, **part}[key] for key in (*whole, *part)}
    return part


def asked(inputs: Inputs) -> list[tuple[str, str, list[str]]]:
    return [(note.id, note.data["column"], note.data["values"]) for note in inputs.questions]


def one(inputs: Inputs) -> Note:
    (note,) = inputs.questions
    for language in ("en", "zh"):
        assert note.data["column"] in said(note, Voice(language))
    return note


def total(inputs: Inputs, name: str = "sales", column: str = "net_amount") -> Decimal:
    return sum(inputs.table(name)[column], Decimal(0))


SALES = "document date account_id net_amount"
THREE = ("S1 2026-07-01 C1 1000", "S2 2026-07-02 C2 2000", "S3 2026-07-03 C3 4000")


def with_column(head: str, *cells: str, rows: tuple[str, ...] = THREE) -> str:
    return table(f"{SALES} {head}", *(f"{row} {cell}" for row, cell in zip(rows, cells, strict=True)))


@pytest.mark.parametrize(("head", "cells", "words"), [
    ("Status", ("Posted", "Draft", "Cancelled"), ["Draft", "Cancelled"]),
    ("单据状态", ("已审核", "未审核", "作废"), ["未审核", "作废"]),
    ("审核标志", ("已审核", "已审核", "待审核"), ["待审核"]),
    ("docstatus", ("1", "0", "2"), ["0", "2"]),
    ("is_deleted", ("0", "1", "0"), ["1"]),
    ("State", ("sale", "cancel", "sale"), ["cancel"]),
    ("单据状态", ("已审核", "创建", "审核中"), ["创建", "审核中"]), ("单据状态", ("已审核", "暂存", "重新审核"), ["暂存", "重新审核"]),
    ("状态", ("已审核", "已提交", "已审核"), ["已提交"]),
])
def test_a_draft_or_cancelled_document_is_asked_about_and_left_out_once_answered(tmp_path: Path, head: str, cells: tuple[str, ...], words: list[str]) -> None:
    inputs = read(tmp_path, {"a.csv": with_column(head, *cells)}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert (asked(inputs), total(inputs)) == ([("asked_status", head, words)], 7000)
    settled = answered(tmp_path, one(inputs).answer)
    left = sum(amount for amount, cell in zip((1000, 2000, 4000), cells, strict=True) if cell not in words)
    assert (asked(settled), total(settled)) == ([], left)
    assert set(settled.set_aside.reason) == {"cancelled"}


LINES = ("S1 2026-07-01 C1 1000 {}", "S1 2026-07-01 C1 200 ", "S2 2026-07-02 C2 2000 {}", "S2 2026-07-02 C2 300 ", "S2 2026-07-02 C2 400 ", "S3 2026-07-03 C3 4000 {}")


@pytest.mark.parametrize(("head", "cells", "word"), [
    ("Status", ("Posted", "Draft", "Posted"), "Draft"), ("单据状态", ("已审核", "作废", "已审核"), "作废"), ("State", ("sale", "cancel", "sale"), "cancel")])
@pytest.mark.parametrize("fill_down", [[], ["document", "date", "account_id"]])
def test_a_status_on_a_documents_first_line_holds_for_all_its_lines(
    tmp_path: Path, head: str, cells: tuple[str, ...], word: str, fill_down: list[str]
) -> None:
    left = iter(cells)
    rows = [row.format(next(left)) if "{}" in row else row for row in LINES]
    rows = [" ".join(["~"] * 3 + row.split()[3:]) if fill_down and row.endswith(" ") else row for row in rows]
    text = table(f"{SALES} {head}", *(row if row.split()[-1] in cells else f"{row} ~" for row in rows))
    inputs = read(tmp_path, {"a.csv": text}, {"sales": {"file": "a.csv", "constants": INVOICES, "fill_down": fill_down}})
    assert (asked(inputs), total(inputs)) == ([("asked_status", head, [word])], 7900)
    assert (one(inputs).data["rows"], round(one(inputs).share, 4)) == (3, round(2700 / 7900, 4))
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled)) == ([], 5200)


def test_a_status_that_some_lines_lack_holds_for_its_own_lines(tmp_path: Path) -> None:
    text = table(f"{SALES} Status", "S1 2026-07-01 C1 1000 Draft", "S1 2026-07-01 C1 200 ~", "S2 2026-07-02 C2 2000 ~", "S3 2026-07-03 C3 4000 Posted")
    inputs = read(tmp_path, {"a.csv": text}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert (one(inputs).data["rows"], "fill_down" in one(inputs).answer) == (1, False)


@pytest.mark.parametrize(("head", "cells"), [
    ("Status", ("Posted", "Paid", "Open")), ("State", ("Texas", "Ohio", "Utah")), ("备注", ("未作废", "无", "补货")),
    ("is_cancelled", ("no", "no", "no")), ("Product", ("Draft~Beer", "Lager", "Ale")), ("Payment~type", ("Credit", "Cash", "Cash")),
    ("size", ("M", "M", "M")), ("Customer~class", ("Credit", "Cash", "Cash")), ("color", ("void~black~and~very~long~indeed", "red", "blue")),
])  # fmt: skip
def test_a_status_without_drafts_raises_no_question(tmp_path: Path, head: str, cells: tuple[str, ...]) -> None:
    inputs = read(tmp_path, {"a.csv": with_column(head, *cells)}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert (asked(inputs), total(inputs)) == ([], 7000)


def test_a_cancelled_order_line_is_asked_about(tmp_path: Path) -> None:
    lines = table("order account_id promised_date ordered_qty delivered_qty 订单状态", "O1 C1 2026-07-05 5 5 已发货", "O2 C2 2026-07-06 7 0 已取消")
    sources = {"sales": {"file": "a.csv", "constants": INVOICES}, "deliveries": {"file": "d.csv"}}
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "d.csv": lines}, sources)
    assert asked(inputs) == [("asked_status", "订单状态", ["已取消"])]
    settled = answered(tmp_path, one(inputs).answer)
    assert list(settled.table("deliveries").order) == ["O1"]


def test_an_answer_of_no_account_holds_until_a_new_word_appears(tmp_path: Path) -> None:
    sources = {"sales": {"file": "a*.csv", "constants": INVOICES}}
    inputs = read(tmp_path, {"a1.csv": with_column("Status", "Posted", "Draft", "Posted")}, sources, ignore={"sales": {"Status": ["Draft"]}})
    assert asked(inputs) == []
    later = table(f"{SALES} Status", "S4 2026-08-01 C1 500 Void")
    inputs = read(tmp_path, {"a2.csv": later}, sources, ignore={"sales": {"Status": ["Draft"]}})
    assert asked(inputs) == [("asked_status", "Status", ["Draft", "Void"])]
    assert asked(read(tmp_path, {}, sources, ignore={"sales": ["Status"]})) == []


def test_a_new_word_of_an_answered_status_waits_for_its_meaning(tmp_path: Path) -> None:
    source = {"file": "a.csv", "constants": INVOICES, "columns": {"status": "Status"}, "values": {"status": {"Posted": "posted", "Draft": "draft"}}}
    inputs = read(tmp_path, {"a.csv": with_column("Status", "Posted", "Draft", "Reversed")}, {"sales": source})
    assert [tuple(row) for row in inputs.set_aside[["value", "reason"]].itertuples(index=False)] == [("Draft", "cancelled"), ("Reversed", "unknown word")]


@pytest.mark.parametrize("head", ["Currency", "币种", "Document~Currency"])
def test_a_row_in_a_foreign_currency_waits_for_its_rate_by_name(tmp_path: Path, head: str) -> None:
    inputs = read(tmp_path, {"a.csv": with_column(head, "EUR", "JPY", "eur")}, {"sales": {"file": "a.csv", "constants": INVOICES}}, currency="EUR")
    assert asked(inputs) == [("asked_currency", head.replace("~", " "), ["JPY"])]
    assert (total(inputs), list(inputs.set_aside.reason)) == (5000, ["no fx rate"])
    assert total(answered(tmp_path, one(inputs).answer)) == 7000


def test_rates_by_currency_settle_the_question(tmp_path: Path) -> None:
    source = {"file": "a.csv", "constants": INVOICES, "columns": {"fx_rate": "Currency"}, "values": {"fx_rate": {"EUR": 1, "JPY": 0.006}}}
    inputs = read(tmp_path, {"a.csv": with_column("Currency", "EUR", "JPY", "EUR")}, {"sales": source}, currency="EUR")
    assert (asked(inputs), list(inputs.table("sales").fx_rate)) == ([], [1, Decimal("0.006"), 1])


def test_a_row_in_the_companys_own_money_needs_no_rate(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"a.csv": with_column("币种", "人民币", "RMB", "CNY")}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert (asked(inputs), total(inputs)) == ([], 7000)


LEDGER = "document date account_id {} 币种"


@pytest.mark.parametrize(("head", "open_amount"), [("应收金额", 1000), ("本币应收金额", 3000)])
def test_a_ledger_row_in_a_foreign_currency_waits_unless_its_amount_is_converted(tmp_path: Path, head: str, open_amount: int) -> None:
    ledger = table(LEDGER.format(head), "D1 2026-07-01 C1 1000 CNY", "D2 2026-07-02 C2 2000 USD")
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "r.csv": ledger},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})  # fmt: skip
    assert total(inputs, "receivables", "amount") == open_amount


def test_a_ledger_in_a_foreign_currency_counts_at_the_rate_that_its_question_asks_for(tmp_path: Path) -> None:
    ledger = table(LEDGER.format("应收金额"), "D1 2026-07-01 C1 1000 CNY", "D2 2026-07-02 C2 2000 USD")
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "r.csv": ledger},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})  # fmt: skip
    answered(tmp_path, one(inputs).data["rate"].replace("?", "7.5").replace("'", ""))
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled, "receivables", "amount")) == ([], 16000)


@pytest.mark.parametrize(("head", "cells", "owed"), [
    ("单据类型", ("销售发票", "收款单", "红字发票"), 1000 - 2000 - 4000),
    ("Type", ("Invoice", "Payment", "Credit~Memo"), 1000 - 2000 - 4000),
    ("业务类型", ("普通销售", "普通销售", "预收款"), 1000 + 2000 - 4000),
])  # fmt: skip
def test_receipts_and_credit_notes_of_a_ledger_lessen_it_once_answered(tmp_path: Path, head: str, cells: tuple[str, ...], owed: int) -> None:
    ledger = with_column(head, *cells).replace("net_amount", "amount", 1)
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "r.csv": ledger},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})  # fmt: skip
    assert (one(inputs).id, total(inputs, "receivables", "amount")) == ("asked_type", 7000)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled, "receivables", "amount")) == ([], owed)


def test_a_ledger_whose_receipts_are_negative_already_raises_no_question(tmp_path: Path) -> None:
    ledger = table("document date account_id amount 单据类型", "D1 2026-07-01 C1 1000 销售发票", "SK1 2026-07-09 C1 -400 收款单")
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "r.csv": ledger},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})  # fmt: skip
    assert (asked(inputs), total(inputs, "receivables", "amount")) == ([], 600)


@pytest.mark.parametrize(("head", "word"), [("方向", "贷"), ("Debit/Credit", "Credit"), ("借贷方向", "贷")])
def test_a_balance_on_the_credit_side_is_no_debt(tmp_path: Path, head: str, word: str) -> None:
    balances = table(f"account_id date balance {head}", f"C1 2026-09-30 3000 {'借' if word == '贷' else 'Debit'}", f"C2 2026-09-30 5000 {word}")
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "b.csv": balances},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "b.csv"}})  # fmt: skip
    assert (list(inputs.table("balances").balance), inputs.notes_of("credits_negated")[0]["rows"]) == ([3000, -5000], 1)


@pytest.mark.parametrize(("head", "cells", "left"), [
    ("业务类型", ("普通销售", "委托代销", "普通销售"), 5000), ("Document~Type", ("Invoice", "Quotation", "Invoice"), 5000), ("Type", ("Invoice", "Refund", "Invoice"), 3000),
])  # fmt: skip
def test_what_is_no_sale_is_asked_about(tmp_path: Path, head: str, cells: tuple[str, ...], left: int) -> None:
    source = {"file": "a.csv", "constants": INVOICES}
    inputs = read(tmp_path, {"a.csv": with_column(head, *cells)}, {"sales": source})
    assert (asked(inputs), total(inputs)) == ([("asked_type", head.replace("~", " "), [cells[1].replace("~", " ")])], 7000)
    assert total(answered(tmp_path, one(inputs).answer)) == left


@pytest.mark.parametrize(("title", "head", "word", "amount"), [
    ("单位：万元", "无税金额", "万元", 70_000_000), ("", "金额（千元）", "千元", 7_000_000), ("", "Net~sales~(k~EUR)", "k", 7_000_000), ("", "Amount~in~cents", "cents", 70),
    ("(in~thousands)", "net_amount", "thousands", 7_000_000), ("", "金额(分)", "分", 70), ("Amounts~in~'000", "net_amount", "'000", 7_000_000), ("", "销售额/万元", "万元", 70_000_000),
    ("", "Umsatz~TEUR", "T", 7_000_000),
])  # fmt: skip
def test_a_unit_of_money_is_asked_about_and_scales_once_answered(tmp_path: Path, title: str, head: str, word: str, amount: int) -> None:
    text = (title.replace("~", " ") + "\n" if title else "") + table(f"document date account_id {head}", *THREE)
    source = {"file": "a.csv", "constants": INVOICES, "columns": {"net_amount": head.replace("~", " ") if head != "net_amount" else head}}
    inputs = read(tmp_path, {"a.csv": text}, {"sales": source})
    assert [(note.id, note.data["values"]) for note in inputs.questions] == [("asked_money_unit", [word])]
    settled = answered(tmp_path, inputs.questions[0].answer)
    assert (asked(settled), total(settled)) == ([], amount)


@pytest.mark.parametrize(("title", "head"), [
    ("单位：元", "无税金额"), ("销售明细~共12,000行", "金额(元)"),
    ("杭州百万服饰公司~2026年9月分析", "Amount~(EUR)"), ("部分客户~第3分公司", "金额"), ("注册资本500万元", "金额"), ("Kramer~&~Co", "Amount"),
])  # fmt: skip
def test_a_plain_unit_raises_no_question(tmp_path: Path, title: str, head: str) -> None:
    text = title.replace("~", " ") + "\n" + table(f"document date account_id {head}", *THREE)
    source = {"file": "a.csv", "constants": INVOICES, "columns": {"net_amount": head.replace("~", " ")}}
    assert asked(read(tmp_path, {"a.csv": text}, {"sales": source})) == []


GOODS = "document date account_id product_id qty net_amount"


@pytest.mark.parametrize(("head", "units", "pieces"), [
    ("单位", ("件", "打", "箱(24件)"), 1 + 12 + 24), ("UoM", ("pcs", "dozen", "carton~of~24"), 1 + 12 + 24), ("计量单位", ("双", "双", "包10"), 12),
])  # fmt: skip
def test_quantities_in_several_units_are_asked_about_and_counted_in_pieces_once_answered(tmp_path: Path, head: str, units: tuple[str, ...], pieces: int) -> None:
    rows = [f"S{place} 2026-07-0{place + 1} C1 P{place} 1 100 {unit}" for place, unit in enumerate(units)]
    source = {"file": "a*.csv", "constants": INVOICES}
    inputs = read(tmp_path, {"a1.csv": table(f"{GOODS} {head}", *rows)}, {"sales": source})
    assert [note.id for note in inputs.questions] == ["asked_quantity_unit"]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled, column="qty")) == ([], pieces)
    (tmp_path / "a2.csv").write_text(table(f"{GOODS} {head}", "S9 2026-08-01 C1 P1 1 100 托盘"), encoding="utf-8")
    assert [note.id for note in read_inputs(load_params(tmp_path / "hand.yaml")).questions] == ["asked_quantity_unit"]


@pytest.mark.parametrize("units", [("件", "件", "件"), ("件", "双", "条"), ("箱", "箱", "箱")])
def test_one_unit_or_pieces_of_several_names_raise_no_question(tmp_path: Path, units: tuple[str, ...]) -> None:
    rows = [f"S{place} 2026-07-0{place + 1} C1 P{place} 1 100 {unit}" for place, unit in enumerate(units)]
    assert asked(read(tmp_path, {"a.csv": table(f"{GOODS} 单位", *rows)}, {"sales": {"file": "a.csv", "constants": INVOICES}})) == []


CREDITS = ("S1 2026-07-01 C1 P 10 1000 销售", "R1 2026-07-02 C1 P 2 200 退货", "R2 2026-07-03 C1 P 3 300 退货")


def test_credit_notes_of_both_signs_are_asked_about(tmp_path: Path) -> None:
    text = table("单据号 日期 客户编码 货号 数量 金额 单据类型", *CREDITS, "R3 2026-07-04 C1 P -3 -300 退货")
    inputs = read(tmp_path, {"a.csv": text}, {"sales": {"file": "a.csv", "values": {"kind": {"销售": "invoice", "退货": "credit note"}}}})
    assert (asked(inputs), total(inputs)) == ([("asked_signs", "金额", ["both signs"])], 1200)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled), total(settled, column="qty")) == ([], 800, 8)


def test_a_list_of_credit_notes_of_both_signs_is_asked_about(tmp_path: Path) -> None:
    sources = {"sales": [{"file": "a.csv", "constants": INVOICES}, {"file": "c.csv", "constants": {"kind": "credit note"}}]}
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "c.csv": table(SALES, "R1 2026-07-08 C1 50", "R2 2026-07-09 C1 -20")}, sources)
    assert one(inputs).answer.endswith("# entry 2 of 2")
    sources["sales"][1]["scale"] = {"net_amount": -1}
    assert total(read(tmp_path, {}, sources)) == 7000 - 30


def test_a_single_small_reversal_leaves_no_doubt_about_the_sign(tmp_path: Path) -> None:
    text = table("单据号 日期 客户编码 货号 数量 金额 单据类型", *CREDITS, "R3 2026-07-04 C1 P -1 -20 退货")
    inputs = read(tmp_path, {"a.csv": text}, {"sales": {"file": "a.csv", "values": {"kind": {"销售": "invoice", "退货": "credit note"}}}})
    assert (asked(inputs), total(inputs)) == ([], 1000 - 200 - 300 + 20)


def test_a_pattern_whose_files_name_the_amount_differently_is_asked_about(tmp_path: Path) -> None:
    files = {"s1.csv": table("单据号 日期 客户编码 无税金额", *THREE), "s2.csv": table("单据号 日期 客户编码 金额", "S9 2026-08-01 C1 1130")}
    inputs = read(tmp_path, files, {"sales": {"file": "s*.csv", "constants": INVOICES}})
    assert asked(inputs) == [("asked_two_amounts", "金额", ["无税金额", "金额"])]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled)) == ([], 8000)


ORDERS = [f"O{order} 2026-07-0{order} C{order} P{line} {line} 1{order}0" for order in range(1, 5) for line in range(1, 4)]


def test_a_total_on_every_line_is_asked_about_and_shared_out_once_answered(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"a.csv": table(GOODS, *ORDERS)}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert (asked(inputs), total(inputs)) == ([("asked_document_total", "net_amount", ["document total"])], 3 * 500)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled)) == ([], 500 - 0)


def test_lines_that_differ_in_a_tenth_of_the_documents_are_amounts_of_their_own(tmp_path: Path) -> None:
    rows = [*ORDERS, "O5 2026-07-05 C5 P1 1 100", "O5 2026-07-05 C5 P2 1 101"]
    assert asked(read(tmp_path, {"a.csv": table(GOODS, *rows)}, {"sales": {"file": "a.csv", "constants": INVOICES}})) == []


def test_a_debt_that_was_given_up_is_asked_about(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "r.csv": table("document date account_id amount", "S1 2026-07-01 C1 1000"),
             "p.csv": table("payment document date amount 结算方式", "P1 S1 2026-08-01 600 电汇", "P2 S1 2026-08-02 400 坏账核销")}  # fmt: skip
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}, "allocations": {"file": "p.csv"}})
    assert asked(inputs) == [("asked_method", "结算方式", ["坏账核销"])]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), list(settled.table("allocations").method)) == ([], ["电汇", "write-off"])


def test_a_limit_of_nought_is_asked_about_once(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "c.csv": table("客户编码 信用额度", "C1 5000", "C2 0", "C3 9000")}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "accounts": {"file": "c.csv"}})
    assert asked(inputs) == [("asked_zero_limit", "信用额度", ["0"])]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), list(settled.table("accounts").credit_limit)) == ([], [5000, None, 9000])


@pytest.mark.parametrize(("head", "levels", "guide"), [
    ("价格级别", ("批发价", "零售价"), "零售价"),
    ("Price~List", ("Wholesale", "Retail"), "Retail"),
    ("Price~Type", ("MSRP", "Dealer~EU"), "MSRP"),
    ("Price~Group", ("A", "B"), "A"),
])  # fmt: skip
def test_a_list_with_a_price_for_each_level_is_asked_about_and_taken_by_one(tmp_path: Path, head: str, levels: tuple[str, str], guide: str) -> None:
    prices = table(f"product_id price {head}", *(f"P{n} {100 + place} {level}" for n in (1, 2) for place, level in enumerate(levels)))
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "p.csv": prices}, {"sales": {"file": "a.csv", "constants": INVOICES}, "price_list": {"file": "p.csv"}})
    words = [level.replace("~", " ") for level in levels]
    assert asked(inputs) == [("asked_price_level", head.replace("~", " "), words)]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), list(settled.table("price_list").price)) == ([], [100 + words.index(guide)] * 2)
    assert "ignore: {price_list:" in one(inputs).data["ignore"]


def test_a_new_level_waits_for_its_meaning(tmp_path: Path) -> None:
    listed = {"file": "p.csv", "columns": {"status": "价格级别"}, "values": {"status": {"零售": "posted", "批发": "cancelled"}}}
    files = {"a.csv": table(SALES, *THREE), "p.csv": table("货号 吊牌价 价格级别", "P1 100 零售", "P1 60 批发", "P1 50 团购")}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "price_list": listed})
    assert list(inputs.table("price_list").price) == [100]
    assert set(inputs.set_aside.reason) == {"cancelled", "unknown word"}


@pytest.mark.parametrize(("head", "levels"), [("价格级别", ("零售", "零售")), ("颜色", ("红", "蓝")), ("Unit~of~price", ("EUR", "EUR"))])
def test_a_price_list_of_one_level_raises_no_question(tmp_path: Path, head: str, levels: tuple[str, str]) -> None:
    prices = table(f"product_id price {head}", *(f"P{n} 100 {level}" for n, level in enumerate(levels)))
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "p.csv": prices}, {"sales": {"file": "a.csv", "constants": INVOICES}, "price_list": {"file": "p.csv"}})
    assert (asked(inputs), len(inputs.table("price_list"))) == ([], 2)


@pytest.mark.parametrize(("text", "due"), [
    ("月结30天", "2026-08-30"), ("月结", "2026-07-31"), ("当月结", "2026-07-31"), ("30 days EOM", "2026-08-30"), ("Net 30", "2026-08-04"), ("货到30天", "2026-08-04"), ("30天", "2026-08-04"),
    ("45 days", "2026-08-19"), ("n/30", "2026-08-04"), ("现结", "2026-07-05"), ("款到发货", "2026-07-05"), ("COD", "2026-07-05"), ("季结", "2026-09-30"), ("年结", "2026-12-31"), ("20", "2026-07-25"),
])  # fmt: skip
def test_terms_as_text_are_read_as_they_are_meant(text: str, due: str) -> None:
    found = terms(text) if not text.isdigit() else ("date", int(text))
    assert str(_due(date(2026, 7, 5), found, 1)) == due


def test_terms_that_nobody_can_read_make_nothing_past_due_and_are_asked_about(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "c.csv": table("客户编码 账期", "C1 月结30天", "C2 面议", "C3 30%预付70%月结"),
             "r.csv": table("document date account_id amount", "S1 2026-07-01 C1 1000", "S2 2026-07-02 C2 2000", "S3 2026-07-03 C3 4000")}  # fmt: skip
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "accounts": {"file": "c.csv"}, "receivables": {"file": "r.csv"}})
    assert asked(inputs) == [("asked_terms", "账期", ["30%预付70%月结", "面议"])]
    assert list(inputs.table("receivables").due_date) == [date(2026, 8, 30), date(9999, 12, 31), date(9999, 12, 31)]
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), list(settled.table("accounts").credit_days)) == ([], [None, 30, 30])


@pytest.mark.parametrize("words", ["期初余额", "上年结转", "Opening~balance"])
def test_an_opening_row_needs_no_document_number(tmp_path: Path, words: str) -> None:
    ledger = table("document account_id date amount 摘要", f" C1 2026-07-01 500 {words}".replace(" C1", "- C1", 1), "S1 C1 2026-07-02 1000 销售", "- C2 2026-07-03 9 ?")
    inputs = read(tmp_path, {"a.csv": table(SALES, *THREE), "r.csv": ledger.replace("-,", ",")},
                  {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})  # fmt: skip
    assert (total(inputs, "receivables", "amount"), list(inputs.set_aside.reason)) == (1500, ["no document"])


BILLED = ("单据号 日期 客户编码 金额", "S1 2026-07-01 C1 1000", "S2 2026-07-02 C2 2000")
BACK = ("单据号 日期 客户编码 金额", "R1 2026-07-03 C1 400", "R2 2026-07-04 C2 100")


def workbook(path: Path, **sheets: tuple[str, ...]) -> None:
    """A workbook from words, as ``table`` reads them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([float(word) if word.isdigit() else word for word in row.split()])
    book.save(path)


@pytest.mark.parametrize("names", [("销售", "退货"), ("Invoices", "Returns"), ("蓝字", "红字")])
@pytest.mark.parametrize("constant", [{}, {"constants": {"kind": "invoice"}}, {"constants": {"kind": "by sign"}}])
def test_a_sheet_named_after_returns_is_asked_about(tmp_path: Path, names: tuple[str, str], constant: dict[str, Any]) -> None:
    workbook(tmp_path / "book.xlsx", **{names[0]: BILLED, names[1]: BACK})
    inputs = read(tmp_path, {}, {"sales": {"file": "book.xlsx", **constant}})
    assert (asked(inputs), one(inputs).data["amount"], total(inputs)) == ([("asked_named_credits", "kind", [names[1]])], "500", 3500)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled), set(settled.table("sales").kind)) == ([], 2500, {"invoice", "credit note"})


@pytest.mark.parametrize("name", ["a2-退货.csv", "a2 refunds.csv", "a2 冲销.csv"])
def test_a_file_named_after_returns_is_asked_about_until_it_is_said_what_it_is(tmp_path: Path, name: str) -> None:
    sources = {"sales": {"file": "a*.csv", "constants": INVOICES}}
    inputs = read(tmp_path, {"a1.csv": table(*BILLED), name: table(*BACK)}, sources)
    assert (asked(inputs), total(inputs)) == ([("asked_named_credits", "kind", [name])], 3500)
    assert asked(read(tmp_path, {}, sources, ignore={"sales": {"kind": [name]}})) == []
    inputs = read(tmp_path, {"a3 退.csv": table(*BACK).replace("R", "Q")}, sources, ignore={"sales": {"kind": [name]}})
    assert asked(inputs) == [("asked_named_credits", "kind", [name, "a3 退.csv"])]


@pytest.mark.parametrize(("name", "rows"), [
    ("a2-冲锋衣.csv", BACK), ("a2.csv", BACK), ("a2-退货.csv", ("单据号 日期 客户编码 金额", "R1 2026-07-03 C1 -400", "R2 2026-07-04 C2 -100")),
])  # fmt: skip
def test_other_names_and_negative_returns_raise_no_question(tmp_path: Path, name: str, rows: tuple[str, ...]) -> None:
    inputs = read(tmp_path, {"a1.csv": table(*BILLED), name: table(*rows)}, {"sales": {"file": "a*.csv", "constants": INVOICES}})
    assert asked(inputs) == []


def test_files_that_all_bear_the_word_under_a_kind_that_was_said_raise_no_question(tmp_path: Path) -> None:
    files = {"退货 a1.csv": table(*BILLED), "退货 a2.csv": table(*BACK)}
    assert asked(read(tmp_path, files, {"sales": {"file": "退货*.csv", "constants": INVOICES}})) == []
    assert total(read(tmp_path, files, {"sales": {"file": "退货*.csv", "constants": {"kind": "credit note"}}})) == -3500


@pytest.mark.parametrize(("book", "asks"), [("销售及退货.xlsx", ["退货"]), ("returns.xlsx", ["退货"])])
def test_a_workbook_that_bears_the_word_is_told_apart_by_its_sheets(tmp_path: Path, book: str, asks: list[str]) -> None:
    workbook(tmp_path / book, 销售=BILLED, 退货=BACK)
    assert asked(read(tmp_path, {}, {"sales": {"file": book, "constants": INVOICES}})) == [("asked_named_credits", "kind", asks)]


def monthly(rows: dict[str, list[int]], head: str) -> str:
    """A number a month for each account, from January on."""
    return table(head, *(f"{account} 2026-{month:02d} {number}" for account, numbers in rows.items() for month, number in enumerate(numbers, 1)))


def quarterly(rows: dict[str, list[int]]) -> str:
    """A number a quarter for each account, from the first of 2025 on."""
    return table("客户编码 季度 目标金额", *(f"{account} {2025 + place // 4}Q{place % 4 + 1} {number}" for account, numbers in rows.items() for place, number in enumerate(numbers)))


RISING = {"C1": [10, 25, 25, 60], "C2": [100, 180, 300, 500], "C3": [5, 6, 9, 12]}


def test_quantities_that_only_ever_rise_within_a_year_are_asked_about(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "s.csv": monthly(RISING, "account_id period qty")}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "sell_through": {"file": "s.csv"}})
    assert asked(inputs) == [("asked_rising", "qty", ["year to date"])]
    assert asked(answered(tmp_path, one(inputs).answer)) == []


def test_targets_that_only_ever_rise_within_each_year_are_asked_about(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "t.csv": quarterly({account: numbers * 2 for account, numbers in RISING.items()})}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "targets": {"file": "t.csv"}})
    assert asked(inputs) == [("asked_rising", "目标金额", ["year to date"])]
    assert asked(answered(tmp_path, one(inputs).answer)) == []


def test_sales_to_date_of_each_month_are_asked_about(tmp_path: Path) -> None:
    rows = [f"{account}-{month} 2026-{month:02d}-28 {account} {number}" for account, numbers in RISING.items() for month, number in enumerate(numbers, 1)]
    inputs = read(tmp_path, {"a.csv": table(SALES, *rows)}, {"sales": {"file": "a.csv", "constants": INVOICES}})
    assert asked(inputs) == [("asked_rising", "net_amount", ["year to date"])]


@pytest.mark.parametrize("rows", [
    {"C1": [100, 110, 120, 130], "C2": [100, 104, 109, 111], "C3": [50, 60, 70, 80]}, {"C1": [10, 30, 60, 90], "C2": [10, 30, 60, 90], "C3": [10, 30, 60, 20]},
    {"C1": [10, 20, 30, 40], "C2": [10, 20, 30, 40]}, {"C1": [10, 20, 30], "C2": [10, 20, 30], "C3": [10, 20, 30]}, {"C1": [10] * 4, "C2": [10] * 4, "C3": [10] * 4},
    {"C1": [10, 20, 30, 40, 10, 5, 30, 40], "C2": [10, 20, 30, 40, 10, 5, 30, 40], "C3": [10, 20, 30, 40, 10, 5, 30, 40]},
])  # fmt: skip
def test_growing_targets_are_not_taken_for_sums_to_date(tmp_path: Path, rows: dict[str, list[int]]) -> None:
    files = {"a.csv": table(SALES, *THREE), "t.csv": quarterly(rows)}
    assert asked(read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "targets": {"file": "t.csv"}})) == []


@pytest.mark.parametrize("files", [
    {"c.csv": ("客户编码 客户名称", "C1 旧名", "C2 乙", "C1 新名")}, {"c9.csv": ("客户编码 客户名称", "C1 旧名", "C2 乙"), "c10.csv": ("客户编码 客户名称", "C1 新名", "C2 乙")},
    {"c1.csv": ("客户编码 客户名称", "C1 旧名", "C2 乙", "C4 丁", "C5 戊"), "c2.csv": ("客户编码 客户名称", "C1 新名", "C3 丙", "C6 己")},
])  # fmt: skip
def test_of_several_names_under_one_id_the_newest_is_used_and_it_is_told(tmp_path: Path, files: dict[str, tuple[str, ...]]) -> None:
    sales = table("document date name net_amount", "S1 2026-07-01 旧名 1000", "S2 2026-07-02 新名 2000")
    inputs = read(tmp_path, {"a.csv": sales, **{name: table(*rows) for name, rows in files.items()}},
                  {"sales": {"file": "a.csv", "constants": INVOICES, "match": "name"}, "accounts": {"file": "c*.csv"}})  # fmt: skip
    names = dict(zip(inputs.table("accounts").account_id, inputs.table("accounts").name, strict=True))
    assert (names["C1"], names["C2"], set(inputs.table("sales").account_id)) == ("新名", "乙", {"C1"})
    assert inputs.notes_of("names_differ") == [{"count": 1, "account": "C1", "names": ["旧名", "新名"], "name": "新名"}]


def test_one_name_in_two_writings_is_no_other_name(tmp_path: Path) -> None:
    files = {"a.csv": table(SALES, *THREE), "c.csv": table("客户编码 客户名称", "C1 Acme", "C1 ACME", "C2 乙")}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "accounts": {"file": "c.csv"}})
    assert inputs.notes_of("names_differ") == []


OTHERS = tuple(row.replace("R", "Q") for row in BACK)


@pytest.mark.parametrize("names", [("销售", "报价"), ("Invoices", "Quotation"), ("Sales", "Budget 2026"), ("销售", "作废"), ("Sales", "Purchases"), ("Sales", "Void")])
def test_a_sheet_named_after_what_is_no_sale_is_asked_about(tmp_path: Path, names: tuple[str, str]) -> None:
    workbook(tmp_path / "book.xlsx", **{names[0]: BILLED, names[1]: OTHERS})
    inputs = read(tmp_path, {}, {"sales": {"file": "book.xlsx", "constants": INVOICES}})
    assert (asked(inputs), total(inputs)) == ([("asked_named_otherwise", "status", [names[1]])], 3500)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled), set(settled.set_aside.reason)) == ([], 3000, {"cancelled"})


@pytest.mark.parametrize("name", ["a2 采购.csv", "a2-forecast.csv", "a2 cancelled.csv", "a_询价.csv"])
@pytest.mark.parametrize("ledger", ["sales", "receivables"])
def test_a_file_named_after_what_is_no_sale_is_asked_about_until_it_is_said(tmp_path: Path, name: str, ledger: str) -> None:
    entry = {"file": "a*.csv", **({"constants": INVOICES} if ledger == "sales" else {})}
    sources = {"sales": {"file": "s.csv", "constants": INVOICES}} | {ledger: entry}
    files = {"s.csv": table(*BILLED), "a1.csv": table(*BILLED).replace("S", "A"), name: table(*OTHERS)}
    inputs = read(tmp_path, files, sources)
    assert asked(inputs) == [("asked_named_otherwise", "status", [name])]
    assert asked(read(tmp_path, {}, sources, ignore={ledger: {"status": [name]}})) == []


@pytest.mark.parametrize("name", ["a2 plant Leipzig.csv", "a2 planet.csv", "a2 avoid.csv", "a2.csv"])
def test_other_names_of_files_raise_no_question(tmp_path: Path, name: str) -> None:
    inputs = read(tmp_path, {"a1.csv": table(*BILLED), name: table(*OTHERS)}, {"sales": {"file": "a*.csv", "constants": INVOICES}})
    assert asked(inputs) == []


def test_files_that_are_all_named_alike_raise_no_question(tmp_path: Path) -> None:
    files = {"forecast a1.csv": table(*BILLED), "forecast a2.csv": table(*OTHERS)}
    assert asked(read(tmp_path, files, {"sales": {"file": "forecast*.csv", "constants": INVOICES}})) == []


@pytest.mark.parametrize(("debit", "credit"), [("Debit", "Credit"), ("借方", "贷方"), ("借方金额", "贷方金额"), ("Soll", "Haben")])
def test_rows_of_the_other_side_of_a_ledger_are_asked_about(tmp_path: Path, debit: str, credit: str) -> None:
    text = f"document,date,account_id,{debit},{credit}\nS1,2026-07-01,C1,1000,\nS2,2026-07-02,C1,,400\n"
    sources = {"sales": {"file": "a.csv", "constants": INVOICES, "columns": {"net_amount": debit}}}
    inputs = read(tmp_path, {"a.csv": text}, sources)
    assert (asked(inputs), total(inputs), one(inputs).data["count"]) == ([("asked_other_side", credit, ["missing amount"])], 1000, 1)
    assert asked(answered(tmp_path, one(inputs).answer)) == []


@pytest.mark.parametrize("head", ["Open balance", "Balance due", "Amount due", "Remaining"])
def test_what_is_open_beside_the_amount_is_asked_about(tmp_path: Path, head: str) -> None:
    files = {"a.csv": table(SALES, *THREE), "r.csv": f"document,date,account_id,amount,{head}\nS1,2026-07-01,C1,1000,250\n"}
    inputs = read(tmp_path, files, {"sales": {"file": "a.csv", "constants": INVOICES}, "receivables": {"file": "r.csv"}})
    assert (asked(inputs), total(inputs, "receivables", "amount")) == ([("asked_open_beside", head, ["open amount"])], 1000)
    settled = answered(tmp_path, one(inputs).answer)
    assert (asked(settled), total(settled, "receivables", "amount")) == ([], 250)
