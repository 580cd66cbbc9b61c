"""The seventeen tables that a distributor can export: their columns, types and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "money", "number", "date", "quarter", "period", "flag", "score"]


@dataclass(frozen=True)
class Column:
    """One column of ours; a row without a readable ``required`` value cannot be used."""

    name: str
    kind: Kind = "text"
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One input table: ``amount`` is summed in the control totals, ``dated`` decides what is later than a quarter."""

    name: str
    zh: str
    columns: tuple[Column, ...]
    amount: str = ""
    dated: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Its column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def _columns(required: str, optional: str, words: dict[str, tuple[str, ...]] | None = None) -> tuple[Column, ...]:
    """Columns from a compact list, ``name`` or ``name:kind``."""
    found = []
    for listed, needed in ((required, True), (optional, False)):
        for entry in listed.split():
            name, _, kind = entry.partition(":")
            found.append(Column(name, kind or "text", needed, (words or {}).get(name, ())))  # type: ignore[arg-type]
    return tuple(found)


CREDITS = ("receipt", "prepayment", "credit note")  # kinds of the ledger that lessen what is owed
_STATUS: dict[str, tuple[str, ...]] = {"status": ("posted", "draft", "cancelled")}
_DIRECTION: dict[str, tuple[str, ...]] = {"direction": ("debit", "credit")}

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("accounts", "客户", _columns(
            "account_id",
            "name parent_id kind territory tier location shoppers credit_limit:money credit_days:number discount:number"
            " return_allowance:number purchases:money onward_share:number since:date currency owner",
            {"kind": ("own shop", "outlet", "dealer", "prospect")})),
        Table("sales", "销售明细", _columns(
            "document date:date account_id net_amount:money",
            "kind product_id qty:number line category style season ship_to_territory list_price:money cost:money"
            " original_document reason fx_rate:number cancelled:flag currency status",
            {"kind": ("invoice", "credit note"), **_STATUS}), amount="net_amount", dated="date"),
        Table("receivables", "应收单据", _columns(
            "document account_id date:date amount:money", "due_date:date disputed:flag kind direction currency status",
            {"kind": ("invoice", *CREDITS), **_DIRECTION, **_STATUS}), amount="amount", dated="date"),
        Table("allocations", "核销", _columns(
            "date:date amount:money", "payment document account_id method status", _STATUS), amount="amount", dated="date"),
        Table("deliveries", "交货", _columns(
            "order account_id",
            "line promised_date:date delivered_date:date ordered_qty:number delivered_qty:number ordered_date:date"
            " requested_date:date product_id value:money invoice carrier status", _STATUS), dated="promised_date"),
        Table("scorecards", "评分", _columns(
            "account_id quarter:quarter criterion score:score", "evidence scorer date:date"), dated="quarter"),
        Table("rebates", "返利/铺货", _columns(
            "account_id quarter:quarter",
            "accrued:money consigned_value:money expected_year:money paid:money disclosed:flag booked:flag promotion:money freight:money"),
            amount="accrued", dated="quarter"),
        Table("price_list", "指导价", _columns(
            "price:money", "product_id style valid_from:date valid_to:date floor:money retail:money status", _STATUS)),
        Table("territories", "区域", _columns("territory", "account_id potential:money")),
        Table("sell_through", "终端动销", _columns(
            "account_id period:period qty:number", "product_id outlet location shoppers"), dated="period"),
        Table("needs", "需求", _columns(
            "account_id need", "wanted quarter:quarter fulfilled answer our_ask"), dated="quarter"),
        Table("relationships", "关系", _columns("account_id date:date stage", "evidence"), dated="date"),
        Table("team", "团队", _columns(
            "account_id person role",
            "department responsibility authority benefit hours:number last_visit:date")),
        Table("tasks", "计划任务", _columns(
            "task_id",
            "account_id owner due:date status form hours:number priority acceptance metric target result done:date parent_task",
            {"status": ("open", "in progress", "done", "cancelled")}), dated="due"),
        Table("incidents", "违规记录", _columns(
            "account_id date:date kind", "product_id observed_price:money territory evidence",
            {"kind": ("diversion", "dumping")}), dated="date"),
        Table("bookings", "订货会订单", _columns(
            "account_id date:date amount:money", "season category qty:number deposit:money delivery_month"), amount="amount", dated="date"),
        Table("targets", "目标", _columns(
            "account_id quarter:quarter net_sales:money", "margin:money"), amount="net_sales", dated="quarter"),
    )
}

# Receivables known as balances only (account_id, date, balance) are a table of their own from here on; the intake says of which
# list, or ``book``, a row is.
BALANCES = Table("balances", "应收余额", _columns("account_id date:date balance:money", "direction currency book", _DIRECTION),
                 amount="balance", dated="date")

# Columns whose words mean something else in every system: taken only where the params name them, asked about otherwise (I-14).
NAMED_ONLY = {("sales", "status"), ("deliveries", "status"), ("receivables", "status"), ("receivables", "kind"),
              ("allocations", "status"), ("price_list", "status")}


def contract(name: str) -> Table:
    """The contract of a typed table."""
    return BALANCES if name == BALANCES.name else TABLES[name]


def is_told(table: str, column: str) -> bool:
    """Whether a column says who, what or when, not how much."""
    kinds = {one.name: one.kind for one in contract(table).columns}
    return kinds.get(column, "text") not in ("money", "number", "score")


# What every typed table says of each row besides its columns.
SOURCE_COLUMNS = ("source_file", "source_sheet", "source_row", "position")

# Columns without which a row has no meaning although another table may do without them.
ID_COLUMNS = ("account_id", "parent_id", "document", "original_document", "product_id", "order", "line", "payment", "invoice", "task_id", "parent_task")
