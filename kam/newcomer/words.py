"""Their words for ours: what an export calls an invoice, a dealer, a finished task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from kam.intake.cells import clean, fold
from kam.intake.contracts import TABLES
from kam.intake.plans import WORDS
from kam.intake.values import read_values
from kam.newcomer.heads import words_of_head
from kam.newcomer.recognise import Recognised
from kam.newcomer.typed_inputs import CHOICES

# Our words with parts of theirs, the more telling first.
_PARTS: dict[tuple[str, str], dict[str, str]] = {
    ("sales", "kind"): {"credit note": "红字 红票 红冲 退 贷项 折让 冲销 credit refund return", "invoice": "发票 蓝字 销售 出库 invoice bill"},
    ("accounts", "kind"): {
        "own shop": "直营 自营 own", "prospect": "意向 潜在 prospect lead", "dealer": "经销 代理 批发 加盟商 dealer distributor wholesale reseller",
        "outlet": "终端 门店 零售 专卖 store shop outlet retail",
    },
    ("tasks", "status"): {"in progress": "进行", "open": "未 待", "cancelled": "取消", "done": "完成 结束"},
    ("incidents", "kind"): {"diversion": "窜 串货 cross", "dumping": "砸价 低价 乱价 cut price"},
}  # fmt: skip
_TELLING = {"sales": "credit note", "accounts": "own shop"}
# Heads that say what kind of document a row is, of these words alone: a type of customer is none.
_TYPE = frozenset(
    "type typ tipo art kind belegart buchungsart vorgangsart doctype txntype"
    " 类型 类别 单据类型 单据类别 種別 区分 伝票区分 取引区分 유형 구분 тип вид".split()
)
_DOCUMENT_TYPE = _TYPE | set("document transaction invoice voucher entry sale documento dokument de del du документа".split())
_FEW = 12  # different words of a column that tells kinds


def words_of(found: Recognised, column: str) -> Counter[str]:
    """The different words of a column with their numbers of rows; a printout's repeated header is none."""
    header = found.columns[column]
    return Counter(word for cell in found.cells(column) if (word := clean(cell)) and word != header)


def mapped_words(parts: Iterable[Recognised], column: str) -> tuple[dict[str, str], list[str]]:
    """Their words with ours, and those that nobody can tell; words that are ours already are in neither."""
    counted: Counter[str] = Counter()
    for found in parts:
        counted += words_of(found, column)
        table = found.table
    known, unknown = {}, []
    for word in sorted(counted):
        ours = _ours(table, column, word)
        if ours is None:
            unknown.append(word)
        elif ours != word:
            known[word] = ours
    return known, unknown


def with_kind(found: Recognised) -> Recognised:
    """Sales or accounts whose kind no header tells, with the left-over column that does: all its few words are known, the one that matters among them.

    Else, of sales, the column that is headed as the type of a document; its words are asked about.
    """
    if found.table not in _TELLING or {"kind"} & {*found.index, *found.open}:
        return found
    taken = {*found.index.values(), *(place for places in found.open.values() for place in places)}
    headed = found
    for place in (one for one, name in enumerate(found.header) if name and one not in taken):
        told = replace(found, index={**found.index, "kind": place}, near={name: places for name, places in found.near.items() if name != "kind"})
        kinds = [_ours(found.table, "kind", word) for word in words_of(told, "kind")]
        if len(kinds) <= _FEW and _TELLING[found.table] in kinds and None not in kinds:
            return told
        head = {*words_of_head(found.header[place])}
        if found.table == "sales" and head <= _DOCUMENT_TYPE and head & _TYPE and kinds:
            headed = told
    return headed


def _ours(table: str, column: str, word: str) -> str | None:
    """Our word; the word itself where it needs no map, None where it cannot be told."""
    if (table, column) == ("scorecards", "criterion"):
        return _named(table, column).get(word, word if word in our_words(table, column) else None)
    if (table, column) == ("tasks", "form"):
        return _named(table, column).get(word, word)
    closed = TABLES[table].column(column).words
    if _is_ours(word, closed):
        return word
    if word in WORDS.get(column, {}) and WORDS[column][word] in closed:
        return WORDS[column][word]
    return next((ours for ours, parts in _PARTS.get((table, column), {}).items() if any(part in fold(word) for part in parts.split())), None)


def our_words(table: str, column: str) -> tuple[str, ...]:
    """The words of ours that a column may hold."""
    return tuple(CHOICES.get((table, column), ())) or TABLES[table].column(column).words


def _is_ours(word: str, closed: tuple[str, ...]) -> bool:
    return bool(read_values("text", np.array([word], dtype=object), closed).valid[0])


def _named(table: str, column: str) -> dict[str, str]:
    """The Chinese names of our words."""
    return {zh: ours for ours, zh in CHOICES[table, column].items()}


def worded(found: Recognised) -> list[str]:
    """The columns of a sheet whose words must be ours."""
    closed = [column.name for column in TABLES[found.table].columns if column.words]
    return [name for name in (*closed, "criterion", "form") if name in found.index]
