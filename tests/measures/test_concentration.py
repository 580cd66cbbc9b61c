"""Concentration, territories and the loss of an account (B)."""

import pytest
from small_company import Company, Measured

FIVE = """
    1 invoice 2026-07-01 A P 1 50
    2 invoice 2026-07-01 B P 1 30
    3 invoice 2026-07-01 C P 1 15
    4 invoice 2026-07-01 D P 1 5
    5 credit~note 2026-07-01 E P -1 -10
"""


@pytest.fixture
def five(company: Company) -> Measured:
    return company("2026Q3", sales=FIVE)


def test_B2_share_counts_negative_accounts_and_concentration_does_not(five: Measured) -> None:
    assert (five.value("share", "A"), five.value("cr1")) == (pytest.approx(50 / 90), pytest.approx(0.50))


def test_B3_the_ten_largest_of_four_are_all(five: Measured) -> None:
    assert [five.value(metric) for metric in ("cr1", "cr3", "cr5", "cr10")] == pytest.approx([0.50, 0.95, 1.0, 1.0])


def test_B4_n80_is_the_fewest_accounts_that_reach_80_per_cent(five: Measured) -> None:
    assert (five.value("n80"), five.value("n80_share")) == (2, pytest.approx(2 / 4))


def test_G11_hhi_is_on_the_scale_to_10000(five: Measured) -> None:
    assert five.value("hhi") == pytest.approx(50**2 + 30**2 + 15**2 + 5**2)
    assert five.value("effective_accounts") == pytest.approx(10000 / 3650)


def test_B5_gini_is_corrected_for_few_accounts(five: Measured) -> None:
    """Mean absolute difference of 50, 30, 15, 5 over all ordered pairs of different accounts, over twice the mean."""
    values = [50, 30, 15, 5]
    pairs = [abs(x - y) for x in values for y in values]
    assert five.value("gini") == pytest.approx(sum(pairs) / (4 * 3) / (2 * 25))


def test_B5_gini_of_one_account_is_unknown(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2026-07-01 A P 1 50")
    assert got.value("gini") is None and got("gini").reason


def test_B1_concentration_is_that_of_the_quarter_alone(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2026-07-01 A P 1 50\n2 invoice 2026-07-01 B P 1 50\n3 invoice 2026-05-01 A P 1 900")
    assert got.value("cr1") == 0.5


def test_B6_a_row_lies_in_the_territory_of_its_branch(company: Company) -> None:
    accounts = ":account_id name parent_id territory\nH Head - 杭州\nB Branch H 宁波\nN Next - 宁波"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 H P 1 10\n2 invoice 2026-07-01 B P 1 30\n3 invoice 2026-07-01 N P 1 90")
    assert (got.value("territory_share", "H"), got("territory_share", "H").denominator) == (pytest.approx(0.25), 120)
    assert got.value("territory_share", "H", "territory:杭州") == 1.0


def test_B6_penetration_divides_the_trailing_four_quarters_by_the_potential(company: Company) -> None:
    accounts = ":account_id name territory\nA Alpha 宁波"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 A P 1 10\n2 invoice 2025-10-01 A P 1 30\n3 invoice 2025-09-30 A P 1 500",
                  territories=":territory account_id potential\n宁波 A 400")
    assert got.value("territory_penetration", "", "territory:宁波") == pytest.approx(0.1)


def test_B6_G3_penetration_leaves_own_shops_out(company: Company) -> None:
    accounts = ":account_id name kind territory\nA Alpha dealer 宁波\nS Shop own~shop 宁波"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 A P 1 40\n2 invoice 2026-07-01 S P 1 900", territories=":territory account_id potential\n宁波 A 400")
    assert got.value("territory_penetration", "", "territory:宁波") == pytest.approx(0.1)


def test_B6_what_is_left_of_a_territory_without_an_account(company: Company) -> None:
    accounts = ":account_id name territory\nA Alpha 宁波\nB Beta 宁波\nC Gamma -"
    sales = "1 invoice 2026-07-01 A P 1 100\n2 invoice 2026-07-01 B P 1 30\n3 invoice 2026-01-05 B P 1 10\n4 invoice 2026-07-01 C P 1 7"
    got = company("2026Q3", accounts=accounts, sales=sales, territories=":territory account_id potential\n宁波 A 400")
    assert (got.value("loss_territory_left", "A"), got.value("loss_penetration_left", "A")) == (30, pytest.approx(0.1))
    assert got("loss_territory_left", "C").reason == got("loss_penetration_left", "C").reason == "no territory"


def test_B7_a_major_customer_is_measured_against_all_revenue_own_shops_included(company: Company) -> None:
    accounts = "A Alpha dealer\nS Shop own~shop\nB Beta dealer"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 A P 1 10\n2 invoice 2026-07-01 S P 1 91\n3 invoice 2026-07-01 B P 1 9")
    assert (got.value("major_customer", "A"), got("major_customer", "A").denominator) == (0, 110)
    assert got.value("share", "A") == pytest.approx(10 / 19)


def test_B8_quarters_to_refill_count_at_the_rate_of_new_accounts(company: Company) -> None:
    sales = "1 invoice 2025-01-05 A P 1 5\n2 invoice 2025-11-05 A P 1 400\n3 invoice 2026-02-05 N P 1 80\n4 invoice 2026-08-05 N P 1 20"
    got = company("2026Q3", sales=sales)
    assert got.value("quarters_to_refill", "A") == pytest.approx((400 / 4) / (100 / 4))


def test_B8_without_new_accounts_nobody_knows_when_a_loss_is_refilled(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2025-01-05 A P 1 5\n2 invoice 2025-11-05 A P 1 400\n3 invoice 2026-07-05 A P 1 1")
    assert (got.value("quarters_to_refill", "A"), got("quarters_to_refill", "A").reason) == (None, "no new accounts")
