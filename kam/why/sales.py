"""Net and gross sales, growth, shares, and what moved them (A, B2, B6, B7)."""

from __future__ import annotations

from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.shapes import RATIO_BASE, add, quotient, sales_input, summing

EARLY = "before the first sales row"


def _rows(exports: Exports, asked: Question, *quarters: Quarter) -> list[Entry]:
    """The sales rows of the account or company, of the part that the dimension names."""
    entries = exports.sold(exports.everybody(asked.account, asked.quarter), *quarters)
    return [entry for entry in entries if asked.kind not in ("territory", "category") or getattr(entry, asked.kind) == asked.part]


@explains("net_sales")
def net_sales(exports: Exports, asked: Question) -> Explanation:
    """Invoices and credit notes of the quarter."""
    listed = sales_input(_rows(exports, asked, asked.quarter))
    return Explanation([listed], [summing("metric.net_sales", [listed])], listed.total or NOTHING)


@explains("gross_sales")
def gross_sales(exports: Exports, asked: Question) -> Explanation:
    """Invoice rows alone (A1)."""
    listed = sales_input(entry for entry in _rows(exports, asked, asked.quarter) if entry.kind == "invoice")
    return Explanation([listed], [summing("metric.gross_sales", [listed])], listed.total or NOTHING)


@explains("net_sales_ttm")
def net_sales_ttm(exports: Exports, asked: Question) -> Explanation:
    """Four quarters, one line each."""
    quarters = asked.quarter.trailing(5 if exports.partial(asked.quarter) else 4)
    first = exports.year_start(asked.quarter)
    parts = [sales_input([entry for entry in _rows(exports, asked, one) if entry.date >= first], "why.sales_of", quarter=one) for one in quarters]
    lines = [summing("why.net_sales_of", [part], quarter=one) for part, one in zip(parts, quarters, strict=True)]
    value = add(part.total or NOTHING for part in parts)
    lines.append(step("metric.net_sales_ttm", "{}", [line.gives for line in lines], gives=value))
    return Explanation(parts, lines, value, exports.year_known(asked.quarter))


def _now_and_before(exports: Exports, asked: Question) -> tuple[list[Input], Step, Step]:
    quarters = (asked.quarter, asked.quarter.last_year)
    both = zip((exports, exports.then(*quarters)), quarters, strict=True)
    inputs = [sales_input(_rows(seen, asked, one), "why.sales_of", quarter=one) for seen, one in both]
    now, before = (summing("why.net_sales_of", [part], quarter=one) for part, one in zip(inputs, quarters, strict=True))
    return inputs, now, before


@explains("net_sales_growth")
def net_sales_growth(exports: Exports, asked: Question) -> Explanation:
    """The change on the same quarter of last year over that quarter (G12)."""
    inputs, now, before = _now_and_before(exports, asked)
    tiny = Decimal(str(exports.rules(asked.quarter).tiny_base))
    existed = bool(inputs[1].rows) if asked.account else asked.quarter.last_year >= exports.history[0]
    if not before.gives > max(tiny, NOTHING):
        return unknown("base not positive" if existed else "no sales a year before", inputs, [now, before])
    value = float((now.gives - before.gives) / before.gives)
    return Explanation(inputs, [now, before, step("metric.net_sales_growth", "({} − {}) / {}", now.gives, before.gives, before.gives, gives=value)], value)


@explains("net_sales_change")
def net_sales_change(exports: Exports, asked: Question) -> Explanation:
    """This quarter less the same of last year."""
    inputs, now, before = _now_and_before(exports, asked)
    if asked.quarter.last_year < exports.history[0]:
        return unknown(EARLY, inputs, [now])
    value = now.gives - before.gives
    return Explanation(inputs, [now, before, step("metric.net_sales_change", "{} − {}", now.gives, before.gives, gives=value)], value)


@explains("net_sales_change_share")
def net_sales_change_share(exports: Exports, asked: Question) -> Explanation:
    """The account's, territory's or category's change over the company's."""
    own = net_sales_change(exports, asked)
    whole = net_sales_change(exports, Question("net_sales_change", asked.quarter))
    if own.value is None or not whole.value:
        return unknown(own.reason or "no change", own.inputs, own.steps)
    value = float(Decimal(own.value) / Decimal(whole.value))
    company = step("why.company_change", "{} − {}", *(line.gives for line in whole.steps[:2]), gives=whole.value)
    lines = [*own.steps, company, step("metric.net_sales_change_share", "{} / {}", own.value, whole.value, gives=value)]
    return Explanation([*own.inputs, *whole.inputs] if asked.account or asked.dimension else own.inputs, lines, value)


def over_trading(exports: Exports, asked: Question, accounts: list[str], name: str, reason: str = "") -> Explanation:
    """Net sales of some accounts over those of all accounts but own shops (B2)."""
    own = sales_input(exports.sold(accounts, asked.quarter))
    every = sales_input(exports.sold(exports.trading(asked.quarter), asked.quarter), "why.sales_of_trading")
    return quotient([own, every], [], summing("metric.net_sales", [own]), summing("why.net_sales_of_trading", [every]), name, reason=reason)


@explains("major_customer")
def major_customer(exports: Exports, asked: Question) -> Explanation:
    """Whether its net sales reach a tenth of the entity's revenue, own shops included (B7)."""
    own = sales_input(exports.sold([asked.account], asked.quarter))
    every = sales_input(exports.sold(exports.known(asked.quarter), asked.quarter), "why.sales_of_all")
    revenue = summing("why.net_sales_of_all", [every])
    if revenue.gives <= 0:
        return unknown(RATIO_BASE, [own, every], [revenue])
    least = Decimal(str(exports.rules(asked.quarter).major_customer_share))
    value = int((own.total or NOTHING) >= least * revenue.gives)
    lines = [summing("metric.net_sales", [own]), revenue, step("metric.major_customer", "{} ≥ {} × {}", own.total or NOTHING, least, revenue.gives, gives=value)]
    return Explanation([own, every], lines, value)


def main_territory(entries: list[Entry]) -> str:
    """The territory with the largest net sales, ties by name (B6)."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.territory:
            sums[entry.territory] = sums.get(entry.territory, NOTHING) + entry.value
    return min(sums, key=lambda name: (-sums[name], name)) if sums else ""


@explains("territory_share", "loss_territory_share")
def territory_share(exports: Exports, asked: Question) -> Explanation:
    """The account's net sales in a territory, its main one unless named, over those of all accounts there."""
    if asked.account in exports.own_shops:
        return unknown("own shop")
    sold = exports.sold([asked.account], asked.quarter)
    place = asked.part or main_territory(sold)
    if not place:
        return _no_territory(exports, asked)
    own = sales_input([entry for entry in sold if entry.territory == place])
    there = [entry for entry in exports.sold(exports.trading(asked.quarter), asked.quarter) if entry.territory == place]
    every = sales_input(there, "why.sales_in", territory=place)
    above, below = summing("why.own_sales_in", [own], territory=place), summing("why.net_sales_in", [every], territory=place)
    return quotient([own, every], [], above, below, f"metric.{asked.metric}")


@explains("territory_penetration")
def territory_penetration(exports: Exports, asked: Question) -> Explanation:
    """Four quarters' net sales in a territory over its stated potential."""
    if asked.account in exports.own_shops:
        return unknown("own shop")
    entries = exports.year(exports.members(asked.account, asked.quarter), asked.quarter)
    return over_potential(exports, [entry for entry in entries if entry.territory == asked.part], asked.part, "metric.territory_penetration")


@explains("loss_territory_left")
def loss_territory_left(exports: Exports, asked: Question) -> Explanation:
    """What all other accounts sold in its main territory in the quarter."""
    place, others = _others_there(exports, asked)
    if not place:
        return _no_territory(exports, asked)
    left = sales_input(others, "why.sales_of_others_in", territory=place)
    return Explanation([left], [summing("why.net_sales_of_others_in", [left], territory=place)], left.total or NOTHING)


@explains("loss_penetration_left")
def loss_penetration_left(exports: Exports, asked: Question) -> Explanation:
    """Four quarters' net sales of all other accounts in its main territory over the potential."""
    place, others = _others_there(exports, asked, year=True)
    return over_potential(exports, others, place, "metric.loss_penetration_left") if place else _no_territory(exports, asked)


def _others_there(exports: Exports, asked: Question, year: bool = False) -> tuple[str, list[Entry]]:
    """An account's main territory, and the sales of all others there; no territory where it sold in none."""
    place = main_territory(exports.sold([asked.account], asked.quarter))
    names = [name for name in exports.trading(asked.quarter) if name != asked.account] if place else []
    others = exports.year(names, asked.quarter) if year else exports.sold(names, asked.quarter)
    return place, [entry for entry in others if entry.territory == place]


def _no_territory(exports: Exports, asked: Question) -> Explanation:
    sold = exports.sold([asked.account], asked.quarter)
    return unknown("no territory" if sold else "no sales this quarter", [sales_input(sold)])


def over_potential(exports: Exports, entries: list[Entry], place: str, name: str) -> Explanation:
    """Some sales in a territory over its largest stated potential."""
    sold = sales_input(entries)
    stated = [entry for entry in exports.table("territories") if entry.territory == place and entry.potential is not None]
    listed = Input("table.territories", [row(entry, entry.potential, entry.territory, entry.entity_id) for entry in stated])
    above = summing("metric.net_sales_ttm", [sold])
    largest = max((entry.potential for entry in stated), default=NOTHING)
    below = step("why.largest_potential", "{}", tuple(one.potential for one in stated), gives=largest)
    return quotient([sold, listed], [], above, below, name, why="no potential")

