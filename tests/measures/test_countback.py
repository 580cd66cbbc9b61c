"""Countback DSO by the handbook's example and its edges."""

from decimal import Decimal

import pytest

from kam.measures.countback import days_of_sales

MONTHS = [(30, Decimal(100_000)), (30, Decimal(80_000)), (30, Decimal(70_000))]


def test_D9_the_fixture_of_212k_over_three_months_is_73_7_days() -> None:
    assert days_of_sales(Decimal(212_000), MONTHS).days == pytest.approx(30 + 30 + 32 / 70 * 30)


def test_D9_a_month_without_positive_sales_adds_its_days_and_subtracts_nothing() -> None:
    assert days_of_sales(Decimal(50), [(31, Decimal(-5)), (30, Decimal(100))]).days == pytest.approx(31 + 15)


def test_D10_an_exhausted_history_is_unknown_and_says_more_than_how_many_days() -> None:
    counted = days_of_sales(Decimal(900_000), MONTHS)
    assert (counted.days, counted.at_least, counted.reason) == (None, 90.0, "> 90 days")


def test_D8_a_credit_balance_is_no_days() -> None:
    assert days_of_sales(Decimal(-1), MONTHS).reason == "credit balance"
