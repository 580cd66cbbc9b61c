"""Stars by hand: sales band, score, countback and past due, then what two quarters confirm."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

from tests.demo.by_hand.books import Books, back, first_day, last_day, trailing
from tests.demo.by_hand.credit import Ledger

BANDS = {4: Decimal("0.50"), 3: Decimal("0.90")}  # 3: the demo company's own rule
DAYS = {4: 30, 3: 60}
PAST_DUE = {4: 0.05, 3: 0.15}
TAX = Decimal("1.13")


@dataclass
class Star:
    """One account's rating at one quarter's end."""

    band: int
    raw: int
    credit_failed: bool
    confirmed: int = 0


class Stars:
    """Raw and confirmed stars of every quarter."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.monthly: dict[tuple[str, int, int], Decimal] = {}
        for (account, _), rows in books.sales.items():
            for row in rows:
                month = (account, row["date"].year, row["date"].month)  # type: ignore[union-attr]
                self.monthly[month] = self.monthly.get(month, Decimal(0)) + row["value"]  # type: ignore[operator]
        first = min(row["date"] for rows in books.sales.values() for row in rows)  # type: ignore[type-var]
        self.history_from = first.replace(day=1)  # type: ignore[union-attr]
        self.first_invoice = {account: books.order_days(account)[0] for account in books.traders}
        self.countbacks: dict[str, list[float]] = {account: [] for account in books.traders}
        self.rated = {quarter: self.rate_all(quarter) for quarter in books.quarters}
        for account in books.traders:
            self.confirm([self.rated[quarter][account] for quarter in books.quarters if account in self.rated[quarter]])

    def sales_bands(self, quarter: str) -> dict[str, int]:
        """The share of the accounts ranked above (S1, S2, S9)."""
        sold = {account: self.books.net(account, *trailing(quarter)) for account in self.books.traders}
        ranked = sorted((account for account in sold if sold[account] > 0), key=lambda account: (-sold[account], account))
        above, whole, bands = Decimal(0), sum((sold[account] for account in ranked), Decimal(0)), {}
        for account in ranked:
            bands[account] = next((star for star in (4, 3) if above / whole < BANDS[star]), 2)
            above += sold[account]
        return bands

    def countback(self, account: str, quarter: str, balance: Decimal) -> float:
        """Days of the newest net sales that are still unpaid (D7 to D11)."""
        rest, days, month = balance / TAX, 0, last_day(quarter).replace(day=1)
        while rest > 0 and month >= self.history_from:
            sold = self.monthly.get((account, month.year, month.month), Decimal(0))
            length = monthrange(month.year, month.month)[1]
            if sold > 0 and sold >= rest:
                return days + float(rest / sold) * length
            rest, days, month = rest - max(sold, Decimal(0)), days + length, (month - timedelta(days=1)).replace(day=1)
        return float(days)

    def score(self, account: str, criterion: str, quarter: str) -> float | None:
        """The newest score at or before the quarter, the mean where several people gave one (S4)."""
        rows = [row for row in self.books.tables["scorecards"] if (row["account_id"], row["criterion"]) == (account, criterion) and str(row["quarter"]) <= quarter]
        if not rows:
            return None
        newest = max((row["quarter"], row["date"]) for row in rows)
        scores = [int(str(row["score"])) for row in rows if (row["quarter"], row["date"]) == newest]
        return sum(scores) / len(scores)

    def rate_all(self, quarter: str) -> dict[str, Star]:
        """Every account that is rated (S3)."""
        end, bands, stars = last_day(quarter), self.sales_bands(quarter), {}
        for account in self.books.traders:
            if self.first_invoice[account] > end:
                continue
            ledger = Ledger(self.books, account, end)
            self.countbacks[account].append(self.countback(account, quarter, ledger.balance))
            if account in bands and self.first_invoice[account] <= first_day(back(quarter, 1)):
                stars[account] = self.rate(account, quarter, bands[account], median(self.countbacks[account][-4:]), ledger.past_due_share(end))
        return stars

    def rate(self, account: str, quarter: str, band: int, days: float, past_due: float) -> Star:
        """The highest star whose every criterion passes; what has no score is skipped (S7)."""

        def scored(criterion: str, least: int) -> bool:
            found = self.score(account, criterion, quarter)
            return found is None or found >= least

        credit = {star: days <= DAYS[star] and past_due <= PAST_DUE[star] for star in (4, 3)}
        sound = scored("capital", 4) and scored("business_sense", 4)
        raw = next((star for star in (4, 3) if band >= star and sound and credit[star]), 0)
        raw = raw or (2 if scored("capital", 3) and scored("initiative", 3) else 1)
        return Star(band, raw, not credit.get(raw + 1, True))

    @staticmethod
    def confirm(stars: list[Star]) -> None:
        """Up after two quarters, down at once for credit, else after two; to the nearer of the two (S10)."""
        for before, star in zip([None, *stars], stars, strict=False):
            if before is None:
                star.confirmed = star.raw
            elif star.raw > before.confirmed and before.raw > before.confirmed:
                star.confirmed = min(star.raw, before.raw)
            elif star.raw < before.confirmed and (star.credit_failed or before.raw < before.confirmed):
                star.confirmed = star.raw if star.credit_failed else max(star.raw, before.raw)
            else:
                star.confirmed = before.confirmed

    def key_accounts(self, quarter: str) -> list[str]:
        """Three and four confirmed stars; by the raw star before two rated quarters (S11)."""
        return sorted(account for account, star in self.rated[quarter].items() if star.confirmed >= 3)


