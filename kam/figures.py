"""The ledger of figures: whatever the review prints stands here once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeGuard

import pandas as pd

from kam.quarters import Quarter

COLUMNS = ["metric", "account_id", "dimension", "quarter", "value", "unit", "n", "denominator", "reason"]
KEY = COLUMNS[:4]
COMPANY = ""
# The last digit of an amount (A3).
MILLIONTH = Decimal("0.000001")

Number = Decimal | float | int


@dataclass(frozen=True)
class Figure:
    """One figure: a value, or None with the reason why it is unknown (G9)."""

    metric: str
    account_id: str
    dimension: str
    quarter: str
    value: Number | None
    unit: str
    n: int | None = None
    denominator: Number | None = None
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def size(self) -> Number:
        """Its value, 0 where unknown: to sort and to draw by, never to print."""
        return 0 if self.value is None else self.value


@dataclass(frozen=True)
class Compared:
    """An earlier quarter as a page compares with it: of a quarter that is not over its same elapsed days, rows of ``now`` (G13b)."""

    quarter: Quarter
    now: Quarter
    span: str

    def __str__(self) -> str:
        return str(self.quarter)

    def key(self, account_id: str, dimension: str) -> tuple[str, str, str]:
        """Where the ledger holds a figure of its elapsed days."""
        return account_id, to_date(self.span, dimension), str(self.now)


TO_DATE = "to_date:"


def to_date(span: str, dimension: str = "") -> str:
    """The dimension of what an earlier quarter was on the same elapsed day: ``to_date:last_year``, or that with a part after it (G18)."""
    return f"{TO_DATE}{span},{dimension}" if dimension else f"{TO_DATE}{span}"


def bare(figure: Figure) -> Figure:
    """A known figure without what qualifies it, for a sentence that says so itself or stands beside one that does."""
    return replace(figure, reason="") if figure.known else figure


def ratio(numerator: Number, denominator: Number) -> float | None:
    """The quotient as a float, None where the denominator is not positive."""
    return float(numerator) / float(denominator) if denominator > 0 else None


def as_text(value: Any) -> str:
    """A value as ``figures.csv`` writes it: money exact, ratios with 12 significant digits, nothing for unknown."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    if isinstance(value, float):
        text = format(Decimal(format(value, ".12g")), "f")
        return "0" if text in ("-0", "-0.0") else text
    return str(value)


UNITS = ("ratio", "days", "count", "points", "stars")


def from_text(value: str, unit: str) -> Number | None:
    """The value that ``as_text`` wrote: money as Decimal, counts and stars as int where they are whole, the rest as float."""
    if value == "":
        return None
    if unit not in UNITS:
        return Decimal(value)
    return int(value) if unit in ("count", "stars") and value.lstrip("-").isdigit() else float(value)


Row = tuple[str, ...]


class Figures:
    """The figures of one review, opened metric by metric from the kept ledger; of thousands of accounts a page asks for a few."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._opened: dict[str, dict[Row, Row]] = {}

    def _metric(self, metric: str) -> dict[Row, Row]:
        """The rows of a metric as they are kept, by account, dimension and quarter."""
        if metric not in self._opened:
            rows = pd.read_parquet(self._place, columns=COLUMNS, filters=[("metric", "==", metric)])
            self._opened[metric] = {row[1:4]: row for row in zip(*(rows[name] for name in COLUMNS), strict=True)}
        return self._opened[metric]

    def get(self, metric: str, quarter: object, account_id: str = COMPANY, dimension: str = "") -> Figure:
        """One figure; raises KeyError when the ledger does not hold it, because nothing outside the ledger is printed."""
        found = self.find(metric, quarter, account_id, dimension)
        if found is None:
            raise KeyError((metric, account_id, dimension, str(quarter)))
        return found

    def find(self, metric: str, quarter: object, account_id: str = COMPANY, dimension: str = "") -> Figure | None:
        """One figure, or None where the ledger does not hold it."""
        rows, whole = self._metric(metric), (account_id, dimension, str(quarter))
        row = rows.get(quarter.key(account_id, dimension) if self._elapsed(quarter, metric) else whole)
        return _figure(row) if row else None

    def _elapsed(self, quarter: object, metric: str) -> TypeGuard[Compared]:
        """Whether an earlier quarter is looked at up to the same elapsed day; what is judged of whole quarters alone has no such row."""
        if not isinstance(quarter, Compared):
            return False
        return any(key[1:] == quarter.key("", "")[1:] for key in self._metric(metric))

    def of(self, metric: str, quarter: object, dimension: str = "") -> dict[str, Figure]:
        """The figures of every account, by account id, the company's left out."""
        found = self._metric(metric)
        wanted = quarter.key("", dimension)[1:] if self._elapsed(quarter, metric) else (dimension, str(quarter))
        return {key[0]: _figure(found[key]) for key in sorted(found) if key[0] != COMPANY and key[1:] == wanted}

    def units(self, metric: str) -> str:
        """The unit in which accounts have a figure, empty where none has it."""
        return next((_figure(row).unit for key, row in sorted(self._metric(metric).items()) if key[0] != COMPANY), "")

    def dimensions(self, metric: str, quarter: object, account_id: str = COMPANY, kind: str = "") -> dict[str, Figure]:
        """The parts of a figure, by dimension; of one ``kind`` (``territory``) where it is named."""
        found = self._metric(metric)
        own = [key for key in sorted(found) if key[0] == account_id and key[1] and key[2] == str(quarter)]
        # What an earlier quarter was on the same elapsed day is no part of this one.
        return {key[1]: _figure(found[key]) for key in own if not key[1].startswith(TO_DATE) and (not kind or key[1].startswith(f"{kind}:"))}


def _figure(row: Row) -> Figure:
    metric, account_id, dimension, quarter, value, unit, n, denominator, reason = row
    return Figure(metric, account_id, dimension, quarter, from_text(value, unit), unit, int(n) if n else None, Decimal(denominator) if denominator else None, reason)


def csv_safe(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def write_csv(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]], numbers: Iterable[str] = ()) -> None:
    """A contract file: UTF-8, ``.`` decimal, text cells made safe for spreadsheets, number cells as they are."""
    plain = set(numbers)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([as_text(row[name]) if name in plain else csv_safe(as_text(row[name])) for name in columns])
