"""Plain lists as people keep them: each is one table, and what would change a figure is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from kam.intake import read_inputs
from kam.newcomer import introduce
from kam.params import load_params
from tests.field.outcome import outcome

DAYS = [f"2026-0{month}-{day:02d}" for month in (7, 8, 9) for day in (3, 12, 21)]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))


def listed(head: str, row: str) -> str:
    """Nine rows of two customers: ``{day}``, ``{n}`` from 1001, ``{who}``."""
    return "\n".join([head, *(row.format(day=day, n=1001 + n, who=f"{'AB'[n % 2]} Ltd") for n, day in enumerate(DAYS))]) + "\n"


def written(folder: Path, files: dict[str, str]) -> dict[str, Any]:
    """What is written of exports: the entries by table without the typed ones, and the whole text."""
    exports = folder / "exports"
    exports.mkdir(exist_ok=True)
    for name, text in files.items():
        (exports / name).write_text(text, encoding="utf-8")
    introduce("acme", exports, folder)
    text = (folder / "acme.yaml").read_text(encoding="utf-8")
    sources = yaml.safe_load(text)["sources"]
    return {"text": text} | {table: entries for table, entries in sources.items() if entries[0].get("file") != "inputs.xlsx"}


def workbook(folder: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> None:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    book.remove(book.worksheets[0])
    (folder / "exports").mkdir()
    book.save(folder / "exports" / "book.xlsx")


SALES = listed("Date,Num,Name,Amount", "{day},{n},{who},100.00")


def test_a_list_of_sales_beside_the_same_open_documents_is_no_payment_of_them(tmp_path: Path) -> None:
    owed = listed("Invoice No,Invoice Date,Due Date,Customer,Amount", "{n},{day},2026-10-15,{who},100.00")
    found = written(tmp_path, {"list.csv": SALES, "open.csv": owed})
    assert {table: [entry["file"] for entry in entries] for table, entries in found.items() if table != "text"} == {"sales": ["list.csv"], "receivables": ["open.csv"]}
    assert outcome(tmp_path / "acme.yaml", "2026Q3").value("open_receivables") == "900"


@pytest.mark.parametrize(("name", "paid"), [("ledger.csv", False), ("payments.csv", True)])
def test_days_names_and_amounts_are_payments_only_where_something_says_so(name: str, paid: bool, tmp_path: Path) -> None:
    sales = listed("Invoice No,Invoice Date,Customer ID,Net Amount", "{n},{day},{who},100.00")
    found = written(tmp_path, {"sales.csv": sales, name: listed("Date,Num,Name,Amount", "{day},{n},{who},100.00")})
    assert ("allocations" in found, set(found) - {"text", "sales", "allocations"}) == (paid, set())


@pytest.mark.parametrize(
    "text",
    [
        SALES,
        listed("Invoice,Date,Customer,Net,VAT,Total", "{n},{day},{who},100.00,19.00,119.00"),
        listed("Date,Customer,Item,Qty,Price", "{day},{who},Cap,2,4.50"),
    ],
)
def test_a_list_of_sales_alone_is_no_second_table(text: str, tmp_path: Path) -> None:
    assert set(written(tmp_path, {"list.csv": text})) == {"text", "sales"}


def test_due_days_make_a_list_of_sales_one_of_receivables_too(tmp_path: Path) -> None:
    found = written(tmp_path, {"list.csv": listed("Invoice,Date,Due Date,Customer,Amount", "{n},{day},2026-10-15,{who},5.00")})
    assert set(found) == {"text", "sales", "receivables"}


def test_a_price_list_by_name_is_read(tmp_path: Path) -> None:
    written(tmp_path, {"list.csv": SALES, "prices.csv": "Product,Name,Price\nP1,Cap,5.00\nP2,Hat,6.00\n"})
    text = (tmp_path / "acme.yaml").read_text(encoding="utf-8").split("  price_list:")[0]
    entry = "  price_list:\n  - {file: prices.csv, match: name, columns: {product_id: Product, name: Name, price: Price}}\n"
    (tmp_path / "acme.yaml").write_text(text + entry, encoding="utf-8")
    assert len(read_inputs(load_params(tmp_path / "acme.yaml")).table("price_list")) == 2


MONTHS: dict[str, list[list[object]]] = {
    f"{name} 26": [["Date", "Inv", "Customer", "Item", "Qty", "Price", "Amount"], *([f"2026-{month:02d}-{day:02d}", month * 100 + day, f"C{day % 3}", "Cap", 2, 5.25, 10.5] for day in range(1, 13))]
    for month, name in ((7, "Jul"), (8, "Aug"), (9, "Sep"))
}


def test_a_sheet_a_month_is_one_entry_that_names_no_sheet(tmp_path: Path) -> None:
    workbook(tmp_path, MONTHS)
    found = written(tmp_path, {})
    assert set(found) == {"text", "sales"} and len(found["sales"]) == 1
    assert "sheet" not in found["sales"][0]
    assert outcome(tmp_path / "acme.yaml", "2026Q3").value("net_sales") == "378"


def test_a_sheet_of_returns_among_months_keeps_every_sheet_apart(tmp_path: Path) -> None:
    workbook(tmp_path, MONTHS | {"Returns": [MONTHS["Jul 26"][0], ["2026-09-20", 999, "C1", "Cap", 1, 5.25, 5.25]]})
    entries = [entry for entry in written(tmp_path, {})["sales"] if entry.get("constants")]
    assert {entry["sheet"]: entry["constants"]["kind"] for entry in entries} == {**dict.fromkeys(MONTHS, "invoice"), "Returns": "credit note"}


def test_a_hidden_sheet_is_no_entry(tmp_path: Path) -> None:
    workbook(tmp_path, {"sales": MONTHS["Jul 26"], "old": MONTHS["Aug 26"]}, hidden="old")
    found = written(tmp_path, {})
    assert [entry["sheet"] for entry in found["sales"]] == ["sales"]
    assert "'old'" not in found["text"]


@pytest.mark.parametrize(
    "cells",
    [("100", "12 CR"), ("100", "-5"), ("(5.00)", "7")],
)
def test_invoices_only_is_asked_where_an_amount_is_negative_or_not_read(cells: tuple[str, str], tmp_path: Path) -> None:
    rows = [f"{n},2026-07-{n % 28 + 1:02d},C{n % 3},{cells[n == 30]}" for n in range(1, 40)]
    found = written(tmp_path, {"list.csv": "\n".join(["Invoice No,Invoice Date,Customer ID,Net Amount", *rows]) + "\n"})
    assert "constants" not in found["sales"][0] and "invoices only" in found["text"]


def test_a_negative_amount_in_the_second_of_two_files_is_asked_about(tmp_path: Path) -> None:
    head = "Invoice No,Invoice Date,Customer ID,Net Amount\n"
    found = written(tmp_path, {"sales 2026-07.csv": head + "1,2026-07-03,C1,100\n", "sales 2026-08.csv": head + "2,2026-08-03,C1,-100\n"})
    assert ["constants" in entry for entry in found["sales"]] == [False]


def test_without_a_net_amount_nothing_says_invoices_only(tmp_path: Path) -> None:
    found = written(tmp_path, {"sales.csv": listed("Invoice No,Invoice Date,Customer ID,Qty", "{n},{day},{who},2")})
    assert "constants" not in found["sales"][0]


@pytest.mark.parametrize(("head", "words"), [("Type", "Faktura Zahlung"), ("Transaction Type", "Fattura Incasso"), ("Document type", "SI SC"), ("Belegart", "RE GU")])
def test_a_type_of_document_in_words_that_nobody_knows_is_asked_about(head: str, words: str, tmp_path: Path) -> None:
    one, other = words.split()
    text = listed(f"Date,Num,{head},Name,Amount", f"{{day}},{{n}},{one},{{who}},100.00").replace(f"1003,{one}", f"1003,{other}")
    found = written(tmp_path, {"list.csv": text})
    assert found["sales"][0]["columns"]["kind"] == head and "constants" not in found["sales"][0]
    assert f"{one}" in found["text"].split("which of our words")[1] and other in found["text"].split("which of our words")[1]


def test_a_type_of_customer_is_no_type_of_document(tmp_path: Path) -> None:
    found = written(tmp_path, {"list.csv": listed("Date,Num,Customer Type,Name,Amount", "{day},{n},Retail,{who},100.00")})
    assert "kind" not in found["sales"][0]["columns"]


TOTALLED = "Doc,Date,Customer,Net Amount\n1,2026-07-03,A,100\n2,2026-08-03,B,200\n,,,300\n"


def test_an_unlabelled_total_is_not_filled_down(tmp_path: Path) -> None:
    assert "fill_down" not in written(tmp_path, {"list.csv": TOTALLED})["sales"][0]
    assert outcome(tmp_path / "acme.yaml", "2026Q3").value("net_sales") in ("300", None)


def test_lines_below_their_documents_first_are_filled_down(tmp_path: Path) -> None:
    text = "Doc,Date,Customer,Item,Net Amount\n1,2026-07-03,A,Cap,100\n,,,Hat,50\n2,2026-08-03,B,Cap,200\n,,,Hat,20\n,,,,370\n"
    assert written(tmp_path, {"list.csv": text})["sales"][0]["fill_down"] == ["document", "date", "name"]


def test_a_column_without_a_head_is_never_named(tmp_path: Path) -> None:
    found = written(tmp_path, {"list.csv": listed(",Date,Num,Amount", "{who},{day},{n},100.50")})
    assert "" not in found["sales"][0]["columns"].values()


@pytest.mark.parametrize(
    ("head", "first"),
    [("伝票番号,日付,得意先コード,金額", "en"), ("전표번호,일자,거래처코드,금액", "en"), ("Número,Fecha de emisión,Código,Importe línea", "en"), ("单据号,日期,客户编码,无税金额", "zh")],
)
def test_a_company_is_asked_in_chinese_only_where_its_heads_are(head: str, first: str, tmp_path: Path) -> None:
    written(tmp_path, {"list.csv": listed(head, "{n},{day},{who},100.50")})
    assert yaml.safe_load((tmp_path / "acme.yaml").read_text(encoding="utf-8"))["languages"][0] == first


def test_heads_of_payments_alone_tell_payments(tmp_path: Path) -> None:
    sales = listed("Invoice No,Invoice Date,Customer ID,Net Amount", "{n},{day},{who},100.00")
    assert "allocations" in written(tmp_path, {"sales.csv": sales, "data.csv": listed("收款日期,客户编码,收款金额", "{day},{who},60.00")})


@pytest.mark.parametrize("who, asked", [("{who}", True), ("S{who}", False)])
def test_two_lists_that_only_share_numbers_are_not_taken_for_one(tmp_path: Path, who: str, asked: bool) -> None:
    other = listed("Invoice No,Invoice Date,Customer Name,Net Amount", "{n},{day}," + who + ",100.00")
    one = listed("单据号,日期,客户名称,无税金额", "{n},{day},{who},100.00")
    found = written(tmp_path, {"north.csv": one, "south.csv": other})
    assert len(found["sales"]) == 2 and any(word in found["text"] for word in ("exported twice", "重复导出")) == asked


def twice(text: str) -> bool:
    return "the same list exported twice" in text


HEAD = "Invoice No,Invoice Date,Customer No,Product,Quantity,Net Amount"


@pytest.mark.parametrize(("other", "again"), [
    (listed(HEAD, "{n},{day},B-{n},P1,2,100.00"), False),  # another branch's customers
    (listed(HEAD, "{n},{day},A-{n},P9,7,55.00"), False),  # the same documents, split by warehouse
    (listed(HEAD, "{n},{day},A-{n},P1,2,100.00").replace("2026-", "2025-"), False),  # numbered anew each year
    (listed(HEAD, "{n},{day},A-{n},P1,2,-100.00"), False),  # credit notes, by the file's name
    (listed(HEAD, "{n},{day},A-{n},P1,2,100.00"), True),
    (listed(HEAD, "{n},{day},A-{n},P1,2,100.00") + "1010,2026-10-05,A-1,P1,2,70.00\n", True),  # newer and longer
    (listed("Customer No,Invoice Date,Invoice No,Product,Quantity,Net Amount", "A-{n},{day},{n},P1,2,100.00"), True),
])  # fmt: skip
def test_two_lists_are_one_by_their_documents_not_by_their_numbers(tmp_path: Path, other: str, again: bool) -> None:
    name = "credit notes.csv" if ",-100" in other else "sales south.csv"
    found = written(tmp_path, {"sales north.csv": listed(HEAD, "{n},{day},A-{n},P1,2,100.00"), name: other})
    assert (len(found["sales"]), twice(found["text"])) == (2, again)
