"""A company's rows as a clerk sorts them by hand: under the account that pays, into the quarter of their date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import Any

from kam.params import Params

from .fiscal import Fiscal, trailing

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Value = Decimal | float | int | None
Found = Iterator[tuple[str, str, str, Value]]
COMPANY = ""
NONE = Decimal(0)
CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Rounded half away from zero (A3, C6)."""
    return value.quantize(CENT, ROUND_HALF_UP)


def add(values: Iterable[Any]) -> Decimal:
    """The exact sum, 0 of nothing."""
    return sum((Decimal(value) for value in values if value is not None), NONE)


def over(part: Any, whole: Any) -> float | None:
    """A ratio, unknown without a positive denominator."""
    return float(part) / float(whole) if whole > 0 else None


class Clerk:
    """Used rows by table, with the words of the contract; ``has`` says which tables and columns were exported."""

    def __init__(self, tables: Tables, columns: dict[str, frozenset[str]], params: Params) -> None:
        self.tables: Tables = defaultdict(list, tables)
        self.columns, self.params = columns, params
        self.year = Fiscal(params.fiscal_year_start)
        self.master = {row["account_id"]: row for row in self.tables["accounts"]}
        self.orders: dict[int, list[Any]] = defaultdict(list)
        self.lines: dict[int, dict[str, list[Any]]] = {}
        self.sales: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self.tables["sales"]:
            self.sales[self.top(row["account_id"]), self.year.of(row["date"])].append(self.booked(row))
        self.take_back()

    def take_back(self) -> None:
        """C1b: pieces given back within an invoice, of a product bought in that quarter or the four before, are a return."""
        bought = {(account, quarter, row.get("product_id")) for (account, quarter), rows in self.sales.items() for row in rows
                  if row["kind"] == "invoice" and row["qty"] > 0}  # fmt: skip
        for (account, quarter), rows in self.sales.items():
            for row in rows:
                if row["kind"] == "invoice" and row["qty"] < 0 and any((account, quarter - back, row.get("product_id")) in bought for back in range(5)):
                    row["kind"] = "credit note" if row.get("product_id") else "invoice"
                nowhere = row.get("product_id") and not row.get("original_document") and not row.get("style") and not self.heard_of(row["product_id"], quarter)
                if row["kind"] == "credit note" and nowhere and quarter >= self.first + 4:
                    row["qty"] = NONE

    def heard_of(self, product: str, quarter: int) -> bool:
        """C1b: whether a product was invoiced to anybody or sold in a shop by the end of a quarter, or is in the price list."""
        listed = any(product in (row.get("product_id"), row.get("style")) for row in self.tables["price_list"])
        shops = any(row.get("product_id") == product and self.reported(row["period"]) <= quarter for row in self.tables["sell_through"])
        return listed or shops or any(row["product_id"] == product for (_, when), rows in self.sales.items() if when <= quarter for row in rows if row["kind"] == "invoice")

    def reported(self, period: str) -> int:
        """The quarter of a month or quarter by name."""
        return self.year.named(period) if "Q" in period else self.year.of(date.fromisoformat(f"{period}-01"))

    @property
    def monthly(self) -> bool:
        """I-19: six dates of sales or more, all of them firsts, or all of them lasts, of months."""
        days = {row["date"] for row in self.tables["sales"]}
        firsts, lasts = ({(day + timedelta(days=after)).day for day in days} == {1} for after in (0, 1))
        return len(days) >= 6 and (firsts or lasts)

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table was exported, with these columns."""
        return table in self.columns and set(columns) <= self.columns[table]

    def top(self, account: str) -> str:
        """G1: the end of the chain of parents; an unknown parent ends it, and a cycle at its smallest id."""
        seen = [account]
        while (parent := self.master.get(seen[-1], {}).get("parent_id")) and parent in self.master:
            if parent in seen:
                return min(seen[seen.index(parent) :])
            seen.append(parent)
        return seen[-1]

    def rules(self, quarter: int) -> Any:
        """The thresholds in force."""
        return self.params.rules

    def of(self, account: str, column: str) -> Any:
        """G2: what the master says of the top parent."""
        return self.master.get(account, {}).get(column)

    def own_shop(self, account: str) -> bool:
        """G3, G19."""
        return bool(self.of(account, "kind") == "own shop")

    def currency(self, row: Row) -> str:
        """The currency of a row with its value: its entity's, else its parent's (G2); where nobody names one, that of the entity if a rate applies; nothing for the company's own."""
        account = row["account_id"]
        found = self.master.get(account, {}).get("currency") or self.of(self.top(account), "currency")
        if not found:
            return "" if row["value"] == row["net_amount"] else f"of {account}"
        return "" if found == self.params.currency else found  # type: ignore[no-any-return]

    def booked(self, row: Row) -> Row:
        """A sales row with its value in company currency (A3), its kind, territory and currency."""
        amount, rate = row["net_amount"], row.get("fx_rate")
        kind = row.get("kind") or ("credit note" if amount < 0 else "invoice")
        entity = self.master.get(row["account_id"], {})
        territory = entity.get("territory") or self.of(self.top(row["account_id"]), "territory")
        value = amount if rate is None or rate == 1 else cents(amount * rate)
        booked = {**row, "kind": kind, "stated": kind, "value": value, "territory": territory, "qty": row.get("qty") or NONE}
        return {**booked, "currency": self.currency(booked)}

    # --- who and when ---

    @cached_property
    def newest(self) -> int:
        """The newest quarter with a used sales row."""
        return max(quarter for (_, quarter), rows in self.sales.items() if rows and quarter > 0)

    @cached_property
    def first(self) -> int:
        """The quarter of the first used sales row."""
        return min(quarter for (_, quarter), rows in self.sales.items() if rows and quarter > 0)

    @cached_property
    def first_month(self) -> date:
        """The first day of the month of the first used sales row (D10)."""
        return min(row["date"] for row in self.tables["sales"]).replace(day=1)  # type: ignore[no-any-return]

    @cached_property
    def opened(self) -> date:
        """The first day of the month of the first dated row of the books: what was promised, delivered or paid earlier is in no quarter."""
        return min(row["date"] for table in ("sales", "receivables", "balances") for row in self.tables[table]).replace(day=1)  # type: ignore[no-any-return]

    @cached_property
    def first_days(self) -> dict[str, date]:
        """The first sales or receivables day of each account (G6)."""
        found: dict[str, date] = {}
        for table in ("sales", "receivables", "balances"):
            for row in self.tables[table]:
                account = self.top(row["account_id"])
                found[account] = min(found.get(account, row["date"]), row["date"])
        return found

    def known(self, quarter: int) -> list[str]:
        """G6: accounts with a sales or receivables row by the quarter's last day."""
        return sorted(account for account, day in self.first_days.items() if day <= self.year.end(quarter))

    def trading(self, quarter: int) -> list[str]:
        """The known accounts that are not own shops (G3)."""
        return [account for account in self.known(quarter) if not self.own_shop(account)]

    # --- sales ---

    def rows(self, accounts: Iterable[str], *quarters: int) -> list[Row]:
        """Sales rows of these accounts and quarters."""
        return [row for account in accounts for quarter in quarters for row in self.sales.get((account, quarter), [])]

    def invoices(self, accounts: Iterable[str], *quarters: int) -> list[Row]:
        """Their invoice rows (A1)."""
        return [row for row in self.rows(accounts, *quarters) if row["kind"] == "invoice"]

    def net(self, account: str, *quarters: int) -> Decimal:
        """Net sales (A1)."""
        return add(row["value"] for row in self.rows([account], *quarters))

    def ttm(self, account: str, quarter: int) -> Decimal:
        """Net sales of the twelve months."""
        return self.net(account, *self.twelve(quarter))

    def all_net(self, accounts: Iterable[str], *quarters: int) -> Decimal:
        """Net sales of some accounts together."""
        return add(row["value"] for row in self.rows(accounts, *quarters))

    @cached_property
    def month_net(self) -> dict[tuple[str, date], Decimal]:
        """Net sales by account and first day of the month."""
        found: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
        for (account, quarter), rows in self.sales.items():
            for row in rows if quarter > 0 else ():
                found[account, row["date"].replace(day=1)] += row["value"]
        return found

    @cached_property
    def first_invoices(self) -> dict[str, date]:
        """The first invoice day of each account."""
        found: dict[str, date] = {}
        for (account, _), rows in self.sales.items():
            days = [row["date"] for row in rows if row["kind"] == "invoice"]
            if days:
                found[account] = min([*days, *([found[account]] if account in found else [])])
        return found

    def order_days(self, account: str, end: date) -> list[date]:
        """H1: distinct days with an invoice row, oldest first, up to a day."""
        last = self.year.of(end)
        return sorted({row["date"] for row in self.invoices([account], *range(self.first, last + 1)) if row["date"] <= end})

    # --- a quarter that is not over (G13b) ---

    @cache  # noqa: B019
    def lasts(self, quarter: int) -> tuple[date, date]:
        """The last days that count, of sales and of receivables: the quarter's end, unless the newest row lies more than five working days before it."""
        start, end = self.year.start(quarter), self.year.end(quarter)
        days = {name: [row["date"] for row in self.tables[name] if start <= row["date"] <= end] for name in ("sales", "receivables", "balances", "allocations")}
        newest = max([day for found in days.values() for day in found], default=end)
        closed = self.params.closed_through and self.params.closed_through >= self.year.months(quarter)[-1]
        if closed or sum(date.fromordinal(day).weekday() < 5 for day in range(newest.toordinal() + 1, end.toordinal() + 1)) <= 5:
            return end, end
        sold = max(days["sales"], default=newest)
        return sold, max(days["receivables"] + days["balances"] + days["allocations"], default=sold)

    def partial(self, quarter: int) -> bool:
        """G13."""
        return self.day(quarter) < self.year.end(quarter)

    def day(self, quarter: int) -> date:
        """Until when sales, deliveries and tasks count."""
        return self.lasts(quarter)[0]

    def owed_day(self, quarter: int) -> date:
        """As of when what is owed is seen."""
        return self.lasts(quarter)[1]

    def days(self, quarter: int) -> int:
        """Its days that have passed."""
        return (self.day(quarter) - self.year.start(quarter)).days + 1

    def same_day(self, quarter: int, base: int, day: date) -> date:
        """The day on which an earlier quarter was as old as this one is on a day."""
        return min(self.year.start(base) + (day - self.year.start(quarter)), self.year.end(base)) if self.partial(quarter) else self.year.end(base)

    def so_far(self, quarter: int, base: int) -> int:
        """The key of the sales rows of an earlier quarter up to that day; its own where this one is over."""
        return self._parted(quarter, base)[0]

    def twelve(self, quarter: int) -> list[int]:
        """The keys of the sales rows of the twelve months to the last day that counts."""
        return trailing(quarter) if not self.partial(quarter) else [self._parted(quarter, quarter - 4)[1], *trailing(quarter)]

    @cache  # noqa: B019
    def _parted(self, quarter: int, base: int) -> tuple[int, int]:
        """Two keys below all quarters: the rows of a quarter up to the day, and those after it."""
        if not self.partial(quarter):
            return base, base
        until, keys = self.same_day(quarter, base, self.day(quarter)), (-2 * (quarter * 8 + quarter - base), -2 * (quarter * 8 + quarter - base) - 1)
        for (account, one), rows in list(self.sales.items()):
            if one == base:
                self.sales[account, keys[0]] = [row for row in rows if row["date"] <= until]
                self.sales[account, keys[1]] = [row for row in rows if row["date"] > until]
        return keys

    def year_start(self, quarter: int) -> date:
        """The first of the twelve months' days."""
        return self.same_day(quarter, quarter - 4, self.day(quarter)) + timedelta(days=1)

    # --- other tables ---

    def booked_rows(self, table: str) -> dict[str, list[Row]]:
        """Rows of a table by paying account (G1)."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            if row.get("account_id"):
                found[self.top(row["account_id"])].append(row)
        return found

    @cached_property
    def deliveries(self) -> dict[str, list[Row]]:
        """Deliveries by paying account."""
        return self.booked_rows("deliveries")

    @cached_property
    def invoiced(self) -> dict[tuple[str, str], date]:
        """The first day of each account's number in the sales table."""
        found: dict[tuple[str, str], date] = {}
        for row in self.tables["sales"]:
            key = self.top(row["account_id"]), row["document"]
            found[key] = min(found.get(key, row["date"]), row["date"])
        return found

    def each_and_all(self, accounts: list[str], of: Callable[[list[str]], Value]) -> Iterator[tuple[str, Value]]:
        """A figure of the company over these accounts (G10), then of each."""
        yield COMPANY, of(accounts)
        for account in accounts:
            yield account, of([account])
