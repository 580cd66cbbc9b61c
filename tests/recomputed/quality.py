"""C: sales quality from the lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from .clerk import COMPANY, Clerk, Found, Row, add, cents, over
from .credit import Credit
from .prices import PriceList
from .trade import rows_of, stated
from .verdict import weeks_of_stock

FLOOR = Decimal("0.85")
SCALES = {
    "return_rate": (0.0, 0.15), "price_realisation": (1.0, 0.85), "dumping_share": (0.0, 0.15), "diversion_share": (0.0, 0.10), "onward_share": (0.0, 0.50),
    "quarter_end_loading": (1.0, 2.5), "receivable_gap": (0.0, 0.20), "sell_through": (1.0, 0.5),
}  # fmt: skip


def sold_for_money(row: Row) -> bool:
    """C1b: pieces at 0 or 0.01 are given, not sold."""
    return bool(row["qty"] > 0 and not 0 <= row["value"] <= row["qty"] / 100)


class Quality:
    """The eight parts of sales quality of some accounts in a quarter."""

    def __init__(self, clerk: Clerk, credit: Credit) -> None:
        self.clerk, self.credit, self.prices = clerk, credit, PriceList(clerk)
        self.sold: dict[tuple[str, int], tuple[Decimal, Decimal]] = {}

    def returns_of(self, accounts: list[str], quarters: list[int]) -> list[Row]:
        """C1: credit-note rows with pieces, booked in these quarters."""
        return [row for row in self.clerk.rows(accounts, *quarters) if row["kind"] == "credit note" and row["qty"]]

    def origin(self, row: Row) -> int | None:
        """The quarter of the original invoice: the newest of that number of the same account on or before the return (I-2b)."""
        account, last = self.clerk.top(row["account_id"]), self.clerk.year.of(row["date"])
        days = [one["date"] for one in self.clerk.invoices([account], *range(self.clerk.first, last + 1)) if one["document"] == row.get("original_document") and one["date"] <= row["date"]]
        return self.clerk.year.of(max(days)) if row.get("original_document") and days else None

    def gross(self, accounts: list[str], *quarters: int) -> Decimal:
        """Gross sales."""
        return add(row["value"] for row in self.clerk.invoices(accounts, *quarters))

    def return_rate(self, accounts: list[str], quarter: int) -> float | None:
        """C2, C3: by the gross sales of the quarter in which the goods were sold."""
        parts = []
        for row in self.returns_of(accounts, [quarter]):
            parts.append((abs(row["value"]), self.gross(accounts, self.origin(row) if self.origin(row) is not None else quarter)))  # type: ignore[arg-type]
        if any(whole <= 0 for _, whole in parts):
            return None
        return float(sum(part / whole for part, whole in parts)) if parts else (0.0 if self.gross(accounts, quarter) > 0 else None)

    def return_rate_ttm(self, accounts: list[str], quarter: int) -> float | None:
        """W1: over the four trailing quarters and their gross sales."""
        returned = add(abs(row["value"]) for row in self.returns_of(accounts, self.clerk.twelve(quarter)))
        return over(returned, self.gross(accounts, *self.clerk.twelve(quarter)))

    def priced(self, accounts: list[str], quarter: int) -> list[tuple[Row, Decimal, Decimal]]:
        """C4, C5: invoice rows with pieces and a guide price: row, guide price, floor."""
        found = []
        for row in self.clerk.invoices(accounts, quarter):
            listed = self.prices.valid(row) if sold_for_money(row) else {}
            if listed:
                discount = self.clerk.of(self.clerk.top(row["account_id"]), "discount")
                guide = listed["price"] * (1 if discount is None else discount)
                floor = listed["floor"] * self.prices.tax if listed.get("floor") is not None else guide * FLOOR
                found.append((row, guide / self.prices.tax, floor / self.prices.tax))
        return found

    def price_realisation(self, accounts: list[str], quarter: int) -> float | None:
        """C5."""
        rows = self.priced(accounts, quarter)
        return over(add(row["value"] for row, _, _ in rows), add(row["qty"] * guide for row, guide, _ in rows))

    def price_coverage(self, accounts: list[str], quarter: int) -> float | None:
        """C5: the value of the rows with a guide price over that of all invoice rows with pieces."""
        every = add(row["value"] for row in self.clerk.invoices(accounts, quarter) if sold_for_money(row))
        rows = self.priced(accounts, quarter)
        return over(add(row["value"] for row, _, _ in rows), every) if rows else None

    def discount_depth(self, accounts: list[str], quarter: int) -> float | None:
        """C16."""
        found = self.price_realisation(accounts, quarter)
        return None if found is None else 1 - found

    def pocket(self, accounts: list[str], quarter: int) -> float | None:
        """C16: credits on price alone, rebates paid and freight taken off too, of the accounts that have a guide price."""
        rows = self.priced(accounts, quarter)
        guide = add(row["qty"] * guide for row, guide, _ in rows)
        some = sorted({self.clerk.top(row["account_id"]) for row, *_ in rows})
        off = -add(row["value"] for row in self.clerk.rows(some, quarter) if row["kind"] == "credit note" and not row["qty"])
        granted = rows_of(self.clerk, "rebates", quarter)
        off += add(stated(granted[one], name) for one in some if one in granted for name in ("paid", "freight"))
        return float(1 - (add(row["value"] for row, *_ in rows) - off) / guide) if guide > 0 else None

    def later(self, account: str, quarter: int) -> float | None:
        """D12, W1: days beyond terms more than in the same quarter last year."""
        known = self.credit.rebuilt(quarter) and self.clerk.has("allocations") and not self.credit.balances
        now, before = (self.credit.beyond_terms([account], one, as_of=quarter) if known else None for one in (quarter, quarter - 4))
        return None if now is None or before is None else now - before

    def incidents(self, accounts: list[str], quarter: int, kind: str) -> int | None:
        """Recorded in the four quarters that end with this one."""
        start, end = self.clerk.year_start(quarter), self.clerk.day(quarter)
        rows = [row for row in self.clerk.tables["incidents"] if row["kind"] == kind and start <= row["date"] <= end and self.clerk.top(row["account_id"]) in accounts]
        return len(rows) if self.clerk.has("incidents") else None

    def dumping_share(self, accounts: list[str], quarter: int) -> float | None:
        """C6: exactly at the floor is not below."""
        rows = self.priced(accounts, quarter)
        return over(add(row["value"] for row, _, floor in rows if row["value"] < cents(row["qty"] * floor)), add(row["value"] for row, _, _ in rows))

    def diversion_share(self, accounts: list[str], quarter: int) -> float | None:
        """C7, C8: accounts without a contract are outside."""
        contracts: dict[str, set[str]] = {}
        for row in self.clerk.tables["territories"]:
            if row.get("account_id"):
                contracts.setdefault(self.clerk.top(row["account_id"]), set()).add(row["territory"])
        shipped = [row for row in self.clerk.invoices([one for one in accounts if one in contracts], quarter) if row.get("ship_to_territory")]
        outside = [row for row in shipped if row["ship_to_territory"] not in contracts[self.clerk.top(row["account_id"])]]
        return over(add(row["value"] for row in outside), add(row["value"] for row in shipped))

    def onward_share(self, accounts: list[str], quarter: int) -> float | None:
        """Declared share sold on; the company's weighted by positive net sales, accounts without one outside."""
        declared = [one for one in accounts if self.clerk.of(one, "onward_share") is not None]
        if len(accounts) == 1:
            return float(self.clerk.of(accounts[0], "onward_share")) if declared else None
        sold = {one: net for one in declared if (net := self.clerk.net(one, quarter)) > 0}
        return over(add(self.clerk.of(one, "onward_share") * net for one, net in sold.items()), add(sold.values()))

    def receivable_gap(self, accounts: list[str], quarter: int) -> float | None:
        """C14."""
        if not (self.credit.rebuilt(quarter) and self.credit.rebuilt(quarter - 4)):
            return None
        now = self.clerk.owed_day(quarter)
        ends = [now, self.clerk.same_day(quarter, quarter - 4, now)]
        owed = over(*(self.credit.balance(accounts, end) for end in ends))
        sold = over(self.clerk.all_net(accounts, quarter), self.clerk.all_net(accounts, self.clerk.so_far(quarter, quarter - 4)))
        return None if owed is None or sold is None else owed - sold

    def sell_through(self, accounts: list[str], quarter: int) -> float | None:
        """C17, over accounts that report."""
        names = {self.clerk.year.name(quarter), *(f"{month:%Y-%m}" for month in self.clerk.year.months(quarter))}
        rows = [row for row in self.clerk.tables["sell_through"] if str(row["period"]) in names and self.clerk.top(row["account_id"]) in accounts]
        reporting = sorted({self.clerk.top(row["account_id"]) for row in rows})
        return over(add(row["qty"] for row in rows), add(row["qty"] for row in self.clerk.rows(reporting, quarter)))

    # --- quarter-end loading ---

    def window(self, quarter: int) -> date:
        """C9: the first of the ten last Monday-to-Friday days."""
        day, left = self.clerk.year.end(quarter), 10
        while left := left - (day.weekday() < 5):
            day -= timedelta(days=1)
        return day

    def late_and_all(self, account: str, quarter: int) -> tuple[Decimal, Decimal]:
        """C11: gross sales of the window and of the quarter."""
        if (account, quarter) not in self.sold:
            rows, start = self.clerk.invoices([account], quarter), self.window(quarter)
            self.sold[account, quarter] = add(row["value"] for row in rows if row["date"] >= start), add(row["value"] for row in rows)
        return self.sold[account, quarter]

    def own_ratio(self, accounts: list[str], quarter: int) -> float | None:
        """C12."""
        shares = []
        for one in range(quarter - 4, quarter + 1):
            both = [self.late_and_all(account, one) for account in accounts]
            shares.append(over(add(late for late, _ in both), add(whole for _, whole in both)))
        usual = None if None in shares else median(share for share in shares[:4] if share is not None)
        return shares[4] / usual if usual and shares[4] is not None else None

    def loading(self, account: str, quarter: int) -> float | None:
        """C13: over the same ratio of all other accounts."""
        if self.clerk.monthly:
            return None
        trading = self.clerk.trading(quarter)
        own = self.own_ratio(trading if account == COMPANY else [account], quarter)
        others = None if account == COMPANY else self.own_ratio([one for one in trading if one != account], quarter)
        return own / others if own is not None and others else own


def figures(clerk: Clerk, quality: Quality, quarter: int) -> Found:
    """The parts, their index and its coverage; the company without its own shops, which have rows of their own (G3)."""
    for account in [COMPANY, *clerk.known(quarter)]:
        found = parts(clerk, quality, account, quarter)
        some = clerk.trading(quarter) if account == COMPANY else [account]
        yield "discount_depth", account, "pocket", quality.pocket(some, quarter)
        yield "weeks_of_stock", account, "", weeks_of_stock(clerk, some, quarter)
        yield from (("incidents", account, f"kind:{kind}", quality.incidents(some, quarter, kind)) for kind in ("diversion", "dumping"))
        if account == COMPANY or not clerk.own_shop(account):
            yield "paying_later", account, "", quality.later(account, quarter) if account != COMPANY else None
        scores = {name: score(name, value) for name in SCALES if (value := found[name]) is not None}
        yield from ((metric, account, "", value) for metric, value in found.items())
        yield from (("quality_score", account, f"part:{name}", scores.get(name)) for name in SCALES)
        yield "quality_coverage", account, "", len(scores) / len(SCALES)
        enough = len(scores) * 2 >= len(SCALES)
        yield "quality_index", account, "", sum(scores.values()) / len(scores) if enough else None


def score(name: str, value: float) -> float:
    """C15: 1 at the good end of the scale, 0 at the bad end, clipped outside."""
    good, bad = SCALES[name]
    return min(max((bad - value) / (bad - good), 0.0), 1.0)


def parts(clerk: Clerk, quality: Quality, account: str, quarter: int) -> dict[str, float | None]:
    """The eight parts of one scope, and what stands beside them; a quarter to date has no quarter end yet."""
    some = clerk.trading(quarter) if account == COMPANY else [account]
    named: list[Callable[[list[str], int], float | None]] = [
        quality.return_rate, quality.return_rate_ttm, quality.price_realisation, quality.discount_depth, quality.dumping_share, quality.diversion_share,
        quality.onward_share, quality.sell_through, quality.price_coverage,
    ]  # fmt: skip
    found = {one.__name__: one(some, quarter) for one in named}
    whole = not clerk.partial(quarter)
    found["receivable_gap"] = None if clerk.own_shop(account) else quality.receivable_gap(some, quarter)
    return found | {"quarter_end_loading": quality.loading(account, quarter) if whole else None}
