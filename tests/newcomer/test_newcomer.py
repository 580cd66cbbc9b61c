"""A new company: its exports are recognised, its params are written with questions, and what no system exports can be typed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from kam.__main__ import main
from kam.errors import InputError, ParamsError
from kam.intake import read_inputs
from kam.newcomer import introduce
from kam.params import load_params
from kam.store import HOUSE

from . import systems

DATA = Path(os.environ.get("KAM_DATA") or HOUSE.parent / "shared" / "data")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))


def written(folder: Path, files: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The sources that are written for these exports, and the whole text of the params."""
    introduce("acme", systems.lay(folder / "exports", files), folder)
    text = (folder / "acme.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text), text


def asked(text: str) -> list[str]:
    return [found[1] for found in re.finditer(r"(?:QUESTION \d+: |问题 \d+：)(.*)", text)]


def test_yonyou_is_recognised_with_its_words_and_its_tax(tmp_path: Path) -> None:
    params, text = written(tmp_path, systems.YONYOU)
    [sales] = params["sources"]["sales"]
    assert sales["file"] == "销售发票列表-*.csv"
    expected = {"document": "发票号", "date": "开票日期", "account_id": "客户编码", "net_amount": "无税金额", "kind": "单据类型", "product_id": "存货编码", "qty": "数量"}
    assert sales["columns"] == expected
    assert sales["values"] == {"kind": {"红字销售发票": "credit note", "销售专用发票": "invoice"}}
    assert params["sources"]["accounts"][0]["columns"]["name"] == "客户名称"
    assert params["sources"]["allocations"][0]["columns"]["document"] == "核销单据号"
    assert (params["currency"], params["receivables_include_tax"]) == ("CNY", 0.13)
    assert "25 张单据" in text


def test_kingdee_with_amounts_of_unknown_tax_and_balances_asks_which(tmp_path: Path) -> None:
    params, text = written(tmp_path, systems.KINGDEE)
    assert "net_amount" not in params["sources"]["sales"][0]["columns"]
    assert "# net_amount: 金额" in text and "# net_amount: 价税合计" in text
    assert params["sources"]["receivables"][0]["columns"] == {"account_id": "客户代码", "date": "日期", "balance": "应收余额"}
    assert any(question.startswith("下列哪一列是 net_amount（不含税金额）？") for question in asked(text))


def test_odoo_is_recognised_and_its_credit_notes_by_the_words_of_a_column(tmp_path: Path) -> None:
    params, text = written(tmp_path, systems.ODOO)
    assert {table: params["sources"][table][0]["file"] for table in ("sales", "accounts", "deliveries")} == {
        "sales": "account_move_line.csv", "accounts": "res_partner.csv", "deliveries": "stock_picking.csv"}  # fmt: skip
    assert params["sources"]["sales"][0]["columns"]["net_amount"] == "Untaxed Amount"
    assert params["sources"]["sales"][0]["columns"]["kind"] == "Type"
    assert params["sources"]["sales"][0]["values"] == {"kind": {"out_invoice": "invoice", "out_refund": "credit note"}}
    assert "#   Partner: Acme Retail\n" in text and "#   Total: 605.00, 121.00\n" in text


def test_sap_business_one_credit_notes_are_known_by_the_name_of_their_list(tmp_path: Path) -> None:
    params, text = written(tmp_path, systems.SAP_B1)
    assert [(entry["file"], entry["constants"]) for entry in params["sources"]["sales"]] == [("INV1.csv", {"kind": "invoice"}), ("RIN1.csv", {"kind": "credit note"})]
    assert params["sources"]["receivables"][0]["columns"]["amount"] == "Total"
    assert params["currency"] == "USD"
    assert not any("same list" in question for question in asked(text))


def test_what_the_demo_params_say_by_hand_is_recognised(tmp_path: Path) -> None:
    """Every table and every column that the demo's own params name; what is left is asked or said."""
    by_hand = load_params(HOUSE / "params" / "demo.yaml")
    introduce("demo", HOUSE / "demo" / "exports", tmp_path)
    text = (tmp_path / "demo.yaml").read_text(encoding="utf-8")
    params = load_params(tmp_path / "demo.yaml")
    assert set(params.sources) == set(by_hand.sources)
    found = {(table, ours, theirs) for table, sources in params.sources.items() for source in sources for ours, theirs in source.columns.items()}
    named = {(table, ours, theirs) for table, sources in by_hand.sources.items() for source in sources for ours, theirs in source.columns.items()}
    left = {theirs for _, _, theirs in named - found}
    assert left == {"地理位置", "消费人群", "合同折扣", "合作起始"}
    assert all(theirs in text for theirs in left)
    ours, theirs = ({source.file: source.fill_down for source in one.sources["sales"]} for one in (params, by_hand))
    assert ours == theirs and [source.sheet for source in params.sources["sales"]] == [None] * len(ours)
    assert params.receivables_include_tax == by_hand.receivables_include_tax
    read = read_inputs(params).control_totals.set_index("table")
    right = read_inputs(by_hand.model_copy(update={"exclude": params.exclude})).control_totals.set_index("table")
    assert read.loc["sales"].to_dict() == right.loc["sales"].to_dict()


@pytest.mark.parametrize(
    ("name", "tables", "asks"),
    [
        ("northwind", {"accounts", "sales", "deliveries", "price_list"}, "quantity times price, less the discount"),
        ("classicmodels", {"accounts", "sales", "deliveries", "allocations", "price_list"}, "quantity times price, less the discount"),
        ("ibm_ar", {"sales", "receivables", "allocations"}, "paid in full on its 'SettledDate'"),
        ("atliq_mart_fmcg", {"accounts", "sales", "deliveries"}, "quantities only, write `unit: pieces`"),
        ("cn_superstore", {"sales"}, "同一清单的重复导出"),
    ],
)
def test_well_known_data_are_recognised_or_asked_about(name: str, tables: set[str], asks: str, tmp_path: Path) -> None:
    if not (DATA / name).is_dir():
        pytest.skip(f"no public data at {DATA / name}; set KAM_DATA")
    exports = tmp_path / "exports"
    exports.mkdir()
    for file in (DATA / name).iterdir():
        (exports / file.name).symlink_to(file) if file.suffix == ".md" else (exports / file.name).write_bytes(file.read_bytes())
    (exports / "README.md").unlink(missing_ok=True)
    introduce("acme", exports, tmp_path)
    text = (tmp_path / "acme.yaml").read_text(encoding="utf-8")
    recognised = {table for table, sources in load_params(tmp_path / "acme.yaml").sources.items() if sources[0].file != "inputs.xlsx"}
    assert recognised == tables
    assert any(asks in question for question in asked(text))


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    exports = systems.lay(tmp_path / "exports", systems.SAP_B1)
    introduce("acme", exports, tmp_path)
    workbook = (exports / "inputs.xlsx").read_bytes()
    with pytest.raises(ParamsError, match="is there already and is not written over"):
        introduce("acme", exports, tmp_path)
    (exports / "inputs.xlsx").write_bytes(workbook + b" ")
    assert "is there already and was kept" in introduce("other", exports, tmp_path)
    assert (exports / "inputs.xlsx").read_bytes() == workbook + b" "


def test_the_same_exports_give_the_same_params_and_the_same_workbook(tmp_path: Path) -> None:
    made = []
    for place in ("one", "two"):
        written(tmp_path / place, systems.YONYOU)
        made.append([(tmp_path / place / name).read_bytes() for name in ("acme.yaml", "exports/inputs.xlsx")])
    assert made[0] == made[1]


def test_a_folder_without_exports_and_a_name_with_a_blank_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no CSV"):
        introduce("acme", tmp_path / "empty", tmp_path)
    with pytest.raises(ParamsError, match="is no short name"):
        introduce("acme ltd", tmp_path / "empty", tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        introduce("acme", tmp_path / "nowhere", tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        introduce("acme", Path(""), tmp_path)


def test_a_header_and_a_word_of_two_lines_stand_on_one(tmp_path: Path) -> None:
    sales = '"单据\n编号",日期,客户编码,无税金额,单据类型,"备注\n一"\n1,2026-07-01,A,5,"样衣\n领用",x\n'
    params, text = written(tmp_path, {"销售发票.csv": sales})
    assert params["sources"]["sales"][0]["columns"]["document"] == "单据 编号"
    assert "样衣 领用" in text and "备注 一" in text
    with pytest.raises(InputError, match="unknown word"):
        read_inputs(load_params(tmp_path / "acme.yaml"))


def test_where_nothing_can_be_written_one_message_says_so(tmp_path: Path) -> None:
    exports = systems.lay(tmp_path / "exports", systems.SAP_B1)
    with pytest.raises(InputError, match="cannot be written"):
        introduce("acme", exports, tmp_path / "no" / "params")


def test_an_export_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    exports = systems.lay(tmp_path / "exports", systems.SAP_B1)
    (exports / "list.xlsx").write_bytes(b"PK\x03\x04 damaged")
    introduce("acme", exports, tmp_path)
    assert "# Could not be read: list.xlsx" in (tmp_path / "acme.yaml").read_text(encoding="utf-8")


def test_an_empty_sheet_of_the_typed_workbook_is_not_exported_and_a_filled_one_is(tmp_path: Path) -> None:
    written(tmp_path, systems.SAP_B1)
    params = load_params(tmp_path / "acme.yaml")
    typed = {"scorecards", "team", "relationships", "territories", "needs", "incidents", "targets", "tasks"}
    assert read_inputs(params).present & typed == set()
    place = tmp_path / "exports" / "inputs.xlsx"
    book = load_workbook(place)
    heads = [cell.value for cell in book["scorecards 评分"][1]]
    row = {"account_id": "C20000", "quarter": "2026Q3", "criterion": "capital 资金", "score": 4}
    book["scorecards 评分"].append([row.get(str(head)) for head in heads])
    book.save(place)
    inputs = read_inputs(params)
    assert inputs.present & typed == {"scorecards"}
    assert inputs.table("scorecards")[["account_id", "quarter", "criterion", "score"]].values.tolist() == [["C20000", "2026Q3", "capital", 4]]


def test_every_word_of_a_list_is_one_that_the_new_params_read_as_ours(tmp_path: Path) -> None:
    params, _ = written(tmp_path, systems.SAP_B1)
    book = load_workbook(tmp_path / "exports" / "inputs.xlsx")
    hidden = book["kam inputs"]
    assert hidden.sheet_state == "hidden"
    words = {str(cell.value) for row in hidden.iter_rows() for cell in row if cell.value and " " in str(cell.value)}
    mapped = {theirs for sources in params["sources"].values() for source in sources for column in source.get("values", {}).values() for theirs in column}
    assert len(words) > 25 and words <= mapped


def test_heads_are_protected_cells_are_not_and_anchors_stand_in_both_languages(tmp_path: Path) -> None:
    written(tmp_path, systems.SAP_B1)
    book = load_workbook(tmp_path / "exports" / "inputs.xlsx")
    sheet = book["scorecards 评分"]
    assert sheet.protection.sheet and sheet["A1"].protection.locked and not sheet.column_dimensions["A"].protection.locked
    assert "客户编码" in sheet["A1"].number_format
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert set(lists) == {"A2", "C2", "D2"}
    anchors = [[cell.value for cell in row] for row in book["anchors 评分标准"].iter_rows(min_row=2)]
    assert len(anchors) == 40 and anchors[0] == ["capital 资金", 1, "pays from hand to mouth", "现款周转、朝不保夕"]


def test_the_check_says_in_plain_words_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, systems.SAP_B1)
    assert main(["check", "--company", str(tmp_path / "acme.yaml")]) == 0
    said = capsys.readouterr().out.split("What to do next")[1]
    assert "1. Answer the 3 questions" in said
    assert "Type into" in said and "inputs.xlsx what is known of scorecards" in said
    assert f"Publish: make report QUARTER=2026Q3 COMPANY={tmp_path / 'acme.yaml'}" in said


def test_the_check_of_params_with_an_open_column_names_the_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, systems.KINGDEE)
    assert main(["check", "--company", str(tmp_path / "acme.yaml")]) == 1
    said = capsys.readouterr().err
    assert "two columns fit 'net_amount'" in said and "下列哪一列是 net_amount（不含税金额）？" in said


def test_an_answered_question_is_asked_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = written(tmp_path, systems.KINGDEE)
    answered = re.sub(r".*# 问题.*\n", "", text).replace("# net_amount: 金额", "net_amount: 金额")
    (tmp_path / "acme.yaml").write_text(answered, encoding="utf-8")
    assert main(["check", "--company", str(tmp_path / "acme.yaml")]) == 0
    said = capsys.readouterr().out
    assert "下一步" in said and "个问题" not in said


@pytest.mark.parametrize(
    ("system", "first", "title", "words"),
    [
        ("YONYOU", "zh", "系统导不出的内容", ("公司的中英文名称是什么？", "下一步", "填写", "发布：")),
        ("SAP_B1", "en", "What no system exports", ("what is the company called", "What to do next", "Type into", "Publish:")),
    ],
)
def test_a_company_is_asked_in_the_language_of_its_exports(system: str, first: str, title: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Questions, guide and check are Chinese where most headers are, English elsewhere."""
    params, text = written(tmp_path, getattr(systems, system))
    assert params["languages"][0] == first and words[0] in text
    assert main(["check", "--company", str(tmp_path / "acme.yaml")]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in words)
    assert load_workbook(tmp_path / "exports" / "inputs.xlsx")["guide 说明"]["A1"].value == title


@pytest.mark.parametrize("system", ["YONYOU_PRINTED", "KINGDEE_PRINTED", "ODOO_BY_NAME", "SAP_B1_EUROPEAN"])
def test_what_a_system_prints_is_read_to_the_cent_when_the_questions_are_answered(system: str, tmp_path: Path) -> None:
    """Titles, subtotals, printouts without repeated numbers, decimal commas, credit notes by list or by sign, customers by name."""
    _, text = written(tmp_path, getattr(systems, system))
    answered = re.sub(r"# (date: 核销日期|net_amount: 销售金额|constants: \{kind: by sign\}|amount: 未收金额|amount: Amount Due)\n", r"\1\n", text)
    (tmp_path / "acme.yaml").write_text(answered, encoding="utf-8")
    inputs = read_inputs(load_params(tmp_path / "acme.yaml"))
    sales = inputs.table("sales")
    assert [(row.document, str(row.net_amount), row.kind) for row in sales.sort_values(["document", "net_amount"], ascending=[True, False]).itertuples()] == [
        ("1001", "5100.500000", "invoice"), ("1001", "1200.000000", "invoice"), ("2001", "-300.250000", "credit note")]  # fmt: skip
    assert set(inputs.set_aside.reason) <= {"subtotal"}
    assert str(inputs.control_totals.set_index("table").loc["receivables"].amount_used) == "7119.570000"


@pytest.mark.parametrize("names", [("sales 2026-07.csv", "sales 2026-07 returns.csv"), ("销售2026-07.csv", "销售2026-07退货.csv"), ("销售1.csv", "销售2冲红.csv")])
def test_a_file_named_after_returns_is_no_part_of_a_pattern_of_invoices(tmp_path: Path, names: tuple[str, str]) -> None:
    head = "单据号,日期,客户编码,无税金额,数量\n"
    params, _ = written(tmp_path, dict(zip(names, (head + "S1,2026-07-01,C1,1000,1\n", head + "R1,2026-07-02,C1,400,1\n"), strict=True)))
    assert sorted((entry["file"], entry["constants"]["kind"]) for entry in params["sources"]["sales"]) == sorted([(names[0], "invoice"), (names[1], "credit note")])


def test_a_sheet_named_after_returns_is_an_entry_of_credit_notes(tmp_path: Path) -> None:
    book = Workbook()
    for sheet, amount in ((book.active, 1000), (book.create_sheet("退货"), 400)):
        sheet.append(["单据号", "日期", "客户编码", "无税金额"])
        sheet.append([sheet.title, "2026-07-01", "C1", amount])
    book.active.title = "销售"
    (tmp_path / "exports").mkdir()
    book.save(tmp_path / "exports" / "销售及退货.xlsx")
    params, _ = written(tmp_path, {})
    assert [(entry["sheet"], entry["constants"]["kind"]) for entry in params["sources"]["sales"]] == [("销售", "invoice"), ("退货", "credit note")]
