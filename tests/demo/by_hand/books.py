"""A company's clean tables as a bookkeeper reads them: every row under the account that pays, and the days of its quarters."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

Row = dict[str, object]
CENT = Decimal("0.01")


def money(value: object) -> Decimal:
    """A number of a clean table; nothing counts as zero."""
    return Decimal(str(value)) if value != "" else Decimal(0)


def cents(value: Decimal) -> Decimal:
    """Rounded half away from zero (A3, C6)."""
    return value.quantize(CENT, ROUND_HALF_UP)


def quarter_of(day: date) -> str:
    """G18."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def back(quarter: str, count: int) -> str:
    """The quarter that many quarters before."""
    number = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 - count
    return f"{number // 4}Q{number % 4 + 1}"


def trailing(quarter: str) -> list[str]:
    """The four quarters that end with this one."""
    return [back(quarter, count) for count in (3, 2, 1, 0)]


def first_day(quarter: str) -> date:
    """The quarter's first day."""
    return date(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 1)


def last_day(quarter: str) -> date:
    """The quarter's last day."""
    return first_day(back(quarter, -1)) - timedelta(days=1)


def a_year_before(day: date) -> date:
    """The same day of the year before."""
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))


class Books:
    """Sales, receivables and allocations by paying account; own shops are left out of every signal (G3)."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.master = {str(row["account_id"]): row for row in tables["accounts"]}
        self.sales: dict[tuple[str, str], list[Row]] = {}
        for row in tables["sales"]:
            booked = row | {"value": self.value(row)}
            self.sales.setdefault((self.payer(row), quarter_of(row["date"])), []).append(booked)  # type: ignore[arg-type]
        self.ledger, self.paid = self.by_payer("receivables"), self.by_payer("allocations")
        self.traders = sorted({payer for payer, _ in self.sales if self.master[payer]["kind"] != "own shop"})
        self.quarters = sorted({quarter for _, quarter in self.sales})

    def by_payer(self, table: str) -> dict[str, list[Row]]:
        """A table's rows by paying account."""
        found: dict[str, list[Row]] = {}
        for row in self.tables[table]:
            found.setdefault(self.payer(row), []).append(row)
        return found

    def payer(self, row: Row) -> str:
        """The top of the account's chain of parents (G1)."""
        account = str(row["account_id"])
        while parent := str(self.master[account]["parent_id"]):
            account = parent
        return account

    @staticmethod
    def value(row: Row) -> Decimal:
        """A sales row in company currency (A3)."""
        amount = money(row["net_amount"])
        return cents(amount * money(row["fx_rate"])) if row["fx_rate"] else amount

    def rows(self, account: str, *quarters: str) -> list[Row]:
        """An account's sales rows of these quarters."""
        return [row for quarter in quarters for row in self.sales.get((account, quarter), [])]

    def invoices(self, account: str, *quarters: str) -> list[Row]:
        """An account's invoice rows of these quarters (A1)."""
        return [row for row in self.rows(account, *quarters) if row["kind"] == "invoice"]

    def net(self, account: str, *quarters: str) -> Decimal:
        """Net sales (A1)."""
        return total(self.rows(account, *quarters))

    def order_days(self, account: str) -> list[date]:
        """Distinct dates with an invoice row, oldest first (H1)."""
        return sorted({row["date"] for row in self.invoices(account, *self.quarters)})  # type: ignore[type-var]


def total(rows: list[Row]) -> Decimal:
    """The sum of the rows' values."""
    return sum((row["value"] for row in rows), Decimal(0))  # type: ignore[misc]


def share(part: Decimal, whole: Decimal) -> float | None:
    """A ratio, unknown without a denominator."""
    return float(part / whole) if whole > 0 else None
