"""The company's exported rows by account and quarter, as far as they are known at a quarter's end.

Explanations start here and not at the facts, so that they come to a figure by another way than the ledger does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from kam.figures import COMPANY
from kam.intake import Inputs
from kam.measures.books import unrated
from kam.params import Params, Rules
from kam.quarters import Quarter, monthly_totals

NOTHING = Decimal(0)
CENT = Decimal("0.01")
DAY = timedelta(days=1)
OPEN_DAYS = 5
OWED = ("receivables", "balances", "allocations")
Kept = TypeVar("Kept")
Entry = Any


class Exports:
    """Typed rows with the top parent as ``account_id`` and the row's own account as ``entity_id`` (G1)."""

    def __init__(self, inputs: Inputs, params: Params, until: tuple[date, date] | None = None) -> None:
        self.inputs, self.params, self.until = inputs, params, until
        self.unrated = unrated(inputs, params)
        self._tables: dict[str, list[Entry]] = {}
        self._kept: dict[Hashable, Any] = {}

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """A result that several explanations ask for, made once."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    def rules(self, quarter: Quarter) -> Rules:
        """The rules in force for a quarter."""
        return self.params.rules_for(quarter)

    def exported(self, table: str, *columns: str) -> bool:
        """Whether a table was exported, with all of these columns."""
        return table in self.inputs.present and set(columns) <= set(self.inputs.columns.get(table, ()))

    def quarter(self, name: str) -> Quarter:
        """A quarter by name."""
        return Quarter.parse(name, self.params.fiscal_year_start)

    def quarter_of(self, day: date) -> Quarter:
        """The quarter in which a day lies."""
        return Quarter.of(day, self.params.fiscal_year_start)

    @cached_property
    def customers(self) -> dict[str, Entry]:
        """Every account with its attributes, branches too, by its own id."""
        frame = self.inputs.table("accounts")
        return {str(entry.account_id): entry for entry in _entries(frame)}

    @cached_property
    def tops(self) -> list[str]:
        """Top parents, by id."""
        return sorted(name for name, entry in self.customers.items() if entry.top_account_id == name)

    @cached_property
    def own_shops(self) -> frozenset[str]:
        """Top parents that are own shops (G3)."""
        return frozenset(name for name in self.tops if self.customers[name].own_shop)

    def table(self, name: str) -> list[Entry]:
        """The used rows of a table in reading order."""
        if name not in self._tables:
            frame = self.inputs.table(name)
            if "account_id" in frame:
                top = {key: entry.top_account_id for key, entry in self.customers.items()}
                frame = frame.assign(entity_id=frame.account_id, account_id=frame.account_id.map(top))
            last = self._last(name)
            self._tables[name] = [entry for entry in _entries(frame) if last is None or entry.date <= last]
        return self._tables[name]

    def _last(self, name: str) -> date | None:
        """The day at which a table of exports that end earlier is cut."""
        if self.until is None or name not in (*OWED, "sales"):
            return None
        return self.until[0] if name == "sales" else self.until[1]

    def of(self, table: str, accounts: Iterable[str]) -> list[Entry]:
        """The rows of some accounts."""
        wanted = set(accounts)
        return [entry for entry in self.table(table) if entry.account_id in wanted]

    @cached_property
    def sales(self) -> list[Entry]:
        """Sales rows with ``value`` in the company's currency (A3), quarter, kind, and the territory of the entity (B6)."""
        frame = pd.DataFrame(self.table("sales"), columns=[*self.inputs.table("sales").columns, "entity_id"])
        entries = self.table("sales")
        frame = frame.assign(
            value=pd.Series([_value(entry) for entry in entries], dtype=object),
            kind=[entry.kind or ("credit note" if entry.net_amount < 0 else "invoice") for entry in entries],
            quarter=[self.quarter_of(entry.date).name for entry in entries],
            territory=[self._attribute(entry, "territory") for entry in entries],
            currency=[self._currency(entry) for entry in entries],
        )
        return _entries(frame.assign(kind=self._with_exchanges(frame), qty=self._without_price_credits(frame)))

    def _without_price_credits(self, frame: pd.DataFrame) -> pd.Series[Any]:
        """A credit without an invoice, of a product nobody knows by then, has no quantity once the data are four quarters old (C1b)."""
        quarters = frame.date.map(self.quarter_of)
        known: dict[str, Any] = {}
        for product, kind, quarter in zip(frame.product_id, frame.kind, quarters, strict=True):
            if kind == "invoice" and product:
                known[product] = min(known.get(product, quarter), quarter)
        for entry in self.table("sell_through"):
            quarter = self.quarter(entry.period) if "Q" in entry.period else self.quarter_of(date.fromisoformat(f"{entry.period}-01"))
            known[entry.product_id] = min(known.get(entry.product_id, quarter), quarter)
        listed = {name for entry in self.table("price_list") for name in (entry.product_id, entry.style)}
        nowhere = [kind == "credit note" and product and not original and not style and product not in listed
                   and known.get(product, quarter + 1) > quarter and quarter - 4 >= quarters.min()
                   for product, kind, quarter, original, style in zip(frame.product_id, frame.kind, quarters, frame.original_document, frame["style"], strict=True)]
        return frame.qty.where(~pd.Series(nowhere, index=frame.index, dtype=bool), None)

    def _with_exchanges(self, frame: pd.DataFrame) -> list[str]:
        """Within an invoice a negative quantity of what the account bought in that quarter or the four before is a return (C1b)."""
        rows = list(zip(frame.account_id, frame.product_id, frame.date.map(self.quarter_of), frame.kind, frame.qty, strict=True))
        sold = {(account, product, quarter) for account, product, quarter, kind, qty in rows if kind == "invoice" and (qty or 0) > 0}
        return ["credit note" if kind == "invoice" and product and (qty or 0) < 0
                and any((account, product, quarter - back) in sold for back in range(5)) else kind
                for account, product, quarter, kind, qty in rows]  # fmt: skip

    def _currency(self, entry: Entry) -> str:
        """Where nobody names a currency, a row to which a rate applies is in its entity's own, nameless one (F6)."""
        return self._attribute(entry, "currency") or (self.params.currency if entry.fx_rate in (None, 1) else f"of {entry.entity_id}")

    def _attribute(self, entry: Entry, name: str) -> Any:
        return getattr(self.customers[entry.entity_id], name) or getattr(self.customers[entry.account_id], name)

    @cached_property
    def _sales_index(self) -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.sales:
            found[entry.account_id, entry.quarter].append(entry)
        return found

    def sold(self, accounts: Iterable[str], *quarters: Quarter) -> list[Entry]:
        """The sales rows of some accounts in some quarters."""
        listed = list(accounts)
        return [entry for one in quarters for account in listed for entry in self._sales_index.get((account, one.name), [])]

    def net(self, account: str, *quarters: Quarter) -> Decimal:
        """Net sales of one account."""
        found: Decimal = self.kept(("net", account, quarters), lambda: sum((entry.value for entry in self.sold([account], *quarters)), NOTHING))
        return found

    @cached_property
    def history(self) -> list[Quarter]:
        """Every quarter from the first sales row's to the newest's."""
        first, last = (self.quarter_of(pick(entry.date for entry in self.sales)) for pick in (min, max))
        found = [first]
        while found[-1] < last:
            found.append(found[-1] + 1)
        return found

    @cached_property
    def first_days(self) -> dict[str, tuple[date | None, date | None]]:
        """The first sales or receivables day of each account, and its first invoice's."""
        first: dict[str, date] = {}
        invoice: dict[str, date] = {}
        for table in (self.sales, self.table("receivables"), self.table("balances")):
            for entry in table:
                first[entry.account_id] = min(first.get(entry.account_id, entry.date), entry.date)
        for entry in self.sales:
            if entry.kind == "invoice":
                invoice[entry.account_id] = min(invoice.get(entry.account_id, entry.date), entry.date)
        return {account: (day, invoice.get(account)) for account, day in first.items()}

    def known(self, quarter: Quarter) -> list[str]:
        """Accounts with a sales or receivables row by the quarter's end (G6), by id."""
        return self.kept(("known", quarter), lambda: sorted(name for name, (day, _) in self.first_days.items() if day and day <= quarter.end))

    def trading(self, quarter: Quarter) -> list[str]:
        """The known accounts that are not own shops (G3)."""
        return [name for name in self.known(quarter) if name not in self.own_shops]

    def first_invoice(self, account: str) -> date | None:
        """The day of an account's first invoice."""
        return self.first_days.get(account, (None, None))[1]

    def everybody(self, account: str, quarter: Quarter) -> list[str]:
        """The account itself; of the company every known account, own shops included."""
        return self.known(quarter) if account == COMPANY else [account]

    def members(self, account: str, quarter: Quarter) -> list[str]:
        """The account itself; of the company every known account but own shops (G3)."""
        return self.trading(quarter) if account == COMPANY else [account]

    @cached_property
    def monthly(self) -> bool:
        """Whether every date of sales is the first, or every date the last, of a month (I-19)."""
        return monthly_totals(entry.date for entry in self.sales)

    def partial(self, quarter: Quarter) -> bool:
        """Whether the data end more than five working days before the quarter does (G13)."""
        return self.day(quarter) < quarter.end

    def day(self, quarter: Quarter) -> date:
        """A quarter's last day that counts: of one that is not over that of its newest sale (G13b)."""
        return self._seen(quarter)[0]

    def owed_day(self, quarter: Quarter) -> date:
        """The day as of which what is owed is seen."""
        return self._seen(quarter)[1]

    def days(self, quarter: Quarter) -> int:
        """Its days that have passed (D8)."""
        return (self.day(quarter) - quarter.start).days + 1

    def _seen(self, quarter: Quarter) -> tuple[date, date]:
        return self.kept(("seen", quarter), lambda: self._newest(quarter))

    def _newest(self, quarter: Quarter) -> tuple[date, date]:
        if self.until is not None and quarter.start <= self.until[0] <= quarter.end:
            return self.until
        closed, (sold, owed) = self.params.closed_through, (self._days_in(quarter, names) for names in (("sales",), OWED))
        newest = max([*sold, *owed], default=quarter.end)
        rest = [newest + n * DAY for n in range(1, (quarter.end - newest).days + 1)]
        if (closed is not None and closed >= quarter.months[-1]) or sum(day.weekday() < 5 for day in rest) <= OPEN_DAYS:
            return quarter.end, quarter.end
        sold_to = max(sold, default=newest)
        return sold_to, max(owed, default=sold_to)

    def _days_in(self, quarter: Quarter, names: Iterable[str]) -> list[date]:
        return [entry.date for name in names for entry in self.table(name) if quarter.start <= entry.date <= quarter.end]

    def then(self, quarter: Quarter, earlier: Quarter) -> Exports:
        """The exports as of the day on which an earlier quarter was as old as this one; these where this one is over (G13b)."""
        if not self.partial(quarter):
            return self
        sold, owed = (min(earlier.start + (day - quarter.start), earlier.end) for day in self._seen(quarter))
        return self.kept(("then", sold, owed), lambda: Exports(self.inputs, self.params, (sold, owed)))

    def year(self, accounts: Iterable[str], quarter: Quarter) -> list[Entry]:
        """The sales rows of some accounts in the twelve months to a quarter's last day that counts."""
        first, quarters = self.year_start(quarter), quarter.trailing(5 if self.partial(quarter) else 4)
        return [entry for entry in self.sold(accounts, *quarters) if entry.date >= first]

    def net_year(self, account: str, quarter: Quarter) -> Decimal:
        """Net sales of one account in these twelve months."""
        found: Decimal = self.kept(("net year", account, quarter), lambda: sum((entry.value for entry in self.year([account], quarter)), NOTHING))
        return found

    def year_start(self, quarter: Quarter) -> date:
        """The first day of these twelve months."""
        return self.then(quarter, quarter.last_year).day(quarter.last_year) + DAY

    def year_known(self, quarter: Quarter) -> str:
        """Why they are not four quarters; empty where they are."""
        known = sum(one >= self.history[0] for one in quarter.trailing(4)) - (self.partial(quarter) and quarter.last_year < self.history[0])
        return "" if known == 4 else f"{known} quarters of history"


def _entries(frame: pd.DataFrame) -> list[Entry]:
    """Rows as named tuples, None where there is nothing."""
    plain = frame.astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name="Entry"))


def _value(entry: Entry) -> Decimal:
    if entry.fx_rate is None or entry.fx_rate == 1:
        return Decimal(entry.net_amount)
    return Decimal(entry.net_amount * entry.fx_rate).quantize(CENT, ROUND_HALF_UP)
