"""The exports as a finance package, a warehouse, an office portal and people with Excel write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random

from demo import heads, slips
from demo.forms import (
    at_some_hour,
    compact_month,
    grouped,
    in_brackets,
    in_tenths,
    in_yuan,
    kept_as_text,
    percent,
    quarter_written_out,
    serial,
    slashed,
    sometimes,
    sometimes_full_width,
    written_out,
)
from demo.paper import Grid, grid, total, write_book, write_text, write_web_page
from demo.printout import journal_lines
from demo.quarters import LAST, QUARTERS, quarter_of
from demo.tables import Row, Tables


class Office:
    """Everybody who exports something, each in their own way."""

    def __init__(self, tables: Tables, out: Path, seed: int) -> None:
        self.tables, self.out, self.seed = tables, out, seed
        self.names = {row["account_id"]: row["name"] for row in tables["accounts"]}
        self.booked = [*tables["sales"]]

    def rng(self, table: str) -> Random:
        """Each table slips in its own way, whatever the others do."""
        return Random(f"{self.seed}:slips:{table}")

    def words(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Rows in the program's own words."""
        spoken = heads.WORDS[table]
        return [row | {column: words.get(str(row[column]), row[column]) for column, words in spoken.items()} for row in rows]

    def named(self, rows: Iterable[Row]) -> list[Row]:
        """Rows with the customer's name beside the code."""
        return [row | {"name": self.names.get(row["account_id"], "")} for row in rows]

    # --- the finance package ---

    def export_accounts(self) -> None:
        """The customer file, with a line that says when it was printed."""
        rows, rng = self.tables["accounts"], self.rng("accounts")
        forms = {"credit_limit": grouped, "discount": in_tenths, "return_allowance": percent, "onward_share": percent, "since": slashed}
        lines = grid(self.words("accounts", rows + slips.account_slips(rows, rng)), heads.ACCOUNTS, forms)
        write_text(self.out / "客户档案.csv", [["客户档案　打印日期：2026-10-09"], [], *lines], "gb18030")

    def export_sales(self) -> None:
        """Invoices by quarter, the newest quarter as a printout that begins with June, and credit notes in a workbook of their own."""
        invoices = [row for row in self.tables["sales"] if row["kind"] == "invoice"]
        credits = [row for row in self.tables["sales"] if row["kind"] != "invoice"]
        book = slips.Invoices(invoices, self.tables["accounts"], self.rng("sales"))
        booked = slips.by_day(invoices + book.slipped_in() + [book.printed_twice()])
        self.booked = booked
        for quarter in QUARTERS[:-1]:
            rows = [row for row in booked if quarter_of(row["date"]) == quarter]  # type: ignore[arg-type]
            self.invoice_list(quarter, slips.before_correction(rows) if quarter == QUARTERS[-2] else rows)
        newest = [row for row in booked + credits + [book.sample()] if row["date"] >= slips.CORRECTED_SINCE]  # type: ignore[operator]
        self.journal(slips.by_day(newest))
        self.credit_notes([row for row in credits if quarter_of(row["date"]) != LAST])  # type: ignore[arg-type]

    def invoice_list(self, quarter: str, rows: list[Row]) -> None:
        """One quarter's invoices, with a sum below."""
        forms = {"net_amount": grouped}
        lines = [[f"销售发票列表　{quarter_written_out(quarter)}"], [], *grid(rows, heads.INVOICES, forms)]
        lines.append(total("合计", rows, heads.INVOICES, forms, "net_amount"))
        write_text(self.out / f"销售发票-{quarter}.csv", lines, "gb18030")

    def journal(self, rows: list[Row]) -> None:
        """The newest quarter's printout, both kinds of documents in one."""
        taxed = [row | {"with_tax": (Decimal(str(row["net_amount"])) * 113 / 100).quantize(Decimal("0.01"))} for row in rows]
        write_text(self.out / f"销售明细账-{LAST}.csv", journal_lines(self.named(self.words("sales", taxed))), "gb18030")

    def credit_notes(self, rows: list[Row]) -> None:
        """Returned goods on one sheet, price differences on the other; what was given back stands in brackets."""
        rows = rows + slips.credit_note_slips(rows, self.rng("credit notes"))
        forms = {"net_amount": in_brackets, "cost": in_brackets}
        sheets = {"退货": [row for row in rows if row["qty"]], "折让": [row for row in rows if not row["qty"]]}
        write_book(self.out / "红字发票.xlsx", {name: grid(listed, heads.CREDIT_NOTES, forms) for name, listed in sheets.items()})

    def export_ledger(self) -> None:
        """Receivables and what settled them, two sheets of one workbook."""
        rng = self.rng("ledger")
        owed = self.tables["receivables"] + slips.ledger_slips(self.booked, self.tables["receivables"], rng)
        paid = self.tables["allocations"] + slips.payment_slips(self.tables["allocations"], owed, rng)
        owed = sorted(self.named(owed), key=lambda row: (row["date"], str(row["document"])))
        paid = sorted(paid, key=lambda row: (row["date"], str(row["payment"]), str(row["document"])))
        lines = [["应收单据一览表"], ["打印日期：2026-10-09"], *grid(owed, heads.RECEIVABLES), total("合计", owed, heads.RECEIVABLES, {}, "amount")]
        write_book(self.out / "财务.xlsx", {"应收": lines, "核销": grid(paid, heads.ALLOCATIONS)})

    def export_prices(self) -> None:
        """The price list under a headline for each season; its days are bare numbers."""
        lines: Grid = [list(heads.PRICES.values())]
        for season, rows in groupby(self.tables["price_list"], key=lambda row: str(row["style"])[:3]):
            lines += [[f"【{season}】"], *grid(list(rows), heads.PRICES, {"valid_from": serial, "valid_to": serial})[1:]]
        write_book(self.out / "吊牌价目表.xlsx", {"价目": lines})

    # --- warehouse, portal and tills ---

    def export_deliveries(self) -> None:
        """The warehouse's scanner log."""
        rows, rng = self.tables["deliveries"], self.rng("deliveries")
        forms = {"account_id": kept_as_text, "delivered_date": at_some_hour(rng)}
        write_text(self.out / "发货明细.csv", grid(rows + slips.delivery_slips(rows, rng), heads.DELIVERIES, forms), "utf-8-sig")

    def export_rebates(self) -> None:
        """The office portal's table of rebates and consigned goods."""
        rows, money = self.named(self.tables["rebates"]), ("accrued", "consigned_value", "expected_year", "paid", "promotion", "freight")
        forms = dict.fromkeys(money, grouped) | {"quarter": quarter_written_out}
        lines = [*grid(rows, heads.REBATES, forms), total("合计", rows, heads.REBATES, forms, "accrued", "consigned_value", "paid")]
        write_web_page(self.out / "返利与铺货.xls", "返利与铺货台账", lines)

    def export_sell_through(self) -> None:
        """What the tills send, saved by Excel as Unicode text."""
        lines = grid(self.tables["sell_through"], heads.SELL_THROUGH, {"period": compact_month})
        write_text(self.out / "终端动销.txt", lines, "utf-16-le", "\t")

    # --- people ---

    def export_territories(self) -> None:
        """Who may sell where."""
        rows = self.named(self.tables["territories"] + slips.territory_slips(self.tables["territories"]))
        write_text(self.out / "区域授权.csv", grid(rows, heads.TERRITORIES), "utf-8-sig")

    def export_incidents(self) -> None:
        """The market inspectors' notes, which know customers by name only."""
        rows = self.named(self.tables["incidents"])
        forms = {"date": written_out, "observed_price": sometimes_full_width(self.rng("incidents"), 0.3)}
        write_book(self.out / "市场稽查.xlsx", {"违规记录": grid(self.words("incidents", rows + slips.incident_slips(rows)), heads.INCIDENTS, forms)})

    def export_bookings(self) -> None:
        """The order fair's list, typed at three desks."""
        rows, rng = self.tables["bookings"], self.rng("bookings")
        forms = {"date": sometimes(rng, 0.4, written_out, slashed), "amount": in_yuan, "qty": sometimes_full_width(rng, 0.05)}
        write_text(self.out / "订货会订单.csv", grid(rows + slips.booking_slips(rows), heads.BOOKINGS, forms), "utf-8-sig")

    def export_targets(self) -> None:
        """The year's targets."""
        rows = self.tables["targets"]
        lines = [*grid(rows + slips.target_slips(rows), heads.TARGETS, {"quarter": quarter_written_out}), total("总计", rows, heads.TARGETS, {}, "net_sales", "margin")]
        write_book(self.out / "年度目标.xlsx", {"目标": lines})

    def export_plans(self) -> None:
        """The account teams' own workbook."""
        scores, tasks = self.tables["scorecards"], self.tables["tasks"]
        scores = self.words("scorecards", scores + slips.score_slips(scores, self.rng("scorecards")))
        sheets = {
            "评分": grid(scores, heads.SCORECARDS),
            "需求": grid(self.words("needs", self.tables["needs"]), heads.NEEDS),
            "关系": grid(self.words("relationships", self.tables["relationships"]), heads.RELATIONSHIPS, {"date": written_out}),
            "团队": grid(self.words("team", self.tables["team"]), heads.TEAM),
            "任务": grid(self.words("tasks", tasks + slips.task_slips(tasks)), heads.TASKS),
        }
        write_book(self.out / "团队与计划.xlsx", sheets)


def write_exports(tables: Tables, out: Path, seed: int) -> None:
    """Every table as one or several files."""
    office = Office(tables, out, seed)
    exports: tuple[Callable[[], None], ...] = (
        office.export_accounts, office.export_sales, office.export_ledger, office.export_prices, office.export_deliveries, office.export_rebates,
        office.export_sell_through, office.export_territories, office.export_incidents, office.export_bookings, office.export_targets, office.export_plans,
    )  # fmt: skip
    for export in exports:
        export()
