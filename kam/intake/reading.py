"""From the params' sources to the exports of each table: files opened, queries run, headers found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kam.intake.contracts import TABLES
from kam.intake.files import Found, find_files, open_file
from kam.intake.headers import Wanted, header_index, layout_of, require, wanted_columns
from kam.intake.lots import Export
from kam.intake.notes import Guess, Note
from kam.intake.queries import Answer, ask_database, ask_files
from kam.intake.records import Records, under_header
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
        export = _export(origin, params, gathered)
        if export is None:
            continue
        gathered.exports.setdefault(export.table, []).append(export)
        for column, header in export.layout.guessed.items():
            gathered.guesses.append(Guess(export.table, export.label, export.sheet, column, header))
    return gathered


def _export(origin: Origin, params: Params, gathered: Gathered) -> Export | None:
    """One export; None for a sheet that is there to be typed into and is still empty, which is as if it were not exported."""
    wanted = wanted_columns(origin.table, origin.source, origin.place)
    records, sheet, typed = _records(origin, wanted, gathered)
    if typed and not len(records.numbers):
        return None
    where = f"{origin.label}, sheet '{sheet}'" if sheet else origin.label
    layout = layout_of(records.header, wanted, where)
    have = {*layout.index, *origin.source.constants}
    table = _form(origin.table, have)
    require(have, _needed(table, origin.source, params), records.header, wanted, where)
    return Export(table, origin.label, sheet, origin.source, origin.source_index, records, layout)


def _records(origin: Origin, wanted: Wanted, gathered: Gathered) -> tuple[Records, str, bool]:
    """Its rows under their header, the sheet, and whether the workbook is one to be typed into."""
    if origin.answer is not None:
        return origin.answer.records, "", False
    assert origin.found is not None
    source = origin.source
    opened = open_file(origin.found, source.sheet, source.encoding, source.delimiter)
    if opened.encoding:
        gathered.notes.append(Note("encoding_read_as", {"file": origin.label, "encoding": opened.encoding}))
    if opened.other_sheets and source.sheet is None:
        gathered.notes.append(Note("sheets_not_read", {"file": origin.label, "read": opened.sheet.name, "others": list(opened.other_sheets)}))
    where = f"{origin.label}, sheet '{opened.sheet.name}'" if opened.sheet.name else origin.label
    return under_header(opened.sheet, header_index(opened.sheet.rows, wanted, where)), opened.sheet.name, TYPED_MARK in opened.other_sheets


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
