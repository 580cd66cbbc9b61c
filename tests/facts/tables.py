"""Hand-made typed tables: the same columns and types as intake writes, from a few dictionaries."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kam.facts import Facts
from kam.intake.contracts import BALANCES, TABLES, Table
from kam.store import key_of

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
KINDS = {
    "money": pa.decimal128(18, 6),
    "number": pa.decimal128(18, 6),
    "score": pa.decimal128(18, 6),
    "date": pa.date32(),
    "flag": pa.bool_(),
}


@dataclass(frozen=True)
class ServiceRules:
    otif_tolerance_days: int = 0
    otif_tolerance_share: float = 0.0


@dataclass(frozen=True)
class QualityRules:
    floor_share: float = 0.85


@dataclass(frozen=True)
class HandRules:
    service: ServiceRules = field(default_factory=ServiceRules)
    quality: QualityRules = field(default_factory=QualityRules)


@dataclass(frozen=True)
class HandParams:
    company: str = "hand"
    fiscal_year_start: int = 1
    closed_through: date | None = date(2030, 1, 1)
    price_list_includes_tax: float = 0.0
    rules: HandRules = field(default_factory=HandRules)


@dataclass(frozen=True)
class HandInputs:
    folder: Path
    fingerprint: str
    present: frozenset[str]
    columns: dict[str, frozenset[str]]
    fingerprints: dict[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()


def schema(table: Table) -> pa.Schema:
    """The Parquet schema of a typed table."""
    columns = [(column.name, KINDS.get(column.kind, pa.string())) for column in table.columns]
    if table.name == "accounts":
        columns += [("top_account_id", pa.string()), ("own_shop", pa.bool_())]
    source = [("source_file", pa.string()), ("source_sheet", pa.string()), ("source_row", pa.int64()), ("position", pa.int64())]
    return pa.schema(columns + source)


def contracts() -> dict[str, Table]:
    """Every typed table by name."""
    return {**TABLES, "balances": BALANCES}


def typed(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Rows as a typed table; dates and amounts may be given as text or whole numbers."""
    kinds = {name: schema(table).field(name).type for name in schema(table).names}
    ready = [{"position": place, **{name: _value(kinds[name], value) for name, value in row.items()}} for place, row in enumerate(rows, 1)]
    return pa.Table.from_pylist(ready, schema(table))


def _value(kind: pa.DataType, value: Any) -> Any:
    if value is None:
        return None
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value)
    return Decimal(str(value)) if pa.types.is_decimal(kind) else value


def with_accounts(tables: Tables) -> dict[str, Sequence[Row]]:
    """The tables with one account row per account id and its top account (G1)."""
    given = {row["account_id"]: dict(row) for row in tables.get("accounts", ())}
    for rows in tables.values():
        for row in rows:
            if row.get("account_id"):
                given.setdefault(row["account_id"], {"account_id": row["account_id"]})
    for row in given.values():
        row["top_account_id"] = given[row["parent_id"]]["account_id"] if row.get("parent_id") else row["account_id"]
    return {**tables, "accounts": list(given.values())}


def write(folder: Path, tables: Tables, without: Sequence[str] = ()) -> HandInputs:
    """Writes every typed table; ``without`` names columns (``deliveries.ordered_date``) that no export has."""
    folder.mkdir(parents=True, exist_ok=True)
    full = with_accounts(tables)
    for name, table in contracts().items():
        pq.write_table(typed(table, full.get(name, ())), folder / f"{name}.parquet")
    columns = {name: frozenset(column for column in contracts()[name].names if f"{name}.{column}" not in without) for name in tables}
    return HandInputs(folder, key_of({name: list(rows) for name, rows in full.items()}), frozenset(tables), columns)


@contextmanager
def built(tables: Tables, params: HandParams | None = None, without: Sequence[str] = ()) -> Iterator[Facts]:
    """Facts over hand-made tables in a cache of their own, gone afterwards."""
    place, before = Path(tempfile.mkdtemp(prefix="facts-")), os.environ.get("KAM_CACHE")
    os.environ["KAM_CACHE"] = str(place / "cache")
    try:
        yield Facts(write(place / "typed", tables, without), params or HandParams())
    finally:
        os.environ.pop("KAM_CACHE") if before is None else os.environ.update(KAM_CACHE=before)
        shutil.rmtree(place, ignore_errors=True)


def rows(frame: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The named columns of a frame as tuples, whole amounts as plain numbers; all columns where none is named."""
    picked = frame[list(columns)] if columns else frame
    return [tuple(_plain(value) for value in row) for row in picked.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def fact(name: str, tables: Tables, *columns: str, params: HandParams | None = None, without: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """The rows of one fact over hand-made tables."""
    with built(tables, params, without) as facts:
        return rows(facts.open(name), *columns)
