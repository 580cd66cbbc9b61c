"""What the accounts behind 80 % of sales look like against the rest (2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median, quantiles

from kam.figures import COMPANY, Figure
from kam.measures.books import Books, total
from kam.measures.comparable import Known, by_account, comparable
from kam.measures.concentration import ranking
from kam.quarters import Quarter

CARRYING, REST = "carrying", "rest"
PROFILED = (
    "net_sales_ttm", "net_sales_growth", "stars", "countback_dso", "past_due_share", "otif_rate", "onward_share", "quality_index", "purchase_share",
    "strength", "capability", "score_capital", "score_relations", "score_logistics", "score_staff", "score_management", "score_business_sense",
    "score_methods", "score_initiative",
)  # fmt: skip
TRAITS = ("kind", "tier")


def measure(books: Books, quarter: Quarter, figures: Iterable[Figure]) -> list[Figure]:
    """``profile_median`` by group and figure, ``profile_distance`` by figure, ``profile_share`` by group and kind or tier; company rows.

    ``figures`` are the quarter's own. The groups are the fewest accounts that reach 80 % of net sales (B2, B4) and all other accounts
    with positive net sales; medians are over the accounts whose figure is known (n).
    """
    known = by_account(figures)
    groups = {CARRYING: carrying(books, quarter), REST: []}
    groups[REST] = [account for account, _ in ranking(books, quarter, books.net(quarter)) if account not in set(groups[CARRYING])]
    rows = [row for metric in PROFILED for row in _compared(quarter, metric, groups, known)]
    rows += [Figure("profile_accounts", COMPANY, f"group:{group}", quarter.name, len(members), "count") for group, members in groups.items()]
    return rows + [row for trait in TRAITS for group, members in groups.items() for row in _shares(books, quarter, trait, group, members)]


def carrying(books: Books, quarter: Quarter) -> list[str]:
    """The fewest accounts that together reach 80 % of net sales, the largest first (B4)."""
    ranked = ranking(books, quarter, books.net(quarter))
    whole, running, found = total(value for _, value in ranked), total([]), []
    for account, value in ranked:
        if running * 10 >= whole * 8:
            break
        found.append(account)
        running += value
    return found


def _compared(quarter: Quarter, metric: str, groups: dict[str, list[str]], known: Known) -> list[Figure]:
    """The median of both groups, and how far apart they lie in units of the spread among all accounts."""
    values = {group: _values(metric, members, known) for group, members in groups.items()}
    unit = next((row.unit for (name, account, _), row in known.items() if name == metric and account), "")
    middles = {group: median(found) if found else None for group, found in values.items()}
    rows = [_median(quarter, metric, group, middles[group], unit, len(values[group])) for group in groups]
    high, low, spread = middles[CARRYING], middles[REST], _spread([*values[CARRYING], *values[REST]])
    distance = (high - low) / spread if high is not None and low is not None and spread else None
    why = "" if distance is not None else "no spread" if high is not None and low is not None else "no values"
    return [*rows, Figure("profile_distance", COMPANY, f"figure:{metric}", quarter.name, distance, "count", None, None, why)]


def _values(metric: str, members: list[str], known: Known) -> list[float]:
    found = [comparable(known.get((metric, account, ""))) for account in members]
    return [value for value in found if value is not None]


def _median(quarter: Quarter, metric: str, group: str, value: float | None, unit: str, n: int) -> Figure:
    # A median of stars may lie between two of them: a number, not signs.
    shown = "points" if unit == "stars" else unit or "count"
    return Figure("profile_median", COMPANY, f"{group}:{metric}", quarter.name, value, shown, n, None, "" if n else "no values")


def _spread(values: list[float]) -> float:
    """The distance between the quartiles of all accounts."""
    if len(values) < 2:
        return 0.0
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high - low


def _shares(books: Books, quarter: Quarter, trait: str, group: str, members: list[str]) -> list[Figure]:
    """The part of a group's accounts of each kind or market tier; those of which nothing is stated are left out (n = stated)."""
    stated = [str(value) for account in members if isinstance(value := books.accounts[trait].get(account), str) and value]
    counts = Counter(stated)
    return [
        Figure("profile_share", COMPANY, f"{group}:{trait}:{word}", quarter.name, count / len(stated), "ratio", count, len(stated))
        for word, count in sorted(counts.items())
    ]
