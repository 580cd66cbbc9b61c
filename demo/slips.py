"""What slips into every export: rows that cannot be used, each for a reason that an office knows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo.forms import Typed
from demo.quarters import LAST, first_day, last_day
from demo.tables import Row

STOPPED = "A-099"  # a customer that was closed, and is no longer in the customer file
STAFF_SHOP = "0009"  # what the staff buys for itself; the params exclude it
CORRECTED_SINCE = date(2026, 6, 1)  # June was printed again with the newest quarter


def by_day(rows: list[Row]) -> list[Row]:
    """Rows in the order of their days and documents; lines of one document stay as they are."""
    return sorted(rows, key=lambda row: (row["date"], str(row["document"])))


def documents_of(rows: list[Row], quarter: str) -> list[list[Row]]:
    """The trade documents of a quarter, the smallest first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if first_day(quarter) <= row["date"] <= last_day(quarter) and str(row["document"]).startswith("XS"):  # type: ignore[operator]
            found.setdefault(str(row["document"]), []).append(row)
    return sorted(found.values(), key=lambda lines: sum(Decimal(str(row["net_amount"])) for row in lines))


class Invoices:
    """The invoice book with what slipped in."""

    def __init__(self, rows: list[Row], accounts: list[Row], rng: Random) -> None:
        self.rows, self.rng = rows, rng
        self.foreign = {row["account_id"] for row in accounts if row["currency"] != "CNY"}

    def copy(self, quarter: str, number: int, foreign: bool = False, **changes: object) -> list[Row]:
        """A document like one of the small ones of that quarter, under its own number and with something changed."""
        fitting = [lines for lines in documents_of(self.rows, quarter) if (lines[0]["account_id"] in self.foreign) == foreign]
        lines = self.rng.choice(fitting[:12])
        return [row | {"document": f"{str(row['document'])[:8]}{number}", "ship_to_territory": ""} | changes for row in lines]

    def slipped_in(self) -> list[Row]:
        """A voided invoice each year, a closed customer, cash sales to nobody, staff purchases, and an invoice that still waits for its rate."""
        rows = self.copy("2024Q2", 901, account_id=STOPPED) + self.copy("2025Q1", 902, account_id="", cost="")
        for quarter in ("2024Q1", "2025Q4", LAST):
            rows += self.copy(quarter, 903, cancelled="作废")
        for quarter in ("2023Q4", "2024Q4"):
            rows += self.copy(quarter, 904, account_id=STAFF_SHOP)
        return rows + self.copy("2025Q3", 905, foreign=True, fx_rate="")

    def sample(self) -> Row:
        """Sample clothes taken from the shelf: a kind of document that is no sale."""
        row = self.copy(LAST, 906)[0]
        return row | {"kind": "样衣领用", "line": 1, "net_amount": Decimal(0)}

    def printed_twice(self) -> Row:
        """The last line of a page that stands on the next page again."""
        return self.rng.choice([row for row in self.rows if row["date"] < CORRECTED_SINCE and row["line"] == 2])  # type: ignore[operator]


def before_correction(rows: list[Row]) -> list[Row]:
    """June as it was exported at the end of June: the quantity of one line was corrected afterwards."""
    number, wrong = next((number, row) for number, row in enumerate(rows) if row["date"] >= CORRECTED_SINCE and row["line"] == 1)  # type: ignore[operator]
    amount = (Decimal(str(wrong["net_amount"])) * 11 / 10).quantize(Decimal("0.01"))
    return [*rows[:number], wrong | {"net_amount": amount}, *rows[number + 1 :]]


def credit_note_slips(rows: list[Row], rng: Random) -> list[Row]:
    """A date that no calendar has, and an amount that is still to be agreed."""
    dateless, open_amount = rng.sample([row for row in rows if row["line"] == 1], 2)
    return [dateless | {"document": "TH260230001", "date": Typed("2026.2.30")}, open_amount | {"document": "TH260410901", "net_amount": Typed("待定")}]


def account_slips(rows: list[Row], rng: Random) -> list[Row]:
    """A customer that was entered twice, and the staff's own account."""
    staff = dict.fromkeys(rows[0], "") | {"account_id": STAFF_SHOP, "name": "公司内购", "kind": "own shop", "territory": "杭州", "currency": "CNY"}
    twice = rng.choice([row for row in rows if row["kind"] == "dealer" and not row["parent_id"]])
    return [staff, twice | {"owner": "", "location": "见旧档案"}]


def ledger_slips(invoices: list[Row], receivables: list[Row], rng: Random) -> list[Row]:
    """The closed customer's document, and one that was carried over twice."""
    stopped = [row for row in invoices if row["account_id"] == STOPPED]
    amount = sum((Decimal(str(row["net_amount"])) for row in stopped), Decimal(0)) * 113 / 100
    day = stopped[0]["date"]
    assert isinstance(day, date)
    row: Row = {"document": stopped[0]["document"], "account_id": STOPPED, "date": day, "due_date": day + timedelta(days=30), "disputed": False}
    return [row | {"amount": amount.quantize(Decimal("0.01"))}, rng.choice(receivables)]


def payment_slips(allocations: list[Row], ledger: list[Row], rng: Random) -> list[Row]:
    """The closed customer's payment, and autumn payments of summer invoices that are older than this export."""
    stopped = next(row for row in ledger if row["account_id"] == STOPPED)
    paid: Row = {"payment": f"SK240630-{STOPPED}", "document": stopped["document"], "date": date(2024, 6, 30), "amount": stopped["amount"], "account_id": STOPPED}
    rows = [paid | {"method": "电汇"}]
    first = [row for row in allocations if row["date"] < date(2024, 1, 1) and row["document"]]  # type: ignore[operator]
    for row in rng.sample(first, 5):
        day = date(2023, 10, rng.randint(8, 27))
        old = {"payment": f"SK{day:%y%m%d}-{row['account_id']}", "document": f"XS2308{rng.randint(10, 28)}00{rng.randint(1, 6)}", "date": day}
        rows.append(row | old | {"method": "电汇"})
    return rows


def delivery_slips(rows: list[Row], rng: Random) -> list[Row]:
    """An order that was keyed in boxes instead of pieces."""
    return [rng.choice(rows) | {"order": "DD260711901", "line": 1, "ordered_qty": Typed("2箱"), "invoice": ""}]


def score_slips(rows: list[Row], rng: Random) -> list[Row]:
    """A score that nobody gave yet, and one between two steps."""
    newest = [row for row in rows if row["quarter"] == LAST]
    missing, between = rng.sample(newest, 2)
    return [missing | {"criterion": "意愿", "score": ""}, between | {"criterion": "意愿", "score": Typed("3～4")}]


def incident_slips(rows: list[Row]) -> list[Row]:
    """Another distributor's dealer: not in our customer file."""
    return [rows[-1] | {"name": "南浔老街服装摊", "date": date(2026, 9, 19), "evidence": "非我司经销商，已转告上海代理"}]


def booking_slips(rows: list[Row]) -> list[Row]:
    """An order whose amount the customer wanted to call in later."""
    return [rows[-1] | {"category": "配饰", "qty": "", "amount": "", "deposit": ""}]


def target_slips(rows: list[Row]) -> list[Row]:
    """A year's target among the quarters'."""
    return [rows[0] | {"quarter": Typed(f"{LAST[:4]}全年")}]


def task_slips(rows: list[Row]) -> list[Row]:
    """A task without a day."""
    return [rows[-1] | {"task_id": "T9001", "due": Typed("国庆后"), "status": "open", "done": ""}]


def territory_slips(rows: list[Row]) -> list[Row]:
    """A contract whose territory is still being negotiated."""
    return [rows[-1] | {"territory": "", "potential": ""}]
