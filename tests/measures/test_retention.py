"""Retention: how much of last year's business is still there (G of the metrics, R1)."""

import pytest
from small_company import Company


def test_R1_new_accounts_and_own_shops_are_outside_and_a_negative_quarter_lowers_only_net_retention(company: Company) -> None:
    accounts = "A Alpha dealer\nB Beta dealer\nC Gamma dealer\nN New dealer\nS Shop own~shop"
    sales = """
        1 invoice 2025-07-01 A P 1 100
        2 invoice 2025-07-01 B P 1 100
        3 invoice 2025-07-01 C P 1 200
        4 invoice 2025-07-01 S P 1 900
        5 invoice 2026-07-01 A P 1 150
        6 credit~note 2026-07-01 B P -1 -50
        7 invoice 2026-07-01 C P 1 100
        8 invoice 2026-07-01 N P 1 999
    """
    got = company("2026Q3", accounts=accounts, sales=sales)
    assert got.value("nrr") == pytest.approx((150 - 50 + 100) / 400)
    assert got.value("grr") == pytest.approx((100 + 0 + 100) / 400)
    assert got.value("account_retention") == pytest.approx(2 / 3)


def test_R1_without_sales_a_year_before_retention_is_unknown(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2026-07-01 A P 1 1")
    assert [got(metric).reason for metric in ("nrr", "grr", "account_retention")] == ["no sales a year before"] * 3
