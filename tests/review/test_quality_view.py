"""The section that says how the sales were made, and the signals as a reader gets them (C15, W1)."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kam.review.files import write_signals
from kam.review.signals import SEVERITIES, severity, signals
from kam.signals import SIGNALS
from kam.store import HOUSE
from kam.wording.phrases import phrase_book

from .conftest import Opened

ACCUSING = re.compile(r"\b(cheat|fraud|guilty|illegal|violat|abus|suspic|accus|caught|dishonest)|欺|骗|违法|作弊|恶意|嫌疑", re.IGNORECASE)


def sold(account: str, amount: int, to: str = "East", day: str = "2026-09-28") -> dict[str, Any]:
    return {"date": day, "account_id": account, "qty": 1, "net_amount": amount, "ship_to_territory": to}


def contracts(*accounts: str) -> list[dict[str, Any]]:
    return [{"territory": "East", "account_id": account} for account in accounts]


def diverted(count: int) -> dict[str, list[dict[str, Any]]]:
    """So many accounts, each with 20 of 100 shipped to the West."""
    accounts = [f"A{number:02d}" for number in range(count)]
    return {"sales": [sold(account, amount, to) for account in accounts for amount, to in ((80, "East"), (20, "West"))], "territories": contracts(*accounts)}


@pytest.mark.parametrize(("language", "said"), [("en", "No signal was raised."), ("zh", "本季没有信号。")])
def test_without_a_signal_the_page_says_so_and_shows_no_empty_table(opened: Opened, language: str, said: str) -> None:
    view = opened({"sales": [sold("A", 1)], "territories": contracts("A")}, "2026Q3", language).signals
    assert view.finding().text.startswith(said)
    assert (view.table(), view.near()) == (None, None)


@pytest.mark.parametrize(("count", "said"), [(1, "1 signal was raised, in 1 account."), (60, "60 signals were raised, in 60 accounts.")])
def test_one_signal_or_sixty_are_said_in_the_right_number(opened: Opened, count: int, said: str) -> None:
    assert opened(diverted(count), "2026Q3").signals.finding().text.startswith(said)


def test_of_sixty_signals_thirty_are_listed_and_the_others_are_said_to_be_in_the_file(opened: Opened, tmp_path: Path) -> None:
    review = opened(diverted(60), "2026Q3")
    table = review.signals.table()
    assert table is not None and len(table.rows) == 30 and "30 more are in signals.csv" in table.note.text
    write_signals(review, tmp_path)
    with (tmp_path / "signals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60 and rows == sorted(rows, key=lambda row: (row["account_id"], row["signal"]))


def test_W1_signals_csv_and_evidence_hold_what_the_contract_names(opened: Opened, tmp_path: Path) -> None:
    write_signals(opened(diverted(1), "2026Q3"), tmp_path)
    with (tmp_path / "signals.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert {**row, "sentence": ""} == {"account_id": "A00", "signal": "diversion_share", "severity": "high", "value": "0.2", "threshold": "0.1", "evidence_rows": "1", "sentence": ""}
    with (tmp_path / "evidence" / "A00-diversion_share.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [{"file": "sales.csv", "sheet": "", "row": "3", "document": "1", "date": "2026-09-28", "amount": "20", "fact": "P shipped to West"}]


def test_W1_what_could_not_be_judged_is_named_with_the_reason(opened: Opened) -> None:
    said = opened({"sales": [sold("A", 1)]}, "2026Q3").signals.finding().text
    assert "shipped outside its territory (no contracted territories)" in said
    assert "sold to it below our floor (no price list)" in said


def test_without_market_checks_the_page_says_so(opened: Opened) -> None:
    assert "incidents" in str(opened({"sales": [sold("A", 1)]}, "2026Q3").signals.incidents())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("signal", SIGNALS)
def test_W1_a_signal_states_a_fact_and_ends_with_a_question_and_never_accuses(signal: str, language: str) -> None:
    fact, ask = (phrase_book()[f"signals.{part}.{signal}"][language] for part in ("fact", "ask"))
    assert fact.endswith("." if language == "en" else "。") and ask.endswith("?" if language == "en" else "？")
    assert not ACCUSING.search(fact + ask)


@pytest.mark.parametrize(("signal", "ours"), [("dumping_share", ("we sold", "我方售予")), ("diversion_share", ("we shipped", "我方为")), ("consignment_cover", ("we placed", "我方"))])
def test_W1_the_sentence_says_whose_price_or_shipment_it_is(signal: str, ours: tuple[str, str]) -> None:
    texts = phrase_book()[f"signals.fact.{signal}"]
    assert ours[0] in texts["en"] and ours[1] in texts["zh"]


@pytest.mark.parametrize(("others", "expected"), [(1900, "high"), (1901, "medium"), (9900, "medium"), (9901, "low")])
def test_W1_severity_follows_the_accounts_share_of_trailing_sales(opened: Opened, others: int, expected: str) -> None:
    """5 % and 1 % themselves belong to the higher class; own shops are not in the share."""
    accounts = [{"account_id": "S", "kind": "own shop"}, {"account_id": "A"}, {"account_id": "B"}]
    review = opened({"sales": [sold("A", 100), sold("B", others), sold("S", 10**6)], "accounts": accounts}, "2026Q3")
    assert severity(review, "A", "diversion_share") == expected
    assert severity(review, "A", "incident_dumping") == SEVERITIES[0]


def test_W1_an_incident_of_the_smallest_account_is_of_high_severity(opened: Opened) -> None:
    seen = [{"account_id": "B", "date": "2026-08-01", "kind": "dumping", "observed_price": "39.9", "territory": "West"}]
    review = opened({"sales": [sold("A", 80), sold("A", 20, "West"), sold("B", 1)], "territories": contracts("A"), "incidents": seen}, "2026Q3")
    table, incidents = review.signals.table(), review.signals.incidents()
    assert table is not None and {row.cells[0]: row.cells[4] for row in table.rows} == {"A": "high", "B": "high"}
    assert "39.90" in incidents._repr_html_() and "West" in incidents._repr_html_()
    assert {one.signal for one in signals(review, "B")} == {"incident_dumping"}


def test_goods_without_any_rebate_are_told_without_a_value(opened: Opened) -> None:
    rebates = [{"account_id": "A", "quarter": "2026Q3", "accrued": 0, "consigned_value": 50}]
    one = next(one for one in signals(opened({"sales": [sold("A", 1)], "rebates": rebates}, "2026Q3")) if one.signal == "consignment_cover")
    assert one.value is None and "without any rebate" in one.fact.text and "None" not in one.fact.text


def test_the_account_page_shows_five_rows_and_names_the_file_of_the_others(opened: Opened) -> None:
    sales = [sold("A", 80), *(sold("A", 20 + number, "West") for number in range(7))]
    quality = opened({"sales": sales, "territories": contracts("A")}, "2026Q3").account("A").quality
    table = quality.evidence()
    assert table is not None and len(table.rows) == 5
    assert table.note.text == "2 more rows are in evidence/A-diversion_share.csv."
    assert [row.cells[3] for row in table.rows] == ["26.00", "25.00", "24.00", "23.00", "22.00"]
    assert "It raises 1 signal." in quality.finding().text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_company_with_sales_alone_says_that_quality_is_not_measured(opened: Opened, language: str) -> None:
    view = opened({"sales": [sold("A", 1)]}, "2026Q3", language).quality
    assert re.search("not measured|未能计量", view.finding().text)
    assert (view.chart(), view.channel()) == (None, None)


def test_the_index_is_told_with_its_coverage_and_its_weakest_part(opened: Opened) -> None:
    prices = [{"product_id": "P", "price": 100}]
    accounts = [{"account_id": "A", "onward_share": "0.25"}]
    review = opened({"sales": [sold("A", 100)], "accounts": accounts, "territories": contracts("A"), "price_list": prices}, "2026Q3")
    said = review.quality.finding().text.replace("\xa0", " ")
    assert said == "Sales quality stands at 0.90 of 1, with 63 % of its eight parts measured. The weakest part is goods sold on to dealers (0.50)."


def test_the_customers_page_shows_nothing_of_quality_or_signals() -> None:
    cells = json.loads((HOUSE / "notebooks" / "account.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [cell["id"] for cell in cells if "customer" in cell["metadata"].get("tags", []) and re.search("quality|signal|evidence", "".join(cell["source"]))] == []
