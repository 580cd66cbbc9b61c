"""What the judged lots tell the reader: accounts outside the accounts table, names without match, values that were dropped."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kam.intake.accounts import Accounts, cycles
from kam.intake.cells import fold_name
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.totals import exact_sum

_SHOWN = 50


def findings(lots: dict[str, Lot], accounts: Accounts, tables: dict[str, pa.Table], fiscal_year_start: int) -> list[Note]:
    """Every note that needs all lots."""
    notes = [note for lot in lots.values() for note in (*_implausible_dates(lot), *dropped_values(lot), *_names_without_match(lot, accounts))]
    notes += _about_accounts(lots, accounts, tables["accounts"])
    notes += [*_about_sales(lots["sales"]), *_without_goods(lots, fiscal_year_start), *_outside(lots["sales"], accounts), *_ids_apart(lots)]
    if "receivables" in lots and "allocations" not in lots:
        notes.append(Note("allocations_missing", {"rows": int(lots["receivables"].used.sum())}))
    if "balances" in lots:
        notes.append(Note("balances_only", {"rows": int(lots["balances"].used.sum())}))
    return notes


def _ids_apart(lots: dict[str, Lot]) -> list[Note]:
    """Tables of which less than half of the ids are sold to, or sold: one of the two writes them another way (I-15)."""
    notes = []
    for column in ("account_id", "product_id"):
        sold = _ids(lots["sales"], column)
        for name, lot in lots.items():
            own = _ids(lot, column)
            common, of = len(own & sold), min(len(own), len(sold))
            if name not in ("accounts", "sales") and of > 1 and 2 * common < of:
                notes.append(Note("ids_apart", {"table": name, "column": column, "common": common, "of": of,
                                                "own": sorted(own - sold)[0], "sold": sorted(sold - own)[0]}))
    return notes


def _ids(lot: Lot, column: str) -> set[str]:
    return set(lot.text[column][~lot.subtotal & ~lot.repeated_header]) - {""} if column in lot.text else set()


def _implausible_dates(lot: Lot) -> list[Note]:
    """Days set aside because they lie far from all others, by column, with the first of each."""
    notes = []
    for column in sorted(set(lot.fault_column[lot.reason == "implausible date"])):
        rows = np.flatnonzero((lot.reason == "implausible date") & (lot.fault_column == column))
        days = sorted({str(value) for value in lot.fault_value[rows]})
        notes.append(Note("implausible_dates", {
            "table": lot.table.name, "column": column, "rows": len(rows), "file": str(lot.label[rows[0]]), "row": int(lot.number[rows[0]]), "days": days[:_SHOWN]}))
    return notes


def dropped_values(lot: Lot) -> list[Note]:
    """Values that cannot be read in columns whose absence only narrows what can be measured."""
    notes = []
    for name, values in lot.values.items():
        rows = np.flatnonzero(values.unreadable & lot.used)
        if len(rows):
            first = rows[0]
            notes.append(Note("unreadable_values", {
                "table": lot.table.name, "column": name, "rows": len(rows), "file": str(lot.label[first]),
                "row": int(lot.number[first]), "value": str(lot.raw[name][first])}))
    return notes


def _names_without_match(lot: Lot, accounts: Accounts) -> list[Note]:
    if not accounts.exported or not any(export.source.match == "name" for export in lot.exports) or lot.table.name == "accounts":
        return []
    by_name = np.array([export.source.match == "name" for export in lot.exports], dtype=bool)[lot.export]
    lost = by_name & ((lot.reason == "unknown account") | np.isin(lot.text["account_id"], list(accounts.outside)))
    names = sorted(set(lot.raw["account_id"][lost]))
    several = [name for name in names if len(accounts.names.get(fold_name(name), [])) > 1]
    return [Note("names_without_match", {"table": lot.table.name, "names": names[:_SHOWN], "count": len(names), "rows": int(lost.sum()),
                                         "several": several[:_SHOWN]})] if names else []


def _about_accounts(lots: dict[str, Lot], accounts: Accounts, table: pa.Table) -> list[Note]:
    if not accounts.exported:
        return [Note("accounts_missing", {"accounts": table.num_rows})]
    notes = []
    if table["kind"].null_count == table.num_rows:
        notes.append(Note("no_account_kind", {"accounts": table.num_rows}))
    outside = sorted({parent for parent in accounts.parents.values() if parent and parent not in accounts.parents})
    if outside:
        notes.append(Note("parents_missing", {"ids": outside[:_SHOWN], "count": len(outside)}))
    if rings := cycles(accounts.parents):
        notes.append(Note("parent_cycles", {"cycles": rings[:_SHOWN]}))
    return notes


def _about_sales(sales: Lot) -> list[Note]:
    notes = []
    without = sorted({export.label for export in sales.exports if "kind" not in export.columns})
    if without:
        notes.append(Note("kind_missing", {"files": without, "rows": int((sales.used & ~sales.has("kind")).sum())}))
    return notes


def _without_goods(lots: dict[str, Lot], fiscal_year_start: int) -> list[Note]:
    """Lines given free, and credits on goods that nobody knows, which are on price alone whatever their quantity (C1b)."""
    sales = lots["sales"]
    pieces, blank = sales.values.get("qty"), np.full(len(sales), "", dtype=object)
    if pieces is None:
        return []
    amounts, invoiced = sales.values["net_amount"].data, sales.used & (sales.values["kind"].data == "invoice")
    products, originals, styles = (sales.text.get(name, blank) for name in ("product_id", "original_document", "style"))
    listed = [lots[name].text[column] for name in ("price_list", "sell_through") if name in lots for column in ("product_id", "style") if column in lots[name].text]
    known = {"", *products[invoiced], *(text for texts in listed for text in texts)}
    months = sales.values["date"].data.astype("datetime64[D]").astype("datetime64[M]").astype(int) - fiscal_year_start + 1
    late = months // 3 >= months[sales.used].min(initial=10**6) // 3 + 4
    told = {"given_free": invoiced & (pieces.data > 0) & (amounts >= 0) & (100 * amounts <= pieces.data),
            "credits_on_price": sales.used & ~invoiced & late & (pieces.data != 0) & (originals == "") & (styles == "") & ~np.isin(products, list(known))}
    return [Note(name, {"rows": int(rows.sum()), "file": str(sales.label[rows][0]), "row": int(sales.number[rows][0]), "product": str(products[rows][0])})
            for name, rows in told.items() if rows.any()]


def _outside(sales: Lot, accounts: Accounts) -> list[Note]:
    """Accounts that trade and are not in the accounts table, with the part of sales that is theirs (I-9)."""
    if not accounts.outside:
        return []
    rows = sales.used & np.isin(sales.text["account_id"], list(accounts.outside))
    amount, whole = (exact_sum(sales.values["net_amount"].data[some]) for some in (rows, sales.used))
    share = format(round(amount / whole, 6).normalize(), "f") if whole else None
    ids = sorted(accounts.outside)
    return [Note("not_in_accounts", {"ids": ids[:_SHOWN], "count": len(ids), "rows": int(rows.sum()), "amount": format(amount.normalize(), "f"), "share_of_sales": share})]
