"""A result that can hardly be true is told before anybody publishes it, with the column that was taken for another (I-19)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam.check.report import report
from kam.intake import read_inputs
from kam.params import load_params
from tests.small_company import exported

SALES = ":document date account_id product_id qty net_amount cost fx_rate\n" + "\n".join(
    f"D{month}{day} 2026-{month:02}-{day:02} A P 2 100 60 1" for month in range(4, 10) for day in (3, 9, 17, 24)
)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))


def steps(folder: Path, params: str = "", **tables: str) -> str:
    params = load_params(exported(folder, params, **{"sales": SALES, **tables}))
    return report(read_inputs(params), params).split("What to do next")[1]


UNLIKELY = {
    "a price list of cartons": ({"price_list": ":product_id price\nP 1000"}, "0.05 times the price list's"),
    "a price list of cents": ({"price_list": ":product_id price\nP 0.5"}, "100.00 times the price list's"),
    "4.2折 without its sign": ({"accounts": ":account_id name kind discount\nA Ann dealer 4.2"}, "accounts.discount of A is 4.2"),
    "a discount in percent": ({"accounts": ":account_id name kind discount\nA Ann dealer 42"}, "accounts.discount of A is 42"),
    "targets of the fiscal year before last": ({"targets": ":account_id quarter net_sales\nA 2023Q3 900"}, "All targets are of 2023 to 2023"),
    "receivables in cents": ({"receivables": ":account_id date balance\nA 2026-09-30 150000"}, "Receivables are 150,000.00, sales of the quarter 1,200.00"),
    "receivables in 万元": ({"receivables": ":account_id date balance\nA 2026-09-30 0.12"}, "Receivables are 0.12"),
    "the cost of one piece": ({"sales": SALES.replace(" 60 1", " 3 1")}, "The margin of the quarter is 97%"),
    "the cost of a carton": ({"sales": SALES.replace(" 60 1", " 600 1")}, "The margin of the quarter is -500%"),
    "cash customers": ({"accounts": ":account_id name kind\nA 散客 dealer"}, "散客 (A) made 100% of a year's sales and is named like cash customers"),
    "walk-in customers": ({"accounts": ":account_id name kind\nA Walk-in~customers dealer"}, "write  unrated: ['A']"),
    "cash sales without a customer file": ({"sales": SALES.replace(" A P", " Cash~sales P")}, "write  unrated: ['Cash sales']"),
    "a rate per 100": (
        {"accounts": ":account_id name kind currency\nA Ann dealer -\nJ Jun dealer JPY", "sales": SALES + "\nJ1 2026-09-05 J P 1 30000 10 4.8"},
        "fx_rate of JPY runs from 4.8 to 4.8",
    ),
    "a rate that was turned over once": (
        {"accounts": ":account_id name kind currency\nA Ann dealer -\nU Uma dealer USD", "sales": SALES + "\nU1 2026-08-05 U P 1 10 6 7.1\nU2 2026-09-05 U P 1 10 6 0.14"},
        "fx_rate of USD runs from 0.14 to 7.1",
    ),
}


@pytest.mark.parametrize("kind", UNLIKELY)
def test_what_can_hardly_be_true_is_a_thing_to_do(tmp_path: Path, kind: str) -> None:
    tables, said = UNLIKELY[kind]
    assert said in steps(tmp_path, **tables)


LIKELY = {
    "sales alone": {},
    "goods at half the list": {"price_list": ":product_id price\nP 100"},
    "a discount of a half": {"accounts": ":account_id name kind discount\nA Ann dealer 0.5"},
    "targets of next year beside this one's": {"targets": ":account_id quarter net_sales\nA 2026Q3 900\nA 2027Q1 900"},
    "a year's sales open": {"receivables": ":account_id date balance\nA 2026-09-30 4800"},
    "goods at a loss": {"sales": SALES.replace(" 60 1", " 140 1")},
    "a customer whose trade is retail": {"accounts": ":account_id name kind\nA 新零售商贸有限公司 dealer"},
    "a few cash customers": {"sales": SALES + "\nC1 2026-08-05 散客 P 1 20 10 1"},
    "a yen that fell by a third": {
        "accounts": ":account_id name kind currency\nA Ann dealer -\nJ Jun dealer JPY",
        "sales": SALES + "\nJ1 2026-08-05 J P 1 2000 10 0.048\nJ2 2026-09-05 J P 1 2000 10 0.036",
    },
}


@pytest.mark.parametrize("kind", LIKELY)
def test_what_is_only_unusual_is_none(tmp_path: Path, kind: str) -> None:
    said = steps(tmp_path, **LIKELY[kind])
    assert not [line for line in said.splitlines() if any(word in line for word in ("times the price", "discount of", "All targets", "Receivables are", "fx_rate of", "margin of", "cash customers"))]


def test_cash_customers_that_params_name_are_no_thing_to_do(tmp_path: Path) -> None:
    assert "cash customers" not in steps(tmp_path, "unrated: [A]", accounts=":account_id name kind\nA 散客 dealer")
