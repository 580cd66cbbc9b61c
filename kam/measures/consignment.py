"""Goods placed before payment against the year's rebate, and what the ledger says of rebates (D16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import COMPANY, MILLIONTH, Figure, Number
from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter

AMOUNTS = {"consigned_value": "consigned_value", "rebates_accrued": "accrued", "rebates_paid": "paid"}
CARRIED_ON = "carried on from what is accrued"
Row = dict[str, Any]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``consignment_cover``, the amounts behind it, and ``rebates_not_booked``.

    One row per account other than own shops (G3) and one of the company, whose ratio is that of the sums (G10).
    """
    every, found = books.trading(quarter), rebates(books, quarter)
    rows = []
    for account in every:
        rows += _of(books, quarter, account, [found[account]] if account in found else [])
    covers = [row for row in rows if row.metric == "consignment_cover"]
    beyond = Figure("beyond_rebate", COMPANY, "", quarter.name, sum(beyond_rebate(cover) for cover in covers), "count", len(covers))
    return [*_of(books, quarter, COMPANY, [found[account] for account in every if account in found]), beyond, *rows]


def beyond_rebate(cover: Figure) -> bool:
    """Whether more is placed than the year's rebate covers, or something and there is no rebate at all."""
    return cover.reason == "uncovered" if cover.value is None else cover.value > 1


def rebates(books: Books, quarter: Quarter) -> dict[str, Row]:
    """The quarter's rebates row of each account that has one; what nobody states is None."""
    rows = books.in_quarter("rebates_quarter", quarter).set_index("account_id").to_dict("index")
    return {str(account): {name: None if pd.isna(value) else value for name, value in row.items()} for account, row in rows.items()}


def year_rebate(row: Row, quarter: Quarter) -> Decimal | None:
    """The whole year's rebate: as expected, else what is accrued so far carried on to four quarters."""
    if row["expected_year"] is not None:
        return Decimal(row["expected_year"])
    return None if row["accrued"] is None else Decimal(row["accrued"] * 4 / quarter.number)


def _of(books: Books, quarter: Quarter, account: str, rows: list[Row]) -> list[Figure]:
    """The figures of one scope from the rows in it."""
    if not rows:
        why = "no rebates row" if books.exported("rebates") else "no rebates"
        units = {**dict.fromkeys((*AMOUNTS, "rebates_year"), books.unit), "consignment_cover": "ratio", "rebates_not_booked": "count"}
        return [Figure(metric, account, "", quarter.name, None, unit, 0, None, why) for metric, unit in units.items()]
    figures = []
    for metric, column in AMOUNTS.items():
        known = [row[column] for row in rows if row[column] is not None]
        figures.append(_known(metric, account, quarter, sum(known, NOTHING) if known else None, books.unit, len(known), f"missing {column}"))
    return [*figures, *_cover(books, quarter, account, rows), _not_booked(quarter, account, rows)]


def _known(metric: str, account: str, quarter: Quarter, value: Number | None, unit: str, n: int, why_not: str) -> Figure:
    return Figure(metric, account, "", quarter.name, value, unit, n, None, why_not if value is None else "")


def _cover(books: Books, quarter: Quarter, account: str, rows: list[Row]) -> list[Figure]:
    """``rebates_year`` and ``consignment_cover``; above 1 the goods placed are not covered."""
    both = [(row["consigned_value"], year_rebate(row, quarter)) for row in rows]
    pairs = [(placed, year) for placed, year in both if placed is not None and year is not None]
    years = [year for _, year in both if year is not None]
    carried = CARRIED_ON if years and all(row["expected_year"] is None for row in rows) else ""
    whole = Figure("rebates_year", account, "", quarter.name, _shown(sum(years, NOTHING)) if years else None, books.unit, len(years), None, carried or ("" if years else "missing accrued"))
    if not pairs:
        why = "missing accrued" if not years else "missing consigned_value"
        return [whole, Figure("consignment_cover", account, "", quarter.name, None, "ratio", 0, None, why)]
    placed, year = (sum((pair[side] for pair in pairs), NOTHING) for side in (0, 1))
    why = carried if year > 0 else ("uncovered" if placed > 0 else "no rebate")
    value = float(placed / year) if year > 0 else None
    return [whole, Figure("consignment_cover", account, "", quarter.name, value, "ratio", len(pairs), _shown(year), why)]


def _shown(year: Decimal) -> Decimal:
    """A third of an amount has no last digit: six are shown, the ratio is taken unrounded (G20)."""
    return year.quantize(MILLIONTH)


def _not_booked(quarter: Quarter, account: str, rows: list[Row]) -> Figure:
    """How many accounts' rebates the export says are not in the ledger: a fact to put right, never a way to pay."""
    stated = [row for row in rows if row["n_stated"]]
    value = sum(row["n_not_booked"] > 0 for row in stated) if stated else None
    return _known("rebates_not_booked", account, quarter, value, "count", len(stated), "missing booked")
