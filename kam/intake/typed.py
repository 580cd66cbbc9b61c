"""From texts to values, column by column, and what a whole column tells: date order, the sign of credit notes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kam.errors import InputError
from kam.intake.contracts import Column
from kam.intake.dates import Order, dotted, order_of
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.values import Values, read_values


def read_lot(lot: Lot, fiscal_year_start: int, pieces: bool) -> list[Note]:
    """Reads every column of a lot into values; raises InputError where dates can be read in two ways."""
    notes: list[Note] = []
    if pieces and lot.table.name == "sales" and "qty" in lot.text:
        lot.text["net_amount"], lot.raw["net_amount"] = lot.text["qty"], lot.raw["qty"]
    orders = _date_orders(lot, notes)
    for column in lot.table.columns:
        if column.name in lot.text:
            lot.values[column.name] = _read(lot, column, orders, fiscal_year_start)
    if lot.table.name == "sales":
        notes += _signed_credit_notes(lot)
    return notes


def _read(lot: Lot, column: Column, orders: dict[tuple[int, str], Order], fiscal_year_start: int) -> Values:
    texts = lot.text[column.name]
    by_source: dict[int, Order] = {}
    for export in lot.exports:
        by_source[export.source_index] = orders.get((export.source_index, column.name), "")
    if column.kind != "date" or len(set(by_source.values())) == 1:
        return read_values(column.kind, texts, column.words, by_source[lot.exports[0].source_index], fiscal_year_start)
    whole = read_values(column.kind, texts)
    for source, order in by_source.items():
        rows = lot.source == source
        part = read_values(column.kind, texts[rows], (), order)
        whole.data[rows], whole.valid[rows], whole.unreadable[rows] = part.data, part.valid, part.unreadable
    return whole


def _date_orders(lot: Lot, notes: list[Note]) -> dict[tuple[int, str], Order]:
    """How each source writes dates such as 3/25/2026, from all values of a column, else from its other date columns."""
    orders: dict[tuple[int, str], Order] = {}
    dated = [column.name for column in lot.table.columns if column.kind == "date" and column.name in lot.text]
    for source in sorted({export.source_index for export in lot.exports}):
        rows = (lot.source == source) & ~lot.subtotal
        found: dict[str, Order] = {name: order_of(pd.unique(lot.text[name][rows])) for name in dated}
        sure = {order for order in found.values() if order in ("month first", "day first")}
        for name, order in found.items():
            if order == "undecidable":
                order = next(iter(sure)) if len(sure) == 1 else "day first" if dotted(lot.text[name][rows]) else _refuse_to_choose(lot, name, rows)
            orders[source, name] = order
            if order:
                files = sorted({export.label for export in lot.exports if export.source_index == source})
                notes.append(Note("dates_read_as", {"table": lot.table.name, "column": name, "files": files, "order": order}))
    return orders


def _refuse_to_choose(lot: Lot, column: str, rows: np.ndarray) -> Order:
    row = next(row for row in np.flatnonzero(rows) if order_of([lot.text[column][row]]) == "undecidable")
    export = lot.exports[lot.export[row]]
    header = export.records.header[export.layout.index[column]] if column in export.layout.index else column
    raise InputError(
        f"{export.label}, row {lot.number[row]}: dates in '{header}' such as {lot.text[column][row]} may be month first or day first; export them as "
        f"2026-07-01, or read the file by `query:` with strptime(\"{header}\", '%m/%d/%Y')::date as {column} from read_csv('...', all_varchar = true)")


def _signed_credit_notes(lot: Lot) -> list[Note]:
    """Negates a source's credit notes where every one of them is positive (A2); quantity and cost follow by the same test."""
    kind = lot.values.get("kind")
    if kind is None:
        return []
    credit = (kind.data == "credit note") & ~lot.subtotal & ~lot.surplus
    notes = []
    for source in sorted({export.source_index for export in lot.exports}):
        rows = credit & (lot.source == source)
        negated = [name for name in ("net_amount", "qty", "cost") if name in lot.values and _all_positive(lot.values[name], rows)]
        for name in negated:
            values = lot.values[name]
            values.data = np.where(rows, -values.data, values.data)
        if negated:
            notes.append(Note("credit_notes_negated", {"files": _unique(lot.label[rows]), "rows": int(rows.sum()), "columns": negated}))
    return notes


def _all_positive(values: Values, rows: np.ndarray) -> bool:
    written = values.data[rows & values.valid]
    return bool(len(written)) and bool((written >= 0).all()) and bool((written > 0).any())


def _unique(labels: Iterable[str]) -> list[str]:
    return sorted(set(labels))
