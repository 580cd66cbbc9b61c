"""From texts to values, column by column, and what a whole column tells: date order, the sign of credit notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kam.errors import InputError
from kam.intake.amounts import dotted_thousands, pointed
from kam.intake.cells import Moment, Number, each_unique, of_kind
from kam.intake.contracts import CREDITS, Column
from kam.intake.dates import Order, days_of, dotted, exchanged, instant, month_name, named_quarter, order_of
from kam.intake.lots import Export, Lot
from kam.intake.notes import Note
from kam.intake.overlap import place_of, weight
from kam.intake.scale import scaled
from kam.intake.values import Values, each_empty, read_values
from kam.intake.zones import zone_of
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.params import Params

_ENDS = {"due_date", "promised_date", "valid_to", "due", "balances.date"}  # a day may be written as its last second there
_FEW = 100
_SURE = 3  # dates of either writing that show day and month exchanged where nothing says which of them were dates

BOTH_SIGNS = 0.05  # share of the rarer sign above which nobody knows which of the two is the reversal


def read_lot(lot: Lot, params: Params) -> list[Note]:
    """Reads every column of a lot into values; raises InputError where dates can be read in two ways."""
    notes: list[Note] = []
    if params.amount_unit == "pieces" and lot.table.name == "sales" and "qty" in lot.text:
        lot.text["net_amount"], lot.raw["net_amount"] = lot.text["qty"], lot.raw["qty"]
    _refuse_quarters_as_days(lot)
    orders = _date_orders(lot, notes)
    for column in lot.table.columns:
        if column.name in lot.text:
            lot.values[column.name] = (
                _read_dates(lot, column, orders, params.currency, notes) if column.kind == "date"
                else read_values(column.kind, lot.text[column.name], column.words, params.fiscal_year_start)
            )  # fmt: skip
    notes += _dotted_amounts(lot)
    if params.fiscal_year_start != 1:
        notes += _named_quarters(lot, params.fiscal_year_start)
    scaled(lot)
    notes += _signed_credits(lot)
    return notes


def _dotted_amounts(lot: Lot) -> list[Note]:
    """Asks of each entry whether its amounts such as 12.500 have decimals, where nothing it writes and nobody says so (I-14)."""
    notes = []
    for exports, rows in _by_source(lot):
        if exports[0].source.decimal_comma is not None:
            continue
        asked = {name: found for name in _columns(lot, "money") if (found := _dotted(lot, name, rows))}
        if asked and not any(pointed(_as_text(lot, name, np.flatnonzero(rows))) for name in _columns(lot, "money", "number")):
            hanging = np.flatnonzero(rows & np.logical_or.reduce([lot.text[name] != "" for name in asked]))
            examples = next(iter(asked.values()))
            notes.append(Note(
                "dotted_amounts",
                {"table": lot.table.name, "columns": list(asked), "files": _unique(one.label for one in exports), "values": examples},
                f"decimal_comma: true   # {_entry(lot, exports[0])}; false, where {examples[0]} has decimals", weight(lot, hanging)))
    return notes


def _columns(lot: Lot, *kinds: str) -> list[str]:
    return [column.name for column in lot.table.columns if column.kind in kinds and column.name in lot.text]


def _dotted(lot: Lot, column: str, rows: np.ndarray) -> list[str]:
    """The amounts with a point before three digits, where no other speaks against; mostly the first few do."""
    filled = np.flatnonzero(rows & (lot.text[column] != ""))
    first = dotted_thousands(_as_text(lot, column, filled[:_FEW]))
    return [] if first is None else dotted_thousands(_as_text(lot, column, filled)) or []


def _as_text(lot: Lot, column: str, at: np.ndarray) -> np.ndarray:
    """The different numbers of some rows that are no numbers of a workbook or a database."""
    return pd.unique(lot.text[column][at][~of_kind(lot.raw[column][at], Number)])


def _entry(lot: Lot, export: Export) -> str:
    return place_of(lot, lot.exports.index(export))


def _named_quarters(lot: Lot, fiscal_year_start: int) -> list[Note]:
    """Which months a quarter is that the export names: others name a fiscal year after the one in which it ends (G14)."""
    notes = []
    for name in (column.name for column in lot.table.columns if column.kind == "quarter" and column.name in lot.text):
        named = [quarter for text in pd.unique(lot.text[name]) if (quarter := named_quarter(text, numbered=True))]
        if named:
            newest = Quarter.parse(max(named), fiscal_year_start)
            first, *_, last = (f"{month:%Y-%m}" for month in newest.months)
            notes.append(Note("quarters_named", {"table": lot.table.name, "column": name, "quarter": newest.name, "first": first, "last": last}))
    return notes


def _by_source(lot: Lot) -> Iterator[tuple[list[Export], np.ndarray]]:
    """The exports of each entry of the params, and their rows."""
    for index in sorted({export.source_index for export in lot.exports}):
        yield [export for export in lot.exports if export.source_index == index], lot.source == index


def _read_dates(lot: Lot, column: Column, orders: dict[tuple[int, str], Order], currency: str, notes: list[Note]) -> Values:
    """The days of a column, by how each entry writes them: its order, its time zone, the hour of all its times (I-13)."""
    texts = lot.text[column.name]
    data, valid = np.zeros(len(lot), dtype=np.int64), np.zeros(len(lot), dtype=bool)
    for exports, rows in _by_source(lot):
        order = orders.get((exports[0].source_index, column.name), "")
        codes, instants = each_unique(texts[rows], partial(instant, order=order))
        zone = zone_of(exports[0].source.timezone, currency)
        days, done = days_of(instants, zone, bool(_ENDS & {column.name, f"{lot.table.name}.{column.name}"}))
        if done == "zone" and zone is None:
            _refuse_offset(lot, column.name, rows, currency)
        if done:
            files = _unique(export.label for export in exports)
            notes.append(Note(f"dates_{done.replace(' ', '_')}", {"table": lot.table.name, "column": column.name, "files": files, "zone": str(zone)}))
        data[rows] = np.array([day or 0 for day in days], dtype=np.int64)[codes]
        valid[rows] = np.array([day is not None for day in days], dtype=bool)[codes]
    return Values("date", data, valid, ~valid & ~each_empty(texts, dash=True))


def _date_orders(lot: Lot, notes: list[Note]) -> dict[tuple[int, str], Order]:
    """How each source writes dates such as 3/25/2026: from all values of a column, its other date columns, or the params."""
    orders: dict[tuple[int, str], Order] = {}
    dated = [column.name for column in lot.table.columns if column.kind == "date" and column.name in lot.text]
    for exports, of_source in _by_source(lot):
        rows, told = of_source & ~lot.subtotal, exports[0].source.date_order
        written = {name: pd.unique(lot.text[name][rows]) for name in dated}
        found: dict[str, Order] = {name: order_of(texts) for name, texts in written.items()}
        _refuse_other_than_days(lot, exports, written, found, rows)
        sure = {order for order in found.values() if order not in ("", "undecidable", "mixed")}
        for name, order in found.items():
            if order == "mixed" and told:
                order = told
            if order == "undecidable":
                order = told or (next(iter(sure)) if len(sure) == 1 else "day first" if dotted(written[name]) else _refuse_to_choose(lot, name, rows))
            orders[exports[0].source_index, name] = order
            if order:
                files = _unique(export.label for export in exports)
                notes.append(Note("dates_read_as", {"table": lot.table.name, "column": name, "files": files, "order": order}))
    return orders


def _refuse_other_than_days(
    lot: Lot, exports: list[Export], written: dict[str, np.ndarray], orders: dict[str, Order], rows: np.ndarray
) -> None:
    """Raises InputError where a column of dates holds months, or dates whose day and month a spreadsheet has exchanged."""
    for name, texts in written.items():
        if lot.table.name != "accounts" and _are_months(texts):
            _refuse_months(lot, name, rows)
        if not orders[name]:
            continue
        for export in exports:
            at = np.flatnonzero(rows & (lot.export == lot.exports.index(export)))
            kept = of_kind(lot.raw[name][at], Moment).any()
            if pair := exchanged(pd.unique(lot.text[name][at]), 1 if kept else _SURE):
                raise InputError(
                    f"{_place(export)}: in '{_header(export, name)}' every date such as {pair[0]} has a day up to 12 and every one such as {pair[1]} a day above 12: "
                    "a spreadsheet has exchanged day and month of the former when it opened the list; "
                    "export it again and lay it down as it comes, without opening it")


def _refuse_quarters_as_days(lot: Lot) -> None:
    """Raises InputError where a spreadsheet seems to have made days of 2026-1 to 2026-4: firsts of January to April alone."""
    for name in (column.name for column in lot.table.columns if column.kind == "quarter" and column.name in lot.text):
        days = sorted(set(lot.text[name][of_kind(lot.raw[name], Moment)]) - {""})
        months = {day[5:7] for day in days if re.fullmatch(r"\d{4}-0[1-4]-01", day)}
        if months & {"02", "03"} and all(day[5:7] in months and day[7:] == "-01" for day in days):
            row = int(np.flatnonzero(lot.text[name] == days[0])[0])
            export = lot.exports[lot.export[row]]
            listed = ", ".join(f"{day}: {day[:4]}Q{int(day[5:7])}" for day in days)
            raise InputError(
                f"{_place(export)}, row {lot.number[row]}: '{_header(export, name)}' holds only the first days of January to April, as a spreadsheet makes them of quarters 2026-1 to 2026-4; "
                f"write 2026Q1 there, or under {_entry(lot, export)} what each of them is:  values: {{{name}: {{{listed}}}}}")


def _are_months(texts: np.ndarray) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(month_name(text) and instant(text) is None for text in filled)


def _refuse_months(lot: Lot, column: str, rows: np.ndarray) -> None:
    row = next(row for row in np.flatnonzero(rows) if lot.text[column][row])
    export, text = lot.exports[lot.export[row]], lot.text[column][row]
    form, day = ("%Y%m%d", "01") if text.isdecimal() else ("%Y-%m-%d", "-01")
    header = _header(export, column)
    raise InputError(
        f"{_place(export)}, row {lot.number[row]}: '{header}' holds months such as {text}, not days; export the day of each document, or read every month as its first day: "
        f"in {_entry(lot, export)} write, in place of file:,  query: select * replace (strptime(\"{header}\" || '{day}', '{form}')::date as \"{header}\") "
        f"from read_csv('{export.label}', all_varchar = true)")


def _refuse_offset(lot: Lot, column: str, rows: np.ndarray, currency: str) -> None:
    row = next(row for row in np.flatnonzero(rows) if (found := instant(lot.text[column][row], "mixed")) and found.offset is not None)
    export = lot.exports[lot.export[row]]
    raise InputError(
        f"{_place(export)}, row {lot.number[row]}: '{_header(export, column)}' reads {lot.text[column][row]}; which day that is depends on the time zone, which {currency} does not tell; "
        f"write timezone: (such as Europe/Berlin) under {_entry(lot, export)}")


def _refuse_to_choose(lot: Lot, column: str, rows: np.ndarray) -> Order:
    row = next(row for row in np.flatnonzero(rows) if order_of([lot.text[column][row]]) == "undecidable")
    export = lot.exports[lot.export[row]]
    header, text = _header(export, column), lot.text[column][row]
    year_first = "" if re.search(r"\d{4}", text) else ", or the year may come first"
    raise InputError(
        f"{_place(export)}, row {lot.number[row]}: dates in '{header}' such as {text} may be month first or day first{year_first}; "
        f"write date_format: D/M/Y, M/D/Y or Y/M/D under {_entry(lot, export)}, export them as 2026-07-01, "
        f"or read the file by `query:` with strptime(\"{header}\", '%m/%d/%Y')::date as {column} from read_csv('...', all_varchar = true)")


def _place(export: Export) -> str:
    return f"{export.label}, sheet '{export.sheet}'" if export.sheet else export.label


def _header(export: Export, column: str) -> str:
    return export.records.header[export.layout.index[column]] if column in export.layout.index else column


def _signed_credits(lot: Lot) -> list[Note]:
    """Negates what lessens sales or debt where a source writes it as positive (A2); quantity and cost follow by the same test.

    A few of the other sign are reversals; above a twentieth of the amount either sign may be the reversal and it is asked (I-14).
    """
    notes = []
    for _source, word, rows in credits_of(lot):
        negated = [name for name in (lot.table.amount, "qty", "cost") if name in lot.values and _positive(lot.values[name], rows)]
        for name in negated:
            values = lot.values[name]
            values.data = np.where(rows, -values.data, values.data)
        if negated:
            data = {"files": _unique(lot.label[rows]), "rows": int(rows.sum()), "columns": negated}
            sales = lot.table.name == "sales"
            notes.append(Note("credit_notes_negated", data) if sales else Note("credits_negated", {"table": lot.table.name, "word": word, **data}))
    return notes


def credits_of(lot: Lot) -> Iterator[tuple[int, str, np.ndarray]]:
    """Per source, each word of ours that turns an amount round, with its rows."""
    told = [(column, word) for column, words in (("kind", CREDITS), ("direction", ("credit",))) if column in lot.values for word in words]
    for source in sorted({export.source_index for export in lot.exports}):
        for column, word in told if lot.table.amount in lot.values else ():
            if column == "direction" or lot.table.name in ("sales", "receivables"):
                rows = (lot.values[column].data == word) & ~lot.subtotal & ~lot.surplus & (lot.source == source)
                yield source, word, rows


def minority(values: Values, rows: np.ndarray) -> float:
    """The share of the absolute sum that has the rarer sign."""
    written = values.data[rows & values.valid].astype(float)
    whole = np.abs(written).sum()
    return min(written[written > 0].sum(), -written[written < 0].sum()) / whole if whole else 0.0


def _positive(values: Values, rows: np.ndarray) -> bool:
    return bool(values.data[rows & values.valid].astype(float).sum() > 0) and minority(values, rows) <= BOTH_SIGNS


def _unique(labels: Iterable[str]) -> list[str]:
    return sorted(set(labels))
