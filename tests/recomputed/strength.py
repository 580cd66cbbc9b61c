"""K: strength and capability from the scores, the portfolio, and what the accounts behind 80 % of sales look like."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median, quantiles
from typing import Any

from .clerk import COMPANY, Clerk, Found, Value, add
from .credit import Credit
from .stars import Stars

PROFILED = (
    "net_sales_ttm", "net_sales_growth", "stars", "countback_dso", "past_due_share", "otif_rate", "onward_share", "quality_index", "purchase_share", "strength", "capability",
    *(f"score_{name}" for name in ("capital", "relations", "logistics", "staff", "management", "business_sense", "methods", "initiative")),
)  # fmt: skip
QUADRANTS = {(True, True): "strategic", (True, False): "develop", (False, True): "maintain", (False, False): "streamline"}
Known = Mapping[tuple[str, str, str], Value]


def scores(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """S4, K1: every criterion, the means of both groups with their coverage, and the middle account of each; known account or not, once the books are open."""
    rules, opened = clerk.rules(quarter).strength, quarter >= clerk.year.of(clerk.opened)
    given = sorted({(row["account_id"], row["criterion"]) for row in clerk.tables["scorecards"]}) if opened else []
    own: dict[str, dict[str, float]] = {account: {} for account in clerk.trading(quarter)}
    for account, criterion in given:
        score = stars.score(account, criterion, quarter) if clerk.top(account) == account and not clerk.own_shop(account) else None
        if score is not None:
            own.setdefault(account, {})[criterion] = score
    criteria = {*rules.criteria, *(name for one in own.values() for name in one)}
    found: dict[str, dict[str, float | None]] = {f"score_{name}": {account: one.get(name) for account, one in own.items()} for name in criteria}
    for group in ("strength", "capability"):
        names = [name for name, one in rules.criteria.items() if one.group == group]
        known = {account: [one[name] for name in names if name in one] for account, one in own.items()}
        found[group] = {account: sum(some) / len(some) if some and len(some) >= rules.min_coverage * len(names) else None for account, some in known.items()}
        found[f"{group}_coverage"] = {account: len(some) / len(names) if names else None for account, some in known.items()}
    for metric, values in found.items() if own else ():
        yield metric, COMPANY, "", middle(values.values())
        yield from ((metric, account, "", value) for account, value in values.items())


def middle(values: Any) -> float | None:
    """The median of what is known."""
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def portfolio(clerk: Clerk, quarter: int, known: Known) -> Found:
    """Attractiveness beside relative strength."""
    rules, trading = clerk.rules(quarter).strength, clerk.trading(quarter)
    room = {account: left_over(clerk, account, quarter, known) for account in trading}
    yield from (("territory_room", account, "", value) for account, value in room.items())
    marks: dict[str, dict[str, float | None]] = {}
    for axis in ("attractiveness", "relative_strength"):
        marks[axis], coverage = {}, {}
        scales = getattr(rules.matrix, axis)
        for account in trading:
            values = {metric: room[account] if metric == "territory_room" else known.get((metric, account, "")) for metric in scales}
            given = [(scales[metric].weight, mark(float(value), scales[metric])) for metric, value in values.items() if value is not None]
            weight = sum(one for one, _ in given)
            coverage[account] = weight / sum(scale.weight for scale in scales.values())
            marks[axis][account] = sum(one * two for one, two in given) / weight if given and coverage[account] >= rules.min_coverage else None
        for metric, found in ((axis, marks[axis]), (f"{axis}_coverage", coverage)):
            yield metric, COMPANY, "", middle(found.values())
            yield from ((metric, account, "", value) for account, value in found.items())
    both = [pair for account in trading if None not in (pair := (marks["attractiveness"][account], marks["relative_strength"][account]))]
    for high, name in QUADRANTS.items():
        yield "portfolio_accounts", COMPANY, f"quadrant:{name}", sum(tuple(one >= rules.matrix.high_from for one in pair) == high for pair in both)  # type: ignore[operator]


def left_over(clerk: Clerk, account: str, quarter: int, known: Known) -> float | None:
    """B6: what is not reached of the potential of the main territory."""
    sold: dict[str, Any] = {}
    for row in clerk.rows([account], quarter):
        if row["territory"]:
            sold[row["territory"]] = sold.get(row["territory"], 0) + row["value"]
    main = min(sold, key=lambda name: (-sold[name], name), default="")
    reached = known.get(("territory_penetration", COMPANY, f"territory:{main}"))
    return None if reached is None else max(0.0, 1 - float(reached))


def mark(value: float, scale: Any) -> float:
    """1 at the low end, 5 at the high one, clipped."""
    return 1 + 4 * max(0.0, min(1.0, (value - scale.low) / (scale.high - scale.low)))


def profile(clerk: Clerk, credit: Credit, quarter: int, known: Known) -> Found:
    """B4: the fewest accounts that reach 80 % of sales against the others with positive net sales."""
    sold = {account: net for account in clerk.trading(quarter) if (net := clerk.net(account, quarter)) > 0}
    ranked = sorted(sold, key=lambda account: (-sold[account], account))
    least = next((count for count in range(len(ranked) + 1) if add(sold[one] for one in ranked[:count]) * 5 >= add(sold.values()) * 4), 0)
    groups = {"carrying": ranked[:least], "rest": ranked[least:]}
    for metric in PROFILED:
        values = {group: [value for account in some if (value := number(credit, metric, account, quarter, known)) is not None] for group, some in groups.items()}
        yield from (("profile_median", COMPANY, f"{group}:{metric}", middle(found)) for group, found in values.items())
        every = values["carrying"] + values["rest"]
        low, _, high = quantiles(every, n=4, method="inclusive") if len(every) > 1 else (0, 0, 0)
        apart = (median(values["carrying"]) - median(values["rest"])) / (high - low) if all(values.values()) and high > low else None
        yield "profile_distance", COMPANY, f"figure:{metric}", apart
    for group, some in groups.items():
        yield "profile_accounts", COMPANY, f"group:{group}", len(some)
        for trait in ("kind", "tier"):
            words = [word for account in some if (word := clerk.of(account, trait))]
            yield from (("profile_share", COMPANY, f"{group}:{trait}:{word}", words.count(word) / len(words)) for word in set(words))


def number(credit: Credit, metric: str, account: str, quarter: int, known: Known) -> float | None:
    """The account's figure; a countback beyond the history counts as its days (D11)."""
    if metric == "countback_dso" and credit.rebuilt(quarter):
        return credit.account_countback(account, quarter)[0]
    value = known.get((metric, account, ""))
    return None if value is None else float(value)
