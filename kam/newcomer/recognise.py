"""Which table of the data model a sheet is, by its headers and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property

from kam.intake.amounts import DECIMAL_COMMA, millionths
from kam.intake.cells import clean, fold
from kam.intake.contracts import NAMED_ONLY, TABLES
from kam.intake.headers import fitting_cells
from kam.intake.records import Sheet, under_header
from kam.intake.synonyms import headers_of
from kam.newcomer.folder import Leaf
from kam.newcomer.heads import gist

SEARCHED = 60  # rows in which a header is looked for
_SHOWN = 40  # characters of a cell that is shown as an example
_CONVINCING = 1.0  # at least one header that no other table knows, or a telling name
_NAMED = 1.5  # what a telling file or sheet name weighs, in headers that only one table knows
_DECIMAL_COMMA = re.compile(r"\D*(\d{1,3}(\.\d{3})+|\d+),\d{1,2}\D*|\D*\d{1,3}(\.\d{3}){2,}\D*")
_DECIMAL_POINT = re.compile(r"\D*(\d{1,3}(,\d{3})+|\d+)\.\d{1,2}\D*|\D*\d{1,3}(,\d{3}){2,}\D*")
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$")
_TAXED = re.compile("税|tax|vat|gross|incl")
_PAID = re.compile("buy|purchase|cost|采购|进价|进货|成本")  # a price that we pay
_WITHOUT_TAX = re.compile("无税|不含税|未税|untaxed|excl|beforetax")
# Headers that stand for a column only where no better one does: a product without a code is known by its name.
_LAST_RESORT = {
    "product_id": frozenset(map(fold, "product 产品 产品名称 商品 商品名称 存货名称 物料名称 品名 product_name product_description item_description".split())),
    "name": frozenset(map(fold, "contact 联系单位 invoice_partner_display_name 全名".split())),
}
_LAST = frozenset().union(*_LAST_RESORT.values())
_ANY_LIST = {"account_id", "name", "date", "amount"}  # columns that do not tell a table
# Words in a file's or sheet's name that tell its table.
HINTS = {
    "accounts": "客户档案 客户资料 客户列表 客户主数据 往来单位 客户信息 customer partner ocrd businesspartner account_list client",
    "sales": "销售发票 销售明细 销售出库 销售订单 销货 红字 退货 折让 开票 invoice sales creditnote creditmemo oinv inv1 orin rin1 moveline 销售",
    "receivables": "应收 账龄 未收 receivable openitem open_item ageing aging",
    "allocations": "核销 收款 回款 payment receipt allocation settlement orct",
    "deliveries": "发货 交货 送货 物流 shipment deliver picking odln stockmove",
    "scorecards": "评分 打分 score",
    "rebates": "返利 铺货 rebate consign",
    "price_list": "价目 价格 吊牌价 指导价 商品 pricelist price_list product itm1",
    "territories": "区域授权 区域 授权 territor",
    "sell_through": "动销 终端销售 零售流水 sellthrough sell_through sellout pos",
    "needs": "需求 need",
    "relationships": "关系 relation",
    "team": "团队 服务小组 team",
    "tasks": "任务 计划 task",
    "incidents": "稽查 违规 窜货 incident",
    "bookings": "订货会 预订 booking",
    "targets": "目标 target budget",
}


@dataclass(frozen=True)
class Recognised:
    """A sheet as one of our tables: where the header is, which cell is which column, what is open.

    ``open`` are columns that several cells fit, ``near`` cells that hold a usual header of a column that none fits, ``missing`` indispensable columns.
    Where heads are not known the columns are ``guessed``; what no column holds is ``computed`` in SQL, which takes ``taken`` and ends
    in ``tail``; ``settled`` is the day on which a document was paid.
    """

    leaf: Leaf
    table: str
    header_at: int
    index: dict[str, int]
    open: dict[str, list[int]] = field(default_factory=dict)
    near: dict[str, list[int]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    by_name: bool = False
    score: float = 0.0
    guessed: bool = False
    computed: dict[str, str] = field(default_factory=dict)
    taken: str = "*"
    tail: str = ""
    settled: int | None = None

    @cached_property
    def header(self) -> list[str]:
        """The header's cells as the params name them, each on one line."""
        return [" ".join(clean(cell).split()) for cell in self.leaf.rows[self.header_at]]

    def shown(self, place: int) -> str:
        """A head with the first different cells below it."""
        cells = dict.fromkeys(" ".join(cell.split()) for row in self.leaf.rows[self.header_at + 1 :][:500] if place < len(row) and (cell := clean(row[place])))
        return f"{self.header[place]}: {', '.join(cell if len(cell) <= _SHOWN else cell[:_SHOWN] + '...' for cell in list(cells)[:3])}"

    @property
    def places(self) -> dict[str, int]:
        """Our columns with their cells of the header; a customer's name only where it has to serve as its id, or is wanted itself."""
        return {name: place for name, place in self.index.items() if name != "name" or self.by_name or self.table == "accounts"}

    @property
    def columns(self) -> dict[str, str]:
        """Our columns with their headers."""
        return {name: self.header[place] for name, place in self.places.items()}

    def place_of(self, name: str) -> int | None:
        """Where a column stands, else where the only one stands that resembles it."""
        near = self.near.get(name, [])
        return self.index.get(name, near[0] if len(near) == 1 else None)

    @property
    def untaxed(self) -> bool:
        """Whether the header of the net amount itself says that tax is not in it."""
        return bool(_WITHOUT_TAX.search(fold(self.columns.get("net_amount", ""))))

    def cells(self, column: str) -> list[str]:
        """The texts of one of our columns, row by row below the header, wholly blank rows left out."""
        return self.below(self.index[column])

    def numbers(self, column: str) -> list[int | None]:
        """A column's numbers in millionths, None for a cell that holds none."""
        return self.numbers_at(self.index[column])

    def amounts(self) -> list[int]:
        """Where every column stands that could be the net amount; the quantity where that times a price is the amount."""
        places = [*([self.index["net_amount"]] if "net_amount" in self.index else []), *self.open.get("net_amount", []), *self.near.get("net_amount", [])]
        return places or ([self.index["qty"]] if "net_amount" in self.computed else [])

    @property
    def never_negative(self) -> bool:
        """Whether a column can be the net amount, and no such one holds a number below nothing or one that cannot be read."""
        numbers = [(cell, number) for place in self.amounts() for cell, number in zip(self.below(place), self.numbers_at(place), strict=True)]
        return bool(numbers) and all(number is not None and number >= 0 for cell, number in numbers if any(map(str.isdecimal, cell)))

    @cached_property
    def decimal_comma(self) -> bool:
        """Whether the amounts are written 1.234,56: at least one is, and none otherwise."""
        cells = [clean(cell) for place in self.of_kind("money") for cell in self.below(place)]
        return any(map(_DECIMAL_COMMA.fullmatch, cells)) and not any(map(_DECIMAL_POINT.fullmatch, cells))

    def of_kind(self, kind: str) -> list[int]:
        """Where the columns of a kind stand, or could."""
        named = [column.name for column in TABLES[self.table].columns if column.kind == kind]
        return sorted({place for name in named for place in (*self.open.get(name, []), *([self.index[name]] if name in self.index else []))})

    def below(self, place: int) -> list[str]:
        """The texts below a cell of the header, wholly blank rows left out."""
        return list(under_header(Sheet(self.leaf.sheet, self.leaf.rows), self.header_at).column(place))

    def numbers_at(self, place: int) -> list[int | None]:
        """The numbers below a cell of the header, in millionths."""
        swap = DECIMAL_COMMA if self.decimal_comma else {}
        return [millionths(cell.strip().translate(swap)) for cell in self.below(place)]


def recognise(leaf: Leaf, but: str = "") -> Recognised | None:
    """The table, not the one named, that a sheet most likely is; None where no table explains it."""
    tables = [table for table in TABLES if table != but]
    found = [one for table in tables if (one := as_table(leaf, table)) and len(one.missing) <= 1 and len(one.index) + len(one.open) >= 2]
    sold = as_table(leaf, "sales")
    if sold and (sold.by_name or {"document", "account_id", "net_amount"} & {*sold.index, *sold.open}):
        found = [one for one in found if one.table != "price_list"]  # lines of invoices have prices too
    best = max(filter(_telling_more, found), key=lambda one: one.score, default=None)
    return best if best and best.score >= _CONVINCING else None


def _telling_more(one: Recognised) -> bool:
    """Whether more than who, when and how much is told: by a column, a head that only this table knows, or a name."""
    if one.table == "accounts" or {*one.index, *one.open} - _ANY_LIST or _hinted(one.leaf, one.table):
        return True
    heads = [fold(understood(one.leaf.rows[one.header_at][place], one.table)) for name, place in one.index.items() if name != "name"]
    return any(sum(head in _headers(table) for table in TABLES) == 1 for head in heads)


def as_table(leaf: Leaf, table: str) -> Recognised | None:
    """A sheet read as one table, at the row that shows most of its columns; None where none does."""
    rows = leaf.rows[:SEARCHED]
    counts = [sum(fold(understood(cell, table)) in _headers(table) for cell in row if cell.strip()) for row in rows]
    if not max(counts, default=0):
        return None
    at = counts.index(max(counts))
    return _read(leaf, table, at)


@cache
def understood(cell: str, table: str) -> str:
    """A header as a table knows it: ``数量(件)`` is 数量, Odoo's ``Invoice lines/Quantity`` Quantity, ``cust_number`` customer_no; a bracket with tax is kept."""
    whole = clean(cell)
    bare = _BRACKETS.sub("", whole)
    bare = whole if _TAXED.search(fold(whole)) and not _WITHOUT_TAX.search(fold(whole)) else bare
    written = next((one for one in (whole, bare, bare.rpartition("/")[2]) if one and (fold(one) in _headers(table) or fold(one) in _LAST)), "")
    return written or _gists(table).get(gist(whole), whole)


def _read(leaf: Leaf, table: str, at: int) -> Recognised:
    header = [understood(cell, table) for cell in leaf.rows[at]]
    index: dict[str, int] = {}
    unclear: dict[str, list[int]] = {}
    told = [name for name in TABLES[table].names if (table, name) not in NAMED_ONLY]
    for name in (*told, *(("balance",) if table == "receivables" else ())):
        fitting = fitting_cells(header, table, name, set(index.values()))
        if len(fitting) > 1:
            fitting = _telling(leaf, at, name, fitting)
        fitting = fitting or _last_resort(header, name, set(index.values()))
        if len(fitting) == 1:
            index[name] = fitting[0]
        elif fitting:
            unclear[name] = fitting
    names = fitting_cells(header, table, "name", set()) or _last_resort(header, "name", set())
    by_name = table != "accounts" and "account_id" in TABLES[table].names and "account_id" not in {*index, *unclear} and len(names) == 1
    index |= {"name": names[0]} if by_name else {}
    missing = _missing(table, {*index, *unclear, *(("account_id",) if by_name else ())})
    taken = {*index.values(), *(place for places in unclear.values() for place in places)}
    near = {name: _near(header, table, name, taken) for name in TABLES[table].names if name not in {*index, *unclear}}
    score = _explained(header, table, taken) + _NAMED * _hinted(leaf, table) - len(missing)
    return Recognised(leaf, table, at, index, unclear, {name: places for name, places in near.items() if places}, missing, by_name, score)


def _telling(leaf: Leaf, at: int, name: str, fitting: list[int]) -> list[int]:
    """Of several cells that fit, the one whose own words settle it, or the first of those under which the same stands row by row."""
    words = {place: fold(clean(leaf.rows[at][place])) for place in fitting}
    telling = {"net_amount": lambda word: bool(_WITHOUT_TAX.search(word)), "name": lambda word: "简称" not in word and "short" not in word}
    settled = [place for place, word in words.items() if name in telling and telling[name](word)]
    if len(settled) == 1:
        return settled
    below = [row for row in leaf.rows[at + 1 :] if len(row) > max(fitting)]
    alike = below and all(clean(row[place]) == clean(row[fitting[0]]) for row in below for place in fitting)
    return fitting[:1] if alike else fitting


def _last_resort(header: list[str], name: str, taken: set[int]) -> list[int]:
    return [place for place, cell in enumerate(header) if place not in taken and fold(cell) in _LAST_RESORT.get(name, ())]


def _missing(table: str, have: set[str]) -> tuple[str, ...]:
    """Indispensable columns that are not there; receivables may be balances instead of documents."""
    if table == "receivables" and "balance" in have and not {"document", "amount"} <= have:
        return tuple(name for name in ("account_id", "date") if name not in have)
    needed = [column.name for column in TABLES[table].columns if column.required]
    if table == "allocations" and not {"document", "account_id"} & have:
        needed.append("document")
    if table == "deliveries" and not {"promised_date", "delivered_date"} & have:
        needed.append("delivered_date")
    return tuple(name for name in needed if name not in have)


def _explained(header: list[str], table: str, taken: set[int]) -> float:
    """What the headers say for a table: each weighs the more the fewer tables know it; known ones that are left over speak against."""
    score = 0.0
    for place, cell in enumerate(header):
        knowing = sum(fold(understood(cell, one)) in _headers(one) for one in TABLES) if cell.strip() else 0
        if knowing:
            score += 1 / knowing if place in taken else -0.5 / knowing
    return score


@cache
def _headers(table: str) -> frozenset[str]:
    return frozenset().union(*(headers_of(table, name) for name in TABLES[table].names))


@cache
def _gists(table: str) -> dict[frozenset[str], str]:
    """What the headers of a table say, each with the header that says it."""
    return {gist(header): header for header in sorted(_headers(table), reverse=True) if header.isascii() and gist(header) != {"id"}}


def _hinted(leaf: Leaf, table: str) -> bool:
    named = fold(leaf.file if leaf.lone else leaf.sheet) or fold(leaf.file)
    return any(fold(hint) in named for hint in HINTS[table].split()) or named == fold(TABLES[table].zh)


def _near(header: list[str], table: str, name: str, taken: set[int]) -> list[int]:
    """Cells that hold one of a column's usual headers within a longer word, such as 红字单号 for 单号."""
    known = [word for word in headers_of(table, name) if len(word) > (1 if not word.isascii() else 3) or word == "qty"]
    cells = {place: fold(clean(cell)) for place, cell in enumerate(header) if place not in taken and cell.strip()}
    return [place for place, cell in cells.items() if any(word in cell for word in known) and not (name == "price" and _PAID.search(cell))]
