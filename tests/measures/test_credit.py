"""Receivables and credit (D)."""

import pytest
from small_company import Company

SALES = "1 invoice 2026-07-10 A P 1 1000\n2 invoice 2026-08-10 A P 1 800\n3 invoice 2026-09-10 A P 1 700"
BUCKETS = ("not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_plus", "disputed", "unapplied")


def test_D3_receivables_are_the_sum_of_their_parts(company: Company) -> None:
    """D4, D5: a credit stands in unapplied as a negative number, a disputed item only in disputed."""
    receivables = """:document account_id date due_date amount disputed
        1 A 2026-07-01 2026-09-30 100 -
        2 A 2026-07-01 2026-09-29 20 -
        3 A 2026-07-01 2026-08-31 30 -
        4 A 2026-07-01 2026-08-30 40 -
        5 A 2026-07-01 2026-07-31 50 -
        6 A 2026-07-01 2026-07-02 60 -
        7 A 2026-05-01 2026-07-01 70 -
        8 A 2026-05-01 2026-05-02 80 yes
        9 A 2026-09-01 2026-09-02 -15 -
    """
    got = company("2026Q3", sales=SALES, receivables=receivables, allocations="K 1 2026-10-05 1")
    assert [got.value(bucket, "A") for bucket in BUCKETS] == [100, 50, 40, 110, 70, 80, -15]
    assert got.value("open_receivables", "A") == 435


def test_D5b_an_empty_due_date_is_the_terms_or_the_day_itself(company: Company) -> None:
    accounts = ":account_id name credit_days\nA Alpha 60\nB Beta -"
    got = company("2026Q3", accounts=accounts, sales=SALES, receivables="1 A 2026-08-20 - 100\n2 B 2026-09-20 - 30", allocations="K 1 2026-10-05 1")
    assert (got.value("not_due", "A"), got.value("due_1_30", "B")) == (100, 30)


def test_D6_D7_receivables_with_tax_are_divided_in_ratios_with_sales_and_not_in_utilisation(company: Company) -> None:
    accounts = ":account_id name credit_limit\nA Alpha 1000"
    tables = {"accounts": accounts, "sales": SALES, "receivables": "1 A 2026-08-20 2026-10-20 565", "allocations": "K 1 2026-10-05 1"}
    got = company("2026Q3", params="receivables_include_tax: 0.13", **tables)
    assert got.value("dso", "A") == pytest.approx(565 / 1.13 / 2500 * 92)
    assert got.value("countback_dso", "A") == pytest.approx(500 / 700 * 30)
    assert got.value("utilisation", "A") == pytest.approx(0.565)


def test_D8_dso_counts_the_days_of_the_quarter(company: Company) -> None:
    got = company("2026Q3", sales=SALES, receivables="1 A 2026-08-20 2026-10-20 500\n2 B 2026-08-20 2026-10-20 -5", allocations="K 1 2026-10-05 1")
    assert got.value("dso", "A") == pytest.approx(500 / 2500 * 92)
    assert (got.value("dso", "B"), got("dso", "B").reason) == (0, "credit balance")


def test_D9_countback_from_balances_alone_leaves_ageing_unmeasured(company: Company) -> None:
    got = company("2026Q3", sales=SALES, receivables=":account_id date balance\nA 2026-09-30 1100")
    assert got.value("countback_dso", "A") == pytest.approx(30 + 400 / 800 * 31)
    assert (got.value("not_due", "A"), got.value("days_beyond_terms", "A"), got.value("open_receivables", "A")) == (None, None, 1100)


def test_D10_history_runs_back_to_the_month_of_the_first_sale(company: Company) -> None:
    got = company("2026Q3", sales=SALES, receivables="1 A 2026-08-20 2026-10-20 5000", allocations="K 1 2026-10-05 1")
    assert (got.value("countback_dso", "A"), got("countback_dso", "A").reason) == (None, "> 92 days")


def test_D12_days_beyond_terms_weigh_what_was_paid_and_what_is_still_open(company: Company) -> None:
    """100 paid 10 days early, 50 paid 20 days late, 150 open and 30 days past due; the disputed item and the credit note do not count."""
    receivables = """:document account_id date due_date amount disputed
        1 A 2026-06-01 2026-07-20 100 -
        2 A 2026-06-01 2026-07-20 50 -
        3 A 2026-06-01 2026-08-31 150 -
        4 A 2026-06-01 2026-07-01 999 yes
        5 A 2026-06-01 2026-07-01 40 -
        C A 2026-06-01 2026-06-01 -40 -
    """
    allocations = "K1 1 2026-07-10 100\nK2 2 2026-08-09 50\nC 5 2026-09-01 40"
    sales = SALES + "\nC credit~note 2026-06-01 A P -1 -40"
    got = company("2026Q3", sales=sales, receivables=receivables, allocations=allocations)
    assert got.value("days_beyond_terms", "A") == pytest.approx((100 * -10 + 50 * 20 + 150 * 30) / 300)


def test_D15_the_three_missing_limits_are_three_things(company: Company) -> None:
    accounts = ":account_id name credit_limit\nA Alpha 1000\nB Beta 0\nC Gamma -"
    got = company("2026Q3", accounts=accounts, sales=SALES, receivables="1 A 2026-08-20 2026-10-20 500\n2 B 2026-08-20 2026-10-20 9\n3 C 2026-08-20 2026-10-20 7", allocations="K 1 2026-10-05 1")
    assert [got("utilisation", account).reason for account in "BC"] == ["zero limit", "no limit"]
    assert (got.value("utilisation", "A"), got.value("utilisation")) == (0.5, 0.5)


def test_D15_exposure_adds_open_orders_and_what_is_delivered_and_not_invoiced(company: Company) -> None:
    deliveries = """:order line account_id promised_date delivered_date ordered_qty delivered_qty value invoice
        O1 1 A 2026-09-01 2026-09-01 10 10 100 -
        O2 1 A 2026-09-20 - 10 - 30 -
        O3 1 A 2026-09-01 2026-09-01 10 10 400 3
    """
    accounts = ":account_id name credit_limit\nA Alpha 1000"
    got = company("2026Q3", accounts=accounts, sales=SALES, receivables="3 A 2026-09-10 2026-10-20 500", allocations="K 3 2026-10-05 1", deliveries=deliveries)
    assert got.value("exposure", "A") == 630


def test_D15_without_order_values_exposure_is_what_is_open_and_says_so(company: Company) -> None:
    got = company("2026Q3", sales=SALES, receivables="3 A 2026-09-10 2026-10-20 500", allocations="K 3 2026-10-05 1")
    assert (got.value("exposure", "A"), got("exposure", "A").reason) == (500, "open orders and uninvoiced deliveries not measured")


def test_D1_without_allocations_only_the_newest_quarter_is_known(company: Company) -> None:
    got = company("2026Q3", sales=SALES + "\n4 invoice 2026-04-10 A P 1 5", receivables="1 A 2026-04-20 2026-10-20 500")
    assert (got.value("open_receivables", "A"), got.value("open_receivables", "A", quarter="2026Q2")) == (500, None)


def test_S5_past_due_share_lets_credits_settle_the_oldest_first(company: Company) -> None:
    receivables = "1 A 2026-07-01 2026-08-01 100\n2 A 2026-07-01 2026-10-20 300\n3 A 2026-09-01 2026-09-01 -40\n4 B 2026-07-01 2026-08-01 10\n5 B 2026-07-01 2026-08-01 -10"
    got = company("2026Q3", sales=SALES, receivables=receivables, allocations="K 1 2026-10-05 1")
    assert (got.value("past_due_share", "A"), got("past_due_share", "A").reason) == (pytest.approx(60 / 360), "assumed")
    assert got.value("past_due_share", "B") == 0


def test_S6_the_stars_take_the_median_of_the_last_four_quarter_ends(company: Company) -> None:
    """Quarter-ends at 0, 0 (nothing open) and then half of September's sales, all of it: the median of four."""
    sales = "\n".join(f"{year}{month} invoice {year}-{month:02d}-10 A P 1 100" for year, month in [(2025, m) for m in range(10, 13)] + [(2026, m) for m in range(1, 10)])
    receivables = "0 B 2025-10-01 2025-10-31 1\n1 A 2026-06-10 2026-07-10 50\n2 A 2026-09-10 2026-10-10 100"
    got = company("2026Q3", sales=sales, receivables=receivables, allocations="L 0 2025-10-20 1\nK 1 2026-07-05 50")
    ends = [got.value("countback_dso", "A", quarter=name) for name in ("2026Q2", "2026Q3")]
    assert ends == pytest.approx([15, 30])
    assert got.value("countback_dso_4q", "A") == pytest.approx((0 + 15) / 2)


def test_a_debt_given_up_is_no_late_payment(company: Company) -> None:
    got = company(
        "2026Q3",
        sales="I1 invoice 2026-07-01 A P 1 1000",
        receivables="I1 A 2026-07-01 2026-07-31 1000",
        allocations=":payment document date amount method\nP1 I1 2026-08-10 600 bank\nP2 I1 2026-09-19 400 write-off",
    )
    assert (got.value("days_beyond_terms"), got.value("open_receivables")) == (10, 0)
