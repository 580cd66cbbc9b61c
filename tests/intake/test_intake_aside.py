"""What is set aside is said above a hundredth, and forbids a report above a fifth of the amount (I-12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam.check.report import report
from kam.errors import InputError
from kam.intake import read_inputs
from kam.intake.aside import too_much, weighed
from kam.params import Params
from kam.press.report import publish_report
from tests.intake.exports import SALES, params_of

HUNDRED = "".join(f"D{n},1,invoice,2026-07-{n % 28 + 1:02},C1,P,1,10\n" for n in range(100))


def company(folder: Path, extra: str, **others: object) -> Params:
    files = {"sales.csv": SALES + HUNDRED + extra, "open.csv": "document,account_id,date,amount\nD1,C1,2026-07-02,10\n"}
    sources = {"sales": {"file": "sales.csv"}, "receivables": {"file": "open.csv"}}
    return params_of(folder, files, sources, **others)


def steps(params: Params) -> str:
    return report(read_inputs(params), params).split("What to do next")[1]


def bad_dates(count: int, amount: int) -> str:
    return "".join(f"B{n},1,invoice,soon,C1,P,1,{amount}\n" for n in range(count))


def test_a_reason_above_a_hundredth_of_the_rows_is_a_thing_to_do(tmp_path: Path) -> None:
    assert "2 rows of sales in sales.csv that are set aside as 'unreadable date'" in steps(company(tmp_path, bad_dates(2, 0)))


def test_a_reason_above_a_hundredth_of_the_amount_is_a_thing_to_do(tmp_path: Path) -> None:
    assert "1 row of sales in sales.csv that is set aside as 'unreadable date', amount 20.00, 2.0%" in steps(company(tmp_path, bad_dates(1, 20)))


def test_a_reason_below_a_hundredth_is_none(tmp_path: Path) -> None:
    assert "unreadable date" not in steps(company(tmp_path, bad_dates(1, 9)))


def test_rows_that_are_meant_to_stay_out_are_told_in_other_words(tmp_path: Path) -> None:
    params = company(tmp_path, "", exclude={"documents": [f"D{n}" for n in range(30)]})
    assert "30 rows of sales in sales.csv are left out as 'excluded'" in steps(params)
    assert "nothing to do if that is meant" in steps(params)
    assert too_much(read_inputs(params), params) == []


def test_subtotals_and_repeated_heads_are_no_rows_that_are_missing(tmp_path: Path) -> None:
    params = company(tmp_path, "合计,,,,,,,1000\n" * 9 + SALES * 9)
    assert weighed(read_inputs(params)) == []


def test_above_a_fifth_of_the_amount_nothing_is_published(tmp_path: Path) -> None:
    params = company(tmp_path, bad_dates(1, 260))
    with pytest.raises(InputError) as refused:
        publish_report(str(params.path), "Q3", tmp_path / "out")
    said = str(refused.value)
    assert "sales, sales.csv: 1 row 'unreadable date', amount 260.00, 20.6% of all" in said
    assert "accept: {sales: [unreadable date]}" in said
    assert refused.value.exit_code == 1
    assert not list((tmp_path / "out").rglob("*.html"))


def test_a_check_refuses_too_and_proposes_no_report(tmp_path: Path) -> None:
    said = steps(company(tmp_path, bad_dates(1, 260)))
    assert "accept: {sales: [unreadable date]}" in said
    assert "Publish" not in said


def test_at_a_fifth_of_the_amount_a_report_goes_on(tmp_path: Path) -> None:
    params = company(tmp_path, bad_dates(1, 250))
    assert too_much(read_inputs(params), params) == []


def test_several_reasons_add_up(tmp_path: Path) -> None:
    params = company(tmp_path, bad_dates(1, 200) + "X,1,invoice,2026-07-01,,P,1,200\n")
    assert {one.reason for one in too_much(read_inputs(params), params)} == {"unreadable date", "no account"}


def test_an_amount_that_stays_out_is_counted_without_its_sign(tmp_path: Path) -> None:
    params = company(tmp_path, bad_dates(1, 200) + "C9,1,credit note,soon,C1,P,-1,-200\n")
    assert too_much(read_inputs(params), params)[0].share == pytest.approx(400 / 1400)


def test_what_is_accepted_no_longer_refuses_and_is_still_said(tmp_path: Path) -> None:
    params = company(tmp_path, bad_dates(1, 260), accept={"sales": ["unreadable date"]})
    assert too_much(read_inputs(params), params) == []
    assert "unreadable date" in steps(params)
    assert "Publish" in steps(params)


def test_another_reason_than_the_accepted_one_refuses(tmp_path: Path) -> None:
    params = company(tmp_path, "X,1,invoice,2026-07-01,,P,1,300\n", accept={"sales": ["unreadable date"]})
    assert [one.reason for one in too_much(read_inputs(params), params)] == ["no account"]
    assert "accept: {sales: [unreadable date, no account]}" in steps(params)


def test_amounts_that_cannot_be_read_weigh_as_the_others_do(tmp_path: Path) -> None:
    params = company(tmp_path, "".join(f"B{n},1,invoice,2026-07-01,C1,P,1,12 lots\n" for n in range(30)))
    assert too_much(read_inputs(params), params)[0].share == pytest.approx(300 / 1300)


def test_receivables_given_as_balances_are_accepted_as_receivables(tmp_path: Path) -> None:
    files = {"sales.csv": SALES + HUNDRED, "balances.csv": "account_id,date,balance\nC1,2026-09-30,100\n,2026-09-30,50\n"}
    sources = {"sales": {"file": "sales.csv"}, "receivables": {"file": "balances.csv"}}
    params = params_of(tmp_path, files, sources)
    assert [(one.table, one.reason) for one in too_much(read_inputs(params), params)] == [("balances", "no account")]
    assert "accept: {receivables: [no account]}" in steps(params)
    accepted = params_of(tmp_path, files, sources, accept={"receivables": ["no account"]})
    assert too_much(read_inputs(accepted), accepted) == []


@pytest.mark.parametrize(("unknown", "says"), [(30, True), (20, False)])
def test_payments_of_which_more_than_a_fifth_cannot_be_used_come_before_the_report(tmp_path: Path, unknown: int, says: bool) -> None:
    files = {"sales.csv": SALES + HUNDRED, "open.csv": "document,account_id,date,amount\nD1,C1,2026-07-02,1000\n",
             "paid.csv": f"document,date,amount\nD1,2026-07-03,{100 - unknown}\nNOWHERE,2026-07-03,{unknown}\n"}  # fmt: skip
    params = params_of(tmp_path, files, {"sales": {"file": "sales.csv"}, "receivables": {"file": "open.csv"}, "allocations": {"file": "paid.csv"}})
    said = steps(params)
    before, publish, _ = said.partition("Publish:")
    assert (("Before you publish, mend the payments" in before), bool(publish)) == (says, True)
    assert ("1 row 'unknown document', amount 30.00, 30.0% of all" in said) is says
