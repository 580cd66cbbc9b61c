"""The whole ledger by hand, and how far it agrees with another."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kam.figures import Figure

from . import advice, bridge, concentration, credit, forecast, moves, plan, quality, rhythm, sales, season, service, signals, stars, strength, team, trade, verdict, work
from .clerk import COMPANY, Clerk, Value

Key = tuple[str, str, str, str]
Ledger = dict[Key, Value]
LOOK_BACK = 8
CLOSE = 1e-9
# The same elapsed days of earlier quarters: held by tests/review/test_quarter_to_date.py against exports that end on that day (G13b).
TO_DATE = "to_date:"
# Of what nobody sold, owed or booked the sum is 0 in the compared quarters (G6b).
ADDED_UP = (
    "gross_sales net_sales net_sales_ttm open_receivables not_due due_1_30 due_31_60 due_61_90 due_91_plus disputed unapplied falls_due_30 falls_due_60 falls_due_90"
    " batches bookings"
).split()
# What stands in the ledger without a recomputation, and why.
CLUSTERED = "k-means and bootstraps: held by tests/segments against made groups and a null (M)"
NOT_RECOMPUTED = {
    "quality_worst": "names the worst of the scores counted here: held by tests/measures/test_quality.py",
    **dict.fromkeys(("segments", "segment_accounts", "segment_left_out", "segment_missing"), CLUSTERED),
    **dict.fromkeys(("agreement_ari", "agreement_v", "agreement_rank", "agreement_chance", "disagreement", "disagreements", "disagreement_sales", "feature_distance"), CLUSTERED),
    **{f"segment_{name}": f"a median over a segment; {CLUSTERED}" for name in (
        "net_sales_ttm", "yoy", "return_rate_ttm", "price_realisation_ttm", "countback_dso_4q", "past_due_share", "utilisation", "otif_rate_ttm")},
}  # fmt: skip


def recompute(clerk: Clerk, name: str) -> Ledger:
    """Every figure of a quarter, of the one before and of the same of last year, and what the pages show of earlier ones."""
    quarter = clerk.year.named(name)
    owed = credit.Credit(clerk)
    rated = stars.Stars(clerk, owed, quarter)
    rooms = Rooms(clerk, owed, rated, rhythm.Rhythm(clerk, owed))
    found: Ledger = {}
    for one in range(clerk.first, quarter + 1):
        found |= looking_back(clerk, rated, one, quarter - LOOK_BACK < one)
    compared = (quarter, quarter - 1, quarter - 4)
    for one in compared:
        found |= rooms.of(one)
    return nothing_yet(found, [clerk.year.name(one) for one in compared]) | found


def nothing_yet(found: Ledger, names: list[str]) -> Ledger:
    """Zero where the company's own is known, unknown where it is not; of parts those of net sales alone."""
    keys = {key[:3] for key in found if key[0] in ADDED_UP and key[3] in names and (not key[2] or key[0] == "net_sales")}
    wholes = {(metric, name): found[metric, COMPANY, "", name] for metric in ADDED_UP for name in names if (metric, COMPANY, "", name) in found}
    return {(*key, name): None if wholes[key[0], name] is None else Decimal(0) for key in keys for name in names if (key[0], name) in wholes}


class Rooms:
    """The sections together; what one of them keeps serves the others."""

    def __init__(self, clerk: Clerk, owed: credit.Credit, rated: stars.Stars, rhythms: rhythm.Rhythm) -> None:
        self.clerk, self.owed, self.rated, self.rhythms = clerk, owed, rated, rhythms
        self.quality = quality.Quality(clerk, owed)

    def of(self, quarter: int) -> Ledger:
        """Every figure of one quarter; the company's of a quarter before the first sales row are unknown."""
        clerk = self.clerk
        found: dict[tuple[str, str, str], Value] = {}
        ahead = {(metric, account, dimension): value for metric, account, dimension, value in forecast.figures(clerk, quarter)}
        expected = {account: value for (metric, account, dimension), value in ahead.items() if metric == "forecast" and not dimension}
        for section in (
            sales.figures(clerk, quarter), concentration.figures(clerk, quarter), credit.figures(clerk, self.owed, quarter), service.figures(clerk, quarter),
            bridge.figures(clerk, quarter), trade.figures(clerk, quarter), stars.figures(clerk, self.rated, quarter), rhythm.figures(clerk, self.rhythms, quarter),
            quality.figures(clerk, self.quality, quarter), work.figures(clerk, self.rated, quarter, found), moves.figures(clerk, self.rated, quarter),
            team.figures(clerk, self.rated, quarter), strength.scores(clerk, self.rated, quarter), verdict.figures(clerk, self.owed, self.rated, quarter),
            season.figures(clerk, self.owed, self.rated, quarter, expected), strength.portfolio(clerk, quarter, found), strength.profile(clerk, self.owed, quarter, found),
            advice.figures(clerk, self.owed, self.rated, quarter, found), plan.figures(clerk, quarter, found),
        ):  # fmt: skip
            found |= {(metric, account, dimension): value for metric, account, dimension, value in section}
        asked = advice.Advice(clerk, self.owed, self.rated, quarter, found)
        found |= {(metric, account, dimension): value for metric, account, dimension, value in signals.figures(clerk, self.rhythms, asked, quarter, found)}
        for metric, source in (("loss_net_sales", "net_sales"), ("loss_territory_share", "territory_share"), ("loss_receivables", "open_receivables")):
            found |= {(metric, account, ""): found[source, account, ""] for account in clerk.trading(quarter)}
        early, name, coming = quarter < clerk.first, clerk.year.name(quarter), clerk.year.name(quarter + 1)
        named = {**{(*key, name): value for key, value in found.items()}, **{(*key, coming): value for key, value in ahead.items()}}
        return {key: None if early and key[1] == COMPANY else value for key, value in named.items()}


def looking_back(clerk: Clerk, rated: stars.Stars, quarter: int, with_stars: bool) -> Ledger:
    """Net sales of every quarter and the stars of the last ones."""
    name = clerk.year.name(quarter)
    found: Ledger = {(metric, account, dimension, name): value for metric, account, dimension, value in sales.amounts(clerk, quarter) if metric != "gross_sales"}
    if with_stars:
        rows = stars.figures(clerk, rated, quarter)
        found |= {(metric, account, dimension, name): value for metric, account, dimension, value in rows if metric in ("stars", "stars_raw") and account}
    return found


def disagreements(ledger: Iterable[Figure], by_hand: Ledger) -> list[str]:
    """Figures that are not the same: money to the cent, ratios to 1e-9 of their size, and unknown where the other is."""
    counted = (row for row in ledger if row.metric not in NOT_RECOMPUTED and not row.dimension.startswith(TO_DATE))
    shown = {(row.metric, row.account_id, row.dimension, row.quarter): row for row in counted}
    metrics = {key[0] for key in shown}
    said = [f"{' '.join(key)}: not by hand; the ledger says {shown[key].value}" for key in shown.keys() - by_hand.keys()]
    said += [f"{' '.join(key)}: by hand {by_hand[key]}; not in the ledger" for key in by_hand.keys() - shown.keys() if key[0] in metrics]
    for key in shown.keys() & by_hand.keys():
        if not same(shown[key].value, by_hand[key]):
            said.append(f"{' '.join(key)}: by hand {by_hand[key]}; the ledger says {shown[key].value} ({shown[key].reason})")
    return sorted(said)


def same(shown: Value, by_hand: Value) -> bool:
    """Whether two values agree."""
    if shown is None or by_hand is None:
        return shown is by_hand
    if isinstance(shown, Decimal):
        return abs(shown - Decimal(by_hand)) < Decimal("0.005")
    return abs(float(shown) - float(by_hand)) <= CLOSE * max(1.0, abs(float(by_hand)))
