"""What k-means saw of an account, and in which group it put it (M).

The features are computed here from the rows; the grouping itself is that of ``kam.segments``, and ``draws`` tests it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from statistics import median

import pandas as pd

from kam.figures import MILLIONTH
from kam.quarters import Quarter
from kam.segments import segment
from kam.segments.answer import Answer, Asked, ask, confirmed_stars, earlier
from kam.segments.model import Model
from kam.segments.reference import Reference
from kam.why.bands import star_of
from kam.why.coefficients import part_way
from kam.why.countback import quarter_ends
from kam.why.credit import past_due_share, utilisation
from kam.why.customers import bought_in_ttm, is_new
from kam.why.explanation import Explanation, Input, Question, Step, explains, step, unknown
from kam.why.exports import Exports
from kam.why.known import accounts_input
from kam.why.prices import realised
from kam.why.receivables import why_no_items, why_unknown
from kam.why.returns import rate_of
from kam.why.service import in_full, lines_of
from kam.why.shapes import counted

FEATURES = ("net_sales_ttm", "yoy", "return_rate_ttm", "price_realisation_ttm", "countback_dso_4q", "past_due_share", "utilisation", "otif_rate_ttm")


def population(exports: Exports, quarter: Quarter) -> list[str]:
    """Accounts with positive trailing sales and two full quarters that are not dormant (M1)."""
    return [account for account in exports.trading(quarter) if account not in exports.unrated and exports.net_year(account, quarter) > 0 and _grown_up(exports, quarter, account)]


def _grown_up(exports: Exports, quarter: Quarter, account: str) -> bool:
    return exports.first_invoice(account) is not None and not is_new(exports, quarter, account) and bought_in_ttm(exports, quarter, account)


def features_of(exports: Exports, quarter: Quarter, account: str) -> dict[str, float | None]:
    """The eight features of one account, None where unknown."""
    trailing = quarter.trailing(4)
    now, base = exports.net_year(account, quarter), exports.then(quarter, quarter.last_year).net_year(account, quarter.last_year)
    days = [] if why_unknown(exports, quarter) else [found for _, found in quarter_ends(exports, quarter, account)]
    lines = [(one, line) for one in trailing for line in lines_of(exports, one, [account])]
    enough = len(lines) >= exports.rules(quarter).service.min_lines
    due = None if why_no_items(exports, quarter) else past_due_share(exports, Question("past_due_share", quarter, account)).value
    used = utilisation(exports, Question("utilisation", quarter, account)).value
    return {
        "net_sales_ttm": float(now),
        "yoy": float((now - base) / base) if base > 0 else None,
        "return_rate_ttm": rate_of(exports, quarter, account),
        "price_realisation_ttm": realised(exports, exports.year([account], quarter)),
        "countback_dso_4q": float(median(days)) if days else None,
        "past_due_share": None if due is None else float(due),
        "utilisation": None if used is None else float(used),
        "otif_rate_ttm": sum(in_full(exports, one, line) for one, line in lines) / len(lines) if lines and enough else None,
    }


def _table(exports: Exports, quarter: Quarter) -> pd.DataFrame:
    rows = {account: features_of(exports, quarter, account) for account in population(exports, quarter)}
    return pd.DataFrame({name: [own[name] for own in rows.values()] for name in FEATURES}, index=list(rows), dtype=float)


def features_table(exports: Exports, quarter: Quarter) -> pd.DataFrame:
    """The features of all accounts that are compared, one row each."""
    return exports.kept(("features", quarter), lambda: _table(exports, quarter))


def left_out(exports: Exports, quarter: Quarter) -> dict[str, list[str]]:
    """The other known accounts by the reason why they are not compared."""
    compared, found = set(population(exports, quarter)), defaultdict(list)
    for account in exports.known(quarter):
        if account in exports.own_shops:
            found["own_shop"].append(account)
        elif account not in compared:
            sold, bought = exports.net_year(account, quarter) > 0, bought_in_ttm(exports, quarter, account)
            if account in exports.unrated:
                found[exports.unrated[account]].append(account)
                continue
            found["too_new" if sold and not _grown_up(exports, quarter, account) and bought else "no_sales" if bought else "dormant"].append(account)
    return dict(found)


def _reference(exports: Exports, quarter: Quarter) -> Reference | None:
    """The frozen scale and centres: pinned by params, or of the last quarter of the fiscal year before (M3, M7)."""
    kept = exports.params.reference
    if kept and exports.quarter(kept["quarter"]) <= quarter:
        return Reference(exports.quarter(kept["quarter"]), Model.from_dict(kept), True)
    named = exports.rules(quarter).segments.reference_quarter
    wanted = exports.quarter(named) if named else quarter - quarter.number
    if wanted >= quarter or wanted < exports.history[0]:
        return None
    found = segment(features_table(exports, wanted), exports.rules(wanted).segments)
    return Reference(wanted, found.model) if found.model else None


def _grouped(exports: Exports, quarter: Quarter) -> Answer:
    compared = {name: one for name, one in earlier(quarter).items() if one >= exports.history[0] and population(exports, one)}
    stars = {account: star_of(exports, quarter, account).confirmed for account in exports.trading(quarter)}
    asked = Asked(
        features_table(exports, quarter),
        {name: features_table(exports, one) for name, one in compared.items()},
        confirmed_stars(stars),
        left_out(exports, quarter),
    )
    return ask(asked, _reference(exports, quarter), exports.rules(quarter).segments, not exports.partial(quarter))


def grouped(exports: Exports, quarter: Quarter) -> Answer:
    """What k-means answers to the features that the rows give."""
    return exports.kept(("segments", quarter), lambda: _grouped(exports, quarter))


def accounts_of(exports: Exports, accounts: Iterable[str]) -> Input:
    """The accounts that a figure of the groups is about."""
    return accounts_input(exports, sorted(accounts))


@explains("segments")
def segments(exports: Exports, asked: Question) -> Explanation:
    """How many groups are stable; none is an answer."""
    found, compared = grouped(exports, asked.quarter).found, features_table(exports, asked.quarter).index
    lines = [step("why.accounts_grouped", "{}", len(compared), gives=len(compared))]
    if found.reason:
        return unknown(found.reason, [accounts_of(exports, compared)], lines)
    return Explanation([accounts_of(exports, compared)], [*lines, step("metric.segments", "{}", found.k, gives=found.k)], found.k)


def feature_lines(exports: Exports, quarter: Quarter, account: str) -> list[Step]:
    """The features of one account, as its rows give them."""
    table = features_table(exports, quarter)
    own = table.loc[account].dropna() if account in table.index else pd.Series(dtype=float)
    return [step(f"why.feature.{name}", "{}", float(value), gives=float(value)) for name, value in own.items()]


@explains("segment")
def segment_of(exports: Exports, asked: Question) -> Explanation:
    """The group of one account: the one whose centre lies nearest to its features."""
    found, lines = grouped(exports, asked.quarter).found, feature_lines(exports, asked.quarter, asked.account)
    listed = [accounts_of(exports, [asked.account])]
    place = found.accounts.segment.get(asked.account)
    if found.reason or place is None or pd.isna(place):
        return unknown(found.reason or "outside the clustering", listed, lines)
    return Explanation(listed, [*lines, step("metric.segment", "{}", int(place), gives=int(place))], int(place))


def members(exports: Exports, asked: Question) -> list[str]:
    """The compared accounts that a dimension names: ``segment:2``, ``segment_star:2/4``, ``stars:3``, ``alone``, or all."""
    answer, (number, _, star) = grouped(exports, asked.quarter), asked.part.partition("/")
    places = answer.found.accounts["segment"]
    if asked.kind == "stars":
        return [account for account in places.index if star_of(exports, asked.quarter, account).confirmed == int(number)]
    if asked.dimension == "alone":
        return list(answer.found.apart)
    if asked.kind not in ("segment", "segment_star"):
        return list(places.index)
    inside = [account for account in places.index if (pd.isna(places[account]) if number == "alone" else not pd.isna(places[account]) and places[account] == int(number))]
    return [account for account in inside if asked.kind == "segment" or star_of(exports, asked.quarter, account).confirmed == int(star)]


@explains("segment_accounts")
def segment_accounts(exports: Exports, asked: Question) -> Explanation:
    """How many accounts are compared, stand in a group, in a group with a star, or alone; or stood near a frozen centre (``frozen:2``)."""
    found = members(exports, asked)
    if asked.kind == "frozen":
        now = grouped(exports, asked.quarter).moved[""]["now"]
        found = [str(account) for account in now.index[now == int(asked.part)]]
    return counted("segment_accounts", accounts_of(exports, found))


@explains("segment_left_out")
def segment_left_out(exports: Exports, asked: Question) -> Explanation:
    """How many accounts are not compared, for one reason."""
    return counted("segment_left_out", accounts_of(exports, left_out(exports, asked.quarter).get(asked.part, [])))


@explains("segment_missing")
def segment_missing(exports: Exports, asked: Question) -> Explanation:
    """The part of the compared accounts of which a feature is not known."""
    values = features_table(exports, asked.quarter)[asked.part]
    if values.empty:
        return unknown("no values")
    missing = list(values.index[values.isna()])
    line = step("metric.segment_missing", "{} / {}", len(missing), len(values), gives=len(missing) / len(values))
    return Explanation([accounts_of(exports, missing)], [line], len(missing) / len(values))


QUARTERS = {"low": 0.25, "high": 0.75, "": 0.5}


@explains(*(f"segment_{name}" for name in FEATURES))
def segment_feature(exports: Exports, asked: Question) -> Explanation:
    """A feature of one account, or the middle, a quartile or the number of those of a group, of a star, or of all compared (``segment:2/low``)."""
    name, end = asked.metric.removeprefix("segment_"), asked.dimension.rpartition("/")[2]
    end = end if end in ("low", "high", "n") else ""
    group = Question(asked.metric, asked.quarter, dimension=asked.dimension.removesuffix(end).removesuffix("/")) if end else asked
    inside = [asked.account] if asked.account else members(exports, group)
    values = features_table(exports, asked.quarter)[name].reindex(inside).dropna()
    listed = [accounts_of(exports, values.index)]
    if end == "n":
        return counted(asked.metric, listed[0])
    if values.empty:
        return unknown("no values", listed)
    found = part_way(list(map(float, values)), QUARTERS[end])
    line = step("why.way_through", "{}", tuple(sorted(map(float, values))), gives=found, what=f"metric.{asked.metric}", n=len(values), share=QUARTERS[end])
    return Explanation(listed, [line], Decimal(str(found)).quantize(MILLIONTH) if name == "net_sales_ttm" else found)
