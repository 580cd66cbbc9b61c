"""A: sales, growth and shares; B6: territories; who moved net sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from .clerk import COMPANY, NONE, Clerk, Found, Row, add, over


def figures(clerk: Clerk, quarter: int) -> Found:
    """Every figure of sales of a quarter."""
    yield from amounts(clerk, quarter)
    yield from growth_and_share(clerk, quarter)
    yield from territories(clerk, quarter)
    yield from drivers(clerk, quarter)


def amounts(clerk: Clerk, quarter: int) -> Found:
    """A1; the company with its own shops (G3)."""
    every = clerk.known(quarter)
    for account, value in clerk.each_and_all(every, lambda some: add(row["value"] for row in clerk.invoices(some, quarter))):
        yield "gross_sales", account, "", value
    for account, value in clerk.each_and_all(every, lambda some: clerk.all_net(some, quarter)):
        yield "net_sales", account, "", value
    for account, value in clerk.each_and_all(every, lambda some: clerk.all_net(some, *clerk.twelve(quarter))):
        yield "net_sales_ttm", account, "", value


def growth_and_share(clerk: Clerk, quarter: int) -> Found:
    """Year on year, unknown on a base that is not positive (G12); share of all but own shops (B2)."""
    every, tiny = clerk.known(quarter), Decimal(str(clerk.rules(quarter).tiny_base))
    for account in [COMPANY, *every]:
        some = every if account == COMPANY else [account]
        now, base = clerk.all_net(some, quarter), clerk.all_net(some, clerk.so_far(quarter, quarter - 4))
        yield "net_sales_growth", account, "", float(now / base - 1) if base > max(tiny, NONE) else None
    whole = clerk.all_net(clerk.trading(quarter), quarter)
    for account in every:
        yield "share", account, "", None if clerk.own_shop(account) else over(clerk.net(account, quarter), whole)


def by(clerk: Clerk, quarters: list[int], accounts: list[str], name: Callable[[Row], str | None]) -> dict[str, Decimal]:
    """Net sales by a name that a row has."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in clerk.rows(accounts, *quarters):
        found[name(row) or ""] += row["value"]
    return found


def territory(row: Row) -> str | None:
    """B6: that of the entity, else of its parent."""
    return row["territory"]  # type: ignore[no-any-return]


def territories(clerk: Clerk, quarter: int) -> Found:
    """Sales by territory, shares of it, and penetration of its potential (B6)."""
    every, trading = clerk.known(quarter), clerk.trading(quarter)
    for name, value in by(clerk, [quarter], every, territory).items():
        if name:
            yield "net_sales", COMPANY, f"territory:{name}", value
    whole = by(clerk, [quarter], trading, territory)
    for account in every:
        own = {name: value for name, value in by(clerk, [quarter], [account], territory).items() if name}
        main = min(own, key=lambda name: (-own[name], name), default=None)
        yield "territory_share", account, "", None if main is None or clerk.own_shop(account) else over(own[main], whole[main])
        if not clerk.own_shop(account):
            for name, value in own.items():
                yield "territory_share", account, f"territory:{name}", over(value, whole[name])
    yield from penetration(clerk, quarter)


def penetration(clerk: Clerk, quarter: int) -> Found:
    """TTM net sales there over the potential; a territory's rows state the same potential, the largest counts."""
    potential: dict[str, Decimal] = {}
    for row in clerk.tables["territories"]:
        if row.get("potential") is not None:
            potential[row["territory"]] = max(row["potential"], potential.get(row["territory"], row["potential"]))
    sold = by(clerk, clerk.twelve(quarter), clerk.trading(quarter), territory)
    own = {account: by(clerk, clerk.twelve(quarter), [account], territory) for account in clerk.trading(quarter)}
    own = {account: {name: value for name, value in places.items() if name and value} for account, places in own.items()}
    for name in {*potential, *(name for places in own.values() for name in places)}:
        yield "territory_penetration", COMPANY, f"territory:{name}", over(sold.get(name, NONE), potential.get(name, NONE))
    for account in clerk.trading(quarter):
        for name, value in own[account].items():
            yield "territory_penetration", account, f"territory:{name}", over(value, potential.get(name, NONE))
        now = {name: value for name, value in by(clerk, [quarter], [account], territory).items() if name}
        main = min(now, key=lambda name: (-now[name], name), default=None)
        others = [other for other in clerk.trading(quarter) if other != account]
        left = None if main is None else by(clerk, [quarter], others, territory).get(main, NONE)
        yield "loss_territory_left", account, "", left
        reached = by(clerk, clerk.twelve(quarter), others, territory)
        yield "loss_penetration_left", account, "", None if main is None else over(reached.get(main, NONE), potential.get(main, NONE))


def drivers(clerk: Clerk, quarter: int) -> Found:
    """Change on the same quarter last year by account, territory and category, and its part of the company's."""
    every = clerk.known(quarter)
    changes: dict[tuple[str, str], Decimal] = {(account, ""): clerk.net(account, quarter) - clerk.net(account, clerk.so_far(quarter, quarter - 4)) for account in every}
    changes[COMPANY, ""] = add(changes.values())
    for kind, name in (("territory", territory), ("category", lambda row: row.get("category"))):
        now, before = by(clerk, [quarter], every, name), by(clerk, [clerk.so_far(quarter, quarter - 4)], every, name)
        for word in {*now, *before} - {""}:
            changes[COMPANY, f"{kind}:{word}"] = now.get(word, NONE) - before.get(word, NONE)
        if kind == "category":
            yield from (("net_sales", COMPANY, f"category:{word}", value) for word, value in now.items() if word)
    early, whole = quarter - 4 < clerk.first, changes[COMPANY, ""]
    for (account, dimension), change in changes.items():
        yield "net_sales_change", account, dimension, None if early else change
        yield "net_sales_change_share", account, dimension, None if early or not whole else float(change / whole)
