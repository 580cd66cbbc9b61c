"""The features that k-means sees, gathered from the measures, and what it answered in plain values (M)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import COMPANY, Figure
from kam.measures.base import sold_in_ttm
from kam.measures.books import NOTHING, Books
from kam.measures.countback import countback_4q
from kam.measures.credit import used_limits
from kam.measures.prices import price_realisation_ttm
from kam.measures.receivables import ageing_columns, balances_only, past_due_parts, why_unknown
from kam.measures.returns import return_rate_ttm
from kam.measures.service import otif
from kam.quarters import Quarter
from kam.segments import Segments, crosstab, segment
from kam.stars import Rated

FEATURES = ("net_sales_ttm", "yoy", "return_rate_ttm", "price_realisation_ttm", "countback_dso_4q", "past_due_share", "utilisation", "otif_rate_ttm")


# In which unit the median of each feature is printed; money follows the company.
UNITS = {"yoy": "ratio", "return_rate_ttm": "ratio", "price_realisation_ttm": "ratio", "countback_dso_4q": "days", "past_due_share": "ratio",
         "utilisation": "ratio", "otif_rate_ttm": "ratio"}  # fmt: skip


def cluster(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> tuple[dict[str, Any], list[Figure]]:
    """What k-means answers of one quarter: plain values for the page, and the figures that the page prints."""
    members = population(books, quarter, rated)
    found = segment(features(books, quarter, members), books.rules(quarter).segments)
    dropped = {str(name): reason for name, reason in found.prepared.dropped.items()}
    answer = {"reason": found.reason or "", "n": len(members), "features": list(found.prepared.used), "dropped": dropped}
    if found.reason:
        return {**answer, "groups": [], "accounts": {}}, [Figure("segments", COMPANY, "", quarter.name, None, "count", len(members), None, found.reason)]
    groups = [{"id": number, "traits": [list(code) for code in codes]} for number, codes in found.names.items()]
    return {**answer, "groups": groups, "accounts": _members(found)}, _figures(books, quarter, found, rated)


def _members(found: Segments) -> dict[str, Any]:
    """Segment and confidence by account."""
    rows = found.accounts.dropna(subset=["segment"])
    return {
        str(account): {"segment": int(row.segment), "confidence": float(row.confidence), "between": bool(row.between)} for account, row in rows.iterrows()
    }


def _figures(books: Books, quarter: Quarter, found: Segments, rated: dict[str, Rated]) -> list[Figure]:
    """How many segments, their sizes, their medians in original units, and their counts by confirmed star."""
    labels = found.accounts.segment
    rows = [Figure("segments", COMPANY, "", quarter.name, found.k, "count", len(labels))]
    for number, count in labels.value_counts().sort_index().items():
        rows.append(Figure("segment_accounts", COMPANY, f"segment:{number}", quarter.name, int(count), "count"))
    for row in found.profiles.to_dict("records"):
        name, known = row["feature"], row["n"] > 0
        value = float(row["median"]) if known else None
        unit = UNITS.get(name, books.unit)
        exact = Decimal(str(value)) if known and unit == books.unit else value
        rows.append(Figure(f"segment_{name}", COMPANY, f"segment:{row['segment']}", quarter.name, exact, unit, int(row["n"]), None, "" if known else "no values"))
    stars = pd.Series({account: one.confirmed for account, one in rated.items()}, dtype="Int64")
    counts = crosstab(labels, stars[stars.index.isin(labels.index)])
    for number, row in counts.iterrows():
        rows += [Figure("segment_accounts", COMPANY, f"segment_star:{number}/{star}", quarter.name, int(row[star]), "count") for star in (4, 3, 2, 1)]
    return rows


def population(books: Books, quarter: Quarter, rated: dict[str, Rated]) -> list[str]:
    """Accounts with sales and two full quarters that are not dormant (M1)."""
    return sorted(account for account, one in rated.items() if one.why_not in ("", "only_sales_known") and sold_in_ttm(books, quarter, account))


def features(books: Books, quarter: Quarter, accounts: list[str]) -> pd.DataFrame:
    """One row per account, index account_id; trailing-four-quarter features, NaN where unknown."""
    columns: dict[str, Any] = {
        "net_sales_ttm": {account: float(value) for account, value in books.net_ttm(quarter).items()},
        "yoy": _growth(books, quarter),
        "return_rate_ttm": return_rate_ttm(books, quarter),
        "price_realisation_ttm": price_realisation_ttm(books, quarter),
        "countback_dso_4q": _countback(books, quarter, accounts),
        "past_due_share": _past_due(books, quarter, accounts),
        "utilisation": {} if why_unknown(books, quarter) else used_limits(books, quarter, accounts),
        "otif_rate_ttm": otif(books, *quarter.trailing(4)) if books.exported("deliveries") else {},
    }
    return pd.DataFrame({name: [values.get(account) for account in accounts] for name, values in columns.items()}, index=accounts, dtype=float)


def _growth(books: Books, quarter: Quarter) -> dict[str, float]:
    """Trailing four quarters against the four before; a base that is not positive gives none (M2)."""
    now, base = books.net_ttm(quarter), books.net_ttm(quarter.last_year)
    return {account: float((now.get(account, NOTHING) - value) / value) for account, value in base.items() if value > Decimal(0)}


def _countback(books: Books, quarter: Quarter, accounts: list[str]) -> dict[str, float | None]:
    return {} if why_unknown(books, quarter) else {account: countback_4q(books, quarter, account)[0] for account in accounts}


def _past_due(books: Books, quarter: Quarter, accounts: list[str]) -> dict[str, float]:
    if why_unknown(books, quarter) or balances_only(books):
        return {}
    rows = ageing_columns(books, quarter)
    parts = {account: past_due_parts(rows[account]) for account in accounts if account in rows}
    return {account: float(parts[account][0] / parts[account][1]) if account in parts and parts[account][1] > 0 else 0.0 for account in accounts}
