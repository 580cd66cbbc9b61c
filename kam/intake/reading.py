"""From the params' sources to the exports of each table: files opened, queries run, headers found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kam.errors import InputError
from kam.intake.cells import clean, fold
from kam.intake.contracts import TABLES, is_told
from kam.intake.files import Found, Opened, find_files, open_file
from kam.intake.headers import Layout, Wanted, header_index, joined_heads, layout_of, require, wanted_columns
from kam.intake.lots import Export
from kam.intake.notes import Guess, Note
from kam.intake.queries import Answer, ask_database, ask_files
from kam.intake.records import Sheet, fill_merged, under_header
from kam.intake.zones import zone_of

if TYPE_CHECKING:
    from kam.params import Params, Source

TYPED_FILE = "inputs.xlsx"  # the workbook in which people type what no system exports
TYPED_MARK = "kam inputs"  # and the hidden sheet by which it is known


@dataclass
class Origin:
    """One file or query result of one entry of the params; what it holds decides the fingerprint."""

    table: str
    source: Source
    source_index: int
    place: str
    label: str
    found: Found | None = None
    answer: Answer | None = None

    @property
    def sha256(self) -> str:
        """The fingerprint of its content."""
        return self.found.sha256 if self.found else self.answer.sha256 if self.answer else ""


@dataclass
class Gathered:
    """Every table's exports with what was guessed and noticed on the way."""

    exports: dict[str, list[Export]] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def origins_of(params: Params, tables: Iterable[str] = TABLES) -> list[Origin]:
    """Every file and query result that the params name for some tables, files in the order of their names (I-8), queries after them.

    Raises InputError for a file that is not there and a query that fails.
    """
    found: list[Origin] = []
    for table in tables:
        entries = params.sources.get(table, [])
        listed = [origin for index, source in enumerate(entries) for origin in _origins(params, table, index, source, len(entries))]
        found.extend(sorted(listed, key=lambda origin: (origin.found is None, origin.label if origin.found else "", origin.source_index)))
    return found


def _origins(params: Params, table: str, index: int, source: Source, entries: int) -> list[Origin]:
    place = f"sources.{table}" if entries == 1 else f"sources.{table} (entry {index + 1})"
    if source.file is not None:
        return [Origin(table, source, index, place, found.label, found=found) for found in find_files(params.home, source.file, place)]
    if source.database is not None:
        answer = ask_database(source.database, source.query or "", place)
        return [Origin(table, source, index, place, f"database {source.database}", answer=answer)]
    zone = zone_of(source.timezone, params.currency)
    return [Origin(table, source, index, place, "query", answer=ask_files(params.home, source.query or "", place, zone, source.sheet, source.encoding))]


def gather(origins: list[Origin], params: Params) -> Gathered:
    """The exports of every table; raises InputError for a header that cannot be understood."""
    gathered = Gathered()
    for origin in origins:
        for export in _exports(origin, params, gathered):
            gathered.exports.setdefault(export.table, []).append(export)
            for column, header in export.layout.guessed.items():
                gathered.guesses.append(Guess(export.table, export.label, export.sheet, column, header))
    return gathered


@dataclass
class _Fitting:
    """A sheet whose heads fit: the row that the header ends in, the header, and where our columns are in it."""

    sheet: Sheet
    at: int
    header: list[str]
    layout: Layout
    table: str

    def like(self, other: _Fitting) -> bool:
        """Whether at least half of the heads are the same."""
        mine, theirs = ({fold(clean(cell)) for cell in one.header} - {""} for one in (self, other))
        return 2 * len(mine & theirs) >= max(len(mine), len(theirs))


def _exports(origin: Origin, params: Params, gathered: Gathered) -> list[Export]:
    """The exports of a file or query; none for a sheet to be typed into that is still empty, as if it were not exported."""
    source, wanted = origin.source, wanted_columns(origin.table, origin.source, origin.place)
    if origin.answer is not None:
        records = origin.answer.records
        layout, table = _layout(records.header, wanted, params, origin.label)
        return [Export(table, origin.label, "", source, origin.source_index, records, layout)]
    assert origin.found is not None
    opened = open_file(origin.found, source.sheet, source.encoding, source.delimiter)
    if opened.encoding:
        gathered.notes.append(Note("encoding_read_as", {"file": origin.label, "encoding": opened.encoding}))
    read = _fitting(opened, wanted, params, origin.label)
    if source.sheet is None:
        gathered.notes += _said_of_sheets(origin.label, opened, read)
    read = read if opened.names else [_as_one_table(read)]
    exports = [Export(one.table, origin.label, one.sheet.name, source, origin.source_index, under_header(one.sheet, one.at, one.header), one.layout)
               for one in read]
    typed = TYPED_MARK in opened.other_sheets
    return [export for export in exports if len(export.records.numbers)] if typed else exports


def _fitting(opened: Opened, wanted: Wanted, params: Params, label: str) -> list[_Fitting]:
    """The sheets or tables whose heads fit ours and one another's, of those with the same cells one (I-16).

    Raises InputError where none fits.
    """
    found: list[_Fitting] = []
    faults = []
    for sheet in opened.sheets:
        where = f"{label}, sheet '{sheet.name}'" if sheet.name else label
        try:
            header, at = joined_heads(sheet.rows, header_index(sheet.rows, wanted, where), wanted)
            layout, table = _layout(header, wanted, params, where)
        except InputError as fault:
            faults.append((sheet, fault))
            continue
        if not any(one.sheet.rows == sheet.rows for one in found):
            found.append(_Fitting(sheet, at, header, layout, table))
    if not found:
        raise next(fault for sheet, fault in faults if sheet is opened.sheet)
    best = max(found, key=lambda one: (len(one.layout.index), one.sheet is opened.sheet))
    read = [one for one in found if one.table == best.table and (one.like(best) if opened.names else one.header == best.header)]
    for one in read:
        fill_merged(one.sheet, one.at, [index for ours, index in one.layout.index.items() if is_told(one.table, ours)])
    return read


def _layout(header: list[str], wanted: Wanted, params: Params, where: str) -> tuple[Layout, str]:
    layout = layout_of(header, wanted, where)
    have = {*layout.index, *wanted.source.constants}
    table = _form(wanted.table, have)
    require(have, _needed(table, wanted.source, params), header, wanted, where)
    return layout, table


def _as_one_table(read: list[_Fitting]) -> _Fitting:
    """The tables of a web page that prints one on each page, as one below the other; their heads are repeated ones."""
    whole = Sheet("", [], read[0].sheet.delimited)
    for one in read:
        whole.rows += one.sheet.rows
    return replace(read[0], sheet=whole)


def _said_of_sheets(label: str, opened: Opened, read: list[_Fitting]) -> list[Note]:
    """Which sheets were read together, and what was not read."""
    names = [one.sheet.name for one in read]
    others = [name for name in opened.names if name not in names]
    if not opened.names:
        tables = [one for one in opened.sheets if len(one.rows) > 1 and max(map(len, one.rows)) > 1]
        left = len(tables) - sum(any(one.sheet is table for one in read) for table in tables)
        return [Note("tables_not_read", {"file": label, "read": len(read), "others": left})] if left else []
    notes = [Note("sheets_read", {"file": label, "sheets": names})] if len(names) > 1 else []
    return [*notes, Note("sheets_not_read", {"file": label, "read": ", ".join(names), "others": others})] if others else notes


def _form(table: str, have: set[str]) -> str:
    """Receivables known as balances only are a table of their own."""
    return "balances" if table == "receivables" and "balance" in have and not {"document", "amount"} <= have else table


def _needed(table: str, source: Source, params: Params) -> tuple[str, ...]:
    """The columns without which no row of a table could be used."""
    if table == "balances":
        needed: tuple[str, ...] = ("account_id", "date", "balance")
    else:
        needed = tuple(column.name for column in TABLES[table].columns if column.required)
    if table == "sales" and params.amount_unit == "pieces":
        needed = tuple("qty" if name == "net_amount" else name for name in needed)
    if source.match == "name" and "account_id" not in source.columns and table != "accounts":
        needed = tuple("name" if name == "account_id" else name for name in needed)
    return needed
