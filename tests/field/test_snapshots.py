"""Lists of what is owed are snapshots: the newest counts whole, and nothing of it is lost (I-17)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.exports import params_of

from .outcome import Outcome, outcome

SALES = "document,date,account_id,net_amount\n" + "".join(f"S{n},2026-0{1 + n % 9}-10,C{n % 4 + 1},1000\n" for n in range(36))
Owed = Callable[..., Outcome]


@pytest.fixture
def owed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owed:
    """A company with these files of receivables."""
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))

    def read(files: dict[str, str], pattern: str, others: dict[str, Any] | None = None, **source: Any) -> Outcome:
        sources = {"sales": {"file": "sales.csv", "constants": {"kind": "invoice"}}, "receivables": {"file": pattern, **source}, **(others or {})}
        params_of(tmp_path, {"sales.csv": SALES, **files}, sources)
        return outcome(tmp_path / "hand.yaml")

    return read


def test_rows_of_one_customer_and_day_add_up_where_they_differ_in_another_column(owed: Owed) -> None:
    rows = "Kunde,Stichtag,Abteilung,balance\nC1,2026-09-30,Nord,400\nC1,2026-09-30,Sued,400\nC2,2026-09-30,Nord,-50\n"
    got = owed({"b.csv": rows}, "b.csv", columns={"account_id": "Kunde", "date": "Stichtag"})
    assert [got.value("open_receivables", account) for account in ("", "C1", "C2")] == ["750", "800", "-50"]


def test_rows_that_are_wholly_identical_count_once(owed: Owed) -> None:
    got = owed({"b.csv": "客户编码,日期,部门,期末余额\nC1,2026-09-30,一部,400\nC1,2026-09-30,一部,400\nC1,2026-09-30,二部,400\n"}, "b.csv")
    assert got.value("open_receivables") == "800"


def test_the_newest_day_of_a_list_holds_and_who_is_not_in_it_owes_nothing(owed: Owed) -> None:
    rows = "account_id,date,balance\n" + "".join(f"C{n},2026-08-31,100\n" for n in range(1, 5)) + "".join(f"C{n},2026-09-30,70\n" for n in range(2, 5)) + "C9,2026-09-30,7\n"
    got = owed({"b.csv": rows}, "b.csv")
    assert got.value("open_receivables") == "217"
    assert "3 of the 4 accounts" in got.said and "overlap: adds" in got.said


@pytest.mark.parametrize(("answer", "right"), [("adds", "317"), ("replaces", "217")])
def test_the_answer_says_whether_a_list_names_only_what_changed(owed: Owed, answer: str, right: str) -> None:
    old = "account_id,date,balance\n" + "".join(f"C{n},2026-08-31,100\n" for n in range(1, 5))
    new = "account_id,date,balance\n" + "".join(f"C{n},2026-09-30,70\n" for n in range(2, 5)) + "C9,2026-09-30,7\n"
    got = owed({"b_2026-08.csv": old, "b_2026-09.csv": new}, "b_*.csv", overlap=answer)
    assert got.value("open_receivables") == right and "accounts that owed" not in got.said


def test_lists_of_branches_that_share_no_customer_add_up_each_with_its_newest_day(owed: Owed) -> None:
    head = "account_id,date,balance\n"
    files = {"b-hz-08.csv": head + "C1,2026-08-31,10\nC2,2026-08-31,20\n", "b-hz-09.csv": head + "C1,2026-09-30,40\nC2,2026-09-30,80\n",
             "b-nb-09.csv": head + "C3,2026-09-28,160\nC4,2026-09-28,320\n"}  # fmt: skip
    assert owed(files, "b-*.csv").value("open_receivables") == "600"


def test_a_list_printed_soon_after_the_quarter_serves_where_none_lies_in_it(owed: Owed) -> None:
    head = "account_id,date,balance\n"
    soon = {"b1.csv": head + "C1,2026-06-30,10\n", "b2.csv": head + "C1,2026-10-12,40\n"}
    assert owed(soon, "b*.csv").value("open_receivables") == "40"
    late = {"b1.csv": head + "C1,2026-06-30,10\n", "b2.csv": head + "C1,2026-10-22,40\n"}
    assert owed(late, "b*.csv").value("open_receivables") == "10"


OPEN = "单据号,客户编码,单据日期,到期日,应收金额\n"


def test_open_items_exported_each_month_count_from_the_newest_list_alone(owed: Owed) -> None:
    files = {"未清 9月.csv": OPEN + "A1,C1,2026-08-01,2026-09-01,500\nA2,C2,2026-08-05,2026-09-01,300\n",
             "未清 10月.csv": OPEN + "A2,C2,2026-08-05,2026-09-01,300\nA3,C1,2026-09-05,2026-10-01,900\n"}  # fmt: skip
    got = owed(files, "未清*.csv")
    assert got.value("open_receivables") == "1200" and "未清 10月.csv is the newest" in got.said


def test_open_items_of_two_branches_add_up(owed: Owed) -> None:
    files = {"hz.csv": OPEN + "A1,C1,2026-08-01,2026-09-01,500\n", "nb.csv": OPEN + "A1,C2,2026-08-01,2026-09-01,300\n"}
    assert owed(files, "*b.csv", {"receivables": [{"file": "hz.csv"}, {"file": "nb.csv"}]}).value("open_receivables") == "800"


def test_parts_of_one_list_add_up_where_params_say_so(owed: Owed) -> None:
    files = {"ar-1.csv": OPEN + "A1,C1,2026-08-01,2026-09-01,500\n", "ar-2.csv": OPEN + "A2,C1,2026-08-05,2026-09-01,300\n"}
    assert owed(files, "ar-*.csv").value("open_receivables") == "300"
    assert owed(files, "ar-*.csv", overlap="adds").value("open_receivables") == "800"


def test_a_copy_of_a_list_counts_once(owed: Owed) -> None:
    rows = OPEN + "A1,C1,2026-08-01,2026-09-01,500\n"
    assert owed({"ar.csv": rows, "ar (1).csv": rows}, "ar*.csv").value("open_receivables") == "500"


@pytest.mark.parametrize(("head", "named", "right"), [("未收金额", "", "700"), ("Open Amount", "", "700"), ("Offen", "open_amount", "700"), ("未收金额", "amount", "400")])
def test_open_amounts_beside_payments_are_not_reduced_twice(owed: Owed, head: str, named: str, right: str) -> None:
    files = {"ar.csv": f"单据号,客户编码,单据日期,到期日,{head}\nA1,C1,2026-08-01,2026-09-01,700\n", "p.csv": "payment,document,date,amount\nR1,A1,2026-09-10,300\n"}
    got = owed(files, "ar.csv", {"allocations": {"file": "p.csv"}}, columns={named: head} if named else {})
    assert got.value("open_receivables") == right
    assert ("payments are exported too" in got.said) == (not named)


def test_a_list_of_nothing_but_totals_is_no_list(owed: Owed) -> None:
    got = owed({"ar.csv": "单据号,日期,客户编码,到期日,金额\n合计,,,,400\n"}, "ar.csv")
    assert got.value("net_sales", "all quarters") == "36000"
