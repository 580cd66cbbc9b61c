"""Which rows are totals of other rows, by their words or because they hold amounts only (I-4, I-15)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kam.intake.amounts import millionths
from kam.intake.cells import clean, fold_name
from kam.intake.contracts import is_told

if TYPE_CHECKING:
    from kam.intake.lots import Export, Lot

_SHORT = 40  # characters; a longer cell is no word
_HINTS = "计 計 汇总 匯總 承前 过次 過次 total summe итого".split()
_SUM, _RUNNING = "(?:合计|小计|总计|合計|小計|總計)", "(?:累计|累計|汇总|匯總)"
_TIME = (r"(?:(?:\d{4}年?)?(?:第?[一二三四1-4]季度?|[上下]半年|\d{1,2}月份?)?"
         r"|本[页頁日周月季年期次单單]|[当當全]部?[日月年]?)")
# Words that are nothing but a total, and words that a brand, a kind of invoice or a name may be too.
_CERTAIN = re.compile(rf"{_TIME}{_SUM}|承前[页頁]|[过過]次[页頁]|(?:sub|grand)totals?")
_LIKELY = re.compile(rf"totals?|{_TIME}{_RUNNING}|(?:zwischen|gesamt)?summe|итого")
_OF = re.compile(rf"(?:sub|grand )?totals? (?:for|of) .+|.+?{_SUM}|.+?{_RUNNING}|{_SUM}.+")
_NAMED = re.compile(r"(?:sub|grand )?totals?[: ]+(.+)|(.+?)[ :-]+(?:sub|grand )?totals?")
_NOBODY = re.compile(r"(?:page|report|customer|company|account|sales|amount|balance|net|overall|q[1-4]|(?:fy ?)?\d{4}|"
                     r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?: .*)?")
# What an account's ledger prints around its bookings: no sale, while among receivables an opening row is owed (I-18).
_CARRIED = re.compile(r"(?:opening|closing|beginning|ending|starting)\s?balance|(?:balance|amount)\s?(?:(?:brought|carried)\s?)?forward"
                      r"|(?:anfangs|end)?saldo|saldovortrag|(?:saldo)?(?:ü|ue)bertrag"
                      r"|(?:(?:年初|期初|期末|本期|月初|月末|年末|上[年月期]|承前)(?:结转)?余额)|上[年月期]结转|结转下[年月期]|本[年月季期日](?:累计|合计)")
_MARKS = re.compile(r"\s*[(（][^()（）]*[)）]\W*$|^\W+|\W+$")


def total_rows(export: Export, text: dict[str, np.ndarray], known: frozenset[str]) -> np.ndarray:
    """Where an export's rows are totals; ``known`` are the folded ids and names of the accounts table, which are none.

    A word such as 小计 makes a row a total wherever it stands; "Total", "C1 Total" or "Total for C1" only
    where the row has nothing of its own besides: what stands before it is the group's, as in the row above.
    """
    records, told = export.records, {index: is_told(export.table, ours) for ours, index in export.layout.index.items()}
    totals = np.zeros(len(records.numbers), dtype=bool)
    perhaps: list[tuple[int, int]] = []
    groups = cache(lambda: known.union(*({fold_name(cell) for cell in set(records.column(place))} for place in range(len(records.header)))))
    for place in range(len(records.header)):
        cells = records.column(place)
        if export.table == "sales":
            totals = totals | _carried(cells, known)
        certain, likely = _words(cells, known, groups)
        where = np.fromiter((cell in certain for cell in cells), dtype=bool) if certain else totals
        if certain and 2 * where.sum() > len(where):  # perhaps a column that tells kinds
            likely = certain | likely
        elif certain:
            totals = totals | where
        perhaps += [(row, place) for row, cell in enumerate(cells) if cell in likely] if likely else []
    column = cache(records.column)
    for row, place in perhaps:
        totals[row] = totals[row] or _nothing_of_its_own(row, place, column, len(records.header), told)
    return totals | _amounts_only(export, text, told)


def _carried(cells: np.ndarray, known: frozenset[str]) -> np.ndarray:
    """Where a column says that a row carries a balance or a period's running sum."""
    names = {cell: fold_name(_MARKS.sub("", clean(cell))) for cell in set(cells) if 1 < len(cell) < _SHORT}
    return np.isin(cells, [cell for cell, name in names.items() if name not in known and _CARRIED.fullmatch(name)])


def _words(cells: np.ndarray, known: frozenset[str], groups: Callable[[], frozenset[str]]) -> tuple[set[str], set[str]]:
    """The texts of a column that are total words for certain, and those that likely are."""
    uniques = set(cells)
    joined = "\n".join(uniques).lower()
    if not any(hint in joined for hint in _HINTS):
        return set(), set()
    hinted = {cell: fold_name(_MARKS.sub("", clean(cell))) for cell in uniques if any(hint in cell.lower() for hint in _HINTS)}
    hinted = {cell: name for cell, name in hinted.items() if fold_name(cell) not in known}
    certain = {cell for cell, name in hinted.items() if _CERTAIN.fullmatch("".join(name.split()))}
    return certain, {cell for cell, name in hinted.items() if cell not in certain and _likely(name, groups)}


def _likely(name: str, groups: Callable[[], frozenset[str]]) -> bool:
    """Whether a name is a word that may be a total, or one with a group's name, which occurs elsewhere in the export."""
    if _LIKELY.fullmatch("".join(name.split())) or _OF.fullmatch(name):
        return True
    named = _NAMED.fullmatch(name)
    group = (named[1] or named[2]) if named else ""
    return bool(group) and (bool(_NOBODY.fullmatch(group)) or group in groups())


def _nothing_of_its_own(row: int, place: int, column: Callable[[int], np.ndarray], width: int, told: dict[int, bool]) -> bool:
    """Whether a row with a total word says nothing else but amounts and the group that the row above is of."""
    for other in (one for one in range(width) if one != place and told.get(one, one < place)):
        cell = column(other)[row]
        if not cell.strip() or (other not in told and millionths(clean(cell)) is not None):
            continue
        above = next((one for one in column(other)[:row][::-1] if one.strip()), "")
        if other > place or cell != above:
            return False
    return True


def _amounts_only(export: Export, text: dict[str, np.ndarray], told: dict[int, bool]) -> np.ndarray:
    """Rows of nothing but amounts where most rows have ids; what a printout leaves blank on purpose is no id."""
    blank = {ours: text[ours] == "" for ours, index in export.layout.index.items() if told[index]}
    ids = [where for ours, where in blank.items() if ours not in export.source.fill_down and 2 * where.sum() < len(where)]
    rows = np.logical_and.reduce(list(blank.values())) if ids else np.zeros(len(export.records.numbers), dtype=bool)
    found = np.flatnonzero(rows)
    for place in range(len(export.records.header)) if len(found) else ():
        cells = export.records.column(place)[found]
        found = found[[not cell.strip() or millionths(clean(cell)) is not None for cell in cells]]
    rows = np.zeros(len(rows), dtype=bool)
    rows[found] = True
    return rows


def document_totals(lot: Lot) -> tuple[np.ndarray, float]:
    """Sales rows without a product that add up their document's other rows, and the share of the documents of two lines or more with one."""
    totals, amounts, products = np.zeros(len(lot), dtype=bool), lot.values.get("net_amount"), lot.text.get("product_id")
    if lot.table.name != "sales" or amounts is None or products is None or not (products == "").any():
        return totals, 0.0
    rows = np.flatnonzero(amounts.valid & (lot.text["document"] != "") & ~(lot.subtotal | lot.repeated_header | lot.surplus))
    blank, amount = products[rows] == "", amounts.data[rows]
    keys = [lot.export[rows], pd.factorize(lot.text["document"][rows])[0]]
    every = pd.DataFrame({"blank": blank, "lines": ~blank, "total": amount * blank, "sum": amount * ~blank}).groupby(keys).transform("sum")
    shows = (every.blank == 1) & (every.lines > 0) & (every.total == every["sum"]) & (every.total != 0)
    several = pd.DataFrame({"shows": shows})[every.lines.to_numpy() > 1].groupby([key[every.lines.to_numpy() > 1] for key in keys]).first()
    totals[rows[shows.to_numpy() & blank]] = True
    return totals, float(several.shows.mean()) if len(several) else 0.0
