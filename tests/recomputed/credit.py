"""D: days of sales, lateness, limits and expected loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median

from .clerk import NONE, Clerk, Found, Value, add, over
from .fiscal import month_before, month_end
from .receivables import BUCKETS, Item, Paid, Receivables, aged, bucket

ITEM_FIGURES = ("not_due", *BUCKETS, "disputed", "unapplied", "falls_due_30", "falls_due_60", "falls_due_90")


class Credit:
    """What the ledger says of the accounts other than own shops (G3)."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk, self.ledger = clerk, Receivables(clerk)
        self.tax = 1 + Decimal(str(clerk.params.receivables_include_tax))
        self.balances = clerk.has("balances") and not clerk.has("receivables")
        self.measured = clerk.has("receivables") or clerk.has("balances")
        self.countbacks: dict[tuple[str, int], tuple[float, bool]] = {}

    @cached_property
    def paid(self) -> dict[tuple[str, int], list[Paid]]:
        """Payments by account and quarter."""
        found: dict[tuple[str, int], list[Paid]] = defaultdict(list)
        for one in self.ledger.payments():
            found[one.account, one.quarter].append(one)
        return found

    def rebuilt(self, quarter: int) -> bool:
        """Without allocations the receivables are the closing items of the newest quarter with sales only."""
        first = min((row["date"] for name in ("receivables", "balances") for row in self.clerk.tables[name]), default=None)
        if first is not None and self.clerk.year.end(quarter) + timedelta(days=20 if self.balances else 0) < first:
            return False
        return self.measured and (self.balances or self.clerk.has("allocations") or quarter == self.clerk.newest)

    def items(self, accounts: list[str], day: date) -> list[Item]:
        """Open items of some accounts."""
        found = self.ledger.open_at(day)
        return [item for account in accounts for item in found.get(account, [])]

    def balance(self, accounts: list[str], day: date) -> Decimal:
        """D3, or the balances of each list's newest day by then where only balances are known (D9, I-17)."""
        if not self.balances:
            return add(item.open for item in self.items(accounts, day))
        newest: dict[str, date] = {}
        for row in self.clerk.tables["balances"]:
            if row["date"] <= day:
                newest[row["book"]] = max(newest.get(row["book"], row["date"]), row["date"])
        return add(row["balance"] for row in self.clerk.tables["balances"] if row["date"] == newest.get(row["book"]) and self.clerk.top(row["account_id"]) in accounts)

    def countback(self, accounts: list[str], quarter: int) -> tuple[float, bool]:
        """D9, D10: days of the newest net sales that are unpaid, and whether the history was long enough."""
        rest, days = self.balance(accounts, self.clerk.owed_day(quarter)) / self.tax, 0
        day = self.clerk.day(quarter)
        month = day.replace(day=1)
        while rest > 0 and month >= self.clerk.first_month:
            sold, length = add(self.clerk.month_net.get((account, month), NONE) for account in accounts), min(month_end(month), day).day
            if sold >= rest:
                return float(days + rest / sold * length), True
            rest, days, month = rest - max(sold, NONE), days + length, month_before(month)
        return float(days), rest <= 0

    def account_countback(self, account: str, quarter: int) -> tuple[float, bool]:
        """The countback of one account, kept."""
        if (account, quarter) not in self.countbacks:
            self.countbacks[account, quarter] = self.countback([account], quarter)
        return self.countbacks[account, quarter]

    def countback_4q(self, account: str, quarter: int) -> float | None:
        """S6, D11: the median over the last four quarter-ends at which the account existed; ``> N days`` counts as N."""
        if not self.measured:
            return None
        quarters = [one for one in range(quarter - 3, quarter + 1) if account in self.clerk.known(one)]
        if not all(self.rebuilt(one) for one in quarters):
            quarters = [one for one in quarters if self.rebuilt(one)]
        return median(self.account_countback(account, one)[0] for one in quarters) if quarters else None

    def past_due_share(self, accounts: list[str], quarter: int, as_of: int = 0) -> float:
        """S5, settled account by account, and the company's as the ratio of the sums (G10)."""
        late = left = NONE
        end = self.end(quarter, as_of)
        for account in accounts:
            columns = aged(self.items([account], end), end)
            past = add(columns[name] for name in BUCKETS)
            late += max(NONE, past + columns["unapplied"])
            left += max(NONE, columns["not_due"] + past + columns["unapplied"])
        return over(late, left) or 0.0

    def beyond_terms(self, accounts: list[str], quarter: int, as_of: int = 0) -> float | None:
        """D12: lateness of what was paid in the quarter and of what is past due at its end."""
        end = self.end(quarter, as_of)
        late = [(item.open, item.days_late(end)) for item in self.items(accounts, end) if item.open > 0 and not item.disputed and item.days_late(end) > 0]
        late += [(one.amount, one.days) for account in accounts for one in self.paid.get((account, quarter), []) if one.day <= end]
        whole = add(amount for amount, _ in late)
        return float(add(amount * days for amount, days in late) / whole) if whole > 0 else None

    def end(self, quarter: int, as_of: int = 0) -> date:
        """As of when a quarter's receivables are seen: those of an earlier one beside a quarter to date on its same day."""
        return self.clerk.owed_day(quarter) if as_of in (0, quarter) else self.clerk.same_day(as_of, quarter, self.clerk.owed_day(as_of))

    def cei(self, accounts: list[str], quarter: int) -> float | None:
        """D13: the mean of the quarter's months of collected over collectable, before unapplied credits."""
        rates = []
        for month in self.clerk.year.months(quarter):
            last, rest = month_end(month), range(self.clerk.day(quarter).toordinal() + 1, month_end(month).toordinal() + 1)
            if sum(date.fromordinal(one).weekday() < 5 for one in rest) > 5:
                continue
            begin, _ = self.owed(accounts, month - timedelta(days=1))
            end, current = self.owed(accounts, min(last, self.clerk.owed_day(quarter)))
            sold = add(self.clerk.month_net.get((account, month), NONE) for account in accounts)
            rates.append(over(begin + sold - end, begin + sold - current))
        known = [rate for rate in rates if rate is not None]
        return sum(known) / len(known) if known else None

    def owed(self, accounts: list[str], day: date) -> tuple[Decimal, Decimal]:
        """Open before unapplied credits, and the part of it that is not due, without tax."""
        columns = aged(self.items(accounts, day), day)
        return add(value for name, value in columns.items() if name != "unapplied") / self.tax, columns["not_due"] / self.tax

    def expected_loss(self, accounts: list[str], quarter: int) -> Decimal | None:
        """D17."""
        rates, end = self.clerk.rules(quarter).credit.loss_rates, self.clerk.owed_day(quarter)
        if rates is None:
            return None
        return add(item.open * Decimal(str(getattr(rates, bucket(item.days_late(end))))) for item in self.items(accounts, end) if item.open > 0 and item.due)


def figures(clerk: Clerk, credit: Credit, quarter: int) -> Found:
    """Every figure of D."""
    trading = clerk.trading(quarter)
    for metric, values in measured(clerk, credit, quarter).items():
        for account, value in values:
            yield metric, account, "", value
    for account in trading:
        yield "countback_dso_4q", account, "", credit.countback_4q(account, quarter)


Rows = Iterator[tuple[str, Value]]


def measured(clerk: Clerk, credit: Credit, quarter: int) -> dict[str, Rows]:
    """The company over its accounts other than own shops, then each of them; nothing where the ledger cannot be rebuilt."""
    trading, end, days = clerk.trading(quarter), clerk.owed_day(quarter), clerk.days(quarter)
    items = credit.rebuilt(quarter) and not credit.balances
    history = items and (clerk.has("allocations"))

    def shown(known: bool, of: object) -> Rows:
        return clerk.each_and_all(trading, (lambda some: of(some)) if known else (lambda some: None))  # type: ignore[operator]

    def dso(some: list[str]) -> float | None:
        owed = credit.balance(some, end) / credit.tax
        return 0.0 if owed <= 0 else (over(owed, clerk.all_net(some, quarter)) or 0) * days or None

    def best(some: list[str]) -> float | None:
        found = over(credit.owed(some, end)[1], clerk.all_net(some, quarter))
        return None if found is None else found * days

    def delinquent(some: list[str]) -> float | None:
        whole, least = dso(some), best(some)
        return None if whole is None or least is None else whole - least

    def countback(some: list[str]) -> float | None:
        value, reached = credit.countback(some, quarter)
        return value if reached else None

    found = {
        "open_receivables": shown(credit.rebuilt(quarter), lambda some: credit.balance(some, end)),
        "dso": shown(credit.rebuilt(quarter), dso),
        "countback_dso": shown(credit.rebuilt(quarter), countback),
        "best_possible_dso": shown(items, best),
        "average_days_delinquent": shown(items, delinquent),
        "past_due_share": shown(items, lambda some: credit.past_due_share(some, quarter)),
        "days_beyond_terms": shown(history, lambda some: credit.beyond_terms(some, quarter)),
        "cei": shown(history, lambda some: credit.cei(some, quarter)),
        "expected_loss": shown(items, lambda some: credit.expected_loss(some, quarter)),
        "exposure": shown(credit.rebuilt(quarter), lambda some: exposure(clerk, credit, some, quarter)),
        "utilisation": shown(credit.rebuilt(quarter), lambda some: utilisation(clerk, credit, some, quarter)),
    }
    for name in ITEM_FIGURES:
        found[name] = shown(items, lambda some, name=name: column(credit, some, name, end))
    return found


def column(credit: Credit, accounts: list[str], name: str, end: date) -> Decimal:
    """A column of the ageing, or what falls due within so many days after the quarter's end, what is due on that day included."""
    items = credit.items(accounts, end)
    if not name.startswith("falls_due"):
        return aged(items, end)[name]
    latest = int(name.removeprefix("falls_due_"))
    return add(item.open for item in items if item.open > 0 and not item.disputed and item.due and 0 <= -item.days_late(end) <= latest)


def exposure(clerk: Clerk, credit: Credit, accounts: list[str], quarter: int) -> Decimal:
    """D15: receivables, what is delivered and not invoiced, and open orders, at their value."""
    return credit.balance(accounts, clerk.owed_day(quarter)) + add(uninvoiced(clerk, account, quarter) for account in accounts)


def uninvoiced(clerk: Clerk, account: str, quarter: int) -> Decimal:
    """Rows ordered by the quarter's end whose invoice is not booked by then."""
    if not clerk.has("deliveries", "value", "invoice"):
        return NONE
    end = clerk.day(quarter)
    total = NONE
    for row in clerk.deliveries.get(account, []):
        ordered = row.get("ordered_date") or row.get("requested_date") or row.get("promised_date")
        booked = clerk.invoiced.get((account, row.get("invoice") or ""))
        if row.get("value") is not None and (not booked or booked > end):
            delivered = row.get("delivered_date") and row["delivered_date"] <= end
            total += row["value"] if delivered or (ordered and ordered <= end) else NONE
    return total


def utilisation(clerk: Clerk, credit: Credit, accounts: list[str], quarter: int) -> float | None:
    """D15: over the limit of the parent; accounts without a positive limit are outside."""
    limited = [account for account in accounts if (clerk.of(account, "credit_limit") or NONE) > 0]
    used = add(max(exposure(clerk, credit, [account], quarter), NONE) for account in limited)
    return over(used, add(clerk.of(account, "credit_limit") for account in limited)) if limited else None
