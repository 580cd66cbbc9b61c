"""The stars' moves, other thresholds and the season's decisions by hand, from the clean tables alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from tests.demo.by_hand.books import Books, back, last_day, trailing
from tests.demo.by_hand.credit import Ledger
from tests.demo.by_hand.stars import BANDS, DAYS, PAST_DUE, TAX, Stars

Limits = dict[tuple[int, str], float]
# The default bands, and the demo company's own share for three stars.
LIMITS: Limits = {(4, "sales_before_below"): 0.5, (3, "sales_before_below"): 0.9} | {
    (star, field): limit
    for star in (4, 3)
    for field, limit in (("capital_at_least", 4), ("countback_dso_at_most", DAYS[star]), ("past_due_share_at_most", PAST_DUE[star]), ("business_sense_at_least", 4))
} | {(2, "capital_at_least"): 3, (2, "initiative_at_least"): 3}  # fmt: skip
assert {star: float(BANDS[star]) for star in BANDS} == {star: LIMITS[star, "sales_before_below"] for star in BANDS}


@dataclass(frozen=True)
class Shown:
    """What one account shows."""

    before: float
    days: float
    past_due: float
    capital: float | None
    business_sense: float | None
    initiative: float | None

    def passes(self, star: int, limits: Limits) -> bool:
        """Whether it stands up to one band."""
        low = {"capital_at_least": self.capital, "business_sense_at_least": self.business_sense, "initiative_at_least": self.initiative}
        high = {"countback_dso_at_most": self.days, "past_due_share_at_most": self.past_due}
        asked = {field: limit for (level, field), limit in limits.items() if level == star}
        scored = all(low[field] is None or low[field] >= limit for field, limit in asked.items() if field in low)  # type: ignore[operator]
        paid = all(high[field] <= limit for field, limit in asked.items() if field in high)
        return scored and paid and self.before < asked.get("sales_before_below", 2)

    def star(self, limits: Limits) -> int:
        """The highest band that it stands up to."""
        return next((star for star in (4, 3, 2) if self.passes(star, limits)), 1)


class Rating:
    """One quarter of the demo company: what every rated account shows."""

    def __init__(self, books: Books, stars: Stars, quarter: str) -> None:
        self.books, self.stars, self.quarter = books, stars, quarter
        at = books.quarters.index(quarter)
        self.sold = {account: books.net(account, *trailing(quarter)) for account in books.traders}
        ranked = sorted((account for account in self.sold if self.sold[account] > 0), key=lambda account: (-self.sold[account], account))
        whole = sum((self.sold[account] for account in ranked), Decimal(0))
        above = {account: float(sum((self.sold[larger] for larger in ranked[:place]), Decimal(0)) / whole) for place, account in enumerate(ranked)}
        self.shown = {account: self.show(account, above[account], at) for account in stars.rated[quarter]}

    def show(self, account: str, before: float, at: int) -> Shown:
        """One account at this quarter's end."""
        end = last_day(self.quarter)
        balances = [(one, Ledger(self.books, account, last_day(one)).balance) for one in self.books.quarters[at - 3 : at + 1] if self.stars.first_invoice[account] <= last_day(one)]
        days = median(self.stars.countback(account, one, balance) for one, balance in balances)
        scores = [self.stars.score(account, criterion, self.quarter) for criterion in ("capital", "business_sense", "initiative")]
        return Shown(before, days, Ledger(self.books, account, end).past_due_share(end), *scores)

    def what_if(self) -> dict[str, tuple[int, Decimal, int, int]]:
        """Accounts, sales, key accounts gained and lost, by threshold and shift; every account judged anew."""
        found = {}
        for (star, field), limit in LIMITS.items():
            for shift, times in (("-20%", "0.8"), ("-10%", "0.9"), ("+10%", "1.1"), ("+20%", "1.2")):
                moved = float(Decimal(str(limit)) * Decimal(times))
                capped = min(moved, 1.0) if field in ("sales_before_below", "past_due_share_at_most") else min(max(moved, 1.0), 5.0) if field.endswith("at_least") else moved
                found[f"{star}/{field}{shift}"] = self.changed(LIMITS | {(star, field): capped})
        return found

    def changed(self, limits: Limits) -> tuple[int, Decimal, int, int]:
        """What changes under other limits."""
        pairs = {account: (one.star(LIMITS), one.star(limits)) for account, one in self.shown.items()}
        moved = [account for account, (old, new) in pairs.items() if old != new]
        gained = sum(old < 3 <= new for old, new in pairs.values())
        return len(moved), sum((self.sold[account] for account in moved), Decimal(0)), gained, sum(new < 3 <= old for old, new in pairs.values())

    def matrix(self, quarters_back: int) -> Counter[str]:
        """Confirmed stars then and now, by cell."""
        before, now = ({account: star.confirmed for account, star in self.stars.rated[one].items()} for one in (back(self.quarter, quarters_back), self.quarter))
        return Counter(f"{before.get(account, 'new')}>{now.get(account, 'left')}" for account in {*before, *now})


def past_due(books: Books, account: str, day: date) -> tuple[Decimal, int]:
    """What is past due after credits have settled the items due longest, and the age of the oldest that is left."""
    ledger = Ledger(books, account, day)
    credit, left = ledger.credits, []
    for item in sorted((item for item in ledger.open_items if not item.disputed and item.due < day), key=lambda item: item.due):
        rest = replace(item, open=max(Decimal(0), item.open - credit))
        credit = max(Decimal(0), credit - item.open)
        left += [rest] if rest.open else []
    return sum((item.open for item in left), Decimal(0)), max(((day - item.due).days for item in left), default=0)


def need(books: Books, account: str, quarter: str) -> Decimal:
    """Net sales of the coming quarter's season last year, tax included."""
    return max(Decimal(0), books.net(account, back(quarter, 3))) * TAX

