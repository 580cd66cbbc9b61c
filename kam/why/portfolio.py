"""How attractive an account is and how strong we are with it, mark by mark (K)."""

from __future__ import annotations

from kam.params.strength import Scale
from kam.quarters import Quarter
from kam.why.bands import key_accounts, star_of
from kam.why.explanation import Explanation, Input, Question, Step, explainer, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.known import comparable, known
from kam.why.sales import main_territory
from kam.why.scores import SCORES, over_accounts, scored
from kam.why.shapes import counted
from kam.why.work import gaps_of

FEW = "too few figures known"
AXES = ("attractiveness", "relative_strength")
QUADRANTS = {"strategic": (True, True), "develop": (True, False), "maintain": (False, True), "streamline": (False, False)}
# Figures that the ledger holds of key accounts alone, where their table was exported.
OF_KEY_ACCOUNTS = {"open_tasks": "tasks", "late_tasks": "tasks", "team_gaps": "team"}
# Those that it holds of own shops too (G3).
OF_OWN_SHOPS = frozenset(
    "net_sales gross_sales net_sales_ttm net_sales_growth net_sales_change net_sales_change_share share territory_share forecast forecast_mase target_attainment target_net_sales"
    " bridge_start bridge_price bridge_volume bridge_mix bridge_new bridge_lost bridge_fx bridge_other bridge_end return_rate return_rate_ttm price_realisation price_coverage discount_depth"
    " dumping_share diversion_share onward_share quarter_end_loading receivable_gap sell_through weeks_of_stock quality_index quality_coverage silence_ratio"
    " days_since_last_order warning_reasons otif_rate fill_rate lead_time_median lead_time_p90 lot_median cycle_median batches team_hours hours_share hours_gap plan_on_time_rate plan_overdue"
    " plan_overdue_age plan_not_evaluated tasks_due tasks_done tasks_on_time effects_measured effects_reached".split()
)


def figure_of(exports: Exports, quarter: Quarter, account: str, metric: str) -> Explanation | None:
    """A figure of an account by which it is compared; None where the ledger has none of it."""
    table = OF_KEY_ACCOUNTS.get(metric)
    if explainer(metric) is None or not _in_ledger(exports, quarter, account, metric) or (table and not (exports.exported(table) and account in key_accounts(exports, quarter))):
        return None
    if metric == "needs_short" and all(gap.value is None for _, gap in gaps_of(exports, quarter, account)):
        return None
    if metric == "replacement_candidates" and star_of(exports, quarter, account).confirmed != 1:
        return None
    return known(exports, metric, quarter, account)


def _in_ledger(exports: Exports, quarter: Quarter, account: str, metric: str) -> bool:
    """Whether there are rows of an account by the quarter (G6), of own shops as far as G3 says; scores need no trade."""
    if account in exports.own_shops:
        return metric in OF_OWN_SHOPS and account in exports.known(quarter)
    return account in (scored(exports, quarter) if SCORES.match(metric) else exports.trading(quarter))


def compared(exports: Exports, quarter: Quarter, account: str, metric: str) -> float | None:
    """The number by which an account is compared."""
    found = figure_of(exports, quarter, account, metric)
    return comparable(found) if found else None


@explains("territory_room")
def territory_room(exports: Exports, asked: Question) -> Explanation:
    """The part of its main territory's potential that we have not reached (B6)."""
    sold = exports.sold([asked.account], asked.quarter)
    main = main_territory(sold)
    if not main:
        return unknown("no territory" if sold else "no sales this quarter")
    reached = known(exports, "territory_penetration", asked.quarter, "", f"territory:{main}")
    if reached.value is None:
        return unknown("no potential", reached.inputs, reached.steps)
    value = max(0.0, 1 - float(reached.value))
    return Explanation(reached.inputs, [*reached.steps, step("metric.territory_room", "max(0, 1 − {})", reached.value, gives=value)], value)


@explains("needs_met")
def needs_met(exports: Exports, asked: Question) -> Explanation:
    """Needs that were met, of those that can be compared."""
    if not exports.exported("needs"):
        return unknown("needs not recorded")
    gaps = [(entry, gap.value) for entry, gap in gaps_of(exports, asked.quarter, asked.account) if gap.value is not None]
    listed = [Input("table.needs", [row(entry, gap, entry.entity_id, entry.need, entry.wanted) for entry, gap in gaps])]
    if not gaps:
        return unknown("not recorded", listed)
    short = sum(gap > 0 for _, gap in gaps)
    value = 1 - short / len(gaps)
    return Explanation(listed, [step("metric.needs_met", "1 − {} / {}", short, len(gaps), gives=value)], value)


def _mark(value: float, scale: Scale) -> float:
    """From 1 at the low end of a scale to 5 at its high end."""
    return 1 + 4 * min(1.0, max(0.0, (value - scale.low) / (scale.high - scale.low)))


def _line(metric: str, value: float | None, scale: Scale, mark: float) -> Step:
    about = {"what": f"metric.{metric}", "weight": scale.weight}
    return step("why.mark", "1 + 4 × ({} − {}) / ({} − {})", value, scale.low, scale.high, scale.low, gives=mark, **about)


@explains(*AXES, *(f"{axis}_coverage" for axis in AXES))
def axis(exports: Exports, asked: Question) -> Explanation:
    """The weighted mean of an axis's marks, where enough of its figures are known; of the company the middle account."""
    if not asked.account:
        return over_accounts(exports, asked, FEW)
    name = asked.metric.removesuffix("_coverage")
    rules = exports.rules(asked.quarter).strength
    scales: dict[str, Scale] = getattr(rules.matrix, name)
    values = {metric: compared(exports, asked.quarter, asked.account, metric) for metric in scales}
    marks = {metric: _mark(value, scales[metric]) for metric, value in values.items() if value is not None}
    lines = [_line(metric, values[metric], scales[metric], mark) for metric, mark in marks.items()]
    weight, whole = sum(scales[metric].weight for metric in marks), sum(scale.weight for scale in scales.values())
    lines.append(step(f"metric.{name}_coverage", "{} / {}", weight, whole, gives=weight / whole))
    if asked.metric != name:
        return Explanation([], lines, weight / whole)
    if not marks or weight / whole < rules.min_coverage:
        return unknown(FEW, [], lines)
    weighted = [scales[metric].weight * mark for metric, mark in marks.items()]
    value = sum(weighted) / weight
    return Explanation([], [*lines, step(f"metric.{name}", "{} / {}", sum(weighted), weight, gives=value)], value)


@explains("portfolio_accounts")
def portfolio_accounts(exports: Exports, asked: Question) -> Explanation:
    """The accounts whose two marks lie in one quadrant."""
    high, listed = exports.rules(asked.quarter).strength.matrix.high_from, []
    for account in exports.trading(asked.quarter):
        marks = [known(exports, axis, asked.quarter, account).value for axis in AXES]
        if None not in marks and tuple(float(mark) >= high for mark in marks if mark is not None) == QUADRANTS[asked.part]:
            listed.append(row(exports.customers[account], marks[0], account, exports.customers[account].name, marks[1]))
    return counted("portfolio_accounts", Input("table.accounts", listed))
