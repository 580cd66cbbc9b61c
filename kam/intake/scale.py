"""Numbers that an export writes otherwise than they count: in 万元, in dozens, with tax, one total on every line."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kam.errors import InputError
from kam.intake.cells import clean, fold, mapped

if TYPE_CHECKING:
    from kam.intake.lots import Export, Lot

DOCUMENT_TOTAL = "document total"
_FACTOR = re.compile(r"-?\d+(\.\d+)?(/\d+(\.\d+)?)?")


def scaled(lot: Lot) -> None:
    """Brings the columns that `scale:` names to the units of the contract.

    Raises InputError for a column that no export of the entry has and for a factor that is no number.
    """
    for entry in {export.source_index: export.source for export in lot.exports}.items():
        for header, rule in entry[1].scale.items():
            found = [export for export in lot.exports if export.source_index == entry[0] and fold(header) in _heads(export)]
            if not found:
                raise InputError(f"{lot.exports[0].label}: no column '{header}' to scale; correct `scale:` under sources.{lot.table.name}")
            for export in found:
                _scale(lot, export, header, rule)


def _heads(export: Export) -> dict[str, str]:
    """The columns of ours that hold a number, by their folded headers."""
    return {fold(clean(export.records.header[place])): ours for ours, place in export.layout.index.items()}


def _scale(lot: Lot, export: Export, header: str, rule: str | dict[str, dict[str, str]]) -> None:
    values = lot.values[_heads(export)[fold(header)]]
    rows = lot.export == next(index for index, one in enumerate(lot.exports) if one is export)
    if rule == DOCUMENT_TOTAL:
        _shared_out(values.data, lot.text["document"], rows & ~lot.subtotal & values.valid)
    elif isinstance(rule, str):
        values.data[rows] = _times(values.data[rows], _factor(rule, header))
    else:
        for column, factors in rule.items():
            words = column_of(export, column)
            for word, factor in factors.items():
                where = np.flatnonzero(rows)[words == fold(word)]
                values.data[where] = _times(values.data[where], _factor(factor, header))


def column_of(export: Export, header: str) -> np.ndarray:
    """The folded words of any column of an export, ours or not; raises InputError where it has no such column."""
    place = next((place for place, cell in enumerate(export.records.header) if cell and fold(clean(cell)) == fold(header)), None)
    if place is None:
        raise InputError(f"{export.label}: no column '{header}'; correct `scale:` under sources.{export.table}")
    return mapped(export.records.column(place), lambda cell: fold(clean(cell)))


def _factor(given: str, header: str) -> Fraction:
    if not _FACTOR.fullmatch(given.strip()):
        raise InputError(f"scale of '{header}': '{given}' is no factor; write a number such as 10000, 0.01 or 1/1.13")
    above, _, below = given.strip().partition("/")
    return Fraction(Decimal(above)) / Fraction(Decimal(below or "1"))


def _times(counts: np.ndarray, factor: Fraction) -> np.ndarray:
    """Millionths times a factor, rounded half up at the last of them, exact at any size of either."""
    return np.array([(2 * count * factor.numerator + factor.denominator) // (2 * factor.denominator) for count in counts.tolist()],
                    dtype=np.int64)


def _shared_out(counts: np.ndarray, documents: np.ndarray, rows: np.ndarray) -> None:
    """A document's total that stands on each of its lines: each takes an equal part, the first what does not divide."""
    where = np.flatnonzero(rows)
    groups = pd.Series(counts[where]).groupby(pd.factorize(documents[where])[0])
    size, first = groups.transform("size").to_numpy(), groups.cumcount().to_numpy() == 0
    part = counts[where] // size
    counts[where] = np.where(first, counts[where] - part * (size - 1), part)
