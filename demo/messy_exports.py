"""The exports as a finance package, a warehouse and people with Excel write them: titles, subtotals, several encodings, slips."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from demo.tables import Row, Tables

CREATED = datetime(2026, 10, 9)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
HEADS = {
    "accounts": {
        "account_id": "客户编码", "name": "客户名称", "parent_id": "上级客户", "kind": "客户类型", "territory": "区域", "tier": "市场级别", "location": "地理位置",
        "shoppers": "消费人群", "credit_limit": "信用额度", "credit_days": "账期天数", "discount": "合同折扣", "return_allowance": "允许退货率",
        "purchases": "年进货额", "onward_share": "分销比例", "since": "合作起始", "currency": "币种", "owner": "负责人",
    },
    "sales": {
        "document": "单据号", "line": "行号", "date": "单据日期", "account_id": "客户编码", "product_id": "货号", "style": "款号", "category": "品类", "season": "季节",
        "qty": "数量", "net_amount": "无税金额", "cost": "成本金额", "ship_to_territory": "收货区域", "original_document": "原单据号", "reason": "退货原因",
        "fx_rate": "汇率", "cancelled": "作废",
    },
    "receivables": {"document": "单据号", "account_id": "客户编码", "date": "单据日期", "due_date": "到期日", "amount": "价税合计", "disputed": "争议"},
    "allocations": {"payment": "收款单号", "document": "单据号", "date": "核销日期", "amount": "核销金额", "account_id": "客户编码", "method": "方式"},
}  # fmt: skip
INVOICE_HEADS = {name: head for name, head in HEADS["sales"].items() if name not in ("original_document", "reason")}
KINDS = {"own shop": "直营店", "outlet": "零售终端", "dealer": "经销商", "prospect": "意向客户"}


def write_exports(tables: Tables, out: Path, seed: int) -> None:
    """Every table as one or several files."""
    rng = Random(f"{seed}:slips")
    accounts = [row | {"kind": KINDS.get(str(row["kind"]), row["kind"])} for row in tables["accounts"]]
    _text(out / "客户档案.csv", HEADS["accounts"], accounts, "gb18030", title="客户档案　打印日期：2026-10-09")
    _sales(tables["sales"], out, rng)
    _book(out / "财务.xlsx", {"应收": (HEADS["receivables"], _plain(tables["receivables"])), "核销": (HEADS["allocations"], _plain(tables["allocations"]))})
    for name in ("deliveries", "price_list", "territories", "sell_through", "incidents", "bookings", "rebates", "targets"):
        _text(out / f"{name}.csv", _own(tables[name]), tables[name], "utf-8-sig")
    sheets = {name: (_own(tables[name]), _plain(tables[name])) for name in ("scorecards", "needs", "relationships", "team", "tasks")}
    _book(out / "团队与计划.xlsx", sheets)


def _own(rows: list[Row]) -> dict[str, str]:
    return {name: name for name in dict.fromkeys(key for row in rows for key in row)}


def _sales(rows: list[Row], out: Path, rng: Random) -> None:
    """Invoices in one file a year, credit notes in a workbook; the newest two files overlap by the last days of the year before."""
    invoices = [row for row in rows if row["kind"] == "invoice"]
    credits = [row for row in rows if row["kind"] != "invoice"]
    for year in (2023, 2024, 2025, 2026):
        chosen = [row for row in invoices if row["date"].year == year]  # type: ignore[union-attr]
        if year == 2026:
            chosen = [row for row in invoices if row["date"] >= date(2025, 12, 29) and row["date"].year == 2025] + chosen  # type: ignore[operator,union-attr]
        listed = _with_slips(chosen, rng) if year == 2026 else chosen
        _text(out / f"销售发票-{year}.csv", INVOICE_HEADS, listed, "gb18030", title=f"销售发票明细表　{year}年", subtotal="net_amount", rng=rng)
    _book(out / "红字发票.xlsx", {"红字": (HEADS["sales"], _plain(credits))})


def _with_slips(rows: list[Row], rng: Random) -> list[Row]:
    """What happens in every export: a line twice, a cancelled document, an unknown customer, a date that is none, an amount to come."""
    spare = rng.sample(range(len(rows)), 5)
    extra = [rows[spare[0]]]
    extra.append(rows[spare[1]] | {"document": "XS-ZF-0001", "cancelled": "是"})
    extra.append(rows[spare[2]] | {"document": "XS-WZ-0001", "account_id": "Z-404"})
    extra.append(rows[spare[3]] | {"document": "XS-RQ-0001", "date": "2026-13-01"})
    extra.append(rows[spare[4]] | {"document": "XS-JE-0001", "net_amount": "待定"})
    return rows + extra


def _text(path: Path, heads: dict[str, str], rows: list[Row], encoding: str, title: str = "", subtotal: str = "", rng: Random | None = None) -> None:
    """A text file with its title and print rows, and with a total at its end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if title:
        writer.writerow([title])
        writer.writerow([])
    # A ledger export has the same columns every year, whether they are filled or not.
    names = [name for name in heads if subtotal or any(row.get(name) not in (None, "") for row in rows)]
    writer.writerow([heads[name] for name in names])
    for row in rows:
        writer.writerow([_cell(row.get(name), name, rng) for name in names])
    if subtotal:
        amounts = [row[subtotal] for row in rows if isinstance(row.get(subtotal), Decimal)]
        writer.writerow(["合计", *("" for _ in names[1:-1]), str(sum(amounts, Decimal(0)))])  # type: ignore[arg-type]
    path.write_bytes(out.getvalue().encode(encoding))


def _cell(value: object, name: str, rng: Random | None) -> str:
    """One value in one of the ways in which people and programs write it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        form = rng.random() if rng else 1.0
        return f"{value.year}年{value.month}月{value.day}日" if form < 0.01 else (f"{value.year}/{value.month}/{value.day}" if form < 0.6 else value.isoformat()[:10])
    if name == "net_amount" and isinstance(value, Decimal) and rng:
        form = rng.random()
        return f"￥{value:,.2f}" if form < 0.01 else (f"{value:,.2f}" if form < 0.2 else str(value))
    if name == "qty" and rng and rng.random() < 0.005:
        return str(value).translate(FULL_WIDTH)
    return str(value)


def _plain(rows: list[Row]) -> list[Row]:
    return rows


def _book(path: Path, sheets: dict[str, tuple[dict[str, str], list[Row]]]) -> None:
    """A workbook whose dates are Excel's and whose codes are text."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": CREATED})
    dated = book.add_format({"num_format": "yyyy/m/d"})
    for name, (heads, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        names = [column for column in heads if any(row.get(column) not in (None, "") for row in rows)]
        sheet.write_row(0, 0, [heads[column] for column in names])
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(names):
                value = row.get(column)
                if isinstance(value, date):
                    sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), dated)
                elif isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                    sheet.write_number(line, place, float(value))
                elif value not in (None, ""):
                    sheet.write_string(line, place, str(value))
    book.close()
