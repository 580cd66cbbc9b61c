"""How strongly each planted account and each look-alike shows its signal: value over threshold, from the clean tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from demo.quarters import LAST, QUARTERS, TRAILING, YEAR_BEFORE, first_day, last_day, quarter_of, window_start
from demo.roles import PLANTED, Role
from demo.tables import Row, Tables

THRESHOLDS: dict[str, float] = {
    "diversion_share": 0.10, "dumping_share": 0.15, "quarter_end_loading": 2.0, "silence_ratio": 3.0, "consignment_cover": 1.0,
    "paying_later": 15.0, "receivable_gap": 0.20, "incident_diversion": 1.0, "incident_dumping": 1.0,
}
DEFAULT_ALLOWANCE = 0.15
TAX = Decimal("1.13")


def amount(row: Row, column: str = "net_amount") -> Decimal:
    """A row's money in the company's currency, to the cent."""
    value = Decimal(str(row[column]))
    rate = row.get("fx_rate")
    return (value * Decimal(str(rate))).quantize(Decimal("0.01"), ROUND_HALF_UP) if rate else value


class Evidence:
    """The clean tables, seen by paying account."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.master = {str(row["account_id"]): row for row in tables["accounts"]}
        self.own_shops = {account_id for account_id, row in self.master.items() if row["kind"] == "own shop"}
        self.sales: dict[str, list[Row]] = {}
        self.invoiced: dict[tuple[str, str], list[Row]] = {}
        for row in tables["sales"]:
            self.sales.setdefault(self.payer(row), []).append(row)
            if row["kind"] == "invoice":
                self.invoiced.setdefault((self.payer(row), quarter_of(row["date"])), []).append(row)  # type: ignore[arg-type]
        self.prices = self.price_index()

    def payer(self, row: Row) -> str:
        """The account that pays: the parent of a branch."""
        account_id = str(row["account_id"])
        return str(self.master[account_id]["parent_id"] or account_id)

    def price_index(self) -> dict[str, list[Row]]:
        """Price rows by product, and by style for colours that are not listed."""
        index: dict[str, list[Row]] = {}
        for row in self.tables["price_list"]:
            index.setdefault(str(row["product_id"]), []).append(row)
            index.setdefault(f"style {row['style']}", []).append(row)
        return index

    def invoices(self, account_id: str, quarter: str) -> list[Row]:
        """An account's invoice lines of one quarter."""
        return self.invoiced.get((account_id, quarter), [])

    def net(self, account_id: str, quarter: str) -> Decimal:
        """An account's net sales of one quarter."""
        return sum((amount(row) for row in self.sales.get(account_id, []) if quarter_of(row["date"]) == quarter), Decimal(0))  # type: ignore[arg-type]

    # --- sales quality ---

    def diversion_share(self, account_id: str) -> float:
        """Value shipped outside the contracted territories over value shipped."""
        held = {row["territory"] for row in self.tables["territories"] if self.payer(row) == account_id}
        shipped = [row for row in self.invoices(account_id, LAST) if row["ship_to_territory"]]
        outside = sum(amount(row) for row in shipped if row["ship_to_territory"] not in held)
        return float(outside / sum(amount(row) for row in shipped))

    def guide_row(self, row: Row) -> Row | None:
        """The price row of a line's garment on its day."""
        listed = self.prices.get(str(row["product_id"])) or self.prices.get(f"style {row['style']}") or []
        return next((price for price in listed if price["valid_from"] <= row["date"] <= price["valid_to"]), None)  # type: ignore[operator]

    def dumping_share(self, account_id: str) -> float:
        """Value of lines below the floor over value of lines with a guide price."""
        discount, low, total = Decimal(str(self.master[account_id]["discount"])), Decimal(0), Decimal(0)
        for row in self.invoices(account_id, LAST):
            price = self.guide_row(row)
            if price and int(str(row["qty"])) > 0:
                floor = Decimal(str(price["floor"])) if price["floor"] else Decimal("0.85") * Decimal(str(price["price"])) * discount / TAX
                total += amount(row)
                below = amount(row) < (floor * int(str(row["qty"]))).quantize(Decimal("0.01"), ROUND_HALF_UP)
                low += amount(row) if below else 0
        return float(low / total)

    def window_share(self, accounts: list[str], quarter: str) -> float:
        """Gross sales of the last ten working days over those of the quarter."""
        rows = [row for account_id in accounts for row in self.invoices(account_id, quarter)]
        late = sum(amount(row) for row in rows if row["date"] >= window_start(quarter))  # type: ignore[operator]
        return float(late / sum(amount(row) for row in rows))

    def own_loading(self, accounts: list[str]) -> float:
        """This quarter's window share over the median of the four before."""
        return self.window_share(accounts, LAST) / median(self.window_share(accounts, quarter) for quarter in QUARTERS[-5:-1])

    def quarter_end_loading(self, account_id: str) -> float:
        """The account's loading over that of all others, own shops left out."""
        others = [other for other in self.sales if other != account_id and other not in self.own_shops]
        return self.own_loading([account_id]) / self.own_loading(others)

    def return_rate_ttm(self, account_id: str) -> float:
        """Returned value over gross sales of the trailing four quarters."""
        rows = [row for row in self.sales[account_id] if quarter_of(row["date"]) in TRAILING]  # type: ignore[arg-type]
        back = sum(amount(row) for row in rows if row["kind"] == "credit note" and row["qty"])
        return float(-back / sum(amount(row) for row in rows if row["kind"] == "invoice"))

    def silence_ratio(self, account_id: str) -> float:
        """Days since the last order over the account's own median gap."""
        days = sorted({row["date"] for row in self.sales[account_id] if row["kind"] == "invoice"})  # type: ignore[type-var]
        gaps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]  # type: ignore[operator]
        return (last_day(LAST) - days[-1]).days / median(gaps)  # type: ignore[operator]

    # --- credit ---

    def ledger(self, account_id: str) -> tuple[list[Row], list[Row]]:
        """An account's receivables and allocations."""
        items = [row for row in self.tables["receivables"] if self.payer(row) == account_id]
        return items, [row for row in self.tables["allocations"] if self.payer(row) == account_id]

    def balance(self, account_id: str, day: date) -> Decimal:
        """The ledger's balance: what was asked for, less what came in; credit notes only move it between documents."""
        items, paid = self.ledger(account_id)
        notes = {row["document"] for row in items if row["amount"] < 0}  # type: ignore[operator]
        asked = sum(amount(row, "amount") for row in items if row["date"] <= day)  # type: ignore[operator]
        return asked - sum(amount(row, "amount") for row in paid if row["date"] <= day and row["payment"] not in notes)  # type: ignore[operator]

    def receivable_gap(self, account_id: str) -> float:
        """Growth of the balance less growth of net sales, both against last year."""
        balances = [self.balance(account_id, last_day(quarter)) for quarter in (LAST, YEAR_BEFORE)]
        sales = [self.net(account_id, quarter) for quarter in (LAST, YEAR_BEFORE)]
        return float(balances[0] / balances[1] - sales[0] / sales[1])

    def late_amounts(self, account_id: str, quarter: str) -> Iterator[tuple[Decimal, int]]:
        """Amounts with their days after the due date: paid in the quarter, or past due and undisputed at its end."""
        items, paid = self.ledger(account_id)
        end, notes = last_day(quarter), {row["document"] for row in items if row["amount"] < 0}  # type: ignore[operator]
        for item in items:
            settled = [row for row in paid if row["document"] == item["document"] and row["date"] <= end]  # type: ignore[operator]
            for row in settled:
                if row["date"] >= first_day(quarter) and row["payment"] not in notes and item["amount"] > 0:  # type: ignore[operator]
                    yield amount(row, "amount"), (row["date"] - item["due_date"]).days  # type: ignore[operator]
            left = amount(item, "amount") - sum(amount(row, "amount") for row in settled)
            if item["due_date"] < end and left > 0 and not item["disputed"]:  # type: ignore[operator]
                yield left, (end - item["due_date"]).days  # type: ignore[operator]

    def days_beyond_terms(self, account_id: str, quarter: str) -> float:
        """The average lateness of a quarter."""
        late = list(self.late_amounts(account_id, quarter))
        return float(sum(cents * days for cents, days in late) / sum(cents for cents, _ in late))

    def paying_later(self, account_id: str) -> float:
        """Days beyond terms, less those of the same quarter last year."""
        return self.days_beyond_terms(account_id, LAST) - self.days_beyond_terms(account_id, YEAR_BEFORE)

    def consignment_cover(self, account_id: str) -> float:
        """Consigned goods over the whole year's rebate."""
        row = next(row for row in self.tables["rebates"] if row["account_id"] == account_id and row["quarter"] == LAST)
        return float(Decimal(str(row["consigned_value"])) / Decimal(str(row["expected_year"])))

    # --- records ---

    def freshness(self, account_id: str, kind: str) -> float:
        """A year over the age of the newest incident: above 1 it lies in the trailing four quarters."""
        days = [row["date"] for row in self.tables["incidents"] if row["account_id"] == account_id and row["kind"] == kind]
        return 365 / (last_day(LAST) - max(days)).days  # type: ignore[type-var,operator]

    def strength(self, role: Role) -> tuple[float, float]:
        """Strength and threshold of one role."""
        if role.signal == "big_but_risky":
            # Stars are whole: one band too many is half of the two that count, two are twice the one that is allowed.
            return role.aim, 1.0 if role.role == PLANTED else 2.0
        if role.signal.startswith("incident_"):
            return self.freshness(role.account_id, role.signal.removeprefix("incident_")), THRESHOLDS[role.signal]
        measure: Callable[[str], float] = getattr(self, role.signal)
        threshold = THRESHOLDS.get(role.signal) or float(str(self.master[role.account_id]["return_allowance"] or DEFAULT_ALLOWANCE))
        return measure(role.account_id) / threshold, threshold


def planted_rows(tables: Tables, roles: list[Role]) -> list[Row]:
    """The truth that tests compare with: one row per account and signal."""
    evidence, rows = Evidence(tables), []
    for role in roles:
        strength, threshold = evidence.strength(role)
        row: Row = {"account_id": role.account_id, "signal": role.signal, "role": role.role}
        rows.append(row | {"strength": f"{strength:.4f}", "threshold": f"{threshold:g}", "quarter": LAST})
    return sorted(rows, key=lambda row: (str(row["signal"]), str(row["role"]), str(row["account_id"])))
