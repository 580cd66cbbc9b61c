"""What an account leaves us, what it earns on our goods, targets, bookings, and what its loss would cost (X, B8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from kam.figures import MILLIONTH, as_text
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.prices import price_of
from kam.why.rebates import granted, stated
from kam.why.sales import net_sales
from kam.why.shapes import add, cell_rows, quotient, sales_input, summing

TAKEN_OFF = ("rebates", "promotion", "freight")


def _costs(exports: Exports, accounts: Sequence[str], quarter: Quarter) -> tuple[Input, Input]:
    """The rows whose cost is known, with their value, and their costs; a row without quantity costs nothing."""
    sold = exports.sold(accounts, quarter)
    known = sales_input([entry for entry in sold if entry.cost is not None or not entry.qty], "why.sales_with_cost")
    return known, Input("why.column.cost", cell_rows(sold, "cost", "date", "document", "product_id"))


def _off(exports: Exports, accounts: Sequence[str], quarter: Quarter) -> tuple[Input, dict[str, Decimal | None]]:
    """What was granted, by kind, None where nobody states it, and the rows that say so."""
    every = [granted(exports, quarter, account) for account in accounts]
    sums = {name: add(one[name] for one in every if name in one) if any(name in one for one in every) else None for name in TAKEN_OFF}
    quarters = [quarter] if quarter.number == 1 else [quarter.previous, quarter]
    entries = [entry for one in quarters for account in accounts for entry in stated(exports, one, account)]
    return Input("table.rebates", [row(entry, entry.accrued, entry.entity_id, entry.quarter) for entry in entries]), sums


@explains("contribution", "contribution_coverage")
def contribution(exports: Exports, asked: Question) -> Explanation:
    """Net sales of known cost, less that cost and what was granted; and what part of net sales that is."""
    accounts = exports.members(asked.account, asked.quarter)
    known, costs = _costs(exports, accounts, asked.quarter)
    whole = add(exports.net(account, asked.quarter) for account in accounts)
    sales, cost = known.total or NOTHING, costs.total or NOTHING
    if not exports.exported("sales", "cost") or (not sales and not cost):
        return unknown("no sales this quarter" if exports.exported("sales", "cost") and not whole else "no cost", [known, costs])
    first = summing("why.sales_of_known_cost", [known])
    if asked.metric == "contribution_coverage":
        return quotient([known], [], first, step("metric.net_sales", "{}", whole, gives=whole), "metric.contribution_coverage")
    rows, sums = _off(exports, accounts, asked.quarter)
    value = sales - cost - add(sums[name] or NOTHING for name in TAKEN_OFF)
    lines = [first, summing("why.cost", [costs]), *(step(f"why.{name}", "{}", sums[name], gives=sums[name]) for name in TAKEN_OFF if sums[name] is not None)]
    gaps = ([] if sales == whole else ["cost known for part of sales"]) + [f"without {name}" for name in TAKEN_OFF if sums[name] is None]
    lines.append(step("metric.contribution", "{} − {} − {} − {} − {}", sales, cost, *(sums[name] or NOTHING for name in TAKEN_OFF), gives=value))
    return Explanation([known, costs, rows], lines, value, "; ".join(gaps))


@explains("account_margin")
def account_margin(exports: Exports, asked: Question) -> Explanation:
    """Retail price without tax, times pieces, less what we charged, plus rebates accrued in the quarter."""
    accounts = exports.members(asked.account, asked.quarter)
    pieces = [entry for entry in exports.sold(accounts, asked.quarter) if entry.qty]
    retail = [(entry, price.retail) for entry in pieces if (price := price_of(exports, entry)) is not None and price.retail is not None]
    sold = sales_input([entry for entry, _ in retail], "why.sales_with_retail")
    at_retail = Input("why.at_retail", [row(entry, entry.qty * price, entry.document, entry.product_id, f"{as_text(entry.qty)} × {as_text(price)}") for entry, price in retail])
    charged, listed = sold.total or NOTHING, at_retail.total or NOTHING
    if not exports.exported("price_list", "retail") or (not charged and not listed):
        bought = add(entry.value for entry in pieces)
        return unknown("no sales this quarter" if exports.exported("price_list", "retail") and not bought else "no retail prices", [sold])
    rows, sums = _off(exports, accounts, asked.quarter)
    tax = 1 + Decimal(str(exports.params.price_list_includes_tax))
    rebates = sums["rebates"] or NOTHING
    value = (listed / tax - charged + rebates).quantize(MILLIONTH)
    lines = [summing("why.retail_value", [at_retail]), summing("why.charged", [sold]), step("why.rebates", "{}", rebates, gives=rebates)]
    gaps = ([] if charged == add(entry.value for entry in pieces) else ["retail price known for part of sales"]) + (["without rebates"] if sums["rebates"] is None else [])
    lines.append(step("metric.account_margin", "{} / {} − {} + {}", listed, tax, charged, rebates, gives=value))
    return Explanation([at_retail, sold, rows], lines, value, "; ".join(gaps))


@explains("purchase_share")
def purchase_share(exports: Exports, asked: Question) -> Explanation:
    """Four quarters' net sales over what the account buys a year of such goods."""
    accounts = [account for account in exports.members(asked.account, asked.quarter) if (exports.customers[account].purchases or 0) > 0]
    bought = Input("why.purchases", [row(exports.customers[account], exports.customers[account].purchases, account) for account in accounts])
    if not accounts:
        return unknown("no purchases", [bought])
    sold = sales_input(exports.year(accounts, asked.quarter))
    return quotient([sold, bought], [], summing("metric.net_sales_ttm", [sold]), summing("why.bought_a_year", [bought]), "metric.purchase_share")


@explains("target_net_sales", "target_attainment")
def target(exports: Exports, asked: Question) -> Explanation:
    """What was agreed for the quarter, and what part of it was reached by those accounts."""
    entries = [entry for entry in exports.of("targets", exports.everybody(asked.account, asked.quarter)) if entry.quarter == asked.quarter.name]
    agreed = Input("table.targets", cell_rows(entries, "net_sales", "entity_id", "quarter"))
    if not entries:
        return unknown("no targets")
    below = summing("metric.target_net_sales", [agreed])
    if asked.metric == "target_net_sales":
        return Explanation([agreed], [below], agreed.total)
    sold = sales_input(exports.sold(sorted({entry.account_id for entry in entries}), asked.quarter))
    lines, part = [], _elapsed(exports, asked.quarter)
    if part != 1:
        lines, below = [below], step("why.target_so_far", "{} × {}", below.gives, part, gives=below.gives * part)
    return quotient([sold, agreed], lines, summing("metric.net_sales", [sold]), below, "metric.target_attainment")


def _elapsed(exports: Exports, quarter: Quarter) -> Decimal:
    """The part of last year's sales that its quarter had on the same day, of its days where there were none (G13b)."""
    before = quarter.last_year
    so_far, whole = (add(seen.net(account, before) for account in seen.trading(before)) for seen in (exports.then(quarter, before), exports))
    return so_far / whole if 0 < so_far <= whole else Decimal(exports.days(quarter)) / quarter.days


@explains("bookings", "bookings_deposit")
def bookings(exports: Exports, asked: Question) -> Explanation:
    """What was booked at the order fairs of the quarter, of one season where it is named, or the deposits on it."""
    if not exports.exported("bookings"):
        return unknown("no order-fair bookings")
    entries = [entry for entry in exports.of("bookings", exports.members(asked.account, asked.quarter)) if exports.quarter_of(entry.date) == asked.quarter]
    entries = [entry for entry in entries if not asked.dimension or entry.season == asked.part]
    column = "amount" if asked.metric == "bookings" else "deposit"
    listed = Input("table.bookings", cell_rows(entries, column, "date", "season", "category"))
    if column == "deposit" and not listed.rows and (entries or not exports.exported("bookings", "deposit")):
        return unknown("missing deposit", [listed])
    return Explanation([listed], [summing(f"metric.{asked.metric}", [listed])], listed.total or NOTHING)


@explains("loss_net_sales")
def loss_net_sales(exports: Exports, asked: Question) -> Explanation:
    """The account's net sales of the quarter."""
    return net_sales(exports, asked)


@explains("loss_margin")
def loss_margin(exports: Exports, asked: Question) -> Explanation:
    """The quarter's rows whose cost is known, less that cost."""
    sold = [entry for entry in exports.sold([asked.account], asked.quarter) if entry.cost is not None]
    known, costs = sales_input(sold, "why.sales_with_cost"), Input("why.column.cost", cell_rows(sold, "cost", "date", "document", "product_id"))
    sales, cost, whole = known.total or NOTHING, costs.total or NOTHING, exports.net(asked.account, asked.quarter)
    if not exports.exported("sales", "cost") or (not sales and not cost):
        return unknown("no cost" if whole else "no sales this quarter", [known])
    lines = [summing("why.sales_of_known_cost", [known]), summing("why.cost", [costs]), step("metric.loss_margin", "{} − {}", sales, cost, gives=sales - cost)]
    return Explanation([known, costs], lines, sales - cost, "" if sales == whole else "cost known for part of sales")


@explains("quarters_to_refill")
def quarters_to_refill(exports: Exports, asked: Question) -> Explanation:
    """A quarter of the account's trailing sales over what new accounts bring in a quarter (B8)."""
    if min(entry.date for entry in exports.sales) >= exports.year_start(asked.quarter):
        return unknown("less than four quarters of data")
    is_new = _new_in(exports, asked.quarter)
    own = sales_input(exports.year([asked.account], asked.quarter))
    new = sales_input(exports.year([account for account in exports.trading(asked.quarter) if is_new(account)], asked.quarter), "why.sales_of_new")
    rate, part = (new.total or NOTHING) / 4, (own.total or NOTHING) / 4
    above, below = step("why.a_quarter_of_it", "{} / 4", own.total or NOTHING, gives=part), step("why.new_business", "{} / 4", new.total or NOTHING, gives=rate)
    return quotient([own, new], [], above, below, "metric.quarters_to_refill", why="no new accounts")


def _new_in(exports: Exports, quarter: Quarter) -> Callable[[str], bool]:
    def is_new(account: str) -> bool:
        day = exports.first_invoice(account)
        return day is not None and exports.year_start(quarter) <= day <= quarter.end

    return is_new
