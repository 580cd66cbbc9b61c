"""Cash customers are no customer that could be a key account (I-19)."""

from __future__ import annotations

from tests.small_company import Company

SALES = "\n".join(
    f"{account}{year}{month} invoice {year}-{month:02}-10 {account} P 1 {amount}"
    for year in (2025, 2026) for month in range(1, 10) for account, amount in (("CASH", 900), ("A", 100))
)  # fmt: skip


def test_they_count_in_sales_and_have_no_loss(company: Company) -> None:
    got = company("2026Q3", "unrated: [CASH]", sales=SALES)
    assert (got.value("net_sales"), got.value("net_sales", "CASH"), got.value("loss_net_sales", "A")) == (3000, 2700, 300)
    assert not got.has("loss_net_sales", "CASH")


def test_they_have_no_star_and_are_no_key_account_where_nobody_can_be_rated(company: Company) -> None:
    got = company("2026Q3", "unrated: [CASH]", sales=SALES)
    assert (got("stars", "CASH").value, got("stars", "CASH").reason) == (None, "nobody in particular")
    assert not got.rated("CASH").key_account and company("2026Q3", sales=SALES).rated("CASH").key_account
