"""Raw folders from abroad: what is written reads the sales to the cent, at most after four edits."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kam.__main__ import main
from kam.errors import InputError
from kam.intake import read_inputs
from kam.newcomer import introduce
from kam.newcomer.heads import words_of_head
from kam.params import load_params
from tests.field.outcome import outcome

from .foreign import FOREIGN, Foreign, lay


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))


def written(folder: Path, foreign: Foreign) -> tuple[Path, str, str]:
    """The params file of a raw folder, its text, and what was said on the screen."""
    said = introduce("acme", lay(folder / "exports", foreign), folder)
    return folder / "acme.yaml", (folder / "acme.yaml").read_text(encoding="utf-8"), said


def small(head: str, *rows: str, name: str = "list.csv") -> Foreign:
    return Foreign({name: ("\n".join([head, *rows]) + "\n").encode()}, "", 0)


# What a person has to change in the text before the sales are read: (from, to), at most four.
EDITS: dict[str, list[tuple[str, str]]] = {name: [] for name in FOREIGN}
EDITS["credit_shop"] = [("# values:", "values:"), ("# kind: {RV: }", "kind: {RV: invoice}")]


def edit(place: Path, text: str, name: str) -> None:
    """What a person answers."""
    assert len(EDITS[name]) <= 4
    for theirs, ours in EDITS[name]:
        assert theirs in text
        text = text.replace(theirs, ours)
    place.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_folder_is_read_and_measured_to_the_cent(name: str, tmp_path: Path) -> None:
    foreign = FOREIGN[name]()
    place, text, _ = written(tmp_path, foreign)
    edit(place, text, name)
    found = outcome(place, "2005Q3")
    assert found.ledger is not None, found.said
    assert (found.value("net_sales"), found.value("accounts")) == (foreign.net_sales, str(foreign.accounts))


def test_every_head_stands_in_the_entry_with_what_is_below_it(tmp_path: Path) -> None:
    _, text, _ = written(tmp_path, FOREIGN["classic_cars"]())
    assert "#   STATUS: Shipped, In Process\n" in text
    assert "#   SALES: " in text and "(net_amount)\n" in text


def test_receivables_paid_on_a_day_are_settled_on_it(tmp_path: Path) -> None:
    """The open ones alone stay open; due days written by a data frame as 20040731.0 are days."""
    place, text, _ = written(tmp_path, FOREIGN["credit_shop"]())
    edit(place, text, "credit_shop")
    found = outcome(place, "2005Q3")
    assert found.books is not None
    documents = found.books.inputs.table("receivables")
    assert documents.due_date.notna().all()
    paid = found.books.inputs.table("allocations")
    still_open = documents.amount.sum() - paid.amount.sum()
    assert found.value("open_receivables") == f"{still_open.normalize():f}"


def test_a_file_of_an_unknown_code_page_is_named_with_the_pages_that_read_it(tmp_path: Path) -> None:
    _, text, said = written(tmp_path, FOREIGN["health_supply"]())
    assert "delivery_history.txt is neither UTF-8 nor GB18030" in said
    assert "cp437 'Côte'" in said and "cp1252 'C“te'" in said
    assert "encoding: cp437\n" in text


def test_a_file_that_nothing_reads_is_named_on_the_screen(tmp_path: Path) -> None:
    foreign = small("Order No,Customer,Date,Amount", "1,Acme,2026-07-01,5.50", "2,Bolt,2026-07-02,6.50")
    foreign.files["stock.xlsx"] = b"PK\x03\x04 damaged"
    _, _, said = written(tmp_path, foreign)
    assert "Could not be read: stock.xlsx" in said


def test_heads_that_nobody_knows_are_told_by_their_cells(tmp_path: Path) -> None:
    """The day by its form, the number by standing with one day, the customer by standing with one number, the amount by its decimals."""
    rows = [f"{n // 2 + 1001};K{n // 2 % 4};{n // 2 % 28 + 1:02d}.09.2026;{n % 7 + 1};{n * 3 + 10},50" for n in range(56)]
    place, text, _ = written(tmp_path, small("Beleg;Kunde;Belegdatum;Menge;Betrag", *rows))
    [sales] = yaml.safe_load(text)["sources"]["sales"]
    expected = {"document": "Beleg", "date": "Belegdatum", "net_amount": "Betrag"}
    assert expected.items() <= sales["columns"].items() and "Kunde" in sales["columns"].values()
    found = outcome(place, "2026Q3")
    cents = sum((n * 3 + 10) * 100 + 50 for n in range(56))
    assert found.value("net_sales") == f"{cents // 100}"


def test_a_discount_in_percent_is_a_share(tmp_path: Path) -> None:
    rows = [f"INV{n},ACME{n % 3},{n % 28 + 1}-Sep-26,10,$2.50,{20 * (n % 2)}" for n in range(40)]
    place, text, _ = written(tmp_path, small("Invoice Number,Client Code,Bill Date,Units Sold,Price Each,Discount %", *rows))
    assert "/ 100" in text
    assert outcome(place, "2026Q3").value("net_sales") == str(20 * 25 + 20 * 20)


def test_days_that_no_date_decides_are_asked_about_and_read_after_one_edit(tmp_path: Path) -> None:
    rows = [f"INV{n},ACME{n % 3},{n % 3 + 7}/{n % 12 + 1}/26,5.50" for n in range(36)]
    place, text, _ = written(tmp_path, small("Invoice No,Client Code,Bill Date,Amount", *rows))
    assert "which part of 'Bill Date' comes first (7/1/26)?" in text
    place.write_text(text.replace("# date_format: M/D/Y", "date_format: M/D/Y"), encoding="utf-8")
    assert outcome(place, "2026Q3").value("net_sales") == "198"


def test_years_of_two_digits_keep_the_order_that_this_file_shows(tmp_path: Path) -> None:
    _, text, _ = written(tmp_path, FOREIGN["regional"]())
    assert text.count("date_format: M/D/Y     # years have two digits") == 2


def test_a_status_beside_computed_amounts_is_asked_about_all_the_same(tmp_path: Path) -> None:
    rows = [f"A{n % 3},2026-09-{n % 28 + 1:02d},2,{n}.50,{('Posted', 'Cancelled')[n % 9 == 0]}" for n in range(40)]
    place, _, _ = written(tmp_path, small("Client Code,Bill Date,Qty,Unit Price,Status", *rows))
    said = outcome(place, "2026Q3").said
    assert "Cancelled" in said.split("What to do next")[1]


def test_the_check_names_what_nothing_reads_with_its_values(tmp_path: Path) -> None:
    place, _, _ = written(tmp_path, FOREIGN["classic_cars"]())
    said = outcome(place, "2005Q3", measured=False).said
    [line] = [line for line in said.splitlines() if "columns without use for sales" in line]
    assert line.startswith("  cars_sample.csv: ") and "STATUS (Shipped, In Process)" in line and "and 11 more" in line


def test_where_an_amount_stands_beside_quantity_and_price_the_amount_is_taken(tmp_path: Path) -> None:
    rows = [f"INV{n},ACME{n % 3},2026-09-{n % 28 + 1:02d},10,2.50,24.50" for n in range(40)]
    place, text, _ = written(tmp_path, small("invoiceno,custno,invoicedate,qty,unitprice,linevalue", *rows))
    assert "query:" not in text
    assert outcome(place, "2026Q3").value("net_sales") == "980"


def test_a_product_and_a_shipping_day_are_no_customer_and_no_invoice_day(tmp_path: Path) -> None:
    rows = [f"SO-{n},C{n % 5},SKU{n % 9},2026-0{n % 2 + 8}-11,2026-10-20,4,9.75" for n in range(40)]
    _, text, _ = written(tmp_path, small("Sales Order Nr,Buyer Nr,Item Nr,Order Dt,Ship Dt,Pieces,Revenue USD", *rows))
    [sales] = yaml.safe_load(text)["sources"]["sales"]
    assert sales["columns"] == {"document": "Sales Order Nr", "date": "Order Dt", "account_id": "Buyer Nr", "net_amount": "Revenue USD", "product_id": "Item Nr", "qty": "Pieces"}


def test_a_list_without_customers_asks_for_them_and_the_check_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{n},2026-09-{n % 28 + 1:02d},{n * 2}.25" for n in range(30)]
    place, text, _ = written(tmp_path, small("Receipt No,Date,Amount", *rows))
    assert "# account_id:" in text
    assert main(["check", "--company", str(place)]) == 1
    assert "no column for account_id" in capsys.readouterr().err


def test_monthly_files_of_one_foreign_kind_are_one_pattern(tmp_path: Path) -> None:
    foreign = small("")
    foreign.files.clear()
    for month in (7, 8, 9):
        rows = [f"{month}{n:03d},Shop {n % 3},{month}/{n % 28 + 1}/2026 0:00,{n}.50" for n in range(40)]
        foreign.files[f"sales_2026-0{month}.csv"] = ("ORDERNUMBER,CUSTOMERNAME,ORDERDATE,SALES\n" + "\n".join(rows) + "\n").encode()
    place, text, _ = written(tmp_path, foreign)
    [sales] = yaml.safe_load(text)["sources"]["sales"]
    assert sales["file"] == "sales_*.csv"
    assert len(read_inputs(load_params(place)).table("sales")) == 120


def test_a_query_reads_the_sheet_that_its_entry_names(tmp_path: Path) -> None:
    place, text, _ = written(tmp_path, FOREIGN["regional"]())
    assert "from read_csv('US_Regional_Sales.xlsx'" in text and "sheet: Sales Orders Sheet" in text
    place.write_text(text.replace("sheet: Sales Orders Sheet", "sheet: Nowhere"), encoding="utf-8")
    with pytest.raises(InputError, match="no sheet 'Nowhere'"):
        read_inputs(load_params(place))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("QUANTITYORDERED", "quantity order"), ("Customer Names", "customer name"), ("name_customer", "name customer"), ("cust_number", "customer id"),
        ("due_in_date", "due date"), ("orderLineNumber", "order line id"), ("Line Item Value", "line item value"), ("客户编码", "客户编码"),
    ],
)  # fmt: skip
def test_a_head_is_taken_apart_into_words(head: str, words: str) -> None:
    assert " ".join(words_of_head(head)) == words
