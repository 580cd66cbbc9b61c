"""The ledger of figures: whatever the review prints stands here once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = ["metric", "account_id", "dimension", "quarter", "value", "unit", "n", "denominator", "reason"]
KEY = COLUMNS[:4]
COMPANY = ""

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


def frame(rows: Iterable[Figure]) -> pd.DataFrame:
    """Figures as a frame of ``COLUMNS``, one row per figure."""
    listed = [tuple(getattr(row, column) for column in COLUMNS) for row in rows]
    return pd.DataFrame(listed, columns=COLUMNS, dtype=object)


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


class Figures:
    """The figures of one review, looked up by their key."""

    def __init__(self, rows: Iterable[Figure]) -> None:
        self._rows = {(row.metric, row.account_id, row.dimension, row.quarter): row for row in rows}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Any:
        return iter(self._rows[key] for key in sorted(self._rows))

    def get(self, metric: str, quarter: object, account_id: str = COMPANY, dimension: str = "") -> Figure:
        """One figure; raises KeyError when the review does not hold it, because nothing outside the ledger is printed."""
        return self._rows[(metric, account_id, dimension, str(quarter))]

    def find(self, metric: str, quarter: object, account_id: str = COMPANY, dimension: str = "") -> Figure | None:
        """One figure, or None where the review does not hold it."""
        return self._rows.get((metric, account_id, dimension, str(quarter)))

    def of(self, metric: str, quarter: object, dimension: str = "") -> dict[str, Figure]:
        """The figures of every account, by account id, the company's left out."""
        return {
            key[1]: self._rows[key]
            for key in sorted(self._rows)
            if key[0] == metric and key[1] != COMPANY and key[2] == dimension and key[3] == str(quarter)
        }

    def dimensions(self, metric: str, quarter: object, account_id: str = COMPANY) -> dict[str, Figure]:
        """The parts of a figure, by dimension."""
        return {
            key[2]: self._rows[key]
            for key in sorted(self._rows)
            if key[0] == metric and key[1] == account_id and key[2] and key[3] == str(quarter)
        }


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
