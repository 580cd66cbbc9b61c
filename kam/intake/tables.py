"""Typed tables: the used rows of a lot with every column of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from kam.intake.accounts import tops
from kam.intake.contracts import SOURCE_COLUMNS, TABLES, contract
from kam.intake.lots import Lot
from kam.intake.rows import amount_of
from kam.intake.values import ARROW

_SOURCE_TYPES = dict(zip(SOURCE_COLUMNS, (pa.string(), pa.string(), pa.int64(), pa.int64()), strict=True))
SET_ASIDE = pa.schema([("table", pa.string()), ("file", pa.string()), ("sheet", pa.string()), ("row", pa.int64()),
                       ("column", pa.string()), ("value", pa.string()), ("reason", pa.string()), ("amount", ARROW["money"])])


def typed_table(name: str, lot: Lot | None) -> pa.Table:
    """The used rows of a lot, all contract columns, in reading order; empty where the table was not exported."""
    rows = np.flatnonzero(lot.used) if lot is not None else np.array([], dtype=np.int64)
    columns = {}
    for column in contract(name).columns:
        values = lot.values.get(column.name) if lot is not None else None
        columns[column.name] = pa.nulls(len(rows), ARROW[column.kind]) if values is None else values.where(rows).arrow
    columns |= _source_columns(lot, rows)
    return pa.table(columns)


def _source_columns(lot: Lot | None, rows: np.ndarray) -> dict[str, pa.Array]:
    if lot is None:
        return {name: pa.nulls(0, kind) for name, kind in _SOURCE_TYPES.items()}
    sheets = lot.of_export([export.sheet for export in lot.exports])
    return {"source_file": pa.array(lot.label[rows], pa.string()), "source_sheet": pa.array(sheets[rows], pa.string()),
            "source_row": pa.array(lot.number[rows], pa.int64()), "position": pa.array(rows, pa.int64())}


def accounts_table(lot: Lot | None, traded_with: Iterable[str]) -> pa.Table:
    """The accounts with their top account and whether that is an own shop (G1, G19), then those traded with that no export has, by id."""
    exported = typed_table("accounts", lot)
    listed = exported["account_id"].to_pylist()
    top = tops(dict(zip(listed, exported["parent_id"].to_pylist(), strict=True)))
    outside = sorted(set(traded_with) - set(listed))
    table = pa.concat_tables([exported, _only_ids(outside, 0 if lot is None else len(lot))])
    ids = table["account_id"].to_pylist()
    top |= dict(zip(outside, outside, strict=True))
    kinds = dict(zip(ids, table["kind"].to_pylist(), strict=True))
    table = table.append_column("top_account_id", pa.array([top[account] for account in ids], pa.string()))
    table = table.append_column("own_shop", pa.array([kinds.get(top[account]) == "own shop" for account in ids], pa.bool_()))
    return table.select([*TABLES["accounts"].names, "top_account_id", "own_shop", *SOURCE_COLUMNS])


def _only_ids(ids: list[str], first: int) -> pa.Table:
    columns = {column.name: pa.nulls(len(ids), ARROW[column.kind]) for column in TABLES["accounts"].columns}
    columns["account_id"] = pa.array(ids, pa.string())
    columns |= {name: pa.nulls(len(ids), kind) for name, kind in _SOURCE_TYPES.items()}
    columns["position"] = pa.array(range(first, first + len(ids)), pa.int64())
    return pa.table(columns)


def set_aside_table(lots: list[Lot]) -> pa.Table:
    """Every row that is not used: its place, its fault, its absolute amount if it has one; tables in the order of the contract."""
    frames = [_set_aside(lot) for lot in lots]
    return pa.concat_tables(frames) if frames else SET_ASIDE.empty_table()


def _set_aside(lot: Lot) -> pa.Table:
    rows = np.flatnonzero(~lot.used)
    sheets = lot.of_export([export.sheet for export in lot.exports])
    amounts = amount_of(lot)
    absolute = None if amounts is None else replace(amounts, kind="money", data=abs(amounts.data)).where(rows).arrow
    return pa.table({
        "table": pa.array([lot.table.name] * len(rows), pa.string()),
        "file": pa.array(lot.label[rows], pa.string()),
        "sheet": pa.array(sheets[rows], pa.string()),
        "row": pa.array(lot.number[rows], pa.int64()),
        "column": pa.array(lot.fault_column[rows], pa.string()),
        "value": pa.array(lot.fault_value[rows], pa.string()),
        "reason": pa.array(lot.reason[rows], pa.string()),
        "amount": pa.nulls(len(rows), ARROW["money"]) if absolute is None else absolute,
    }, schema=SET_ASIDE)


def totals_table(totals: pd.DataFrame) -> pa.Table:
    """The control totals with exact amounts."""
    money = pa.decimal128(38, 6)
    kinds = {"table": pa.string(), **dict.fromkeys(("rows_in", "rows_used", "rows_set_aside"), pa.int64())}
    return pa.table({name: pa.array(list(totals[name]), kinds.get(name, money)) for name in totals.columns})
