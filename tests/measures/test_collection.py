"""Collection worked out by hand: best possible DSO, days delinquent, collection effectiveness (D8, D13, D14), expected loss (D17)."""

from typing import Any

import pytest

from kam.measures.collection import measure
from kam.measures.expected_loss import bucket_of
from kam.measures.expected_loss import measure as expected_loss
from kam.params import Rules
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
RATES = {"credit": {"loss_rates": {"not_due": 0.01, "due_1_30": 0.05, "due_31_60": 0.1, "due_61_90": 0.2, "due_91_plus": 0.5}}}


def item(document: str, day: str, due: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"document": document, "account_id": "A", "date": day, "due_date": due, "amount": amount, **more}


def paid(document: str, day: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"document": document, "account_id": "A", "date": day, "amount": amount, **more}


# Opening 100. July: 50 sold, 100 paid. August: 20 of the 50 paid, the rest falls past due. September: 10 sold, nothing paid.
SOLD = [sale("2026-06-10", 100), sale("2026-07-10", 50), sale("2026-09-10", 10)]
OPEN = [item("1", "2026-06-10", "2026-07-31", 100), item("2", "2026-07-10", "2026-08-15", 50), item("3", "2026-09-10", "2026-10-31", 10)]
PAID = [paid("1", "2026-07-31", 100), paid("2", "2026-08-31", 20)]


def found(sales: Any = SOLD, receivables: Any = OPEN, allocations: Any = PAID, **params: Any) -> dict[Any, Any]:
    with books({"sales": sales, "receivables": receivables, "allocations": allocations}, **params) as company:
        return {key[:2]: value for key, value in figures(measure(company, NOW)).items()}


def test_D13_effectiveness_is_the_mean_of_what_each_month_brought_of_what_it_could() -> None:
    """July 100 of 100, August 20 of 50, September 0 of 30."""
    assert found()["cei", "A"] == pytest.approx((1 + 20 / 50 + 0) / 3)
    assert found()["cei", ""] == pytest.approx((1 + 20 / 50 + 0) / 3)


def test_D13_a_credit_note_is_no_collection() -> None:
    """The 20 of August are a credit note: nothing is collected of the 30 that could be."""
    credited = [*SOLD, sale("2026-08-31", -20, kind="credit note")]
    assert found(sales=credited)["cei", "A"] == pytest.approx((1 + 0 / 30 + 0) / 3)


def test_D13_unapplied_cash_is_not_yet_taken_off_what_is_owed() -> None:
    on_account = [*PAID, {"account_id": "A", "date": "2026-09-01", "amount": 30, "payment": "K"}]
    assert found(allocations=on_account)["cei", "A"] == found()["cei", "A"]


def test_D13_a_month_with_nothing_to_collect_is_left_out_of_the_mean() -> None:
    """August and September hold only what is not yet due."""
    one = found(sales=[SOLD[0]], receivables=[OPEN[0]], allocations=[paid("1", "2026-07-31", 100)])
    assert one["cei", "A"] == 1.0
    assert found(sales=[sale("2026-09-10", 10)], receivables=[OPEN[2]], allocations=PAID)["cei", "A"] == "nothing to collect"


def test_D7_receivables_with_tax_meet_sales_without() -> None:
    gross = [{**row, "amount": f"{row['amount'] * 1.25:f}"} for row in OPEN]
    settled = [{**row, "amount": f"{row['amount'] * 1.25:f}"} for row in PAID]
    assert found(receivables=gross, allocations=settled, receivables_include_tax=0.25)["cei", "A"] == pytest.approx((1 + 20 / 50 + 0) / 3)


def test_D14_best_possible_dso_counts_only_what_is_not_due_and_delinquency_the_rest() -> None:
    """Open 40, of it 10 not due, sales 60 in 92 days."""
    assert found()["best_possible_dso", "A"] == pytest.approx(10 / 60 * 92)
    assert found()["average_days_delinquent", "A"] == pytest.approx(30 / 60 * 92)


def test_D8_without_positive_sales_there_is_no_ratio() -> None:
    assert found(sales=[sale("2026-01-01", 1)])["best_possible_dso", "A"] == "base not positive"


def test_without_payments_on_record_the_past_months_are_unknown() -> None:
    with books({"sales": SOLD, "receivables": OPEN}) as company:
        assert figures(measure(company, NOW), "cei")["cei", "A", ""] == "history cannot be rebuilt"


def loss(rules: Rules | None = None, disputed: bool = False) -> Any:
    owed = [item("1", "2026-05-01", "2026-08-01", 100, disputed=disputed), item("2", "2026-09-01", "2026-10-31", 10)]
    with books({"sales": SOLD, "receivables": owed, "allocations": []}, rules=rules) as company:
        return figures(expected_loss(company, NOW))["expected_loss", "A", ""]


def test_D17_each_age_is_counted_at_its_rate_and_disputed_items_at_the_rate_of_theirs() -> None:
    """100 are 60 days past due at 10 %, 10 not due at 1 %."""
    rules = Rules.model_validate(RATES)
    assert float(loss(rules)) == float(loss(rules, disputed=True)) == 10.1


def test_D17_without_rates_the_expected_loss_is_unknown() -> None:
    assert loss() == "no rates"


def test_G16_both_bounds_belong_to_a_bucket() -> None:
    assert [bucket_of(days) for days in (-1, 0, 1, 30, 31, 60, 61, 90, 91)] == [
        "not_due", "not_due", "due_1_30", "due_1_30", "due_31_60", "due_31_60", "due_61_90", "due_61_90", "due_91_plus",
    ]  # fmt: skip
