"""However badly the demo company exports its tables, the intake reads what they say."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from demo.tables import Row
from demo.world import World
from kam.intake import Inputs, read_inputs
from kam.intake.contracts import TABLES
from kam.intake.totals import reconciled
from kam.params import load_params
from kam.quarters import Quarter
from kam.store import HOUSE

EXPORTS = HOUSE / "demo" / "exports"
UNSEEN = dict.fromkeys(map(ord, "\u200b"))
# What an office knows: each of these rows has its story in demo/slips.py.
SET_ASIDE = {
    ("accounts", "duplicate"): 1, ("accounts", "excluded"): 1,
    ("sales", "subtotal"): 47, ("sales", "repeated header"): 31, ("sales", "superseded by 销售明细账-2026Q3.csv"): 450, ("sales", "cancelled"): 5,
    ("sales", "duplicate"): 1, ("sales", "excluded"): 4, ("sales", "missing amount"): 1, ("sales", "no account"): 3, ("sales", "no fx rate"): 3,
    ("sales", "unknown word"): 1, ("sales", "unreadable amount"): 1, ("sales", "unreadable date"): 1,
    ("receivables", "duplicate"): 1, ("receivables", "subtotal"): 1,
    ("allocations", "unknown document"): 5,
    ("deliveries", "unreadable number"): 1, ("scorecards", "missing score"): 1, ("scorecards", "unreadable score"): 1, ("rebates", "subtotal"): 1,
    ("price_list", "missing amount"): 8, ("territories", "no territory"): 1, ("tasks", "unreadable date"): 1, ("incidents", "unknown account"): 1,
    ("bookings", "missing amount"): 1, ("targets", "subtotal"): 1, ("targets", "unreadable quarter"): 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """The typed tables of the demo's exports."""
    return read_inputs(load_params(HOUSE / "params" / "demo.yaml"))


def plain(value: object) -> object:
    """A value as every program would mean it: nothing, a number, a day or a trimmed text."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool | date):
        return value
    text = str(value).translate(UNSEEN).strip()
    return Decimal(text).normalize() if isinstance(value, Decimal | int | float) else text


def as_rows(rows: list[Row], table: str) -> Counter[tuple[object, ...]]:
    """Rows by our columns, whatever their order; numbers that a text column holds are text."""
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    return Counter(tuple(plain(_worded(row.get(name, ""), kind)) for name, kind in kinds.items()) for row in rows)


def _worded(value: object, kind: str) -> object:
    if kind != "text" or value is None or value != value:
        return value
    return format(value, ".15g") if isinstance(value, float) else str(value)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_read_equals_the_clean_table_row_for_row(world: World, inputs: Inputs, table: str) -> None:
    """data-model.md, I-1 to I-10: mess in the form of an export changes nothing of what it says."""
    rows = [row for row in inputs.table(table).to_dict("records") if row.get("account_id") not in inputs.outside]
    clean, read = as_rows(world.tables[table], table), as_rows(rows, table)
    assert list(clean - read)[:3] == [] and list(read - clean)[:3] == []


def test_what_slipped_in_is_set_aside_for_its_reason(inputs: Inputs) -> None:
    """I-2 to I-9, G4, A4."""
    assert Counter(zip(inputs.set_aside["table"], inputs.set_aside["reason"], strict=True)) == SET_ASIDE


def test_an_account_that_the_customer_file_lacks_is_used_under_its_own_id(inputs: Inputs) -> None:
    """I-9."""
    assert inputs.outside == ["A-099"]
    assert {table: int((inputs.table(table).account_id == "A-099").sum()) for table in ("sales", "receivables", "allocations")} == {"sales": 2, "receivables": 1, "allocations": 1}


def test_the_newest_quarter_agrees_with_the_ledger_total(inputs: Inputs) -> None:
    """data-model.md: a ledger total may be given to reconcile with."""
    params = load_params(HOUSE / "params" / "demo.yaml")
    assert list(reconciled(inputs, params, Quarter.parse("2026Q3")).set_index("table").loc[["sales"], "difference"]) == [Decimal(0)]


def test_what_had_to_be_found_out_is_said(inputs: Inputs) -> None:
    assert {note.id for note in inputs.notes} == {
        "encoding_read_as", "left_over", "names_without_match", "not_in_accounts",
    }


@pytest.mark.parametrize(
    ("file", "encoding", "said"),
    [
        ("客户档案.csv", "gb18030", "客户档案　打印日期：2026-10-09\r\n\r\n客户编码,"),
        ("客户档案.csv", "gb18030", ",4.2折,15%,"),
        ("销售发票-2026Q1.csv", "gb18030", "\r\n合计,"),
        ("销售明细账-2026Q3.csv", "gb18030", "\r\n本页小计,"),
        ("销售明细账-2026Q3.csv", "gb18030", "\r\n本月合计,"),
        ("销售明细账-2026Q3.csv", "gb18030", ",2026/9/1,"),
        ("销售明细账-2026Q3.csv", "gb18030", "\r\n,,,,,2,"),
        ("发货明细.csv", "utf-8", "\ufeff订单号,"),
        ("终端动销.txt", "utf-16-le", "\ufeff客户编码\t门店\t"),
        ("返利与铺货.xls", "utf-8", "<html><head>"),
        ("订货会订单.csv", "utf-8-sig", "￥"),
        ("订货会订单.csv", "utf-8-sig", "年9月12日"),
    ],
)
def test_the_exports_are_as_messy_as_real_ones(file: str, encoding: str, said: str) -> None:
    """data-model.md: normal input."""
    assert said in (EXPORTS / file).read_bytes().decode(encoding)


def test_a_workbook_has_serial_days_brackets_and_full_width_digits() -> None:
    """I-7."""
    prices, credits, incidents = (CalamineWorkbook.from_path(str(EXPORTS / name)) for name in ("吊牌价目表.xlsx", "红字发票.xlsx", "市场稽查.xlsx"))
    assert prices.get_sheet_by_index(0).to_python()[2][3] == 44927.0
    assert credits.sheet_names == ["退货", "折让"]
    assert str(credits.get_sheet_by_index(1).to_python()[1][10]).startswith("(")
    assert any(str(row[4])[:1] in "０１２３４５６７８９" for row in incidents.get_sheet_by_index(0).to_python() if row[4])
