"""The coming quarter's plan as a workbook to fill in: what is proposed, with lists to choose from, protected heads and notes."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from kam.figures import as_text, csv_safe
from kam.intake.plans import MARK, PROPOSAL
from kam.measures.team import members
from kam.measures.work import empty, planned_for
from kam.review.plan_rows import FORMS, SHEETS, Proposed, managers, open_with, proposed
from kam.review.workbooks import CREATED
from kam.wording import Voice

if TYPE_CHECKING:
    from kam.review.review import Review

# Columns that are ours; the rest of a proposed row may be changed.
LOCKED = {"tasks": {"task_id", "name", "why", "base"}, "targets": {"name", "last_year"}, "needs": {"name", "gap"}}
WIDTHS = {"acceptance": 56, "why": 34, "our_ask": 34, "answer": 24, "name": 22, "task_id": 26, "parent_task": 20, "metric": 24, "form": 16, "status": 12}
# Rows below the last one in which lists and notes still help.
SPARE = 300
LISTS = {"tasks": ("proposed", "open", "in progress", "done", "cancelled"), "targets": ("proposed", "agreed"), "needs": ("proposed", "agreed")}
IDS = ("task_id", "account_id", "parent_task", "quarter", "need")


def write_plan(review: Review, path: Path, owner: str = "") -> None:
    """``plan.xlsx`` of one manager, or of all; the same proposal gives the same bytes."""
    plan = proposed(review, owner)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": CREATED, "title": f"{review.params.company} {plan.quarter}", "keywords": f"{MARK} {plan.quarter} {plan.fingerprint}"})
    styles = _Styles(book)
    lists = _lists(review, plan)
    for name in SHEETS:
        _sheet(book, styles, name, plan, lists)
    _open_sheet(book, styles, review)
    _guide(book, styles, review)
    _hidden(book, styles, plan, lists)
    book.close()


class _Styles:
    """The formats of the workbook; a head shows our id and, by its number format, the Chinese word beside it."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: ignore[var-annotated]
        self.plain = book.add_format({})
        self.bold = book.add_format({"bold": True, "font_size": 13})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.grey = book.add_format({"font_color": "#5a5f66"})

    def head(self, column: str) -> Any:
        label = Voice("zh").word(f"plan.column.{column}")
        return self._format(("head", column), {"bold": True, "bottom": 1, "num_format": f'@" {label}"', "text_wrap": True, "valign": "top"})

    def cell(self, column: str, unit: str, locked: bool) -> Any:
        form = {"num_format": _number_form(column, unit), "valign": "top", "locked": locked}
        look = {"font_color": "#5a5f66", "bg_color": "#f2f3f5"} if locked else {}
        return self._format((form["num_format"], locked, column in WIDTHS), form | look | ({"text_wrap": True} if column in WIDTHS else {}))

    def _format(self, key: Any, properties: dict[str, Any]) -> Any:
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _number_form(column: str, unit: str) -> str:
    if column in IDS:
        return "@"
    if column in ("due", "done"):
        return "yyyy-mm-dd"
    if column in ("net_sales", "margin", "last_year"):
        return "#,##0.00"
    if column in ("base", "target", "result", "gap"):
        return {"ratio": "0.0%", "days": "0.0", "count": "0.##", "points": "0.##"}.get(unit, "#,##0.00" if unit else "General")
    return "General"


def _sheet(book: Any, styles: _Styles, name: str, plan: Proposed, lists: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    columns, rows = SHEETS[name], plan.sheets[name]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 13), styles.cell(column, "", False))
        sheet.write_string(0, place, column, styles.head(column))
        _help(sheet, name, place, column, len(rows) + SPARE, lists)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            _write(sheet, line, place, row.get(column), styles.cell(column, plan.units.get(str(row.get("task_id")), ""), column in LOCKED[name]))
    status = xl_col_to_name(columns.index("status"))
    sheet.conditional_format(1, 0, max(len(rows), 1), len(columns) - 1, {"type": "formula", "criteria": f'=${status}2="{lists[f"status:{name}"][0]}"', "format": styles.grey})
    sheet.autofilter(0, 0, len(rows) + SPARE, len(columns) - 1)
    sheet.protect("", dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True))


def _write(sheet: Any, line: int, place: int, value: Any, form: Any) -> None:
    """Days as days, numbers as numbers, everything else as text that no spreadsheet takes for a formula."""
    if empty(value):
        sheet.write_blank(line, place, None, form)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, time()), form)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, float(as_text(value)), form)
    else:
        sheet.write_string(line, place, csv_safe(str(value)), form)


def _help(sheet: Any, name: str, place: int, column: str, last: int, lists: dict[str, list[str]]) -> None:
    """What a column asks for, in both languages, when one of its cells is chosen; a list where there is something to choose from."""
    en, zh = (Voice(code).word(f"plan.column.{column}") for code in ("en", "zh"))
    note = {"input_title": column[:32], "input_message": f"{en}\n{zh}"[:255]}
    listed = f"status:{name}" if column == "status" else column
    if lists.get(listed):
        at = list(lists).index(listed)
        source = f"=lists!${xl_col_to_name(at)}$1:${xl_col_to_name(at)}${len(lists[listed])}"
        sheet.data_validation(1, place, last, place, note | {"validate": "list", "source": source, "error_type": "stop" if column == "status" else "information"})
    else:
        sheet.data_validation(1, place, last, place, note | {"validate": "any"})


def _lists(review: Review, plan: Proposed) -> dict[str, list[str]]:
    """The lists to choose from, in the language of the workbook."""
    term = review.voice.term
    people = {str(one["person"]) for account in review.key_accounts for one in members(review.books, account) if not empty(one["person"])}
    needs = dict.fromkeys([*(str(row["need"]) for row in plan.sheets["needs"]), *review.books.rules(review.quarter).needs])
    return {
        **{f"status:{name}": [term("status", word) for word in words] for name, words in LISTS.items()},
        "form": [term("form", word) for word in FORMS],
        "answer": [term("answer", word) for word in ("agreed", "partly", "no")],
        "need": list(needs),
        "owner": sorted({*people, *managers(review)}),
        "account_id": [str(row["account_id"]) for row in plan.sheets["targets"]],
    }


def _open_sheet(book: Any, styles: _Styles, review: Review) -> None:
    """Open tasks that are kept elsewhere, to be seen beside what is proposed; they are not read back from here."""
    sheet = book.add_worksheet(review.voice.word("plan.sheet.open"))
    columns = "task_id account_id name owner due hours status acceptance".split()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 13))
        sheet.write_string(0, place, column, styles.head(column))
    rows = [task | {"name": review.name(account)} for account in review.key_accounts for task in open_with(review, account) if not planned_for(task)]
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            _write(sheet, line, place, row.get(column), styles.cell(column, "", True))
    sheet.protect()


def _guide(book: Any, styles: _Styles, review: Review) -> None:
    """How to fill it in, in both languages."""
    sheet = book.add_worksheet(review.voice.word("plan.sheet.guide"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 70)
    both = [Voice(code, languages=review.params.languages) for code in ("en", "zh")]
    for place, voice in enumerate(both, 1):
        sheet.write_string(0, place, voice.word("plan.guide.title", quarter=review.quarter + 1), styles.bold)
    notes = ["status", "rows", "done", "parts", "back", "conflict"]
    columns = list(dict.fromkeys(column for listed in SHEETS.values() for column in listed))
    for line, (head, phrase) in enumerate([*(("", f"plan.guide.{note}") for note in notes), *((column, f"plan.column.{column}") for column in columns)], 1):
        sheet.write_string(line, 0, head)
        for place, voice in enumerate(both, 1):
            sheet.write_string(line, place, voice.word(phrase), styles.wrap)
    sheet.protect()


def _hidden(book: Any, styles: _Styles, plan: Proposed, lists: dict[str, list[str]]) -> None:
    """The lists, and what was proposed as it was: by it the next run knows what a person has changed."""
    chosen = book.add_worksheet("lists")
    for place, words in enumerate(lists.values()):
        for line, word in enumerate(words):
            chosen.write_string(line, place, csv_safe(word))
    kept = book.add_worksheet(PROPOSAL)
    for place, word in enumerate((MARK, plan.quarter, plan.fingerprint)):
        kept.write_string(0, place, word)
    line = 0
    for name, columns in SHEETS.items():
        for row in plan.sheets[name]:
            line += 1
            kept.write_string(line, 0, name)
            for place, column in enumerate(columns, 1):
                _write(kept, line, place, row.get(column), styles.cell(column, plan.units.get(str(row.get("task_id")), ""), column in LOCKED[name]))
    for sheet in (chosen, kept):
        sheet.protect()
        sheet.hide()
