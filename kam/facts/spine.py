"""The two tables that no export has: the calendar months of the data, and the settings that enter SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kam.figures import MILLIONTH
from kam.quarters import Quarter

# What makes a month part of the history: dated sales and receivables, not a promise or a plan.
DATED = ("sales", "receivables", "balances")
PERIODS = pa.schema([("month", pa.date32()), ("month_end", pa.date32()), ("quarter", pa.string()), ("quarter_end", pa.date32())])
SETTINGS = pa.schema(
    [
        ("otif_tolerance_days", pa.int32()),
        ("otif_tolerance_share", pa.decimal128(18, 6)),
        ("allocations_exported", pa.bool_()),
        ("ordered_date_exported", pa.bool_()),
        ("floor_share", pa.decimal128(18, 6)),
        ("tax_factor", pa.decimal128(18, 6)),
    ]
)


class TypedTables(Protocol):
    """What facts ask of the inputs."""

    @property
    def folder(self) -> Path:
        """Where ``<table>.parquet`` lies."""

    @property
    def fingerprint(self) -> str:
        """What changes when any used row changes."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Those of single tables, where a table did not change with the rest."""

    @property
    def present(self) -> Collection[str]:
        """Exported tables."""

    @property
    def columns(self) -> Mapping[str, Collection[str]]:
        """Exported columns of each table."""


class Service(Protocol):
    """Tolerances of deliveries."""

    @property
    def otif_tolerance_days(self) -> int:
        """Days after the promised date that still count as on time."""

    @property
    def otif_tolerance_share(self) -> float:
        """Share of the ordered quantity that may be missing."""


class Quality(Protocol):
    """Limits of prices."""

    @property
    def floor_share(self) -> float:
        """Floor as a share of the guide price, where the price list has none."""


class Rules(Protocol):
    """The rules that enter SQL."""

    @property
    def service(self) -> Service:
        """Those of deliveries."""

    @property
    def quality(self) -> Quality:
        """Those of prices."""


class Company(Protocol):
    """What facts ask of the params."""

    @property
    def company(self) -> str:
        """Short name, the folder in the cache."""

    @property
    def fiscal_year_start(self) -> int:
        """First month of the fiscal year."""

    @property
    def price_list_includes_tax(self) -> float:
        """Tax rate inside list prices."""

    @property
    def rules(self) -> Rules:
        """The rules in force."""


def periods(inputs: TypedTables, fiscal_year_start: int) -> pa.Table:
    """One row per calendar month, from the first dated used row to the end of the quarter of the newest."""
    days = [day for table in DATED for day in _bounds(inputs.folder / f"{table}.parquet")]
    rows: list[dict[str, object]] = []
    if days:
        month, end = min(days).replace(day=1), Quarter.of(max(days), fiscal_year_start).end
        while month <= end:
            following = (month + timedelta(days=31)).replace(day=1)
            quarter = Quarter.of(month, fiscal_year_start)
            rows.append({"month": month, "month_end": following - timedelta(days=1), "quarter": quarter.name, "quarter_end": quarter.end})
            month = following
    return pa.Table.from_pylist(rows, PERIODS)


def _bounds(file: Path) -> list[date]:
    """First and last date of a typed table; nothing where there is no row."""
    dates = pq.read_table(file, columns=["date"]).column("date")
    found = pc.min_max(dates).as_py()
    return [day for day in (found["min"], found["max"]) if day is not None]


def settings(inputs: TypedTables, company: Company) -> pa.Table:
    """One row: the tolerances of E3, whether what D1 and E5 ask for was exported at all, the floor of C6 and the tax of C4."""
    service = company.rules.service
    row = {
        "otif_tolerance_days": service.otif_tolerance_days,
        "otif_tolerance_share": _exact(service.otif_tolerance_share),
        "allocations_exported": "allocations" in inputs.present,
        "ordered_date_exported": "ordered_date" in inputs.columns.get("deliveries", ()),
        "floor_share": _exact(company.rules.quality.floor_share),
        "tax_factor": 1 + _exact(company.price_list_includes_tax),
    }
    return pa.Table.from_pylist([row], SETTINGS)


def _exact(rate: float) -> Decimal:
    return Decimal(str(rate)).quantize(MILLIONTH)
