"""Published data sets whose totals are known; skipped where they are not at hand."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kam.intake import Inputs, read_inputs
from kam.params import load_params

from .exports import totals

DATA = Path(os.environ.get("KAM_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no published data sets in {DATA}; set KAM_DATA to their folder")


def real(folder: Path, name: str, sources: dict[str, Any], **others: Any) -> Inputs:
    place = folder / "real.yaml"
    place.write_text(
        yaml.safe_dump({"company": "real", "folder": str(DATA / name), "sources": sources, **others}, allow_unicode=True), encoding="utf-8"
    )
    return read_inputs(load_params(place))


def test_half_a_million_real_lines_add_up(tmp_path: Path) -> None:
    query = (
        "select InvoiceNo as document, case when InvoiceNo like 'C%' then 'credit note' else 'invoice' end as kind, InvoiceDate as date, CustomerID as account_id,"
        " StockCode as product_id, Quantity as qty, Quantity * UnitPrice as net_amount from 'online_retail.csv.gz'"
    )
    found = totals(real(tmp_path, "uci_online_retail", {"sales": {"query": query}}, currency="GBP"), "sales")
    assert [found[name] for name in ("rows_in", "rows_used")] == [541909, 406829]
    assert [found[name] for name in ("amount_in", "amount_used", "amount_set_aside")] == [
        Decimal("9747747.934"),
        Decimal("8300065.814"),
        Decimal("1447682.12"),
    ]


@pytest.mark.parametrize("source", [{"file": "订单.gb18030.csv"}, {"file": "示例 - 超市.xls", "sheet": "订单"}])
def test_a_chinese_export_in_GB18030_and_its_BIFF8_workbook_say_the_same(tmp_path: Path, source: dict[str, Any]) -> None:
    inputs = real(tmp_path, "cn_superstore", {"sales": source})
    assert totals(inputs, "sales")["amount_used"] == Decimal("16117548.237")
    assert len(inputs.table("accounts")) == 790
    assert {"document": "订单 ID", "net_amount": "销售额"}.items() <= {guess.column: guess.header for guess in inputs.guesses}.items()


def test_month_first_dates_are_found_from_the_whole_column(tmp_path: Path) -> None:
    file = "WA_Fn-UseC_-Accounts-Receivable.csv"
    inputs = real(
        tmp_path,
        "ibm_ar",
        {
            "sales": {"file": file, "columns": {"net_amount": "InvoiceAmount"}},
            "receivables": {"file": file},
            "allocations": {"file": file, "columns": {"date": "SettledDate", "amount": "InvoiceAmount"}},
        },
        currency="USD",
    )
    due = inputs.table("receivables")
    assert totals(inputs, "receivables")["amount_used"] == Decimal("147703.18") and due["disputed"].sum() == 561
    assert set((pair.due_date - pair.date).days for pair in due.itertuples()) == {30}


def test_dates_as_english_text_and_quantities_without_prices(tmp_path: Path) -> None:
    file = "fact_order_lines.csv.gz"
    inputs = real(
        tmp_path,
        "atliq_mart_fmcg",
        {
            "sales": {"file": file, "columns": {"date": "order_placement_date", "qty": "order_qty"}},
            "deliveries": {"file": file, "columns": {"line": "product_id"}},
        },
        unit="pieces",
    )
    found = inputs.table("deliveries")
    assert totals(inputs, "sales")["amount_used"] == 13426936 and (found["delivered_date"] <= found["promised_date"]).sum() == 40605


def test_two_files_joined_by_a_query(tmp_path: Path) -> None:
    query = (
        "select OrderID as document, ProductID as line, OrderDate as date, CustomerID as account_id, UnitPrice * Quantity * (1 - Discount) as net_amount"
        " from 'orders.csv' join 'order_details.csv' using (OrderID)"
    )
    inputs = real(tmp_path, "northwind", {"sales": {"query": query}, "accounts": {"file": "customers.csv"}}, currency="USD")
    assert totals(inputs, "sales")["amount_used"] == Decimal("1265793.0395")
    assert set(inputs.files) == {"orders.csv", "order_details.csv", "customers.csv"}


def test_cancelled_orders_are_set_aside_to_the_cent(tmp_path: Path) -> None:
    query = (
        "select orderNumber as document, orderLineNumber as line, orderDate as date, customerNumber as account_id, quantityOrdered * priceEach as net_amount,"
        " status = 'Cancelled' as cancelled from 'orders.csv' join 'orderdetails.csv' using (orderNumber)"
    )
    found = totals(
        real(tmp_path, "classicmodels", {"sales": {"query": query}, "accounts": {"file": "customers.csv"}}, currency="USD"), "sales"
    )
    assert [found["amount_used"], found["amount_set_aside"]] == [Decimal("9365336.43"), Decimal("238854.18")]
