"""Control totals: rows in = used + set aside, amounts likewise, and the reconciliation with the ledger."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kam.intake.amounts import as_decimal
from kam.intake.lots import Lot
from kam.intake.rows import amount_of
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.intake.inputs import Inputs
    from kam.params import Params

COLUMNS = ("table", "rows_in", "rows_used", "rows_set_aside", "amount_in", "amount_used", "amount_set_aside", "ledger_total", "difference")
_CENT = Decimal("0.01")


def control_totals(lots: list[Lot]) -> pd.DataFrame:
    """One row per table that was exported; amounts are exact Decimals, None where the table has none (I-6)."""
    return pd.DataFrame([_totals(lot) for lot in lots], columns=list(COLUMNS))


def _totals(lot: Lot) -> dict[str, Any]:
    used = lot.used
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"table": lot.table.name, "rows_in": len(lot), "rows_used": int(used.sum()), "rows_set_aside": int((~used).sum())}
    amounts = amount_of(lot)
    if amounts is not None:
        row["amount_in"] = exact_sum(amounts.data[amounts.valid])
        row["amount_used"] = exact_sum(amounts.data[amounts.valid & used])
        row["amount_set_aside"] = exact_sum(amounts.data[amounts.valid & ~used])
    return row


def exact_sum(counts: np.ndarray) -> Decimal:
    """The sum of millionths as a Decimal, beyond the range of 64 bits if need be."""
    return as_decimal(int((counts >> 32).sum()) * 2**32 + int((counts & 0xFFFFFFFF).sum()))


def reconciled(inputs: Inputs, params: Params, quarter: Quarter) -> pd.DataFrame:
    """The control totals with the ledger's total of one quarter in the sales row.

    ``difference`` is the company value of the used sales rows of that quarter less the ledger's total; both None where no total is given.
    """
    totals = inputs.control_totals.copy()
    given = params.ledger_totals.get(quarter.name)
    if given is not None:
        ledger = Decimal(str(given).replace(",", ""))
        row = totals["table"] == "sales"
        totals.loc[row, "ledger_total"] = pd.Series([ledger] * int(row.sum()), index=totals.index[row], dtype=object)
        totals.loc[row, "difference"] = pd.Series([company_value(inputs, quarter) - ledger] * int(row.sum()), index=totals.index[row], dtype=object)
    return totals


def company_value(inputs: Inputs, quarter: Quarter) -> Decimal:
    """Net sales of a quarter in company currency: exact, or rounded to the cent row by row where there is a rate (A3)."""
    table = pq.read_table(inputs.folder / "sales.parquet", columns=["date", "net_amount", "fx_rate"])
    within = pc.and_(pc.greater_equal(table["date"], quarter.start), pc.less_equal(table["date"], quarter.end))
    table = table.filter(within)
    total = Decimal(0)
    for amount, rate in zip(table["net_amount"].to_pylist(), table["fx_rate"].to_pylist(), strict=True):
        total += amount if rate is None or rate == 1 else (amount * rate).quantize(_CENT, ROUND_HALF_UP)
    return total
