"""Sales: what belongs to a quarter, to an account and to the company (A, G)."""

from decimal import Decimal

import pytest
from small_company import Company

from kam.errors import KamError
from kam.quarters import newest
from kam.why.exports import Exports

THREE = """
    1 invoice 2026-07-01 A P 10 600
    2 invoice 2026-09-30 B P 10 300
    3 invoice 2026-08-10 S P 10 100
    4 credit~note 2026-09-01 B P -1 -30
"""
SHOP = """
    A Alpha dealer
    B Beta dealer
    S Shop own~shop
"""


def test_A1_gross_sales_are_invoices_and_net_sales_add_the_credit_notes(company: Company) -> None:
    got = company("2026Q3", sales=THREE)
    assert (got.value("gross_sales", "B"), got.value("net_sales", "B"), got.value("gross_sales"), got.value("net_sales")) == (300, 270, 1000, 970)


def test_A1_a_row_belongs_to_the_quarter_of_its_date_both_ends_included(company: Company) -> None:
    """G16: the first and the last day of July to September are in."""
    got = company("2026Q3", sales="1 invoice 2026-06-30 A P 1 1\n2 invoice 2026-07-01 A P 1 10\n3 invoice 2026-09-30 A P 1 100\n4 invoice 2026-10-01 A P 1 1000")
    assert got.value("net_sales", "A") == 110


def test_A2_a_source_whose_credit_notes_are_all_positive_has_them_negated(company: Company) -> None:
    got = company("2026Q3", sales=THREE.replace("-1 -30", "1 30"))
    assert got.value("net_sales", "B") == 270
    assert "credit_notes_negated" in [note.id for note in got.books.inputs.notes]


def test_A3_each_row_is_rounded_to_the_cent_half_away_from_zero(company: Company) -> None:
    sales = ":document kind date account_id product_id qty net_amount fx_rate\n1 invoice 2026-07-01 A P 1 10.01 0.5\n2 invoice 2026-07-02 A P 1 -10.01 0.5\n3 invoice 2026-07-03 A P 1 10.01 0.5"
    assert company("2026Q3", sales=sales).value("net_sales", "A") == Decimal("5.01")


def test_A3_without_a_rate_the_amount_stays_exact(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2026-07-01 A P 1 0.123456\n2 invoice 2026-07-02 A P 1 0.000001")
    assert got.value("net_sales", "A") == Decimal("0.123457")


def test_A4_a_foreign_row_without_a_rate_is_set_aside(company: Company) -> None:
    accounts = ":account_id name kind currency\nA Alpha dealer USD"
    sales = ":document kind date account_id product_id qty net_amount fx_rate\n1 invoice 2026-07-01 A P 1 10 7\n2 invoice 2026-07-02 A P 1 10 -"
    got = company("2026Q3", params="currency: CNY\nreceivables_include_tax: 0.13", accounts=accounts, sales=sales)
    assert got.value("net_sales", "A") == 70
    assert list(got.books.inputs.set_aside.reason) == ["no fx rate"]


def test_A5_receivables_are_in_company_currency_already(company: Company) -> None:
    accounts = ":account_id name kind currency\nA Alpha dealer USD"
    sales = ":document kind date account_id product_id qty net_amount fx_rate\n1 invoice 2026-07-01 A P 1 10 7"
    got = company("2026Q3", accounts=accounts, sales=sales, receivables="1 A 2026-07-01 2026-08-01 70", allocations="K 1 2026-09-01 20")
    assert got.value("open_receivables", "A") == 50


def test_G1_rows_are_booked_to_the_top_of_the_parents_and_a_lost_parent_ends_the_chain(company: Company) -> None:
    accounts = ":account_id name parent_id\nP Parent -\nB Branch P\nT Twig B\nX Lost Nobody"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 T P 1 10\n2 invoice 2026-07-01 B P 1 20\n3 invoice 2026-07-01 X P 1 5")
    assert (got.value("net_sales", "P"), got.value("net_sales", "X"), got.has("net_sales", "B")) == (30, 5, False)


def test_G2_the_limit_is_that_of_the_parent(company: Company) -> None:
    accounts = ":account_id name parent_id credit_limit\nP Parent - 200\nB Branch P 1"
    got = company("2026Q3", accounts=accounts, sales="1 invoice 2026-07-01 B P 1 10", receivables="1 B 2026-07-01 2026-08-01 100", allocations="K 1 2026-12-01 1")
    assert got.value("utilisation", "P") == pytest.approx(0.5)


def test_G3_own_shops_are_in_net_sales_and_out_of_share(company: Company) -> None:
    got = company("2026Q3", accounts=SHOP, sales=THREE)
    assert (got.value("net_sales"), got.value("share", "A"), got.value("share", "S")) == (970, pytest.approx(600 / 870), None)
    assert got.value("cr1") == pytest.approx(600 / 870)


def test_G4_an_excluded_account_leaves_with_every_row_and_branch(company: Company) -> None:
    accounts = ":account_id name parent_id\nA Alpha -\nB Beta -\nC Branch B"
    sales = "1 invoice 2026-07-01 A P 1 10\n2 invoice 2026-07-01 B P 1 20\n3 invoice 2026-07-01 C P 1 40"
    got = company("2026Q3", params="exclude: {accounts: [B]}", accounts=accounts, sales=sales)
    assert (got.value("net_sales"), set(got.books.inputs.set_aside.reason)) == (10, {"excluded"})


def test_G5_cancelled_rows_are_set_aside_in_any_case_and_language(company: Company) -> None:
    words = ["1", "TRUE", "yes", "Y", "是", "作废", "0", "no"]
    lines = "\n".join(f"{n} invoice 2026-07-01 A P 1 10 {word}" for n, word in enumerate(words))
    got = company("2026Q3", sales=f":document kind date account_id product_id qty net_amount cancelled\n{lines}")
    assert (got.value("net_sales"), list(got.books.inputs.set_aside.reason)) == (20, ["cancelled"] * 6)


def test_G6_a_known_account_without_rows_this_quarter_has_zero_sales_and_unknown_ratios(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2025-07-01 A P 1 10\n2 invoice 2026-07-01 B P 1 20", receivables="3 C 2026-07-01 2026-08-01 5", allocations="K 3 2026-12-01 1")
    assert (got.value("net_sales", "A"), got.value("net_sales", "C"), got.value("share", "A")) == (0, 0, 0)
    assert got.value("dso", "C") is None and got("dso", "C").reason


def test_G6b_before_its_first_document_an_account_is_0_in_the_compared_quarters_and_absent_in_others(
    company: Company,
) -> None:
    got = company("2026Q3", sales="1 invoice 2025-07-01 A P 1 10\n2 invoice 2026-07-01 B P 1 20")
    compared = {quarter: got.value("net_sales", "B", quarter=quarter) for quarter in ("2025Q3", "2026Q2")}
    assert compared == {"2025Q3": 0, "2026Q2": 0}
    assert ("net_sales", "B", "", "2025Q4") not in got._rows


def test_G12_growth_on_a_base_of_nothing_or_less_is_unknown(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2025-07-01 A P 1 10\n2 credit~note 2025-08-01 A P -1 -10\n3 invoice 2026-07-01 A P 1 20")
    assert got.value("net_sales_growth", "A") is None and got("net_sales_growth", "A").reason


def test_G12_a_tiny_base_is_widened_by_its_parameter(company: Company) -> None:
    got = company("2026Q3", params="rules: {tiny_base: 10}", sales="1 invoice 2025-07-01 A P 1 10\n3 invoice 2026-07-01 A P 1 20\n4 invoice 2025-07-01 B P 1 11\n5 invoice 2026-07-01 B P 1 22")
    assert (got.value("net_sales_growth", "A"), got.value("net_sales_growth", "B")) == (None, 1.0)


@pytest.mark.parametrize(("newest_day", "partial"), [("2026-09-23", False), ("2026-09-22", True)])
def test_G13_a_quarter_is_partial_more_than_five_working_days_before_its_end(company: Company, newest_day: str, partial: bool) -> None:
    """Between Wednesday the 23rd and Wednesday the 30th of September lie five working days."""
    got = company("2026Q3", params="closed_through:", sales=f"1 invoice {newest_day} A P 1 10\n2 invoice 2026-10-05 A P 1 10")
    assert got.books.partial(got.books.quarter("2026Q3")) is partial


def test_G13_closed_books_make_a_quarter_whole(company: Company) -> None:
    got = company("2026Q3", params="closed_through: 2026-09-15", sales="1 invoice 2026-09-10 A P 1 10")
    assert not got.books.partial(got.books.quarter("2026Q3"))


def test_G14_Q3_is_the_newest_third_quarter_with_a_used_row(company: Company) -> None:
    got = company("2025Q3", sales="1 invoice 2024-08-01 A P 1 10\n2 invoice 2025-08-01 A P 1 10\n3 invoice 2026-02-01 A P 1 10")
    assert newest("Q3", got.books.quarters, 1).name == "2025Q3"
    with pytest.raises(KamError, match="Q2"):
        newest("Q2", got.books.quarters, 1)


def test_G14_a_fiscal_quarter_bears_the_year_in_which_its_fiscal_year_starts(company: Company) -> None:
    got = company("2025Q4", params="fiscal_year_start: 4", sales="1 invoice 2026-02-01 A P 1 10\n2 invoice 2026-04-01 A P 1 5")
    assert got.value("net_sales") == 10


def test_G15_ids_are_text_and_keep_their_zeros(company: Company) -> None:
    got = company("2026Q3", sales="1 invoice 2026-07-01 007 P 1 10\n2 invoice 2026-07-01 7 P 1 20")
    assert (got.value("net_sales", "007"), got.value("net_sales", "7")) == (10, 20)


def test_G19_the_first_of_two_rows_of_an_account_is_used_under_the_newest_name(company: Company) -> None:
    got = company("2026Q3", accounts="A First dealer\nA Second own~shop", sales="1 invoice 2026-07-01 A P 1 10")
    assert got.books.accounts.loc["A", "name"] == "Second" and "A" not in got.books.own_shops


def test_G8_an_earlier_quarter_shows_what_its_own_report_showed(company: Company) -> None:
    """G7, G10: receivables as of then; the company's ratio is the ratio of sums."""
    tables = {
        "sales": "1 invoice 2026-04-10 A P 1 100\n2 invoice 2026-05-10 B P 1 300\n3 invoice 2026-07-10 A P 1 100",
        "receivables": "1 A 2026-04-10 2026-05-10 100\n2 B 2026-05-10 2026-06-10 300",
        "allocations": "K 1 2026-08-01 100\nK 2 2026-06-15 300",
    }
    later, then = company("2026Q3", **tables), company("2026Q2", **tables)
    shown = [(metric, account) for metric in ("net_sales", "open_receivables", "dso", "days_beyond_terms", "past_due_share") for account in ("", "A", "B")]
    assert [later.value(*one, quarter="2026Q2") for one in shown] == [then.value(*one) for one in shown]
    assert then.value("dso") == pytest.approx(100 / 400 * 91)


def test_G17_n_counts_what_enters_a_figure_and_the_denominator_has_its_own_unit(company: Company) -> None:
    """Two accounts with one row each: an amount has no denominator, a share no count of its own."""
    got = company("2026Q3", sales="1 invoice 2026-07-01 A P 1 30\n2 invoice 2026-07-02 B P 1 10")
    assert got("share", "A").denominator == 40
    assert (got("net_sales", "A").n, got("net_sales", "A").denominator) == (1, None)
    assert (got("cr1").n, got("cr1").denominator) == (2, 40)


EXCHANGED = """
    I1 invoice 2026-05-05 A P 10 1000
    I2 invoice 2026-08-05 A P 4 400
    I2 invoice 2026-08-05 A P -3 -300
    I2 invoice 2026-08-05 A - - -20
    I2 invoice 2026-08-05 A Q -1 -50
"""


def test_goods_given_back_within_an_invoice_are_a_return(company: Company) -> None:
    got = company("2026Q3", sales=EXCHANGED)
    assert (got.value("gross_sales"), got.value("net_sales")) == (400 - 20 - 50, 400 - 300 - 20 - 50)
    assert got.value("return_rate") == pytest.approx(300 / 330)


def test_goods_given_back_after_four_quarters_are_a_discount(company: Company) -> None:
    got = company("2026Q3", sales="I1 invoice 2025-05-05 A P 10 1000\nI2 invoice 2026-08-05 A Q 9 900\nI2 invoice 2026-08-05 A P -3 -300")
    assert (got.value("gross_sales"), got.value("return_rate")) == (600, 0)


CREDITED = "I1 invoice 2025-05-05 A P 10 1000\nI2 invoice 2026-08-05 A P 10 1000\nR1 credit~note {} A {} {} -100"


@pytest.mark.parametrize(("product", "others"), [
    ("P", {}), ("X", {"price_list": ":product_id price\nX 100"}), ("X", {"price_list": ":product_id style price\n- X 100"}),
    ("X", {"sell_through": ":account_id period product_id qty\nA 2026-07 X 1"}), ("-", {}),
])  # fmt: skip
def test_a_credit_on_goods_that_somebody_knows_is_a_return(company: Company, product: str, others: dict[str, str]) -> None:
    got = company("2026Q3", sales=CREDITED.format("2026-08-09", product, -1), **others)
    assert (got.value("return_rate"), got.books.inputs.notes_of("credits_on_price")) == (0.1, [])


@pytest.mark.parametrize("qty", [-1, 1, -40])
def test_a_credit_on_goods_that_nobody_knows_is_one_on_price_and_it_is_said(company: Company, qty: int) -> None:
    got = company("2026Q3", sales=CREDITED.format("2026-08-09", "折让", qty), price_list=":product_id price\nP 100")
    assert (got.value("return_rate"), got.value("net_sales"), got.value("discount_depth", dimension="pocket")) == (0, 900, pytest.approx(0.1))
    assert got.books.inputs.notes_of("credits_on_price") == [{"rows": 1, "file": "sales.csv", "row": 4, "product": "折让"}]
    explained = Exports(got.books.inputs, got.books.params).sales
    assert [entry.qty for entry in explained] == [10, 10, None] == list(got.books.facts.open("booked_sales").qty)


def test_a_credit_that_names_its_invoice_is_a_return_whatever_its_product(company: Company) -> None:
    rows = "\n".join(f"{line} {'I2' if line.startswith('R') else '-'}" for line in CREDITED.format("2026-08-09", "X", -1).splitlines())
    assert company("2026Q3", sales=f": document kind date account_id product_id qty net_amount original_document\n{rows}").value("return_rate") == 0.1


def test_a_credit_on_unknown_goods_is_a_return_while_the_data_are_young(company: Company) -> None:
    got = company("2026Q3", sales=CREDITED.replace("2025-05-05", "2025-11-05").format("2026-08-09", "X", -1))
    assert (got.value("return_rate"), got("return_rate").reason, got.books.inputs.notes_of("credits_on_price")) == (0.1, "period ratio", [])


def test_goods_that_are_sold_later_only_do_not_turn_an_earlier_credit(company: Company) -> None:
    rows = CREDITED.format("2026-05-09", "X", -1) + "\nI3 invoice 2026-04-05 A P 1 1000\nI4 invoice 2026-08-05 A X 1 100"
    assert company("2026Q3", sales=rows).value("return_rate", quarter="2026Q2") == 0


def test_goods_given_free_have_no_price(company: Company) -> None:
    got = company("2026Q3", sales="I1 invoice 2026-08-05 A P 10 1000\nI1 invoice 2026-08-05 A P 2 0\nI1 invoice 2026-08-05 A P 3 0.03",
                  price_list=":product_id price\nP 100")
    assert (got.value("price_realisation"), got.value("dumping_share"), got.value("price_coverage")) == (1, 0, 1)
    assert got.books.inputs.notes_of("given_free") == [{"rows": 2, "file": "sales.csv", "row": 3, "product": "P"}]
