"""Order lines and their deliveries: on time, late, in two parts, short, or still on the way."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import Account
from demo.documents import Document, Line
from demo.quarters import LAST, PRINTED_ON, last_day, season_of
from demo.tables import Row, money

# The warehouse system is younger than the ledger.
RECORDED_SINCE = date(2025, 1, 1)
OWN_TRUCKS = ("杭州", "绍兴", "嘉兴", "湖州")  # what our own trucks reach in a day
CARRIERS = ("德邦", "安能物流", "顺丰快运", "自有车辆")


class Warehouse:
    """Ships one account's orders as well as it usually does."""

    def __init__(self, account: Account, seed: int) -> None:
        self.rng = Random(f"{seed}:service:{account.name}:{account.share:.6f}")
        self.punctual = self.rng.uniform(0.86, 0.97) if account.group == "key" else self.rng.uniform(0.78, 0.97)
        self.lead = self.rng.randint(4, 11)
        self.carrier = self.rng.choice(CARRIERS if account.territory in OWN_TRUCKS else CARRIERS[:-1])

    def chance_of_punctuality(self, document: Document) -> float:
        """Autumn deliveries are the busiest and the least punctual."""
        return self.punctual - (0.05 if season_of(document.quarter) == 3 else 0.0)

    def deliver(self, document: Document) -> list[Row]:
        """All deliveries of one order, whose goods are invoiced when the first of them leaves."""
        rows: list[Row] = []
        slack = self.rng.randint(0, 3)
        for line in document.lines:
            if line.product and line.qty > 0:
                rows += self.deliver_line(document, line, slack)
        if self.rng.random() < 0.05:
            rows.append(self.unshipped(document, len(document.lines) + 1))
        return rows

    def order_row(self, document: Document, line: Line, promised: date) -> Row:
        """The order's side of a delivery."""
        ordered = min(document.day, promised) - timedelta(days=self.lead + self.rng.randint(0, 2))
        row: Row = {"order": "DD" + document.number[2:], "line": line.number, "account_id": document.entity.account_id}
        row |= {"ordered_date": ordered, "requested_date": promised - timedelta(days=self.rng.randint(0, 2)), "promised_date": promised}
        assert line.product is not None
        row |= {"product_id": line.product.product_id, "ordered_qty": line.qty, "value": money(line.cents)}
        return row | {"invoice": document.number, "carrier": self.carrier}

    def deliver_line(self, document: Document, line: Line, slack: int) -> list[Row]:
        """On time and whole, or late, or in two parts."""
        if self.rng.random() < self.chance_of_punctuality(document):
            row = self.order_row(document, line, document.day + timedelta(days=slack))
            return [row | {"delivered_date": document.day, "delivered_qty": line.qty}]
        if self.rng.random() < 0.6 or line.qty < 4:
            row = self.order_row(document, line, document.day - timedelta(days=self.rng.randint(1, 6)))
            return [row | {"delivered_date": document.day, "delivered_qty": line.qty}]
        return self.in_parts(document, line, slack)

    def in_parts(self, document: Document, line: Line, slack: int) -> list[Row]:
        """The first part on time, the second days after the promise; now and then it never comes."""
        promised = document.day + timedelta(days=slack)
        row = self.order_row(document, line, promised)
        first = max(1, int(line.qty * self.rng.uniform(0.5, 0.8)))
        second = promised + timedelta(days=self.rng.randint(2, 10))
        parts = [row | {"delivered_date": document.day, "delivered_qty": first}]
        if self.rng.random() < 0.85 and second <= PRINTED_ON:
            parts.append(row | {"delivered_date": second, "delivered_qty": line.qty - first})
        return parts

    def unshipped(self, document: Document, number: int) -> Row:
        """A line that was ordered and promised, and has not left the warehouse."""
        line = next(line for line in document.lines if line.product and line.qty > 0)
        row = self.order_row(document, line, document.day + timedelta(days=2))
        qty = max(2, line.qty // 3)
        row |= {"line": number, "ordered_qty": qty, "value": money(line.cents / line.qty * qty), "invoice": ""}
        return row | {"delivered_date": "", "delivered_qty": 0}


def not_yet_invoiced(rows: list[Row], rng: Random) -> list[Row]:
    """Goods of the last days that left without an invoice yet."""
    fresh = [row for row in rows if isinstance(row["delivered_date"], date) and row["delivered_date"] > last_day(LAST) - timedelta(days=9)]
    extra = []
    for row in rng.sample(fresh, min(6, len(fresh))):
        extra.append(row | {"order": f"{row['order']}-B", "line": 1, "invoice": ""})
    return extra


def delivery_rows(documents: list[Document], seed: int) -> list[Row]:
    """Every delivery to a customer since the warehouse system began."""
    warehouses: dict[str, Warehouse] = {}
    rows: list[Row] = []
    for document in documents:
        if document.kind == "invoice" and document.account.trades and document.day >= RECORDED_SINCE:
            account = document.account
            warehouse = warehouses.setdefault(account.account_id, Warehouse(account, seed))
            rows += warehouse.deliver(document)
    return rows + not_yet_invoiced(rows, Random(f"{seed}:uninvoiced"))
