"""All rows of one table, from every export in the order of their names, as texts under our column names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kam.errors import InputError
from kam.intake.amounts import DECIMAL_COMMA, is_nothing, millionths, owed
from kam.intake.cells import Formula, Number, clean, clean_id, each_unique, fold, mapped, of_kind
from kam.intake.contracts import BALANCES, ID_COLUMNS, TABLES, Table, contract
from kam.intake.dates import no_date
from kam.intake.headers import Layout
from kam.intake.records import Records
from kam.intake.total_rows import total_rows
from kam.intake.values import Values

if TYPE_CHECKING:
    from kam.params import Source

_AS_NUMBER = re.compile(r"\d+\.0")
BY_SIGN = "by sign"  # the constant of sales.kind that makes negative rows credit notes
_NO_BILLS = re.compile("报价|询价|作废|预算|预测|采购|进货|quot|(?<!a)void|cancel|budget|forecast|purchas|(?<!ex)plan(?!t|e)")
_CREDITS = re.compile("退|红字|红票|冲(?!锋)|折让|credit|refund|return|orin|rin1")  # no 冲锋衣


@dataclass
class Export:
    """One file's sheet or one query's result with the place of our columns in it."""

    table: str
    label: str
    sheet: str
    source: Source
    source_index: int
    records: Records
    layout: Layout

    @property
    def columns(self) -> set[str]:
        """The columns of ours that it fills."""
        return {*self.layout.index, *self.constants}

    @property
    def constants(self) -> dict[str, str]:
        """Our columns with one value for every row; the words of a kind or status without a column may be files or sheets."""
        found = dict(self.source.constants)
        for column in ("kind", "status"):
            words = {fold(theirs): ours for theirs, ours in self.source.values.get(column, {}).items() if theirs}
            word = words.get(fold(self.sheet), words.get(fold(self.label)))
            if word is not None and column not in self.layout.index:
                found[column] = word
        return found


@dataclass
class Lot:
    """The rows of one table: texts as written and as read, then values, then which are ``used`` and why the others are not."""

    table: Table
    exports: list[Export]
    export: np.ndarray
    number: np.ndarray
    subtotal: np.ndarray
    repeated_header: np.ndarray
    surplus: np.ndarray
    first: np.ndarray
    raw: dict[str, np.ndarray]
    text: dict[str, np.ndarray]
    values: dict[str, Values] = field(default_factory=dict)
    used: np.ndarray = field(init=False)
    reason: np.ndarray = field(init=False)
    fault_column: np.ndarray = field(init=False)
    fault_value: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.used = np.ones(len(self), dtype=bool)
        self.reason, self.fault_column, self.fault_value = (np.full(len(self), None, dtype=object) for _ in range(3))

    def __len__(self) -> int:
        return len(self.number)

    @property
    def label(self) -> np.ndarray:
        """Each row's file."""
        return self.of_export([export.label for export in self.exports])

    @property
    def source(self) -> np.ndarray:
        """Each row's entry in the params."""
        return np.array([export.source_index for export in self.exports], dtype=np.int64)[self.export]

    def of_export(self, entries: list[Any]) -> np.ndarray:
        """One entry per export as one per row."""
        return np.array(entries, dtype=object)[self.export]

    def has(self, column: str) -> np.ndarray:
        """Where a row's export fills a column."""
        return np.array([column in export.columns for export in self.exports], dtype=bool)[self.export]

    def set_aside(self, where: np.ndarray, reason: str | np.ndarray, column: str = "", value: np.ndarray | None = None) -> None:
        """Gives rows that have no fault yet their fault; of several the first stands (I-5)."""
        rows = np.flatnonzero(where & self.used)
        if not len(rows):
            return
        shown = value if value is not None else self.raw.get(column)
        self.used[rows] = False
        self.reason[rows] = reason[rows] if isinstance(reason, np.ndarray) else reason
        self.fault_column[rows] = column
        self.fault_value[rows] = "" if shown is None else shown[rows]


def named_credits(file: str, sheet: str, sheets: Iterable[str], words: re.Pattern[str] = _CREDITS) -> bool:
    """Whether a sheet is a list of credit notes by its name, or by its file's where none of its ``sheets`` says so."""
    return bool(words.search(fold(sheet if any(words.search(fold(one)) for one in sheets) else file)))


def named_otherwise(file: str, sheet: str, sheets: Iterable[str]) -> bool:
    """Whether a sheet, or a file, is named after offers, plans, purchases or what was cancelled."""
    return named_credits(file, sheet, sheets, _NO_BILLS)


def lot_of(name: str, exports: list[Export], known: frozenset[str] = frozenset()) -> Lot:
    """One table's exports as one lot: words mapped, constants filled, printouts filled down (I-1, I-3).

    ``known`` are the folded ids and names of the accounts table, which are no total words (I-15).
    """
    table = BALANCES if name == "balances" else TABLES[name]
    columns = sorted({column for export in exports for column in export.columns if column in table.names or column == "name"})
    pieces = [_piece(export, known) for export in exports]
    counts = [len(export.records.numbers) for export in exports]
    return Lot(
        table=table,
        exports=exports,
        export=np.repeat(np.arange(len(exports)), counts),
        number=np.concatenate([export.records.numbers for export in exports]),
        subtotal=np.concatenate([piece.subtotal for piece in pieces]),
        repeated_header=np.concatenate([piece.repeated_header for piece in pieces]),
        surplus=np.concatenate([export.records.surplus for export in exports]),
        first=np.concatenate([export.records.first for export in exports]),
        raw={column: _joined([piece.raw for piece in pieces], column, counts) for column in columns},
        text={column: _joined([piece.text for piece in pieces], column, counts) for column in columns},
    )


@dataclass
class _Piece:
    raw: dict[str, np.ndarray]
    text: dict[str, np.ndarray]
    subtotal: np.ndarray
    repeated_header: np.ndarray


def _piece(export: Export, known: frozenset[str]) -> _Piece:
    records = export.records
    raw = {ours: records.column(index) for ours, index in export.layout.index.items()}
    repeated = _repeated_header(export, raw)
    text = {ours: _words(export, ours, _ids(cells) if ours in ID_COLUMNS else mapped(cells, clean)) for ours, cells in raw.items()}
    subtotal = total_rows(export, text, known) & ~repeated
    _refuse_formulas(export, raw, subtotal | repeated)
    for column in export.source.fill_down:
        if column in text:
            text[column] = raw[column] = _filled_down(text[column], subtotal | repeated)
    for ours in export.constants.keys() - export.source.columns.keys():
        constant = export.constants[ours]
        text[ours] = raw[ours] = np.full(len(records.numbers), constant.strip(), dtype=object)
    _as_written(export, raw, text)
    return _Piece(raw, text, subtotal, repeated)


def _refuse_formulas(export: Export, raw: dict[str, np.ndarray], but: np.ndarray) -> None:
    """Raises InputError for a formula without a stored result, which would read as nothing or as 0 (I-16)."""
    for ours, cells in raw.items():
        if Formula in set(map(type, cells)) and len(rows := np.flatnonzero(of_kind(cells, Formula) & ~but)):
            raise InputError(f"{export.label}, sheet '{export.sheet}', row {export.records.numbers[rows[0]]}: '{ours}' is the formula "
                             f"{cells[rows[0]]} without a stored result; open the workbook in Excel and save it again")


def _ids(cells: np.ndarray) -> np.ndarray:
    """Identifiers as they are compared; where every one ends in .0, a program took them for numbers on the way (I-15)."""
    codes, ids = each_unique(cells, lambda cell: "" if is_nothing(one := clean_id(cell)) else one)
    if all(_AS_NUMBER.fullmatch(one) for one in ids if one):
        ids = [one.removesuffix(".0") for one in ids]
    return np.array(ids, dtype=object)[codes] if ids else cells


def _as_written(export: Export, raw: dict[str, np.ndarray], text: dict[str, np.ndarray]) -> None:
    """What stands for no date is nothing; texts with a decimal comma get a point, balances on the credit side a sign.

    Rows whose kind is told by the sign alone get a kind.
    """
    kinds = {one.name: one.kind for one in contract(export.table).columns if one.name in text}
    for column in (name for name, kind in kinds.items() if kind == "date"):
        text[column] = mapped(text[column], lambda cell: "" if no_date(cell) else cell)
    for column in (name for name, kind in kinds.items() if kind in ("money", "number")):
        if export.source.decimal_comma:
            swapped = mapped(text[column], lambda cell: cell.translate(DECIMAL_COMMA))
            text[column] = np.where(of_kind(raw[column], Number), text[column], swapped)
        if export.table in ("receivables", "balances"):
            text[column] = mapped(text[column], owed)
    signed = text.get("net_amount", text.get("qty"))
    if export.table == "sales" and export.constants.get("kind") == BY_SIGN and signed is not None:
        text["kind"] = mapped(signed, lambda cell: "credit note" if (millionths(cell) or 0) < 0 else "invoice")


def _words(export: Export, column: str, texts: np.ndarray) -> np.ndarray:
    """Their words become ours as the params say; a word that is not listed stays as it is (I-3)."""
    listed = {fold(theirs): ours.strip() for theirs, ours in export.source.values.get(column, {}).items()}
    return mapped(texts, lambda text: listed.get(fold(text), text)) if listed else texts


def _filled_down(texts: np.ndarray, between: np.ndarray) -> np.ndarray:
    """Blank cells take the last text above them; subtotals and repeated headers ``between`` them neither give nor take."""
    origin = np.where((texts != "") & ~between, np.arange(len(texts)), -1)
    origin = np.maximum.accumulate(origin) if len(origin) else origin
    filled = texts.copy()
    blank = (texts == "") & ~between & (origin >= 0)
    filled[blank] = texts[origin[blank]]
    return filled


def _repeated_header(export: Export, raw: dict[str, np.ndarray]) -> np.ndarray:
    """Printouts repeat their header on every page."""
    repeated = np.ones(len(export.records.numbers), dtype=bool)
    if len(export.layout.index) < 2:
        return ~repeated
    said = np.zeros(len(repeated), dtype=int)
    for ours, index in export.layout.index.items():
        head = export.records.header[index]
        same = np.logical_or.reduce([raw[ours] == part for part in {head, *head.split(" / ")}])
        repeated, said = repeated & (same | (raw[ours] == "")), said + same
    return repeated & (said > 1)


def _joined(pieces: list[dict[str, np.ndarray]], column: str, counts: list[int]) -> np.ndarray:
    empty = [np.full(count, "", dtype=object) for count in counts]
    return np.concatenate([piece.get(column, blank) for piece, blank in zip(pieces, empty, strict=True)])
