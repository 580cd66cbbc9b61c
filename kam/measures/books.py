"""A company's facts, cut at the ends of quarters: what every measure starts from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from kam.facts import Facts, Seen
from kam.figures import Number
from kam.intake import Inputs
from kam.params import Params, Rules
from kam.quarters import Quarter, monthly_totals, newest, settled

Amounts = dict[str, Decimal]
Key = TypeVar("Key")
Sum = TypeVar("Sum", Decimal, int)
NOTHING = Decimal(0)
DAY = timedelta(days=1)


class Books:
    """The small facts of one company by account and quarter; own shops are kept and flagged (G3)."""

    def __init__(self, facts: Facts, inputs: Inputs, params: Params) -> None:
        self.facts, self.inputs, self.params = facts, inputs, params

    @property
    def unit(self) -> str:
        """What amounts are counted in."""
        return self.params.amount_unit

    def rules(self, quarter: Quarter) -> Rules:
        """The rules in force for a quarter."""
        return self.params.rules_for(quarter)

    def exported(self, table: str, *columns: str) -> bool:
        """Whether a table was exported, with all of these columns."""
        return table in self.inputs.present and set(columns) <= set(self.inputs.columns.get(table, ()))

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row per top parent, index account_id."""
        every = self.inputs.table("accounts")
        return every[every.account_id == every.top_account_id].set_index("account_id").sort_index()

    def booked(self, table: str) -> pd.DataFrame:
        """The rows of an input table, each booked to the top parent of its account (G1); a row without an account keeps none."""
        kept: dict[str, pd.DataFrame] = self.kept("booked")
        if table not in kept:
            every = self.inputs.table("accounts")
            tops = dict(zip(every.account_id, every.top_account_id, strict=True))
            rows = self.inputs.table(table)
            kept[table] = rows.assign(account_id=rows.account_id.map(tops).astype(object).where(rows.account_id.notna(), None))
        return kept[table]

    @cached_property
    def own_shops(self) -> frozenset[str]:
        """Top parents that are own shops."""
        return frozenset(self.accounts.index[self.accounts.own_shop.astype("boolean").fillna(False)])

    @cached_property
    def unrated(self) -> dict[str, str]:
        """Accounts that count in sales and get no star, with the reason why (I-9, I-19)."""
        return unrated(self.inputs, self.params)

    @cached_property
    def _months(self) -> pd.DataFrame:
        return self.facts.open("sales_month")

    @cached_property
    def first_rows(self) -> pd.DataFrame:
        """One row per account, index account_id: its first sales, invoice and receivables days."""
        return self.facts.open("first_rows").set_index("account_id")

    @cached_property
    def first_owed(self) -> date | None:
        """The day from which receivables are exported: an earlier balance is not known to be 0 (G6b)."""
        return min((day for day in self.first_rows.first_receivable if not pd.isna(day)), default=None)

    @cached_property
    def quarters(self) -> list[Quarter]:
        """Quarters with at least one used sales row, oldest first."""
        return [self.quarter(name) for name in sorted(self._months.quarter.unique())]

    @cached_property
    def meant(self) -> list[Quarter]:
        """The quarters that may be meant where none is named in full, oldest first (I-13); none where sales are too few."""
        return settled(self.facts.open("sales_days").date, self.params.fiscal_year_start)

    def newest(self, named: str = "") -> Quarter:
        """The quarter that ``Q3`` or ``2026Q3`` means here, by default the newest that is over; raises ParamsError where there is none."""
        if named:
            return newest(named, self.quarters, self.params.fiscal_year_start, self.meant)
        likely = self.meant or self.quarters
        return ([quarter for quarter in likely if not self.partial(quarter)] or likely)[-1]

    @cached_property
    def history(self) -> list[Quarter]:
        """Every quarter from the first with sales to the newest, without a gap."""
        if not self.quarters:
            return []
        first, last = self.quarters[0], self.quarters[-1]
        found = [first]
        while found[-1] < last:
            found.append(found[-1] + 1)
        return found

    def quarter(self, name: str) -> Quarter:
        """The quarter of that name in the company's fiscal year."""
        return Quarter.parse(name, self.params.fiscal_year_start)

    @cached_property
    def first_month(self) -> date:
        """First day of the month of the company's first sales row (D10)."""
        return min(self._months.month)

    @cached_property
    def sales_days(self) -> pd.DataFrame:
        """One row per date with a used sales row: the company's net sales of the day, own shops included."""
        return self.facts.open("sales_days")

    @cached_property
    def _seen(self) -> dict[str, Seen]:
        return {row["quarter"]: Seen(row["sold_to"], row["owed_to"]) for row in self.facts.made_here["periods"].to_pylist()}

    def seen(self, quarter: Quarter) -> Seen:
        """The last days of a quarter that count, of sales and of receivables (G13b)."""
        return self._seen.get(quarter.name, Seen(quarter.end, quarter.end))

    def day(self, quarter: Quarter) -> date:
        """The day as of which a quarter is seen: its last, or where it is not over that of its newest sale (G13b)."""
        return self.seen(quarter).sold_to

    def days(self, quarter: Quarter) -> int:
        """Its calendar days, as far as they have passed (D8)."""
        return (self.day(quarter) - quarter.start).days + 1

    @cached_property
    def monthly(self) -> bool:
        """Whether sales are sums of months, so that no day of trade is known (I-19)."""
        return monthly_totals(self.sales_days.date)

    def partial(self, quarter: Quarter) -> bool:
        """Whether the exports end more than five working days before the quarter does (G13)."""
        return self.day(quarter) < quarter.end

    def then(self, quarter: Quarter, earlier: Quarter) -> Books:
        """The books on the day on which an earlier quarter was as old as this one is; these where this one is over (G13b)."""
        if not self.partial(quarter):
            return self
        until = Seen(*(min(earlier.start + (day - quarter.start), earlier.end) for day in self.seen(quarter)))
        kept: dict[Seen, Books] = self.kept("then")
        if until not in kept:
            kept[until] = Books(Facts(self.inputs, self.params, until=until), self.inputs, self.params)
        return kept[until]

    def twelve_months(self, quarter: Quarter) -> list[tuple[int, Books, Quarter]]:
        """What the twelve months to a quarter's last day add up from: sign, books and quarter.

        Of a quarter that is not over, last year's takes part with what followed on the same day (G13b).
        """
        parts = [(1, self, one) for one in quarter.trailing(4)]
        if not self.partial(quarter):
            return parts
        return [*parts, (1, self, quarter.last_year), (-1, self.then(quarter, quarter.last_year), quarter.last_year)]

    def year_start(self, quarter: Quarter) -> date:
        """The first of the twelve months' days."""
        return self.then(quarter, quarter.last_year).day(quarter.last_year) + DAY

    def year_known(self, quarter: Quarter) -> str:
        """Why a sum of twelve months is not one of four quarters; empty where it is."""
        available = sum(one >= self.history[0] for one in quarter.trailing(4))
        available -= self.partial(quarter) and quarter.last_year < self.history[0]
        return "" if available == 4 else f"{available} quarters of history"

    def known(self, quarter: Quarter) -> list[str]:
        """Accounts that have a used sales or receivables row by the quarter's last day (G6), by id."""
        kept = self.kept("known, by id")
        if quarter.name not in kept:
            dates, end = self.first_rows[["first_sale", "first_receivable"]], quarter.end
            kept[quarter.name] = sorted(name for name, *days in dates.itertuples() if any(_by(day, end) for day in days))
        return list(kept[quarter.name])

    def existed(self, account_id: str, quarter: Quarter) -> bool:
        """Whether an account has a sales or receivables row by the quarter's end (S6)."""
        return account_id in self._known_sets(quarter)

    def _known_sets(self, quarter: Quarter) -> frozenset[str]:
        kept = self.kept("known")
        if quarter.name not in kept:
            kept[quarter.name] = frozenset(self.known(quarter))
        return kept[quarter.name]

    def kept(self, what: str) -> dict[Any, Any]:
        """A place for results that several measures ask for again."""
        return self._kept.setdefault(what, {})

    @cached_property
    def _kept(self) -> dict[str, dict[Any, Any]]:
        return {}

    def trading(self, quarter: Quarter) -> list[str]:
        """The known accounts that are not own shops."""
        return [name for name in self.known(quarter) if name not in self.own_shops]

    def first_invoice(self, account_id: str) -> date | None:
        """The day of its first invoice."""
        if account_id not in self.first_rows.index:
            return None
        day = self.first_rows.at[account_id, "first_invoice"]
        return None if pd.isna(day) else day

    @cached_property
    def _by_quarter(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Sums by column, quarter and account."""
        columns = ["gross_sales", "net_sales", "n_rows", "n_invoices", "costed_sales", "cost"]
        sums: dict[str, dict[str, dict[str, Any]]] = {column: defaultdict(dict) for column in columns}
        grouped = self._months.groupby(["quarter", "account_id"], sort=True)[columns].sum()
        for column in columns:
            for (quarter, account), value in grouped[column].items():
                sums[column][quarter][account] = value
        return sums

    def net(self, quarter: Quarter) -> Amounts:
        """Net sales by account, accounts without rows left out."""
        return self._by_quarter["net_sales"].get(quarter.name, {})

    def gross(self, quarter: Quarter) -> Amounts:
        """Gross sales by account (A1)."""
        return self._by_quarter["gross_sales"].get(quarter.name, {})

    def counts(self, column: str, quarter: Quarter) -> dict[str, int]:
        """Number of sales rows (``n_rows``) or invoice rows (``n_invoices``) by account."""
        return self._by_quarter[column].get(quarter.name, {})

    def costed(self, quarter: Quarter) -> dict[str, tuple[Decimal, Decimal]]:
        """Net sales of the rows whose cost is known, and that cost, by account."""
        sales, cost = self._by_quarter["costed_sales"].get(quarter.name, {}), self._by_quarter["cost"].get(quarter.name, {})
        return {account: (sales[account], cost[account]) for account in sales}

    def net_ttm(self, quarter: Quarter) -> Amounts:
        """Net sales of the twelve months to the quarter's last day, by account."""
        kept: dict[str, Amounts] = self.kept("twelve months")
        if quarter.name not in kept:
            kept[quarter.name] = added((sign, books.net(one)) for sign, books, one in self.twelve_months(quarter))
        return kept[quarter.name]

    @cached_property
    def _month_net(self) -> dict[date, Amounts]:
        found: dict[date, Amounts] = defaultdict(dict)
        for (month, account), value in self._months.groupby(["month", "account_id"], sort=True).net_sales.sum().items():
            found[month][account] = value
        return found

    def month_net(self, month: date) -> Amounts:
        """Net sales of one calendar month, named by its first day, by account."""
        return self._month_net.get(month, {})

    def months_back(self, quarter: Quarter) -> list[tuple[int, Amounts]]:
        """Calendar months from the quarter's last back to the first of the history, each with its days and net sales by account."""
        months, last = [], self.day(quarter)
        while last >= self.first_month:
            first = last.replace(day=1)
            months.append(((last - first).days + 1, self._month_net.get(first, {})))
            last = first - DAY
        return months

    def territories(self, quarter: Quarter) -> dict[str, Amounts]:
        """Net sales of the quarter by account and territory; rows without a territory stand under the empty name (B6)."""
        rows = self._months[self._months.quarter == quarter.name]
        sums = rows.assign(territory=rows.territory.fillna("")).groupby(["account_id", "territory"], sort=True).net_sales.sum()
        found: dict[str, Amounts] = defaultdict(dict)
        for (account, territory), value in sums.items():
            found[account][territory] = value
        return found

    def at_end(self, fact: str, quarter: Quarter) -> pd.DataFrame:
        """The rows of a month-end fact at the quarter's end, index account_id."""
        return self.at_month_end(fact, quarter.end)

    def at_month_end(self, fact: str, day: date) -> pd.DataFrame:
        """The rows of a month-end fact at one month's last day, index account_id."""
        return self._month_ends(fact).get(day, self.facts.open(fact).iloc[:0].set_index("account_id"))

    def _month_ends(self, fact: str) -> dict[date, pd.DataFrame]:
        if fact not in self._split:
            rows = self.facts.open(fact)
            self._split[fact] = {day: part.set_index("account_id") for day, part in rows.groupby("month_end", sort=True)}
        return self._split[fact]

    @cached_property
    def _split(self) -> dict[str, dict[date, pd.DataFrame]]:
        return {}

    def in_quarter(self, fact: str, *quarters: Quarter) -> pd.DataFrame:
        """The rows of a fact that belong to these quarters."""
        rows = self.facts.open(fact)
        return rows[rows.quarter.isin([quarter.name for quarter in quarters])]


def unrated(inputs: Inputs, params: Params) -> dict[str, str]:
    """Accounts that count in sales and get no star, with the reason why (I-9, I-19)."""
    return {**dict.fromkeys(inputs.outside, "not_in_accounts"), **dict.fromkeys(params.unrated, "nobody")}


def _by(day: Any, end: date) -> bool:
    return not pd.isna(day) and day <= end


def added(parts: Iterable[tuple[int, dict[Key, Sum]]]) -> dict[Key, Sum]:
    """Amounts or counts by key, added and taken off."""
    total: dict[Key, Sum] = {}
    for sign, part in parts:
        for key, value in part.items():
            total[key] = total.get(key, value - value) + sign * value
    return total


def summed(amounts: Amounts, accounts: Iterable[str]) -> Decimal:
    """The sum over some accounts; an account without rows counts 0 (G6)."""
    return sum((amounts.get(account, NOTHING) for account in accounts), NOTHING)


def total(values: Iterable[Number]) -> Decimal:
    """The exact sum of amounts."""
    return sum((Decimal(value) for value in values), NOTHING)
