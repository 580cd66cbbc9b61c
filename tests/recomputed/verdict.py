"""What the brief judges by, and what the shops sold on: key accounts against a year ago, accounts lost, outlets."""

from __future__ import annotations

from .clerk import COMPANY, NONE, Clerk, Found, Row, add
from .credit import Credit
from .stars import Stars

BEFORE = "same_accounts:last_year"


def figures(clerk: Clerk, credit: Credit, stars: Stars, quarter: int) -> Found:
    """S11, R1, C17."""
    keys, early, before = stars.keys(quarter), quarter - 4 < clerk.first, clerk.so_far(quarter, quarter - 4)
    now, then = (clerk.all_net(keys, one) for one in (quarter, before))
    yield "key_account_sales", COMPANY, "", now
    yield "key_account_sales", COMPANY, BEFORE, None if early else then
    yield "key_account_growth", COMPANY, "", None if early or then <= clerk.rules(quarter).tiny_base else float(now / then - 1)
    for dimension, end in (("", quarter), (BEFORE, quarter - 4)):
        known = keys and end >= clerk.first and credit.rebuilt(end) and not credit.balances
        yield "key_account_past_due", COMPANY, dimension, credit.past_due_share(keys, end, as_of=quarter) if known else None
    gone = [account for account in clerk.trading(quarter) if clerk.net(account, before) > 0 and clerk.net(account, quarter) <= 0]
    yield "accounts_lost", COMPANY, "", None if early else len(gone)
    yield "sales_lost", COMPANY, "", None if early else clerk.all_net(gone, before)
    yield from outlets(clerk, quarter)


def reports(clerk: Clerk, quarter: int) -> list[Row]:
    """Sell-through rows of a quarter, by month or for the whole of it, once the books are open."""
    months = {f"{month:%Y-%m}" for month in clerk.year.months(quarter) if month >= clerk.opened}
    names = {*months, *([clerk.year.name(quarter)] if months else [])}
    return [row for row in clerk.tables["sell_through"] if str(row["period"]) in names]


def outlets(clerk: Clerk, quarter: int) -> Found:
    """Pieces by named outlet, by account and in all; own shops are left out."""
    rows = [row for row in reports(clerk, quarter) if row.get("outlet") and not clerk.own_shop(clerk.top(row["account_id"]))]
    yield "outlet_sold", COMPANY, "", add(row["qty"] for row in rows) if rows else None
    for account in {clerk.top(row["account_id"]) for row in rows}:
        own = [row for row in rows if clerk.top(row["account_id"]) == account]
        yield "outlet_sold", account, "", add(row["qty"] for row in own)
        yield from (("outlet_sold", account, f"outlet:{name}", add(row["qty"] for row in own if row["outlet"] == name)) for name in {row["outlet"] for row in own})


def weeks_of_stock(clerk: Clerk, accounts: list[str], quarter: int) -> float | None:
    """C17: pieces invoiced less pieces sold on since the first report, over those sold on a week; of the accounts that reported the quarter."""
    if not clerk.has("sales", "qty"):
        return None
    sold: dict[str, dict[int, list[Row]]] = {}
    for one in range(clerk.year.of(clerk.opened), quarter + 1):
        for row in reports(clerk, one):
            sold.setdefault(clerk.top(row["account_id"]), {}).setdefault(one, []).append(row)
    reporting = [account for account in accounts if quarter in sold.get(account, {})]
    out = add(row["qty"] for account in reporting for row in sold[account][quarter])
    left = NONE
    for account in reporting:
        left += add(row["qty"] for row in clerk.rows([account], *range(min(sold[account]), quarter + 1)))
        left -= add(row["qty"] for rows in sold[account].values() for row in rows)
    return float(left / (out * 7 / clerk.days(quarter))) if out > 0 and left >= 0 else None
