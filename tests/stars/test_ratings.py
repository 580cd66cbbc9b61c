"""Who is rated, when a star is confirmed, and who is a key account (S)."""

from small_company import Company, Measured

QUARTERS = ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]
MIND = "A 2025Q1 business_sense 5\nA 2025Q1 initiative 5"


def steady(**accounts: int) -> str:
    """One invoice an account and quarter, shortly before its end."""
    return "\n".join(
        f"{quarter}{account} invoice {quarter[:4]}-{int(quarter[-1]) * 3:02d}-28 {account} P 1 {amount}" for quarter in QUARTERS for account, amount in accounts.items()
    )


def capital(**by_quarter: int) -> str:
    """The capital scores of account A, beside good marks for its mind."""
    return "\n".join([MIND, *(f"A {quarter.removeprefix('in_')} capital {score}" for quarter, score in by_quarter.items())])


def stars(got: Measured, quarter: str, account: str = "A") -> tuple[int | None, int | None]:
    """Raw and confirmed."""
    rated = got.ledger.ratings[got.books.quarter(quarter)][account]
    return rated.raw, rated.confirmed


def test_S1_accounts_too_new_to_be_rated_are_part_of_the_ranking(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100) + "\nN invoice 2026-08-01 N P 1 600", scorecards=capital(in_2025Q1=4))
    assert got.value("sales_before", "A") == 600 / 1000
    assert (stars(got, "2026Q3")[0], got.rated("N").why_not) == (3, "too_new")


def test_S3_an_invoice_on_the_first_day_of_the_previous_quarter_makes_it_full(company: Company) -> None:
    sales = steady(A=100) + "\n1 invoice 2026-04-01 B P 1 10\n2 invoice 2026-04-02 C P 1 10\n3 credit~note 2026-04-01 D P -1 -10"
    got = company("2026Q3", sales=sales, scorecards="\n".join(f"{account} 2026Q2 capital 3" for account in "ABCD"))
    assert [got.rated(account).why_not for account in "ABCD"] == ["", "", "too_new", "no_sales"]


def test_S4_the_newest_score_by_then_counts_and_several_of_one_day_are_averaged(company: Company) -> None:
    accounts = ":account_id name parent_id\nA Alpha -\nB Branch A"
    scores = """:account_id quarter criterion score date
        A 2026Q1 capital 5 2026-03-01
        A 2026Q2 capital 1 2026-04-01
        A 2026Q2 capital 3 2026-06-01
        A 2026Q2 capital 4 2026-06-01
        B 2026Q3 capital 1 2026-08-01
        A 2026Q4 capital 1 2026-10-01
    """
    got = company("2026Q3", accounts=accounts, sales=steady(A=100), scorecards=scores)
    assert (got.value("score_capital", "A"), got.value("score_capital", "A", quarter="2026Q2")) == (3.5, 3.5)


def test_S7_where_only_sales_are_known_nobody_is_rated_and_two_sales_bands_are_key_accounts(company: Company) -> None:
    """S11: at most ``max_key_accounts``, labelled ``by sales alone``."""
    got = company("2026Q3", params="rules: {max_key_accounts: 2}", sales=steady(A=400, B=300, C=200, D=100))
    assert {got.rated(account).why_not for account in "ABCD"} == {"only_sales_known"}
    assert [account for account in "ABCD" if got.rated(account).key_account] == ["A", "B"]
    assert (got.value("key_accounts"), got("key_accounts").reason) == (2, "by sales alone")


def test_S10_the_first_rated_quarters_star_is_confirmed(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100), scorecards=capital(in_2025Q1=4))
    assert [stars(got, quarter) for quarter in ("2025Q2", "2025Q3")] == [(None, None), (4, 4)]


def test_S10_a_star_rises_after_two_quarters_to_the_nearer_of_the_two(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100), scorecards=capital(in_2025Q1=2, in_2025Q4=4, in_2026Q1=2, in_2026Q2=4, in_2026Q3=3))
    assert [stars(got, quarter) for quarter in QUARTERS[2:]] == [(1, 1), (4, 1), (1, 1), (4, 1), (2, 2)]


def test_S10_a_star_falls_after_two_quarters_where_credit_holds(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100), scorecards=capital(in_2025Q1=4, in_2026Q1=3, in_2026Q2=2))
    assert [stars(got, quarter) for quarter in QUARTERS[3:]] == [(4, 4), (2, 4), (1, 2), (1, 1)]


def test_S10_a_star_falls_at_once_where_credit_fails(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100), scorecards=capital(in_2025Q1=4), receivables="1 A 2026-07-01 2026-08-01 90", allocations="K 1 2026-12-01 90")
    assert [stars(got, quarter) for quarter in ("2026Q2", "2026Q3")] == [(4, 4), (2, 2)]


def test_S10_a_quarter_that_is_not_over_moves_no_confirmed_star(company: Company) -> None:
    tables = {"sales": steady(A=100), "scorecards": capital(in_2025Q1=4), "receivables": "1 A 2026-07-01 2026-07-20 90", "allocations": "K 1 2026-12-01 90"}
    owed = "1 A 2026-07-01 2026-07-05 90\n2 A 2026-07-14 2026-08-14 1"
    cut = tables | {"sales": tables["sales"].replace("2026-09-28", "2026-07-15"), "receivables": owed}
    assert stars(company("2026Q3", params="closed_through:", **cut), "2026Q3") == (2, 4)


def test_S11_a_key_account_has_three_confirmed_stars(company: Company) -> None:
    scores = capital(in_2025Q1=4) + "\nB 2025Q1 capital 3\nB 2025Q1 initiative 3"
    got = company("2026Q3", sales=steady(A=100, B=50), scorecards=scores)
    assert [(stars(got, "2026Q3", account)[1], got.rated(account).key_account) for account in "AB"] == [(4, True), (2, False)]
    assert (got.value("key_accounts"), got.value("key_account_share")) == (1, 100 / 150)


def test_D11_more_days_than_the_history_fail_a_band_and_are_no_missing_input(company: Company) -> None:
    got = company("2026Q3", sales=steady(A=100), scorecards=capital(in_2025Q1=4), receivables="1 A 2025-02-01 2026-12-01 9000", allocations="K 1 2026-12-01 90")
    assert (got.value("countback_dso", "A"), got.rated("A").judged.missing, got.rated("A").judged.binding) == (None, (), "countback_dso")
    assert got.rated("A").raw == 2
