"""Who could take the place of an account with a single star: better-rated accounts and prospects where it sells (1)."""

from __future__ import annotations

from decimal import Decimal

from kam.quarters import Quarter
from kam.why.bands import star_of
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.sales import main_territory
from kam.why.shapes import counted


def _sold_where(exports: Exports, quarter: Quarter, account: str) -> set[str]:
    """Territories with positive net sales in four quarters, and its home."""
    sums: dict[str, Decimal] = {}
    for entry in exports.year([account], quarter):
        if entry.territory:
            sums[entry.territory] = sums.get(entry.territory, NOTHING) + entry.value
    return {place for place, value in sums.items() if value > 0} | {exports.customers[account].territory or ""} - {""}


def place_of(exports: Exports, quarter: Quarter, account: str) -> str:
    """Where it sells most in four quarters, else where it belongs."""
    return main_territory(exports.year([account], quarter)) or exports.customers[account].territory or ""


def candidates(exports: Exports, quarter: Quarter, account: str) -> list[str]:
    """Better-rated accounts that sell there or belong there, and prospects of the place that have not bought yet."""
    place, least = place_of(exports, quarter, account), exports.rules(quarter).advice.replacement_stars
    if not place:
        return []
    others = [one for one in exports.trading(quarter) if one != account and (star_of(exports, quarter, one).confirmed or 0) >= least]
    rated = [one for one in others if place in _sold_where(exports, quarter, one)]
    return rated + [one for one in exports.tops if exports.customers[one].kind == "prospect" and exports.customers[one].territory == place and one not in exports.known(quarter)]


def single_stars(exports: Exports, quarter: Quarter) -> list[str]:
    """The accounts with one confirmed star."""
    return [account for account in exports.trading(quarter) if star_of(exports, quarter, account).confirmed == 1]


@explains("replacement_candidates")
def replacement_candidates(exports: Exports, asked: Question) -> Explanation:
    """How many could take an account's place; of the company the accounts that somebody could replace."""
    if asked.account:
        found = candidates(exports, asked.quarter, asked.account)
        place = step("why.where_it_sells", "{}", place_of(exports, asked.quarter, asked.account), gives=None)
        stars = [(one, star_of(exports, asked.quarter, one).confirmed or exports.customers[one].kind) for one in found]
        listed = Input("table.accounts", [row(exports.customers[one], star, one, exports.customers[one].name) for one, star in stars])
        return Explanation([listed], [place, *counted("replacement_candidates", listed).steps], len(found))
    replaceable = [one for one in single_stars(exports, asked.quarter) if candidates(exports, asked.quarter, one)]
    return counted("replacement_candidates", Input("table.accounts", [row(exports.customers[one], exports.customers[one].name, one) for one in replaceable]))


@explains("prospect_purchases")
def prospect_purchases(exports: Exports, asked: Question) -> Explanation:
    """What a prospect that could take the place buys a year, as its row states."""
    prospect = exports.customers[asked.part]
    listed = [Input("why.purchases", [row(prospect, prospect.purchases, prospect.account_id, prospect.name)])]
    if prospect.purchases is None:
        return unknown("no purchases", listed)
    return Explanation(listed, [step("metric.prospect_purchases", "{}", prospect.purchases, gives=prospect.purchases)], Decimal(prospect.purchases))
