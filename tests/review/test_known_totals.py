"""The public data sets give the totals that their own documentation states; skipped where the data are not at hand."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from kam.intake import read_inputs
from kam.params import load_params
from kam.review import open_review
from kam.store import HOUSE

DATA = Path(os.environ.get("KAM_DATA") or HOUSE.parent / "shared" / "data")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not at hand: set KAM_DATA to their folder")

SALES = {
    "northwind": "1265793.0395",
    "classicmodels": "9365336.43",
    "ibm_ar": "147703.18",
    "cn_superstore": "16117548.237",
    "atliq_mart_fmcg": "12969157",
    "uci_online_retail": "8300065.814",
}


@pytest.mark.parametrize(("company", "known"), SALES.items())
def test_used_sales_equal_the_known_total(company: str, known: str) -> None:
    totals = read_inputs(load_params(HOUSE / "params" / f"{company}.yaml")).control_totals.set_index("table")
    assert Decimal(totals.loc["sales"].amount_used) == Decimal(known)


@pytest.mark.parametrize(("company", "quarter", "known"), [("ibm_ar", "2013Q3", "5029.22"), ("classicmodels", "2005Q1", "240437.55")])
def test_open_receivables_equal_the_known_balance(company: str, quarter: str, known: str) -> None:
    review = open_review(str(HOUSE / "params" / f"{company}.yaml"), quarter)
    assert review.figure("open_receivables").value == Decimal(known)


def test_concentration_of_a_whole_quarter_agrees_with_the_known_sales() -> None:
    review = open_review(str(HOUSE / "params" / "northwind.yaml"), "1998Q1")
    assert review.figure("net_sales").value == Decimal("298491.553")
