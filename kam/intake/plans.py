"""Filled-in plans read back: the workbooks of a quarter's plan as one more source of tasks, targets and needs."""

from __future__ import annotations

import glob
import hashlib
import io
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from kam.errors import InputError
from kam.intake.cells import as_text, clean, fold
from kam.intake.contracts import TABLES
from kam.intake.headers import Wanted, header_index, layout_of, require, wanted_columns
from kam.intake.lots import Export
from kam.intake.records import Sheet, under_header
from kam.intake.synonyms import headers_of
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.params import Params

PLANNED = ("tasks", "targets", "needs")
PLANS = "plans"  # the folder of filled-in plans beside a company's reviews
ALL = "plan.xlsx"
# A sheet that nobody sees: what was proposed, cell by cell, and its fingerprint.
PROPOSAL = "proposal"
MARK = "kam plan"
NEW = re.compile(r"\.new\d*\.xlsx$", re.IGNORECASE)
# A plan's closed lists are ours, so that their Chinese words are known, unlike those of an export (I-3).
WORDS = {
    "status": {"建议": "proposed", "未开始": "open", "进行中": "in progress", "已完成": "done", "已取消": "cancelled", "已商定": "agreed"},
    "form": {"小组会议": "group meeting", "现场指导": "on-site coaching", "培训": "training"},
    "answer": {"同意": "agreed", "部分满足": "partly", "无法满足": "no"},
}
KEYS = {"tasks": ("task_id",), "targets": ("account_id", "quarter"), "needs": ("account_id", "need", "quarter")}


@dataclass(frozen=True)
class Plan:
    """One workbook: its label ``plans/<quarter>/<name>``, its quarter, its visible sheets and what it proposed."""

    label: str
    sha256: str
    quarter: str
    sheets: dict[str, Sheet]
    proposed: dict[str, list[list[str]]] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def of_all(self) -> bool:
        """Whether it is the workbook of all managers."""
        return self.label.endswith(f"/{ALL}")

    def standing(self, table: str) -> dict[int, bool]:
        """The filled rows of a sheet by physical row: whether each is promised, or only proposed as it was.

        A task is promised once its status is no longer ``proposed``; a target or a need once its status says so or anything in its
        row was changed.
        """
        rows = self.sheets[table].rows if table in self.sheets else []
        if not any(cell.strip() for row in rows[1:] for cell in row):
            return {}
        at = header_index(rows, _wanted(self, table), f"{self.label}, sheet '{self.sheets[table].name}'")
        place = next((place for place, cell in enumerate(rows[at]) if fold(clean(cell)) in headers_of("tasks", "status")), None)
        before = {_cells(row) for row in self.proposed.get(table, [])}
        found = {}
        for number, row in enumerate(rows[at + 1 :], at + 2):
            if any(cell.strip() for cell in row):
                status = clean(row[place]) if place is not None and place < len(row) else ""
                word = WORDS["status"].get(status, status.lower())
                found[number] = word != "proposed" or (table != "tasks" and _cells(row) not in before)
        return found

    @property
    def touched(self) -> bool:
        """Whether anybody has changed a cell, added a row or taken one away since it was proposed."""
        for table in PLANNED:
            rows = self.sheets[table].rows if table in self.sheets else []
            now = sorted(_cells(row) for row in rows[1:] if any(cell.strip() for cell in row))
            if now != sorted(_cells(row) for row in self.proposed.get(table, [])):
                return True
        return False


def _wanted(plan: Plan, table: str) -> Wanted:
    """What a sheet of a plan may hold; closed lists are read in either language."""
    from kam.params import Source

    words = {column: words for column, words in WORDS.items() if column in TABLES[table].names}
    source = Source(file=plan.label, sheet=plan.sheets[table].name, values=words, overlap="adds")  # which stands is decided row by row
    return wanted_columns(table, source, "plans")


def _cells(row: list[str]) -> tuple[str, ...]:
    """A row as it is compared: trailing empty cells say nothing."""
    cells = [clean(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def plans_of(params: Params, folder: Path, until: Quarter) -> list[Plan]:
    """The filled-in plans of every quarter up to one, from ``folder/<quarter>/`` and from where ``plans:`` says, by label.

    A later quarter's plan is not read, nor is a proposal laid beside one (``.new.xlsx``). Raises InputError for a workbook that
    cannot be opened, holds none of the three sheets, or does not say its quarter.
    """
    listed = [(path, path.parent.name) for path in sorted(folder.glob("*/*.xlsx")) if re.fullmatch(r"\d{4}Q[1-4]", path.parent.name)]
    listed += [(path, "") for pattern in params.plans for path in sorted(Path(found) for found in glob.glob(str(params.home / pattern)))]
    wanted = {path.resolve(): quarter for path, quarter in listed if path.is_file() and not path.name.startswith(("~$", ".")) and not NEW.search(path.name)}
    plans: dict[str, Plan] = {}
    for path, quarter in wanted.items():
        plan = read_plan(path, quarter) if quarter <= until.name else None
        if plan and plan.quarter <= until.name:
            label = plan.label if plan.label not in plans else f"plans/{plan.quarter}/{path.parent.name}/{path.name}"
            plans[label] = replace(plan, label=label)
    return [plans[label] for label in sorted(plans)]


def read_plan(path: Path, quarter: str = "") -> Plan:
    """One workbook; its quarter is that of its folder, else what it says itself, else what its name says."""
    content = path.read_bytes()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = {one.name: [[as_text(cell) for cell in row] for row in book.get_sheet_by_name(one.name).to_python(skip_empty_area=False)] for one in book.sheets_metadata}
        hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    except PasswordError:
        raise InputError(f"{path}: the plan asks for a password; save it without one") from None
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError(f"{path}: the plan cannot be opened ({error}); open it in Excel and save it again, or take it out of the plans folder") from None
    said, fingerprint, proposed = _proposal(grids.get(PROPOSAL, []))
    sheets = {table: Sheet(name, rows) for name, rows in grids.items() if name not in hidden and (table := _table(name))}
    if not sheets:
        raise InputError(f"{path}: has none of the sheets tasks, targets and needs (found: {', '.join(grids)}); rename its sheets, or take it out of the plans folder")
    inside = quarter or said or next(iter(re.findall(r"\d{4}Q[1-4]", path.name)), "")
    if not inside:
        raise InputError(f"{path}: does not say which quarter it plans; put the quarter into its name, such as plan-2026Q3.xlsx")
    return Plan(f"plans/{inside}/{path.name}", hashlib.sha256(content).hexdigest(), inside, sheets, proposed, fingerprint)


def _table(sheet: str) -> str:
    """The table that a sheet holds, by its English or Chinese name; empty for any other sheet."""
    plain = fold(sheet)
    return next((table for table in PLANNED if plain in (table, fold(TABLES[table].zh), fold(TABLES[table].zh.removeprefix("计划")))), "")


def _proposal(rows: list[list[str]]) -> tuple[str, str, dict[str, list[list[str]]]]:
    """Quarter, fingerprint and proposed rows by table, from the sheet that keeps them."""
    if not rows or rows[0][:1] != [MARK]:
        return "", "", {}
    proposed: dict[str, list[list[str]]] = {}
    for row in rows[1:]:
        proposed.setdefault(row[0], []).append(row[1:])
    return rows[0][1], rows[0][2], proposed


def exports_of(plan: Plan, index: int) -> list[Export]:
    """The sheets of a plan in which something is promised, as exports of their tables; ``index`` sets each apart from the params' own sources."""
    found = []
    for table, sheet in plan.sheets.items():
        if not any(plan.standing(table).values()):
            continue
        wanted, where = _wanted(plan, table), f"{plan.label}, sheet '{sheet.name}'"
        records = under_header(sheet, header_index(sheet.rows, wanted, where))
        layout = layout_of(records.header, wanted, where)
        require({*layout.index}, _needed(table), records.header, wanted, where)
        found.append(Export(table, plan.label, sheet.name, wanted.source, index, records, layout))
    return found


def _needed(table: str) -> tuple[str, ...]:
    """Without these no row means anything; the quarter and the number of a task are known without being written."""
    return tuple(column.name for column in TABLES[table].columns if column.required and column.name not in ("quarter", "task_id"))
