"""The likeliest sales of exports that nobody recognises: what each column is, told by the words of its head and by its cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations

from kam.intake.amounts import DECIMAL_COMMA, millionths
from kam.intake.cells import clean
from kam.intake.contracts import TABLES
from kam.intake.dates import day_number
from kam.newcomer.folder import Leaf
from kam.newcomer.heads import words_of_head
from kam.newcomer.recognise import Recognised, as_table
from kam.newcomer.select import number, quoted, relation_of

_LOOKED_AT = 3000  # rows from which a column is judged
_MONEY = "id -9 date -9 rate -9 team -9 channel -9 weight -9 liter -9 gallon -9 freight -9 insurance -9 limit -9 term -9 year -9 day -9 month -9 "
_NO_ENTITY = "address -9 city -9 state -9 zip -9 postal -9 phone -9 email -9 location -9 type -9 group -9 segment -9 class -9 status -9 manager -9 team -9 channel -9 rep -9 person -9 "
# What the words of a head say for a column and against it, in the order in which columns are told; ``settled`` is the day of full payment.
_SAID = {
    "date": "date 1 invoice 3 document 3 order 2 post 2 bill 2 sale 2 purchase 2 transaction 2 ship -1 deliver -1 record -1 sent -1 create -2 vendor -4"
            " schedule -4 require -4 promise -4 request -4 update -4 due -9 clear -9 pay -9 settle -9 close -9 expiry -9 birth -9 valid -9",
    "document": "invoice 3 order 3 po 2 so 2 document 3 receipt 3 transaction 3 ticket 3 voucher 3 bill 2 id 1 line -1 item -1 original -4 " + _NO_ENTITY
                + "date -9 quantity -9 value -9 amount -9 price -9 total -9 customer -9 product -9 term -9",
    "account_id": "customer 5 partner 5 dealer 5 buyer 5 distributor 5 retailer 5 account 4 store 4 shop 4 outlet 4 consignee 4 recipient 4 id 1 name -9"
                  " country 1 vendor -9 month -9 year -9 quarter -9 qtr -9 week -9 contact -9 first -9 last -9 date -9 order -9 product -9 item -9 term -9 pay -9 " + _NO_ENTITY,
    "name": "name 3 customer 2 partner 2 dealer 2 buyer 2 store 2 shop 2 outlet 2 id -9 contact -9 first -9 last -9 category -9 product -9 item -9 vendor -9 " + _NO_ENTITY,
    "price": "price 4 each 2 unit 2 rate 1 list -3 retail -2 pack -2 cost -9 total -9 discount -9 id -9 date -9",
    "discount": "discount 4 rebate 2 amount -9 total -9 price -9 id -9 type -9",
    "qty": "quantity 5 bottle 3 piece 3 unit 2 case 2 carton 2 sold 2 order 1 ship 2 deliver 2 measure -9 price -9 cost -9 value -9 dollar -9 sale -9 amount -9"
           " retail -9 discount -9 volume -4 per -4 stock -4 ml -9 " + _MONEY,
    "net_amount": "amount 4 revenue 4 turnover 4 sale 3 value 3 dollar 2 total 2 net 2 line 1 extended 1 balance -2 unit -9 each -9 price -2 cost -9 tax -9"
                  " discount -9 quantity -9 margin -9 profit -9 count -9 list -9 pay -9 target -9 " + _MONEY,
    "line": "line 3 row 3 position 2 item 1 id 1 product -9 value -9 quantity -9 amount -9 total -9 name -9 price -9 date -9",
    "product_id": "sku 5 product 3 article 4 material 4 item 3 part 2 id 2 name 1 description 1 category -9 line -9 group -9 customer -9 vendor -9 brand -9"
                  " quantity -9 value -9 price -9 cost -9 amount -9 order -4 total -9 date -9 invoice -9 " + _NO_ENTITY,
    "category": "category 4 group 2 class 2 department 2 product 2 line 1 id -9 date -9 price -9 customer -9 store -9 value -9 quantity -9 vendor -9",
    "settled": "clear 4 settle 4 pay 4 close 4 date 1 due -9 term -9 create -9",
}  # fmt: skip
_ENOUGH = {"date": 1, "document": 3, "account_id": 4, "name": 3, "price": 4, "discount": 4, "qty": 2, "net_amount": 2, "line": 4, "product_id": 3, "category": 3, "settled": 5}
_NUMBERS = ("price", "discount", "qty", "net_amount")
_DATES = ("date", "settled")
_WORTH = {"date": 3, "net_amount": 3, "account_id": 2, "name": 2, "document": 1, "qty": 1, "product_id": 1}


def _value(cell: str) -> int | None:
    """A number in millionths, whichever mark stands before its decimals."""
    return next((found for one in (cell, cell.translate(DECIMAL_COMMA)) if (found := millionths(one)) is not None), None)


@dataclass(frozen=True)
class _Column:
    """A head and the cells below it, as far as they are looked at."""

    place: int
    words: tuple[str, ...]
    cells: tuple[str, ...]

    @cached_property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    @cached_property
    def dated(self) -> bool:
        """Whether nearly all that stands here is days; five digits alone are an Excel day only where a workbook says so."""
        return self._mostly(lambda cell: not (cell.isdecimal() and len(cell) < 8) and any(day_number(cell, order) is not None for order in ("month first", "day first")))

    @cached_property
    def numeric(self) -> bool:
        return not self.dated and self._mostly(lambda cell: _value(cell) is not None)

    @cached_property
    def broken(self) -> bool:
        """Whether some number has decimals that are not nothing, as an amount has and an id has not."""
        return self.numeric and any((_value(cell) or 0) % 1_000_000 for cell in self.filled)

    @property
    def share(self) -> float:
        return len(self.filled) / len(self.cells)

    @cached_property
    def kinds(self) -> int:
        """How many different values there are."""
        return len(set(self.filled))

    def says(self, column: str) -> int:
        """How much the head speaks for one of our columns."""
        listed = _SAID[column].split()
        weights = dict(zip(listed[::2], map(int, listed[1::2]), strict=True))
        return sum(weights.get(word, 0) for word in self.words)

    def fits(self, column: str) -> bool:
        """Whether the cells can be such a column's; params cannot name a column without a head."""
        if not self.words:
            return False
        if column in _DATES:
            return self.dated
        if column in _NUMBERS:
            return self.numeric and self.share > 0.5
        return not self.dated and not self.broken and len(set(self.filled)) > 1

    def determines(self, other: _Column) -> bool:
        """Whether every value stands with one value of another column only."""
        return len(set(zip(self.cells, other.cells, strict=True))) == len(set(self.cells))

    def _mostly(self, test: Callable[[str], bool]) -> bool:
        different = sorted(set(self.filled))
        return bool(different) and sum(map(test, different)) >= 0.95 * len(different)


def likeliest_sales(leaves: list[Leaf]) -> list[Recognised]:
    """The sheets that most likely hold the sales, all with the same header; where lines stand apart from their heads, both joined."""
    alone = [guessed(leaf) for leaf in leaves]
    pairs = [(one, two) for one, two in permutations(alone, 2) if "date" in two.index and "date" not in one.index]
    joined = [guessed(pair) for one, two in pairs if (pair := _joined(one, two))]
    best = max([*alone, *joined], key=_worth, default=None)
    if best is None or not best.index:
        return []
    same = [one for one in alone if one.header == best.header]
    return [replace(best, leaf=one.leaf, header_at=one.header_at) for one in same] or [best]


def _worth(one: Recognised) -> float:
    """Of lists that tell as much, one without due days: with them it is the list of what is owed."""
    told = sum(_WORTH.get(name, 0) for name in {*one.index, *one.open, *one.computed})
    return told - any("due" in words_of_head(head) for head in one.header) / 2 + one.score / 100


def guessed(leaf: Leaf) -> Recognised:
    """A sheet as sales, every column that its head's words or its cells tell in its place, and as SQL what has to be computed."""
    widest = max((sum(bool(cell.strip()) for cell in row) for row in leaf.rows[:60]), default=0)
    at = next((n for n, row in enumerate(leaf.rows[:60]) if 2 * sum(bool(cell.strip()) for cell in row) > widest), 0)
    found = as_table(leaf, "sales")
    found = found if found and len(found.index) > 1 else Recognised(leaf, "sales", at, {})
    columns = _columns(found)
    index = {name: place for name, place in found.index.items() if name != "kind"}  # of words that nobody knows, it would set every row aside
    for name in _SAID:
        free = [column for column in columns if column.place not in index.values() and column.fits(name)]
        best = max(free, key=lambda column: column.says(name) + column.share, default=None)
        if best and name not in {*index, *found.open} and best.says(name) >= _ENOUGH[name]:
            index[name] = best.place
    spelled = columns[index["account_id"]] if "account_id" in index else None
    if spelled and "name" not in index and "id" not in spelled.words and not any(character.isdigit() for cell in spelled.filled for character in cell):
        index["name"] = index.pop("account_id")
    settled, price, discount = (index.pop(name, None) for name in ("settled", "price", "discount"))
    computed = _computed(replace(found, index=index), price, None if discount is None else columns[discount])
    _by_cells(index, columns, {*found.open, *computed})
    if "document" not in {*index, *found.open}:
        computed["document"] = "'row ' || row_number() over ()"
    by_name = "name" in index and not {"account_id"} & {*index, *found.open}
    known = {*index, *found.open, *computed, *(["account_id"] if by_name else [])}
    index = {name: index[name] for name in ("name", *TABLES["sales"].names) if name in index}
    missing = tuple(column.name for column in TABLES["sales"].columns if column.required and column.name not in known)
    return replace(found, index=index, near={}, missing=missing, by_name=by_name, computed=computed, guessed=True, settled=settled)


def _columns(found: Recognised, most: int | None = _LOOKED_AT) -> list[_Column]:
    rows = [row for row in found.leaf.rows[found.header_at + 1 :][:most] if any(cell.strip() for cell in row)]
    heads = found.leaf.rows[found.header_at] if found.leaf.rows else []
    return [
        _Column(place, words_of_head(head), tuple(clean(row[place]) if place < len(row) else "" for row in rows) or ("",)) for place, head in enumerate(heads)
    ]


def _computed(found: Recognised, price: int | None, discount: _Column | None) -> dict[str, str]:
    """The net amount of a list that has quantities and prices only."""
    if "net_amount" in {*found.index, *found.open} or "qty" not in found.index or price is None:
        return {}
    amount = f"{number(found, found.index['qty'])} * {number(found, price)}"
    if discount:
        share = number(found, discount.place)
        amount += f" * (1 - {share}{' / 100' if any((_value(cell) or 0) > 1_000_000 for cell in discount.filled) else ''})"
    return {"net_amount": amount}


def _by_cells(index: dict[str, int], columns: list[_Column], open_ones: set[str]) -> None:
    """What no head tells: the day, the number that stands with one day only, the customer that stands with one number only, the largest amounts."""

    def free(name: str) -> list[_Column]:
        return [column for column in columns if column.place not in index.values() and column.fits(name) and column.says(name) > -4]

    def take(name: str, found: list[_Column], rank: Callable[[_Column], float]) -> None:
        if found and name not in {*index, *open_ones}:
            index[name] = max(found, key=rank).place

    take("date", free("date"), lambda column: column.share)
    if "date" in index:
        numbers = [column for column in free("document") if column.share == 1 and column.determines(columns[index["date"]])]
        take("document", [one for one in numbers if 20 * one.kinds > len(one.cells)], lambda column: -column.kinds)
    if "account_id" not in index and "name" not in index:
        whole = columns[index["document"]] if "document" in index else _Column(-1, (), tuple(map(str, range(len(columns[0].cells)))))
        known = [one for one in free("account_id") if 2 * one.kinds <= whole.kinds and whole.determines(one) and one.says("product_id") <= 0 and one.says("category") <= 0]
        take("name" if all(not one.numeric for one in known) else "account_id", known, lambda column: column.kinds + 1000 * (column.says("account_id") > 0))
    take("net_amount", [one for one in free("net_amount") if one.broken], lambda column: sum(abs(_value(cell) or 0) for cell in column.filled))


def derived(sales: Recognised, receivables: Recognised | None) -> dict[str, Recognised]:
    """What stands beside the sales in their sheet: the customers' names, the invoices as receivables, and the days on which these were paid."""
    found: dict[str, Recognised] = {}
    if {"account_id", "name"} <= sales.index.keys():
        places = {name: sales.index[name] for name in ("account_id", "name")}
        account, name = (quoted(sales, place) for place in places.values())
        taken = f"{account}, max({name}) as {name}"
        found["accounts"] = replace(sales, table="accounts", index=places, open={}, missing=(), guessed=False, computed={}, taken=taken, tail="group by 1 order by 1")
    owed = receivables or as_table(sales.leaf, "receivables")
    amount = owed.place_of("amount") if owed else None
    if owed is None or amount is None or not {"document", "account_id", "due_date"} <= owed.index.keys():
        return found
    found["receivables"] = replace(owed, index=owed.index | {"amount": amount}, near={}, missing=(), guessed=True)
    settled = guessed(owed.leaf).settled
    if settled is not None:
        places = {"document": owed.index["document"], "date": settled, "amount": amount, "account_id": owed.index["account_id"]}
        tail = f"where length(trim({quoted(owed, settled)})) > 0"
        found["allocations"] = replace(owed, table="allocations", index=places, open={}, missing=(), guessed=True, tail=tail)
    return found


def _joined(lines: Recognised, heads: Recognised) -> Leaf | None:
    """Lines with the cells of their document's head beside them, where both sheets share one column and the head's values differ throughout."""
    if lines.leaf.file == heads.leaf.file:
        return None  # a query names files, not sheets
    ours, theirs = _columns(lines), _columns(heads, None)
    keys = [
        (one, two) for one in ours for two in theirs
        if one.words and one.words == two.words and two.share == 1 and two.kinds == len(two.cells) and one.kinds < len(one.cells) and {*one.filled} <= {*two.filled}
    ]  # fmt: skip
    if not keys:
        return None
    one, two = keys[0]
    own, other = lines.leaf.rows[lines.header_at], heads.leaf.rows[heads.header_at]
    beside = [place for place, head in enumerate(other) if head not in own and place != two.place]
    rows = {two.cells[n]: [column.cells[n] for column in theirs] for n in range(len(two.cells))}
    table = [[*(column.cells[n] for column in ours), *(rows[key][place] for place in beside)] for n, key in enumerate(one.cells) if key]
    listed = ", ".join(["l.*", *(f"h.{quoted(heads, place)}" for place in beside)])
    relation = f"(select {listed} from {relation_of(lines)} l join {relation_of(heads)} h on l.{quoted(lines, one.place)} = h.{quoted(heads, two.place)})"
    return Leaf(lines.leaf.file, "", [[*own, *(other[place] for place in beside)], *table], relation=relation, credits=lines.leaf.credits)
