"""The two tables that no export has: the calendar months of the data, and the settings that enter SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kam.figures import MILLIONTH
from kam.quarters import Quarter

# What makes a month part of the history: dated sales and receivables, not a promise or a plan.
DATED = ("sales", "receivables", "balances")
OWED = ("receivables", "balances", "allocations")
# A quarter whose newest row lies further than this many working days before its end is not over (G13).
OPEN_DAYS = 5
PERIODS = pa.schema(
    [(name, pa.string() if name == "quarter" else pa.date32()) for name in ("month", "month_end", "quarter", "quarter_end", "sold_to", "owed_to")]
)
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


class Seen(NamedTuple):
    """The last days that count: of sales, deliveries and tasks, and of receivables; those of a quarter that is not over lie before its end (G13b)."""

    sold_to: date
    owed_to: date

    def of(self, table: str) -> date | None:
        """The last day of a table that is cut there."""
        return self.sold_to if table == "sales" else self.owed_to if table in OWED else None


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
    def closed_through(self) -> date | None:
        """Until when the books are closed."""

    @property
    def price_list_includes_tax(self) -> float:
        """Tax rate inside list prices."""

    @property
    def rules(self) -> Rules:
        """The rules in force."""


def periods(inputs: TypedTables, company: Company, until: Seen | None = None) -> pa.Table:
    """One row per calendar month, from the first dated used row to the end of the quarter of the newest, or of ``until``.

    ``sold_to`` and ``owed_to`` are the last days of the quarter, and of the month, that count.
    """
    days = {table: _days(inputs.folder / f"{table}.parquet", until.of(table) if until else None) for table in {*DATED, *OWED}}
    dated = [day for table in DATED for day in days[table]]
    rows: list[dict[str, object]] = []
    if dated:
        newest = until.sold_to if until else max(dated)
        month, end = min(dated).replace(day=1), Quarter.of(newest, company.fiscal_year_start).end
        seen: dict[Quarter, Seen] = {}
        while month <= end:
            following = (month + timedelta(days=31)).replace(day=1)
            quarter, last = Quarter.of(month, company.fiscal_year_start), following - timedelta(days=1)
            if quarter not in seen:
                seen[quarter] = until if until and quarter.end == end else _seen(quarter, days, company.closed_through)
            sold_to, owed_to = seen[quarter]
            rows.append({"month": month, "month_end": last, "quarter": quarter.name, "quarter_end": quarter.end, "sold_to": sold_to, "owed_to": min(last, owed_to)})
            month = following
    return pa.Table.from_pylist(rows, PERIODS)


def _seen(quarter: Quarter, days: Mapping[str, list[date]], closed_through: date | None) -> Seen:
    """A quarter's last days (G13); one without any row has nothing to cut."""
    within = {table: [day for day in found if quarter.start <= day <= quarter.end] for table, found in days.items()}
    newest = max((day for found in within.values() for day in found), default=quarter.end)
    closed = closed_through is not None and closed_through >= quarter.months[-1]
    after = timedelta(days=1)
    if closed or int(np.busday_count(newest + after, quarter.end + after)) <= OPEN_DAYS:
        return Seen(quarter.end, quarter.end)
    sold_to = max(within["sales"], default=newest)
    return Seen(sold_to, max((day for table in OWED for day in within[table]), default=sold_to))


def _days(file: Path, until: date | None) -> list[date]:
    """The dates of a typed table, each once."""
    dates = pc.unique(pq.read_table(file, columns=["date"]).column("date")).to_pylist()
    return [day for day in dates if day is not None and (until is None or day <= until)]


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
