"""The plan, a closed loop: proposed, filled in by hand in a spreadsheet, read back by the next quarter's run, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kam.check.plans import coming, promised
from kam.errors import InputError
from kam.intake.plans import read_plan
from kam.measures.work import counted
from kam.params import load_params
from kam.press.plans import lay_out
from kam.quarters import Quarter
from kam.review import Review, open_books, with_plans
from kam.review.kept import kept
from kam.review.plan_workbook import write_plan
from kam.review.proposals import proposals, proposed_by
from kam.wording import Voice

from . import acme

Q2, Q3 = Quarter.parse("2026Q2"), Quarter.parse("2026Q3")
Edit = Callable[[Any], None]


class Firm:
    """A company in a folder: ``review(quarter)`` with its plans, ``edit(file, change)`` by hand."""

    def __init__(self, place: Path, params: Path) -> None:
        self.params, self.plans = params, place / "out" / "plans"

    def review(self, quarter: Quarter, language: str = "en") -> Review:
        books = with_plans(open_books(load_params(self.params)), quarter, self.plans)
        return Review(books, quarter, language, kept(books, quarter))

    def edit(self, change: Edit, name: str = "plan.xlsx", quarter: Quarter = Q3) -> Path:
        path = self.plans / quarter.name / name
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path


@pytest.fixture
def firm(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Firm]:
    """Companies with the same exports share a store: what was measured once is opened again."""
    monkeypatch.setenv("KAM_CACHE", str(tmp_path_factory.getbasetemp() / "plan-loop"))
    monkeypatch.delenv("KAM_SNAPSHOT", raising=False)

    def made(without: tuple[str, ...] = ("tasks", "targets", "needs"), more: str = "", **tables: list[acme.Row]) -> Firm:
        exported = {name: rows for name, rows in acme.company().items() if name not in without} | tables
        for row in exported["accounts"]:
            row["owner"] = {"C01": "王芳", "C02": "Li"}.get(row["account_id"], "")
        path = acme.write(tmp_path / "exports", exported)
        path.write_text(path.read_text(encoding="utf-8").replace("rules: {", f"{more}rules: {{"), encoding="utf-8")
        one = Firm(tmp_path, path)
        lay_out(one.review(Q2), one.plans)
        return one

    return made


def cells(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def row_of(sheet: Any, key: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def fill(sheet: Any, row: int, **values: Any) -> None:
    for column, value in values.items():
        sheet.cell(row, cells(sheet)[column]).value = value


def promise(key: str, **values: Any) -> Edit:
    """One task's row changed."""
    return lambda book: fill(book["tasks"], row_of(book["tasks"], key), **values)


def tasks(review: Review) -> list[str]:
    return [task["task_id"] for task in counted(review.books, review.quarter)] if review.books.exported("tasks") else []


def aside(review: Review) -> set[tuple[Any, ...]]:
    rows = review.inputs.set_aside
    return {(row.table, row.file, row.sheet, row.row, row.column, row.value, row.reason) for row in rows[rows.file.str.startswith("plans/")].itertuples()}


def reasons(review: Review) -> list[str]:
    return sorted(row[-1] for row in aside(review))


def a_task(review: Review, account: str = "C01") -> str:
    return next(one.task_id for one in proposals(review, account))


def test_one_workbook_of_all_and_one_per_manager_is_laid_out_for_the_coming_quarter(firm: Any) -> None:
    one = firm()
    assert sorted(path.name for path in (one.plans / "2026Q3").iterdir()) == ["plan-Li.xlsx", "plan-王芳.xlsx", "plan.xlsx"]
    own = openpyxl.load_workbook(one.plans / "2026Q3" / "plan-Li.xlsx")
    assert {row[1] for row in own["tasks"].iter_rows(min_row=2, values_only=True) if row[1]} == {"C02"}


def test_every_proposal_is_dated_in_the_coming_quarter_with_hours_owner_form_and_a_measured_target(firm: Any) -> None:
    for one in proposals(firm(without=()).review(Q2)):
        assert Q3.start <= one.due <= Q3.end and one.hours > 0 and one.owner and one.form and one.acceptance and one.why.text
        assert one.finding.kind == "overdue" or (one.finding.metric and one.finding.base is not None)


def test_the_parts_name_the_joint_plan_and_a_task_carried_over_names_the_one_that_is_overdue(firm: Any) -> None:
    for one in proposals(firm(without=()).review(Q2)):
        assert one.parent == (one.finding.about if one.finding.kind == "overdue" else f"2026Q3-{one.account_id}")


def test_the_same_proposal_has_the_same_bytes_and_lists_to_choose_from(firm: Any, tmp_path: Path) -> None:
    review = firm().review(Q2)
    for name in ("one.xlsx", "two.xlsx"):
        write_plan(review, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")["tasks"]
    lists = {str(one.sqref).rstrip("0123456789").split(":")[0][:-1] for one in sheet.data_validations.dataValidation if one.type == "list"}
    heads = {sheet.cell(1, column).column_letter: name for name, column in cells(sheet).items()}
    assert {heads[letter] for letter in lists} == {"account_id", "form", "owner", "status"}
    assert sheet.protection.sheet and sheet["A1"].protection.locked and not sheet.cell(2, cells(sheet)["status"]).protection.locked


def test_a_text_that_begins_like_a_formula_comes_out_as_text_and_is_read_back_as_it_was(firm: Any) -> None:
    one = firm(without=("tasks", "targets", "needs"), needs=[{"account_id": "C01", "need": "=1+1", "wanted": "3 days", "quarter": "2026Q1", "our_ask": "+forecast"}])
    path = one.plans / "2026Q3" / "plan.xlsx"
    sheet = openpyxl.load_workbook(path)["needs"]
    assert sheet.cell(2, cells(sheet)["need"]).value == "'=1+1"
    one.edit(lambda book: fill(book["needs"], 2, answer="agreed", status="agreed"))
    rows = one.review(Q3).inputs.table("needs")
    assert [(row.need, row.our_ask) for row in rows[rows.quarter == "2026Q3"].itertuples()] == [("=1+1", "+forecast")]


def test_an_untouched_proposal_is_no_promise(firm: Any) -> None:
    one = firm()
    review = one.review(Q3)
    assert not review.books.exported("tasks") and review.promises.finding().text.startswith("Not measured") and aside(review) == set()


def test_a_plan_filled_in_by_hand_in_part_with_rows_added_and_sheets_reordered_is_read_by_the_next_run(firm: Any) -> None:
    one = firm()
    name = a_task(one.review(Q2))

    def change(book: Any) -> None:
        sheet = book["tasks"]
        at = row_of(sheet, name)
        fill(sheet, at, status="done", done=sheet.cell(at, cells(sheet)["due"]).value, result=0.5)
        fill(sheet, sheet.max_row + 1, account_id="C02", acceptance="shop window", due=datetime(2026, 9, 4), owner="Li", hours=3)
        fill(book["targets"], 2, net_sales=12345)
        book.move_sheet("targets", -1)
        book.move_sheet("tasks", 2)

    one.edit(change)
    review = one.review(Q3)
    assert [task for task in tasks(review) if task == name] == [name] and len(tasks(review)) == 2
    added = next(task for task in counted(review.books, Q3) if task["task_id"] != name)
    assert (added["task_id"][:11], added["acceptance"], added["due"].isoformat(), int(added["hours"]), added["source_file"]) == (
        "2026Q3-C02-", "shop window", "2026-09-04", 3, "plans/2026Q3/plan.xlsx")  # fmt: skip
    targets = review.inputs.table("targets")
    assert [(row.account_id, row.quarter, int(row.net_sales)) for row in targets.itertuples()] == [("C01", "2026Q3", 12345)]
    assert review.figure("tasks_due").value == 2 and review.figure("tasks_on_time", "C01").value == 1 and review.figure("plan_overdue", "C02").value == 3
    assert set(reasons(review)) == {"only proposed"}
    assert "2 tasks were due; 1 was done on time" in review.promises.finding().text


def test_a_task_counts_once_its_status_is_no_longer_proposed_and_a_changed_date_alone_does_not_promise_it(firm: Any) -> None:
    one = firm()
    name = a_task(one.review(Q2))
    one.edit(promise(name, due=datetime(2026, 9, 1)))
    assert tasks(one.review(Q3)) == []
    one.edit(promise(name, status="未开始"))
    assert tasks(one.review(Q3)) == [name]


def test_the_effect_is_measured_by_the_figure_that_the_task_names(firm: Any) -> None:
    one = firm()
    name = a_task(one.review(Q2))
    one.edit(promise(name, status="open", metric="net_sales", target=1000))
    review = one.review(Q3)
    assert review.figure("task_effect", "C01", f"task:{name}").value == review.figure("net_sales", "C01").value - 1000


def test_several_managers_plans_are_merged_and_one_s_own_stands_before_that_of_all(firm: Any) -> None:
    one = firm()
    first, second = (a_task(one.review(Q2), account) for account in ("C01", "C02"))
    one.edit(promise(first, status="open", hours=5), "plan-王芳.xlsx")
    one.edit(promise(second, status="open"), "plan-Li.xlsx")
    path = one.edit(promise(first, status="open", hours=9))
    review = one.review(Q3)
    assert sorted(tasks(review)) == sorted([first, second])
    assert [int(task["hours"]) for task in counted(review.books, Q3) if task["task_id"] == first] == [5]
    row = row_of(openpyxl.load_workbook(path)["tasks"], first)
    own = row_of(openpyxl.load_workbook(path.with_name("plan-王芳.xlsx"))["tasks"], first)
    conflicts = {line for line in aside(review) if "conflict" in line[-1]}
    assert conflicts == {("tasks", "plans/2026Q3/plan.xlsx", "tasks", row, "task_id", first, f"conflicts with plans/2026Q3/plan-王芳.xlsx, row {own}")}
    assert "contradict" in review.appendix.cautions().text


def test_the_same_promise_in_two_workbooks_is_a_duplicate_and_no_conflict(firm: Any) -> None:
    one = firm()
    name = a_task(one.review(Q2))
    one.edit(promise(name, status="open"))
    one.edit(promise(name, status="open"), "plan-王芳.xlsx")
    review = one.review(Q3)
    assert tasks(review) == [name] and [why for why in reasons(review) if why != "only proposed"] == ["duplicate"]


def test_an_exported_row_stands_before_a_plan_s(firm: Any) -> None:
    one = firm(without=("tasks", "needs"))
    one.edit(lambda book: fill(book["targets"], 2, net_sales=1))
    review = one.review(Q3)
    assert review.figure("target_net_sales", "C01").value == 9000
    assert [why for why in reasons(review) if why.startswith("exported in targets.csv, row ")]


def test_rows_that_cannot_be_used_are_set_aside_with_their_place_and_fault(firm: Any) -> None:
    one = firm()
    name = a_task(one.review(Q2))

    def change(book: Any) -> None:
        sheet = book["tasks"]
        fill(sheet, row_of(sheet, name), status="open", due="after the holidays")
        last = sheet.max_row + 1
        fill(sheet, last, task_id="X1", account_id="C99", status="open")
        fill(sheet, last + 1, task_id="X2", account_id="C01", status="perhaps")

    path = one.edit(change)
    sheet = openpyxl.load_workbook(path)["tasks"]
    faults = {row[3:] for row in aside(one.review(Q3)) if row[0] == "tasks" and row[-1] != "only proposed"}
    assert faults == {
        (row_of(sheet, name), "due", "after the holidays", "unreadable date"),
        (row_of(sheet, "X1"), "account_id", "C99", "unknown account"),
        (row_of(sheet, "X2"), "status", "perhaps", "unknown word"),
    }


def test_what_a_plan_promises_and_the_rows_that_cannot_be_used_are_told_with_their_place(firm: Any) -> None:
    """The same line for `make check` and at the end of `make report`; an untouched plan is none."""
    one = firm()
    first, second = [task.task_id for task in proposals(one.review(Q2), "C01")][:2]

    def change(book: Any) -> None:
        fill(book["tasks"], row_of(book["tasks"], first), status="open", due="下周五")
        fill(book["tasks"], row_of(book["tasks"], second), status="open")

    path = one.edit(change, "plan-王芳.xlsx")
    review = one.review(Q3)
    plan, sheet = read_plan(path), openpyxl.load_workbook(path)["tasks"]
    still = sum(not agreed for name in ("tasks", "targets", "needs") for agreed in plan.standing(name).values())
    line = (f"plans/2026Q3/plan-王芳.xlsx: 1 promised, {still} still proposed, 1 row cannot be used: "
            f"sheet 'tasks', row {row_of(sheet, first)}, due '下周五' (unreadable date)")  # fmt: skip
    assert promised([plan, read_plan(path.with_name("plan.xlsx"))], review.inputs, review.voice) == [line]
    books = open_books(load_params(one.params))
    assert coming(books.inputs, books.params, one.plans, review.voice) == [line]
    assert coming(books.inputs, books.params, one.plans, Voice("zh")) == [
        f"plans/2026Q3/plan-王芳.xlsx：已承诺 1 行，仍为建议 {still} 行，1 行无法采用：工作表“tasks”第 {row_of(sheet, first)} 行 due“下周五”（日期无法识别）"]  # fmt: skip


def test_a_plan_that_cannot_be_opened_is_one_line_of_the_check(firm: Any) -> None:
    one = firm()
    (one.plans / "2026Q3" / "plan-Li.xlsx").write_text("no workbook", encoding="utf-8")
    books = open_books(load_params(one.params))
    assert "plan-Li.xlsx: the plan cannot be opened" in coming(books.inputs, books.params, one.plans, Voice("en"))[0]


def test_every_account_with_a_target_is_listed_worst_first_whatever_its_star(firm: Any) -> None:
    """L1b: on paper the key accounts and the ten largest shortfalls in money; whoever lost its star missed most."""
    agreed = {f"C{number:02d}": 1000 * number for number in range(1, 12)} | {"C10": 1, "C11": 2}
    targets = [{"account_id": account, "quarter": "2026Q3", "net_sales": amount} for account, amount in agreed.items()]
    review = firm(without=("tasks", "needs", "targets"), targets=targets).review(Q3)
    table = review.promises.targets()
    rates = [row.cells[-1].value for row in table.rows]
    assert len(rates) == len(agreed) and rates == sorted(rates) and set(agreed) - set(review.key_accounts)
    on_paper = {row.cells[0] for row in table.rows if not row.screen}
    short = {account for account, amount in agreed.items() if review.value("net_sales", account) < amount}
    assert on_paper == {review.name(account) for account in short | (set(review.key_accounts) & set(agreed))}
    assert f"{len(agreed) - len(on_paper)} more accounts with a target stand on the page for screens" in table.note.text


def test_control_totals_count_the_rows_of_plans(firm: Any) -> None:
    one = firm()
    one.edit(promise(a_task(one.review(Q2)), status="open"))
    totals = one.review(Q3).inputs.control_totals.set_index("table").loc["tasks"]
    sheet = openpyxl.load_workbook(one.plans / "2026Q3" / "plan.xlsx")["tasks"]
    filled = sum(sheet.cell(row, 1).value is not None for row in range(2, sheet.max_row + 1))
    assert (totals.rows_in, totals.rows_used, totals.rows_set_aside) == (filled, 1, filled - 1)


def test_a_later_quarters_plan_is_not_read_and_the_inputs_stay_the_same(firm: Any) -> None:
    one = firm()
    before = one.review(Q2).inputs.fingerprint
    one.edit(promise(a_task(one.review(Q2)), status="open"))
    assert one.review(Q2).inputs.fingerprint == before != one.review(Q3).inputs.fingerprint


def test_a_filled_in_plan_does_not_make_the_facts_of_sales_new(firm: Any) -> None:
    one = firm()
    one.edit(promise(a_task(one.review(Q2)), status="open"))
    assert one.review(Q2).books.facts.key("sales_month") == one.review(Q3).books.facts.key("sales_month")


def test_no_run_writes_over_a_plan_and_a_changed_proposal_is_laid_beside_it_once(firm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = firm()
    review, folder = one.review(Q2), one.plans / "2026Q3"
    path = one.edit(promise(a_task(review), status="open"))
    kept_bytes = path.read_bytes()
    lay_out(review, one.plans)
    assert not list(folder.glob("*.new*"))
    text = one.params.read_text(encoding="utf-8")
    for growth, expected in ((0.2, {"plan.new.xlsx"}), (0.2, {"plan.new.xlsx"}), (0.3, {"plan.new.xlsx"})):
        one.params.write_text(text.replace("rules: {", f"rules: {{plan: {{target_growth: {growth}}}, "), encoding="utf-8")
        lay_out(one.review(Q2), one.plans)
        assert {file.name for file in folder.glob("plan.new*")} == expected
    assert path.read_bytes() == kept_bytes
    one.edit(promise(a_task(review), status="open"), "plan.new.xlsx")
    touched = (folder / "plan.new.xlsx").read_bytes()
    one.params.write_text(text.replace("rules: {", "rules: {plan: {target_growth: 0.4}, "), encoding="utf-8")
    lay_out(one.review(Q2), one.plans)
    assert (folder / "plan.new.xlsx").read_bytes() == touched and (folder / "plan.new2.xlsx").is_file()
    assert [plan for plan in one.review(Q3).inputs.files if plan.startswith("plans/")] == ["plans/2026Q3/plan.xlsx"]


def test_a_plan_whose_heads_and_words_are_chinese_is_read(firm: Any) -> None:
    one = firm()

    def change(book: Any) -> None:
        for name in book.sheetnames:
            del book[name]
        sheet = book.create_sheet("计划任务")
        sheet.append(["三季度计划"])
        sheet.append(["任务编号", "客户编码", "验收标准", "截止日期", "状态", "完成日期"])
        sheet.append(["R1", "C01", "陈列调整", "2026-08-10", "已完成", "2026-08-09"])
        sheet.append(["R2", "C01", "培训", "2026-08-20", "建议", None])

    one.edit(change)
    review = one.review(Q3)
    assert tasks(review) == ["R1"] and review.figure("plan_on_time_rate", "C01").value == 1 and reasons(review) == ["only proposed"]


def test_plans_kept_elsewhere_are_read_from_where_params_say(firm: Any) -> None:
    one = firm(more="plans: [drive/plans-2026Q3-*.xlsx]\n")
    name = a_task(one.review(Q2))
    path = one.edit(promise(name, status="open"))
    drive = one.params.parent / "drive"
    drive.mkdir()
    path.rename(drive / "plans-2026Q3-li.xlsx")
    review = one.review(Q3)
    assert tasks(review) == [name] and "plans/2026Q3/plans-2026Q3-li.xlsx" in review.inputs.files


def test_a_damaged_plan_is_one_message_with_its_file_and_a_remedy(firm: Any) -> None:
    one = firm()
    path = one.plans / "2026Q3" / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(InputError, match=r"plan\.xlsx: the plan cannot be opened .*save it again"):
        one.review(Q3)


def test_an_overdue_task_of_a_plan_is_carried_over_and_counts_once(firm: Any) -> None:
    """The part of the new plan takes its place; the quarter that missed it stays as it was printed (G8)."""
    one = firm()
    name = a_task(one.review(Q2))
    one.edit(promise(name, status="open", hours=5))
    before = one.review(Q3).figure("plan_overdue", "C01").value
    carried = next(found for found in proposals(one.review(Q3), "C01") if found.finding.kind == "overdue")
    assert (before, carried.parent, carried.hours, proposed_by(carried.task_id, "C01")) == (5, name, 5, proposed_by(name, "C01"))


def test_what_comes_from_credit_or_conduct_never_reaches_the_customer(firm: Any) -> None:
    shown = ["2026Q3-C01-need-lot", "2026Q3-C01-service", "T1", "T2"]
    hidden = ["2026Q3-C01-credit", "2026Q3-C01-signal-incident_dumping", "2026Q3-C01-overdue-2026Q2-C01-signal-incident_dumping", "2026Q3-C01-team", "T3", "T4"]
    metrics = {"T2": "otif_rate", "T3": "逾期占比%", "T4": "dumping_share"}
    rows = [{"task_id": name, "account_id": "C01", "due": "2026-11-11", "status": "open", "metric": metrics.get(name, ""), "acceptance": f"do {name}"} for name in shown + hidden]
    page = firm(tasks=rows).review(Q3).account("C01")
    html = page.tasks()._repr_html_()
    assert [name for name in shown if f"do {name}<" not in html] == [] and [name for name in hidden if name in html] == []
    offered = page.proposed_to_customer()
    assert offered is None or not any(word in offered._repr_html_().lower() for word in ("reconcile", "talk over", "star", "team"))


def test_only_needs_and_service_are_proposed_to_the_customer(firm: Any) -> None:
    review = firm(without=("tasks", "targets")).review(Q3)
    kinds = {one.finding.kind for account in review.key_accounts for one in proposals(review, account) if one.for_customer}
    assert kinds <= {"need", "training", "service"}


def test_a_company_without_tasks_gets_a_blank_template_and_one_line(firm: Any) -> None:
    review = firm().review(Q3)
    assert "to be filled in" in review.plan.tasks()._repr_html_()
    assert (review.promises.chart(), review.promises.table(), review.promises.by_account()) == (None, None, None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_s_words_are_read_back_in_either_language(firm: Any, tmp_path: Path, language: str) -> None:
    write_plan(firm().review(Q2, language), tmp_path / "plan.xlsx")
    plan = read_plan(tmp_path / "plan.xlsx")
    assert not plan.touched and not any(any(plan.standing(table).values()) for table in ("tasks", "targets", "needs"))
