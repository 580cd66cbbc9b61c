"""Everything that one review knows, computed once: the ledger of figures, the ratings, the segments."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from kam import advice
from kam.errors import many
from kam.figures import COLUMNS, COMPANY, TO_DATE, Figure, as_text, to_date
from kam.forecast import measure as forecasts
from kam.measures import (
    base,
    batches,
    bookings,
    bridge,
    collection,
    concentration,
    consignment,
    credit,
    drivers,
    earnings,
    expected_loss,
    hours,
    incidents,
    loading,
    loss,
    needs,
    outlets,
    owing_more,
    plan,
    portfolio,
    prices,
    profile,
    quality,
    relationship,
    retention,
    returns,
    sales,
    scores,
    season,
    sell_through,
    service,
    shipments,
    silence,
    targets,
    team,
    territories,
    verdict,
    work,
)
from kam.measures.books import Books
from kam.measures.receivables import AGEING, FALLS_DUE
from kam.params.reference import write_reference
from kam.quarters import Quarter
from kam.segments import answer as answer_segments
from kam.segments import measure as segments
from kam.signals import measure as signals
from kam.stars import Rated, distance, ledger, moves, rate, rate_one, risky, what_if
from kam.warning import measure as warnings

log = logging.getLogger(__name__)
# How many quarters back the account pages look.
LOOK_BACK = 8

Measured = Iterable[Figure]
Key = tuple[str, str, str, str]
# Figures that add up rows: where there are none they are 0.
ADDED_UP = frozenset(("gross_sales", "net_sales", "net_sales_ttm", "open_receivables", *AGEING, *FALLS_DUE, "batches", "bookings"))
# What a quarter's books alone say.
FROM_BOOKS: tuple[Callable[[Books, Quarter], Measured], ...] = (
    sales.measure, territories.measure, bridge.measure, drivers.measure, concentration.measure, credit.measure, collection.measure,
    expected_loss.measure, consignment.measure, earnings.measure, bookings.measure, targets.measure, service.measure, batches.measure,
    retention.measure, silence.measure, scores.measure, relationship.measure, outlets.measure, base.measure, hours.measure,
    warnings, forecasts, returns.measure, prices.measure, shipments.measure, loading.measure, owing_more.measure, sell_through.measure,
    incidents.measure,
)  # fmt: skip
# What is asked of the key accounts.
OF_KEY_ACCOUNTS: tuple[Callable[[Books, Quarter, list[str]], Measured], ...] = (work.measure, team.measure, verdict.measure)
# What rests on figures already measured, each on those before it.
FROM_FIGURES: tuple[Callable[[Books, Quarter, list[Figure]], Measured], ...] = (
    quality.measure, signals, loss.measure, needs.measure, portfolio.measure, profile.measure,
)  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """One row per figure (``figures``), per account (``ratings``), the segments as they were found, and their model to keep."""

    figures: list[Figure]
    ratings: dict[Quarter, dict[str, Rated]]
    segments: dict[str, Any]
    reference: dict[str, Any]


def compile_ledger(books: Books, quarter: Quarter) -> Ledger:
    """Measure the quarter, the one before and the same of last year, and what the pages show of earlier ones."""
    log.info("rating %s in %s ...", many(len(books.known(quarter)), "account"), many(sum(one <= quarter for one in books.history), "quarter"))
    ratings = rate(books, quarter, books.partial)
    rows: dict[tuple[str, str, str, str], Figure] = {}
    for one in (quarter, quarter.previous, quarter.last_year):
        for row in [*_of_quarter(books, one, ratings.get(one, {})), *_judgements(books, one, ratings)]:
            rows[row.metric, row.account_id, row.dimension, row.quarter] = row
    for row in _to_date(books, quarter, ratings):
        rows[row.metric, row.account_id, row.dimension, row.quarter] = row
    for row in list(_nothing_yet(quarter, rows)):
        rows[row.metric, row.account_id, row.dimension, row.quarter] = row
    for row in _looking_back(books, quarter, ratings):
        rows.setdefault((row.metric, row.account_id, row.dimension, row.quarter), row)
    grouped = answer_segments(books, quarter, ratings)
    rows |= {(row.metric, row.account_id, row.dimension, row.quarter): row for row in segments(books, quarter, grouped)}
    found = _named_useless([rows[key] for key in sorted(rows)], books.inputs.useless)
    return Ledger(found, ratings, grouped.plain(), grouped.kept(books.params.company, quarter))


def _of_quarter(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[Figure]:
    log.info("measuring %s: %s ...", quarter, many(len(books.known(quarter)), "account"))
    key_accounts = [account for account, one in sorted(rated.items()) if one.key_account]
    measured = [row for measure in FROM_BOOKS for row in measure(books, quarter)]
    measured += ledger.measure(books, quarter, rated)
    measured += [row for measure in OF_KEY_ACCOUNTS for row in measure(books, quarter, key_accounts)]
    for measure in FROM_FIGURES:
        measured += measure(books, quarter, measured)
    measured += season.measure(books, quarter, {account: one.confirmed or 0 for account, one in rated.items()}, measured)
    measured += advice.measure(books, quarter, measured, rated)
    measured += plan.measure(books, quarter, measured)
    if quarter < books.history[0]:
        return [_before_history(row) for row in measured]
    return measured


def _to_date(books: Books, quarter: Quarter, ratings: dict[Quarter, dict[str, Rated]]) -> Iterator[Figure]:
    """Of a quarter that is not over, what the one before and the same of last year were on the same elapsed day (G13b)."""
    for span, one in (("last_year", quarter.last_year), ("previous", quarter.previous)):
        then = books.then(quarter, one)
        if then is not books and then.history:
            rated = rate_one(then, one, ratings, then.partial(one))
            said = [row for row in _of_quarter(then, one, rated) if row.quarter == one.name]
            yield from (replace(row, dimension=to_date(span, row.dimension), quarter=quarter.name) for row in said)


def _nothing_yet(quarter: Quarter, rows: Mapping[Key, Figure]) -> Iterator[Figure]:
    """Sums of nothing: what an account, territory or category had in a compared quarter without a row of it, where the company's own is known (G6b)."""
    compared = {one.name for one in (quarter, quarter.previous, quarter.last_year)}
    spans = [*((one, "") for one in sorted(compared)), *((quarter.name, to_date(span)) for span in ("previous", "last_year"))]
    for (metric, account, part, name), row in rows.items():
        if metric not in ADDED_UP or name not in compared or part.startswith(TO_DATE) or (part and metric != "net_sales"):
            continue
        for one, span in spans:
            whole = rows.get((metric, COMPANY, span, one))
            dimension = f"{span},{part}" if span and part else span or part
            if whole is not None and (metric, account, dimension, one) not in rows:
                value = None if whole.value is None else type(whole.value)(0)
                yield Figure(metric, account, dimension, one, value, row.unit, None, None, whole.reason)


def _judgements(books: Books, quarter: Quarter, ratings: dict[Quarter, dict[str, Rated]]) -> list[Figure]:
    """How firmly the stars stand: distances, moves, and what other thresholds would do."""
    rated = ratings.get(quarter, {})
    held = [*distance.measure(books, quarter, rated), *what_if.measure(books, quarter, rated)]
    return [*held, *risky.measure(books, quarter, rated), *moves.measure(books, quarter, ratings)]


def _before_history(row: Figure) -> Figure:
    """A quarter from before the first sales row is unknown, not zero."""
    return row if row.account_id != COMPANY else replace(row, value=None, n=None, denominator=None, reason="before the first sales row")


def _named_useless(rows: list[Figure], useless: list[str]) -> list[Figure]:
    """A table that was exported and of which no row could be used is not one that nobody exported (G6b)."""
    named = {"no" + table.replace("_", ""): f"no row of {table} could be used" for table in useless}
    return [replace(row, reason=named.get(re.sub("[ _-]", "", row.reason), row.reason)) for row in rows] if useless else rows


def _looking_back(books: Books, quarter: Quarter, ratings: dict[Quarter, dict[str, Rated]]) -> list[Figure]:
    """Net sales of every quarter, and for the account pages stars and countback days of the last ones."""
    rows: list[Figure] = []
    for one in [known for known in books.history if known <= quarter]:
        rows += [row for row in sales.amounts(books, one) if row.metric != "gross_sales"]
        if one > quarter - LOOK_BACK:
            rows += [row for row in ledger.measure(books, one, ratings[one]) if row.metric in ("stars", "stars_raw") and row.account_id]
    return rows


def write(compiled: Ledger, place: Path) -> None:
    """Lay a ledger down as Parquet and JSON."""
    rows = [[as_text(getattr(row, column)) for column in COLUMNS] for row in compiled.figures]
    pd.DataFrame(rows, columns=COLUMNS).to_parquet(place / "figures.parquet", index=False, row_group_size=20_000)
    listed = [_rating_row(one, account) for one, accounts in compiled.ratings.items() for account in accounts.values()]
    pd.DataFrame(listed).to_parquet(place / "ratings.parquet", index=False)
    (place / "segments.json").write_text(json.dumps(compiled.segments, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    if compiled.reference:
        write_reference(compiled.reference, place / "segments_reference.json")


def _rating_row(quarter: Quarter, one: Rated) -> dict[str, Any]:
    judged = one.judged
    return {
        "quarter": quarter.name,
        "account_id": one.account_id,
        "why_not": one.why_not,
        "raw": one.raw,
        "confirmed": one.confirmed,
        "key_account": one.key_account,
        "sales_band": judged.sales_band if judged else None,
        "binding": judged.binding if judged else "",
        "gap": judged.gap if judged else None,
        "missing": list(judged.missing) if judged else [],
    }
