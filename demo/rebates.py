"""The yearly rebate, and the goods placed with customers before payment."""

from __future__ import annotations

from random import Random

from demo.company import Account, Company
from demo.documents import NetSales
from demo.quarters import LAST, QUARTERS, last_day, season_of
from demo.tables import Row, money

FOUR_STARS = 3  # the year-end rebate that nobody tells them of


class RebateBook:
    """One account's yearly rebate and the goods placed with it before payment."""

    def __init__(self, company: Company, account: Account, totals: NetSales, rng: Random) -> None:
        self.account, self.totals, self.rng = account, totals, rng
        self.rate = rng.choice((0.02, 0.025, 0.03)) if account.group == "key" else rng.choice((0.02, 0.03, 0.04))
        self.undisclosed = {one.account_id for one in company.of("key")[:FOUR_STARS]}
        role = company.role(account, "consignment_cover")
        self.aim = role.aim if role else None

    def year_to_date(self, quarter: str) -> int:
        """Net sales of the calendar year so far."""
        return sum(self.totals[self.account.account_id, other] for other in QUARTERS if quarter[:4] + "Q1" <= other <= quarter)

    def expected(self, quarter: str) -> int:
        """The whole year's rebate in cents, as agreed in spring."""
        year = int(quarter[:4])
        known = [self.totals[self.account.account_id, f"{year}Q{number}"] for number in range(1, 5) if f"{year}Q{number}" in QUARTERS]
        return round(self.rate * sum(known) * 4 / len(known) / 10_000) * 10_000

    def consigned(self, quarter: str) -> int:
        """Goods on consignment, in cents: usually well inside the year's rebate."""
        usual = 0.0 if self.account.group == "key" and self.rate < 0.03 else self.rng.uniform(0.08, 0.36)
        cover = self.aim if self.aim and quarter == LAST else usual
        return round(cover * self.expected(quarter) / 10_000) * 10_000

    def row(self, quarter: str) -> Row:
        """The balances at one quarter's end."""
        sold = self.totals[self.account.account_id, quarter]
        accrued = round(self.rate * self.year_to_date(quarter))
        row: Row = {"account_id": self.account.account_id, "quarter": quarter, "accrued": money(accrued)}
        row |= {"consigned_value": money(self.consigned(quarter)), "expected_year": money(self.expected(quarter))}
        row |= {"paid": money(accrued if season_of(quarter) == 4 else 0), "disclosed": self.account.account_id not in self.undisclosed, "booked": True}
        row |= {"promotion": money(round(sold * self.rng.uniform(0, 0.012))), "freight": money(round(sold * self.rng.uniform(0.006, 0.014)))}
        return row


def rebate_rows(company: Company, totals: NetSales, rng: Random) -> list[Row]:
    """All rebate balances; one account has no yearly agreement, and two rebates of one account were not openly booked."""
    rows: list[Row] = []
    for account in company.of("key", "middle", "small", "export"):
        book = RebateBook(company, account, totals, rng)
        opened = [quarter for quarter in QUARTERS if last_day(quarter) >= account.opened]
        rows += [book.row(quarter) for quarter in opened if book.year_to_date(quarter) > 0]
    without_agreement, unbooked = company.of("key")[5].account_id, company.of("middle")[1].account_id
    for row in rows:
        if row["account_id"] == without_agreement:
            row["expected_year"] = ""
        if row["account_id"] == unbooked and row["quarter"] in ("2025Q4", LAST):
            row["booked"] = False
    return rows
