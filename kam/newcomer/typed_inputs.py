"""``inputs.xlsx``: sheets in which to type what no system exports, with heads that are found again and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from kam.intake.contracts import ID_COLUMNS, TABLES, Column
from kam.intake.plans import WORDS
from kam.intake.reading import TYPED_MARK
from kam.intake.synonyms import chinese_header
from kam.params.advice import RUNGS
from kam.params.needs import DEFAULT_NEEDS
from kam.params.plan import Form
from kam.params.strength import DEFAULT_CRITERIA
from kam.wording import Voice
from kam.wording.locales import LANGUAGES

TYPED = ("scorecards", "team", "relationships", "territories", "needs", "incidents", "targets", "tasks")
_CREATED = datetime(2000, 1, 1)  # a workbook carries its date of creation; the same exports give the same bytes
_LAST = 5000  # row down to which lists and notes help
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "number": "General", "score": "0"}
_WIDE = {"evidence", "responsibility", "authority", "benefit", "acceptance", "answer", "our_ask", "wanted"}
_NOTES = ("fill", "empty", "heads", "ids", "anchors", "keep")

def _chinese(family: str, words: Iterable[str]) -> dict[str, str]:
    return {word: Voice("zh").term(family, word) for word in words}


# Closed lists: our words by column, each with the Chinese one that stands beside it in the list.
CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("scorecards", "criterion"): _chinese("criterion", DEFAULT_CRITERIA),
    ("team", "role"): {"sponsor": "高层负责人", "account manager": "客户经理", "sales": "业务员", "logistics": "物流专员", "finance": "信用管理员", "trainer": "培训督导"},
    ("relationships", "stage"): _chinese("stage", RUNGS),
    ("needs", "need"): {name: next(word for word in need.words if not word.isascii()) for name, need in DEFAULT_NEEDS.items()},
    ("needs", "answer"): _chinese("answer", WORDS["answer"].values()),
    ("incidents", "kind"): _chinese("incident", TABLES["incidents"].column("kind").words),
    ("tasks", "status"): _chinese("status", TABLES["tasks"].column("status").words),
    ("tasks", "form"): _chinese("form", get_args(Form)),
}  # fmt: skip


def sheet_of(table: str) -> str:
    """The sheet in which a table is typed, in both languages."""
    return f"{table} {TABLES[table].zh}"


def values_of(table: str) -> dict[str, dict[str, str]]:
    """What the params say of the lists' words: the bilingual word of the list for ours, by column."""
    return {column: {_option(ours, zh): ours for ours, zh in words.items()} for (of, column), words in CHOICES.items() if of == table}


def _option(ours: str, zh: str) -> str:
    return f"{ours.replace('_', ' ')} {zh}"


def write_inputs(path: Path, tables: tuple[str, ...], accounts: dict[str, str], first: str) -> None:
    """The workbook with one empty sheet for each of some tables; ``accounts`` (name by id) can be chosen from; its guide begins in the language ``first``."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": _CREATED, "title": "kam inputs"})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    _guide(book, bold, wrap, first)
    lists = _Lists(accounts)
    for table in tables:
        _sheet(book, table, lists)
    if "scorecards" in tables:
        _anchors(book, bold, wrap)
    _accounts(book, bold, accounts)
    lists.write(book)
    book.close()


class _Lists:
    """The lists to choose from, each a column of a hidden sheet by which the workbook is known to be typed by hand."""

    def __init__(self, accounts: dict[str, str]) -> None:
        self.columns = {f"{table}.{column}": [_option(*pair) for pair in words.items()] for (table, column), words in CHOICES.items()}
        self.columns |= {"score": ["1", "2", "3", "4", "5"]} | ({"account_id": list(accounts)} if accounts else {})

    def source(self, table: str, column: str) -> str:
        """The range of a column's list; empty where it has none."""
        name = next((one for one in (f"{table}.{column}", column) if one in self.columns), "")
        if not name:
            return ""
        letter = xl_col_to_name(list(self.columns).index(name))
        return f"='{TYPED_MARK}'!${letter}$1:${letter}${len(self.columns[name])}"

    def write(self, book: Any) -> None:
        """The hidden sheet."""
        sheet = book.add_worksheet(TYPED_MARK)
        for place, words in enumerate(self.columns.values()):
            for line, word in enumerate(words):
                sheet.write_string(line, place, word)
        sheet.protect()
        sheet.hide()


def _sheet(book: Any, table: str, lists: _Lists) -> None:
    sheet = book.add_worksheet(sheet_of(table))
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(TABLES[table].columns):
        open_cell = book.add_format({"locked": False, "num_format": _form(column), "text_wrap": column.name in _WIDE, "valign": "top"})
        sheet.set_column(place, place, 34 if column.name in _WIDE else 18, open_cell)
        zh = chinese_header(table, column.name)
        sheet.write_string(0, place, column.name, book.add_format({"bold": True, "bottom": 1, "locked": True, "num_format": f'@" {zh}"'}))
        _help(sheet, table, column, place, lists)
    sheet.protect("", dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True))


def _form(column: Column) -> str:
    return "@" if column.name in ID_COLUMNS or column.kind == "quarter" else _FORMATS.get(column.kind, "General")


def _help(sheet: Any, table: str, column: Column, place: int, lists: _Lists) -> None:
    """What a column asks for, in both languages, when one of its cells is chosen."""
    kind = "id" if column.name in ID_COLUMNS else column.kind
    phrases = [f"typed.note.{kind}", *(["typed.note.needed"] if column.required else [])]
    message = "\n".join(" ".join(Voice(code).word(phrase) for phrase in phrases) for code in ("en", "zh"))
    note = {"input_title": f"{column.name} {chinese_header(table, column.name)}"[:32], "input_message": message[:255]}
    source = lists.source(table, column.name)
    choice = {"validate": "list", "source": source, "error_type": "stop" if column.kind == "score" else "information"} if source else {"validate": "any"}
    sheet.data_validation(1, place, _LAST, place, note | choice)


def _guide(book: Any, bold: Any, wrap: Any, first: str) -> None:
    sheet = book.add_worksheet("guide 说明")
    sheet.set_column(0, 1, 70)
    for place, code in enumerate(sorted(LANGUAGES, key=lambda code: code != first)):
        sheet.write_string(0, place, Voice(code).word("typed.guide.title"), bold)
        for line, note in enumerate(_NOTES, 1):
            sheet.write_string(line, place, Voice(code).word(f"typed.guide.{note}"), wrap)
    sheet.protect()


def _anchors(book: Any, bold: Any, wrap: Any) -> None:
    """What each score of each criterion means, in both languages."""
    sheet = book.add_worksheet("anchors 评分标准")
    sheet.set_column(0, 0, 26)
    sheet.set_column(2, 3, 60)
    for place, head in enumerate(("criterion 指标", "score 评分", "what it means", "含义")):
        sheet.write_string(0, place, head, bold)
    line = 0
    for name, criterion in DEFAULT_CRITERIA.items():
        for score, (en, zh) in enumerate(zip(criterion.anchors["en"], criterion.anchors["zh"], strict=True), 1):
            line += 1
            sheet.write_string(line, 0, _option(name, CHOICES["scorecards", "criterion"][name]))
            sheet.write_number(line, 1, score)
            sheet.write_string(line, 2, en, wrap)
            sheet.write_string(line, 3, zh, wrap)
    sheet.freeze_panes(1, 0)
    sheet.protect()


def _accounts(book: Any, bold: Any, accounts: dict[str, str]) -> None:
    sheet = book.add_worksheet("accounts 客户")
    sheet.set_column(0, 1, 30)
    for place, head in enumerate(("account_id 客户编码", "name 客户名称")):
        sheet.write_string(0, place, head, bold)
    for line, (account, name) in enumerate(accounts.items(), 1):
        sheet.write_string(line, 0, account)
        sheet.write_string(line, 1, name)
    sheet.protect()
