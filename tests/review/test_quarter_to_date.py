"""A quarter that is not over is seen as of its newest day and compared over the same elapsed days (G13b, G13c)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kam.params import load_params
from kam.review import Review, open_books
from kam.review.kept import kept
from tests.small_company import Measured, company, exported

NOW = "2026Q2"
# Every Monday of both years one invoice of 100 to A, paid the next day; the exports end on 25 May, five weeks before the quarter.
LAST = date(2026, 5, 25)


def mondays(first: str, last: date) -> list[date]:
    day, found = date.fromisoformat(first), []
    while day <= last:
        found.append(day)
        day += timedelta(days=7)
    return found


def invoices(account: str, days: list[date], amount: int = 100) -> str:
    return "\n".join(f"{account}-{day} invoice {day} {account} P 1 {amount}" for day in days)


def owed(account: str, days: list[date], due: int = 7, amount: int = 100) -> str:
    return "\n".join(f"{account}-{day} {account} {day} {day + timedelta(days=due)} {amount}" for day in days)


def paid(account: str, days: list[date], after: int = 1, amount: int = 100) -> str:
    return "\n".join(f"K-{account}-{day} {account}-{day} {day + timedelta(days=after)} {amount}" for day in days if day + timedelta(days=after) <= LAST)


A = mondays("2025-01-06", LAST)


OPEN = "closed_through:\n"


def prompt(folder: Path, sales: str = "", receivables: str = "", allocations: str = "", params: str = OPEN, **tables: str) -> Measured:
    """A pays each invoice the day after; more rows may be added."""
    return company(
        folder, NOW, params, sales="\n".join([invoices("A", A), sales]), receivables="\n".join([owed("A", A), receivables]),
        allocations="\n".join([paid("A", A), allocations]), **tables,
    )  # fmt: skip


def test_where_all_is_paid_in_time_nothing_is_past_due_and_nobody_is_held(tmp_path: Path) -> None:
    got = prompt(tmp_path)
    assert got.books.seen(got.books.quarter(NOW)) == (LAST, LAST)
    assert (got.value("open_receivables"), got.value("not_due"), got.value("past_due_share"), got.value("falls_due_30")) == (100, 100, 0, 100)
    assert got.value("season_hold", "A") == 0 and got.value("days_since_last_order", "A") == 0


def test_what_is_late_is_as_late_as_on_the_newest_day(tmp_path: Path) -> None:
    got = prompt(tmp_path, receivables="B-1 B 2026-05-01 2026-05-15 40", sales="B-1 invoice 2026-05-01 B P 1 40")
    assert (got.value("due_1_30", "B"), got.value("oldest_past_due", "B"), got.value("due_1_30", "A")) == (40, 10, 0)
    assert got.value("season_hold", "B") == 1


def test_receivables_that_reach_further_than_sales_age_to_their_own_newest_day(tmp_path: Path) -> None:
    got = prompt(tmp_path, receivables="B-1 B 2026-05-01 2026-05-15 40\nB-2 B 2026-06-05 2026-07-01 5")
    assert got.books.seen(got.books.quarter(NOW)) == (LAST, date(2026, 6, 5))
    assert got.value("oldest_past_due", "B") == 21 and got.value("days_since_last_order", "A") == 0


def test_what_is_compared_is_last_years_quarter_up_to_the_same_elapsed_day(tmp_path: Path) -> None:
    """Eight Mondays each; B stopped, and C bought a year ago only after the same day."""
    got = prompt(tmp_path, sales="B-1 invoice 2025-04-07 B P 1 50\nC-1 invoice 2025-06-20 C P 1 70")
    before = sum(date(2025, 4, 1) <= day <= date(2025, 5, 25) for day in A) * 100 + 50
    assert got.value("net_sales", dimension="to_date:last_year") == before
    assert got.value("net_sales_growth") == pytest.approx(800 / before - 1)
    assert (got.value("accounts_lost"), got.value("sales_lost")) == (1, 50)
    assert got.value("nrr") == pytest.approx(800 / before) and got.value("account_retention") == 0.5
    assert got.value("bridge_start") == before and got.value("bridge_end") == 800


def test_G8_the_earlier_quarters_own_row_stays_that_of_the_whole_quarter(tmp_path: Path) -> None:
    got = prompt(tmp_path, sales="C-1 invoice 2025-06-20 C P 1 70")
    assert got.value("net_sales", quarter="2025Q2") == sum(date(2025, 4, 1) <= day <= date(2025, 6, 30) for day in A) * 100 + 70


def test_D8_days_of_sales_are_those_that_have_passed(tmp_path: Path) -> None:
    got = prompt(tmp_path)
    assert got.value("dso") == pytest.approx(100 / 800 * 55)


def test_the_trailing_year_is_the_twelve_months_to_the_newest_day(tmp_path: Path) -> None:
    got = prompt(tmp_path)
    assert got.value("net_sales_ttm", "A") == sum(date(2025, 5, 26) <= day <= LAST for day in A) * 100


def test_only_order_lines_and_tasks_due_by_the_newest_day_count(tmp_path: Path) -> None:
    lines = "\n".join(f"O{n} 1 A 2026-05-1{n} 2026-05-1{n} 1 1" for n in range(1, 6))
    got = prompt(
        tmp_path, deliveries=f"{lines}\nO9 1 A 2026-06-20 - 1 -",
        tasks=":task_id account_id owner due done status\nT1 A Li 2026-05-20 2026-05-19 done\nT2 A Li 2026-06-20 - open",
    )  # fmt: skip
    assert (got.value("otif_rate"), got("otif_rate").n) == (1.0, 5)
    assert (got.value("tasks_due"), got.value("plan_on_time_rate"), got.value("plan_overdue")) == (1, 1.0, 0)


def test_a_target_counts_for_the_days_so_far_by_last_years_pattern(tmp_path: Path) -> None:
    got = prompt(tmp_path, targets=":account_id quarter net_sales\nA 2026Q2 1300")
    so_far, whole = (sum(date(2025, 4, 1) <= day <= last for day in A) for last in (date(2025, 5, 25), date(2025, 6, 30)))
    assert got.value("target_net_sales", "A") == 1300
    assert got.value("target_attainment", "A") == pytest.approx(800 / (1300 * so_far / whole))


@pytest.mark.parametrize("closed", [OPEN, "closed_through: 2026-06-25\n"])
def test_the_end_of_the_quarter_is_not_measured_unless_the_books_are_closed(tmp_path: Path, closed: str) -> None:
    got = prompt(tmp_path, params=closed)
    assert got("quarter_end_loading").reason == ("quarter to date" if closed == OPEN else "")
    assert got.has("net_sales", dimension="to_date:last_year") is (closed == OPEN)


def test_the_same_elapsed_days_are_what_exports_that_ended_then_would_have_said(tmp_path: Path) -> None:
    """The rows to date of a year ago against a company whose exports end on that day."""
    days, then = A, [day for day in A if day <= date(2025, 5, 26)]
    lasts = {"now": date(2026, 5, 25), "then": date(2025, 5, 25)}
    (tmp_path / "now").mkdir(), (tmp_path / "then").mkdir()
    extra = "B-1 invoice {0} B P 1 50\nB-2 invoice {1} B P 1 30"
    said = {name: extra.format(date(2025, 4, 10), date(2025, 5, 25)) for name in lasts}
    full = company(tmp_path / "now", NOW, OPEN, sales="\n".join([invoices("A", days), said["now"]]), receivables=owed("A", days, 60), allocations=paid("A", days, 90))
    then = [day for day in A if day <= lasts["then"]]
    late = [day for day in then if day + timedelta(days=90) <= lasts["then"]]
    early = company(tmp_path / "then", "2025Q2", OPEN, sales="\n".join([invoices("A", then), said["then"]]), receivables=owed("A", then, 60), allocations=paid("A", late, 90))
    metrics = ("net_sales", "gross_sales", "share", "open_receivables", "due_1_30", "not_due", "dso", "countback_dso", "past_due_share", "days_beyond_terms", "cei")
    assert {m: full.value(m, dimension="to_date:last_year") for m in metrics if m != "share"} == {m: early.value(m) for m in metrics if m != "share"}
    assert full.value("share", "B", "to_date:last_year") == early.value("share", "B")


def review(folder: Path, language: str = "en", **tables: str) -> Review:
    books = open_books(load_params(exported(folder, f"languages: [en, zh]\n{OPEN}", **tables)))
    quarter = books.quarters[-1]
    return Review(books, quarter, language, kept(books, quarter))


@pytest.mark.parametrize(("language", "said"), [("en", "quarter to date, to 25 May 2026"), ("zh", "季度未结束，截至2026年5月25日")])
def test_G13c_the_pages_say_how_far_the_quarter_reaches(tmp_path: Path, language: str, said: str) -> None:
    opened = review(tmp_path, language, sales=invoices("A", A))
    assert opened.reached.text == said
    assert opened.figure("net_sales", quarter=opened.last_year).dimension == "to_date:last_year"


def test_G13c_a_whole_quarter_names_the_newest_sale_and_an_older_one_that_it_is_the_newest_of_its_kind(tmp_path: Path) -> None:
    days = mondays("2025-01-06", date(2026, 3, 30))
    opened = review(tmp_path, sales=invoices("A", days))
    assert opened.reached.text == "sales to 30 March 2026"
    older = opened.books.quarter("2025Q4")
    assert Review(opened.books, older, "en", kept(opened.books, older)).reached.text == "the newest quarter 4 in the sales, which reach 30 March 2026"


@pytest.mark.parametrize(("language", "said"), [
    ("en", "receivables as of 12 April 2026, payments since the quarter's end included"), ("zh", "应收为2026年4月12日数，含季末之后的回款"),
])  # fmt: skip
def test_I17_a_list_printed_after_the_quarters_end_says_its_day(tmp_path: Path, language: str, said: str) -> None:
    sales, head = invoices("A", mondays("2025-01-06", date(2026, 3, 30))), ":account_id date balance\n"
    opened = review(tmp_path, language, sales=sales, receivables=f"{head}A 2026-04-12 70")
    assert opened.reached.text.endswith(said) and opened.figure("open_receivables").value == 70
    opened = review(tmp_path, language, sales=sales, receivables=f"{head}A 2026-03-31 90\nA 2026-04-12 70")
    assert said not in opened.reached.text and opened.figure("open_receivables").value == 90


def test_the_parts_of_a_quarter_to_date_are_its_own(tmp_path: Path) -> None:
    needs = ":account_id quarter need wanted fulfilled\nA 2025Q2 批次 3 2\nA 2026Q2 批次 3 2"
    opened = review(tmp_path, sales=invoices("A", A), needs=needs)
    assert list(opened.figures.dimensions("needs_short", opened.quarter)) == ["need:批次"]
    assert not [name for name in opened.figures.dimensions("accounts", opened.quarter) if name.startswith("to_date:")]
