"""What an export says and no column of ours took, although it would change a figure: each becomes a question (I-14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kam.intake.arithmetic import amount_of_others
from kam.intake.cells import clean, fold, mapped
from kam.intake.entry import SHORT, Entry, as_yaml
from kam.intake.lots import BY_SIGN, Lot, named_credits, named_otherwise
from kam.intake.notes import Note
from kam.intake.scale import DOCUMENT_TOTAL
from kam.intake.total_rows import document_totals
from kam.intake.totals import exact_sum
from kam.intake.typed import BOTH_SIGNS, credits_of, minority
from kam.intake.values import flag

if TYPE_CHECKING:
    from kam.params import Params

_DRAFT = re.compile("draft(invoice|order|bill)?|parked|(un|not)(posted|approved|confirmed)|pendingapproval|(已?创建|已?提交)"
                    "|.*(草稿|暂存|未审|待审|审核中|审批中|重新审核|未过账|未记账|未提交).*")
_VOID = re.compile("cancel(l?ed|l?ation)?(by.*)?|void(ed)?|deleted|rejected|annulled|.*(?<![未不反非])(作废|取消|驳回|删除).*")
_STATUS_FLAG = re.compile("cancel|void|delet|draft|作废|取消|删除|草稿")
_TYPE_HEAD = re.compile("类型|类别|种类|业务|单据名|单据性质|摘要|type|kind|class|transaction|voucher|journal|description")
_OTHER_TYPE = re.compile("客户|付款|结算|价|产品|商品|物料|存货|customer|client|payment|price|term|product|item")  # not the document's
_RECEIPT = re.compile(".*(收款|收据|回款|receipt|payment|支付).*")
_PREPAID = re.compile(".*(预收|预付|定金|订金|prepa|advance|deposit|onaccount|downpayment).*")
_CREDIT = re.compile(".*(红字|红冲|冲红|负数|贷项|退货|退款|折让|冲销|credit|refund|return|reversal).*")
_NO_SALE = re.compile(".*(委托代销|代销|寄售|寄卖|报价|调拨|借出|consign|quot|proforma|transfer).*")
_UNIT_HEAD = re.compile("(计量|销售|库存|辅|主|数量|包装)*单位(名称)?|qtyunit|salesunit|(sales)?units?(ofmeasure(ment)?|name)?|uom|salesuom|packaging")
_ONE_PIECE = re.compile("件|个|双|条|套|只|支|台|张|把|pcs?|pieces?|each|ea|units?|pairs?|st(ü|u)ck|stk?|nos?")
_DOZEN = re.compile("打|dozens?|doz|dz")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_LEVEL_HEAD = re.compile("价格?(级别|等级|类型|类别|组|体系|表|名称)|客户(级别|等级|类型|类别)|pric(e|ing)(level|group|list|type|tier|book)(name)?|customer(group|class|level|type)")
_GUIDE = re.compile("零售|吊牌|指导|标准|retail|rrp|msrp|standard")
_STILL_OPEN = re.compile("(open|remaining|outstanding|residual)(balance|amount)?|(balance|amount)(due|remaining|open)|(未收|未核销|未清)(金额|余额)?")
_SIDE = re.compile("(debit|credit|soll|haben|[借贷]方)(s|amount|发生额|金额)?")
_WRITTEN_OFF = re.compile(".*(坏账|核销损失|呆账|write ?-?off|written ?off|bad ?debt).*", re.IGNORECASE)
_MONEY = {"万": "10000", "千": "1000", "百万": "1000000", "亿": "100000000", "thousand": "1000", "000": "1000", "000s": "1000", "k": "1000",
          "million": "1000000", "m": "1000000", "mn": "1000000", "分": "0.01", "角": "0.1", "cent": "0.01", "pence": "0.01", "pennies": "0.01"}
_MONEY_HEAD = re.compile("单位|unit|scale|币")
_MONEY_WORD = re.compile(r"(?<![\d.])(百万|万|千|亿)(?=元|$|[)）\]])|(?:单位|金额|[(（\[/])[:：]?(?:人民币)?(分|角)(?=$|[)）\]])|['’](000s?)\b|(?<![\w.,])(000s)\b"
                         r"|\b(thousand|million|cent|pence|pennies)s?\b|(?<=[(（\[/])\s*(k|mn|m)(?=\s*[)）\]]|\s*(?:€|\$|£|[A-Z]{3}\b))"
                         r"|\bT(?=EUR|USD|CHF|GBP)()|\b[A-Z]{3}\s+(k|mn)\b|\bin\s+(k|mn?)\b", re.IGNORECASE)


def doubts(lots: dict[str, Lot], params: Params) -> list[Note]:
    """Every question that the exports leave open."""
    entries = [Entry(lot, index, params) for lot in lots.values() for index in sorted({export.source_index for export in lot.exports})]
    return [note for entry in entries for look in _LOOKS for note in look(entry)]


def _status(entry: Entry) -> Iterator[Note]:
    """Drafts and cancelled documents among those that count."""
    if "status" not in entry.lot.table.names or entry.lot.table.name == "tasks":
        return
    for header, written in entry.left.items():
        texts, heads = entry.under_heads(written)
        flagged = bool(_STATUS_FLAG.search(fold(header)))
        words = {"0": "draft", "2": "cancelled"} if fold(header) == "docstatus" else {}
        ours = {word: found for word in entry.words(texts, lambda word: True) if (found := words.get(word) or _standing(word, flagged))}
        if ours:
            rows = np.isin(texts, list(ours)) & entry.used
            every = {word: ours.get(word, "posted") for word in entry.words(texts, lambda word: True)}
            yield from entry.ask("asked_status", header, list(ours), rows, {"columns": {"status": header}, "values": {"status": every}, **heads})


def _standing(word: str, flagged: bool) -> str:
    """Draft or cancelled, as a word says or as a yes under a header that says it; else nothing."""
    folded = fold(word)
    if flagged and flag(word):
        return "cancelled"
    return "draft" if _DRAFT.fullmatch(folded) else "cancelled" if _VOID.fullmatch(folded) else ""


def _types(entry: Entry) -> Iterator[Note]:
    """Receipts, prepayments and credit notes written as positive rows; consigned goods and offers among sales."""
    lot, name = entry.lot, entry.lot.table.name
    amounts = lot.values.get(lot.table.amount)
    if name not in ("sales", "receivables") or amounts is None:
        return
    kind = lot.values["kind"].data if "kind" in lot.values else np.full(len(lot), None, dtype=object)
    credit = np.isin(kind.astype(str), ["credit note", "receipt", "prepayment"])
    for header, texts in entry.left.items():
        ours = {word: found for word in entry.words(texts, lambda word: True) if (found := _sort_of(fold(word), name))} if _is_type(fold(header)) else {}
        rows = np.isin(texts, list(ours)) & entry.used & ~credit & amounts.valid & (amounts.data > 0)
        if not rows.any():
            continue
        words = [word for word in ours if (rows & (texts == word)).any()]
        every = {word: ours.get(word, "invoice") for word in entry.words(texts, lambda word: True)}
        if name == "sales" and "cancelled" in every.values():
            answer = {"columns": {"status": header}, "values": {"status": {word: our if our == "cancelled" else "posted" for word, our in every.items()}}}
        else:
            answer = {"columns": {"kind": header}, "values": {"kind": every}}
        yield from entry.ask("asked_type", header, words, rows, answer)


def _is_type(header: str) -> bool:
    return bool(_TYPE_HEAD.search(header)) and not _OTHER_TYPE.search(header)


def _sort_of(word: str, table: str) -> str:
    """What a document's type makes of its amount; nothing for an invoice."""
    if _NO_SALE.fullmatch(word):
        return "cancelled" if table == "sales" else ""
    if table == "sales" and (_PREPAID.fullmatch(word) or _RECEIPT.fullmatch(word)):
        return "cancelled"
    return "prepayment" if _PREPAID.fullmatch(word) else "credit note" if _CREDIT.fullmatch(word) else "receipt" if _RECEIPT.fullmatch(word) else ""


def _named_credits(entry: Entry) -> Iterator[Note]:
    """Files or sheets named after returns, among others, whose positive rows count as invoices."""
    lot, amounts = entry.lot, entry.lot.values.get(entry.lot.table.amount)
    if lot.table.name not in ("sales", "receivables") or amounts is None:
        return
    said = {at: export for at, export in entry.named(named_credits).items() if "kind" not in export.layout.index}
    if len(said) == len(entry.exports) and all("kind" in export.constants for export in said.values()):
        return
    at = [at for at, export in said.items() if export.constants.get("kind", "invoice") in ("invoice", BY_SIGN)]
    rows = np.isin(lot.export, at) & entry.used & amounts.valid & (amounts.data > 0)
    if names := entry.names(said, rows):
        yield from entry.ask("asked_named_credits", "kind", names, rows, {"values": {"kind": dict.fromkeys(names, "credit note")}},
                             amount=format(exact_sum(amounts.data[rows]).normalize(), "f"))


def _named_otherwise(entry: Entry) -> Iterator[Note]:
    """Files or sheets named after offers, plans, purchases or what was cancelled, among others, whose rows count with them."""
    said = entry.named(named_otherwise)
    if entry.table not in ("sales", "receivables") or len(said) == len(entry.exports):
        return
    rows = np.isin(entry.lot.export, list(said)) & entry.used
    if names := entry.names(said, rows):
        mapped_away = {"values": {"status": dict.fromkeys(names, "cancelled")}}
        works = "status" in entry.lot.table.names and not entry.heads("status")
        yield from entry.ask("asked_named_otherwise", "status", names, rows, mapped_away if works else "")


def _currency(entry: Entry) -> Iterator[Note]:
    """Rows that wait for a rate, by the currency that they name (A4)."""
    lot = entry.lot
    waiting = (lot.reason == "no fx rate") & (lot.fault_column == "currency") & (lot.source == entry.index)
    if waiting.any():
        header = entry.heads("currency")[0] if entry.heads("currency") else "currency"
        codes = sorted(set(lot.fault_value[waiting]))
        own = [word for word in dict.fromkeys(lot.raw["currency"][entry.used]) if word]
        rated: dict[str, Any] = {"columns": {"fx_rate": header}, "values": {"fx_rate": dict.fromkeys(own, "1") | dict.fromkeys(codes, "?")}}
        if lot.table.name != "sales":
            rated = {"scale": {head: {header: dict.fromkeys(codes, "?")} for head in entry.heads(lot.table.amount)}}
        rate = as_yaml({"sources": {entry.table: rated}})
        note = "asked_currency" if lot.table.name == "sales" else "asked_ledger_currency"
        amounts = lot.values[lot.table.amount]
        weight = np.abs(amounts.data.astype(float)) * amounts.valid
        for one in entry.ask(note, header, codes, waiting, rate=rate, count=int(waiting.sum()), own=entry.params.currency):
            yield Note(one.id, one.data, one.answer, float(weight[waiting].sum() / max(1.0, weight[waiting | lot.used].sum())))


def _money_unit(entry: Entry) -> Iterator[Note]:
    """万元, thousands or cents above the table, in a head, or as the one word of a column (nobody counts goods in 万元)."""
    money = [column.name for column in entry.lot.table.columns if column.kind == "money" and entry.heads(column.name)]
    scaled = {fold(header) for header in entry.lot.exports[entry.exports[0][0]].source.scale}
    said = {head: unit for column in money for head in entry.heads(column) if (unit := _unit_of(head))}
    titles = [unit for _, export in entry.exports if (unit := _unit_of(export.records.title))]
    words = [unit for header, texts in entry.left.items() if _MONEY_HEAD.search(fold(header)) and len(found := set(texts[entry.used])) == 1 and (unit := _unit_of(f"({found.pop()})"))]
    for unit in (titles + words)[:1]:
        said = {head: unit for column in money for head in entry.heads(column)} | said
    for head, (word, factor) in said.items():
        if fold(head) not in scaled:
            yield from entry.ask("asked_money_unit", head, [word], entry.used, {"scale": {head: _plain(factor)}},
                                 factor=f"1/{round(1 / float(factor))}" if float(factor) < 1 else factor)


def _unit_of(text: str) -> tuple[str, str] | None:
    """The unit of money that a head or a title names, and what one of it is; None where it names none or the plain one."""
    found = _MONEY_WORD.search(text)
    if not found:
        return None
    word = next((part for part in found.groups() if part), "k")
    return (found[0] + ("元" if found[0] in "百万千亿" else "")).strip(" (（[/:："), _MONEY[word.casefold()]


def _plain(number: str) -> int | float:
    return int(number) if number.isdigit() else float(number)


def _quantity_unit(entry: Entry) -> Iterator[Note]:
    """Quantities counted in pieces, dozens and cartons at once."""
    counted = next((name for name in ("qty", "delivered_qty", "ordered_qty") if entry.heads(name)), "")
    if not counted:
        return
    known = {fold(column): words for rule in entry.exports[0][1].source.scale.values() if isinstance(rule, dict) for column, words in rule.items()}
    for header, texts in entry.left.items():
        words = list(entry.words(texts, lambda word: True)) if _UNIT_HEAD.fullmatch(fold(header)) else []
        others = [word for word in words if not _ONE_PIECE.fullmatch(fold(word))]
        answered = set(map(fold, known.get(fold(header), {})))
        if len(words) < 2 or not others or set(map(fold, others)) <= answered:
            continue
        factors = {word: _pieces(word) for word in words}
        heads = [head for name in ("qty", "ordered_qty", "delivered_qty") for head in entry.heads(name)]
        yield from entry.ask("asked_quantity_unit", header, words, np.isin(texts, others) & entry.used,
                             {"scale": {head: {header: factors} for head in heads}}, quantity=heads[0])


def _pieces(unit: str) -> int | str:
    """How many pieces a unit says that it holds; a mark that no factor is where it does not say."""
    if number := _NUMBER.search(unit):
        return int(float(number[0]))
    return 1 if _ONE_PIECE.fullmatch(fold(unit)) else 12 if _DOZEN.fullmatch(fold(unit)) else "?"


def _price_level(entry: Entry) -> Iterator[Note]:
    """A list with one price per level of customer, of which only one can be the guide price."""
    if entry.table != "price_list":
        return
    for header, texts in entry.left.items():
        words = list(entry.words(texts, lambda word: True)) if _LEVEL_HEAD.fullmatch(fold(header)) else []
        if len(words) > 1:
            guide = next((word for word in words if _GUIDE.search(fold(word))), words[0])
            levels = {word: "posted" if word == guide else "cancelled" for word in words}
            yield from entry.ask("asked_price_level", header, words, entry.used & (texts != guide),
                                 {"columns": {"status": header}, "values": {"status": levels}}, guide=guide)


def _method(entry: Entry) -> Iterator[Note]:
    """Invoices that were given up, not paid."""
    if entry.table != "allocations" or "method" not in entry.lot.text:
        return
    texts = entry.lot.text["method"]
    words = [word for word in entry.words(texts, lambda word: True) if _WRITTEN_OFF.fullmatch(word) and word != "write-off"]
    if words:
        yield from entry.ask("asked_method", (entry.heads("method") or ["method"])[0], words, np.isin(texts, words) & entry.used,
                             {"values": {"method": dict.fromkeys(words, "write-off")}})


def _zero_limit(entry: Entry) -> Iterator[Note]:
    """A limit of 0 forbids credit, or says that nobody entered one."""
    limits = entry.lot.values.get("credit_limit")
    if limits is None or not entry.heads("credit_limit"):
        return
    rows = entry.used & limits.valid & (limits.data == 0)
    if rows.any():
        texts = sorted(set(entry.lot.text["credit_limit"][rows]))
        yield from entry.ask("asked_zero_limit", entry.heads("credit_limit")[0], texts, rows, {"values": {"credit_limit": dict.fromkeys(texts, "")}})


def _both_signs(entry: Entry) -> Iterator[Note]:
    """Credit notes of which some add and some lessen: either may be the reversal."""
    lot = entry.lot
    for source, word, rows in credits_of(lot):
        amounts, heads = lot.values[lot.table.amount], entry.heads(lot.table.amount)
        if source != entry.index or not heads or (rare := minority(amounts, rows)) <= BOTH_SIGNS:
            continue
        scale = entry.exports[0][1].source.scale
        if any(fold(head) in map(fold, scale) for head in heads):
            continue
        column = "direction" if lot.table.name == "balances" or "kind" not in lot.values else "kind"
        told, theirs = entry.heads(column), list(dict.fromkeys(lot.raw.get(column, lot.text["account_id"])[rows]))
        turned = [head for name in (lot.table.amount, "qty", "cost") for head in entry.heads(name)]
        factor: Any = {told[0]: dict.fromkeys(theirs, -1)} if told else -1
        yield from entry.ask("asked_signs", heads[0], ["both signs"], rows & entry.used, {"scale": dict.fromkeys(turned, factor)},
                              word=word, minority=f"{rare:.0%}")


def _two_amounts(entry: Entry) -> Iterator[Note]:
    """Files of one pattern whose amount stands under two heads, perhaps one with tax and one without."""
    heads = entry.heads(entry.lot.table.amount)
    scale = {fold(header) for header in entry.exports[0][1].source.scale}
    if len({fold(head) for head in heads}) < 2 or scale & {fold(head) for head in heads}:
        return
    amount = entry.lot.table.amount
    under = {head: entry.lot.of_export([export.source_index == entry.index and amount in export.layout.index
                                        and clean(export.records.header[export.layout.index[amount]]) == head
                                        for export in entry.lot.exports]).astype(bool) for head in heads}
    newest = heads[-1]
    tax = entry.params.receivables_include_tax or (0.13 if entry.params.currency == "CNY" else 0)
    answer: Any = {"scale": {newest: f"1/{1 + tax:.4g}"}} if tax and entry.table == "sales" else ""
    files = sorted({str(label) for label in entry.lot.label[under[newest]]})
    yield from entry.ask("asked_two_amounts", newest, heads, under[newest] & entry.used, answer, first=heads[0], others=files)


def _ever_rising(entry: Entry) -> Iterator[Note]:
    """Numbers that only ever rise within each year, at least twofold: counted from its beginning (累计), they would be summed."""
    lot, when = entry.lot, entry.lot.values.get(entry.lot.table.dated)
    if entry.table not in ("sales", "sell_through", "targets") or when is None:
        return
    rows = np.flatnonzero(entry.used & when.valid)
    if when.kind == "date":
        months = when.data[rows].astype("datetime64[D]").astype("datetime64[M]").astype(int) - entry.params.fiscal_year_start + 1
        named = {"year": months // 12, "time": months}
    else:
        named = {"year": mapped(when.data[rows], lambda text: text[:4]), "time": when.data[rows]}
    for name in (name for name in ("net_amount", "net_sales", "qty") if name in lot.values and entry.heads(name)):
        frame = pd.DataFrame({"account": lot.text["account_id"][rows], **named, "sum": lot.values[name].data[rows] / 1e6})
        sums = frame.groupby(["account", "year", "time"])["sum"].sum()
        years = sums.groupby(level=["account", "year"]).agg(["size", "first", "last", lambda one: one.is_monotonic_increasing])
        years.columns = ["size", "first", "last", "rises"]
        long = years[years["size"] >= _POINTS]
        accounts = (long["rises"] & (long["last"] >= 2 * long["first"]) & (long["last"] > 0)).groupby(level="account").all()
        if len(accounts) >= _DOCUMENTS and accounts.mean() >= _RISING:
            yield from entry.ask("asked_rising", entry.heads(name)[0], ["year to date"], entry.used, accounts=int(accounts.sum()), of=len(accounts))


def _document_total(entry: Entry) -> Iterator[Note]:
    """A total of the whole document that stands on each of its lines and would be summed as often."""
    amounts, heads = entry.lot.values.get("net_amount"), entry.heads("net_amount")
    if entry.table != "sales" or amounts is None or not heads or fold(heads[0]) in map(fold, entry.exports[0][1].source.scale):
        return
    rows = np.flatnonzero(entry.used & (entry.lot.text["document"] != ""))
    groups = pd.Series(amounts.data[rows]).groupby(pd.factorize(entry.lot.text["document"][rows])[0])
    found = groups.agg(["size", "nunique"])
    several = found[found["size"] > 1]
    if len(several) >= _DOCUMENTS and (several["nunique"] == 1).mean() >= _ALIKE:
        inside = np.zeros(len(entry.lot), dtype=bool)
        inside[rows[(groups.transform("size") > 1).to_numpy()]] = True
        yield from entry.ask("asked_document_total", heads[0], [DOCUMENT_TOTAL], inside, {"scale": {heads[0]: DOCUMENT_TOTAL}}, count=len(several))


def _total_rows(entry: Entry) -> Iterator[Note]:
    """Rows without a product that add up most documents' other rows; where all documents have one they are subtotals already."""
    rows, share = document_totals(entry.lot)
    rows = rows & entry.used
    if rows.any() and share > _MOST:
        head = entry.heads("product_id")[0]
        yield from entry.ask("asked_total_rows", head, ["document total"], rows, amount=format(exact_sum(entry.lot.values["net_amount"].data[rows]).normalize(), "f"))


def _other_side(entry: Entry) -> Iterator[Note]:
    """Rows of a ledger set aside for want of an amount, which stands in the column of the other side."""
    lot = entry.lot
    if entry.table not in ("sales", "receivables") or not any(_SIDE.fullmatch(fold(head)) for head in entry.heads(lot.table.amount)):
        return
    missing = (lot.reason == "missing amount") & (lot.source == entry.index)
    for header, texts in entry.left.items():
        rows = missing & (texts != "")
        if _SIDE.fullmatch(fold(header)) and rows.any():
            for one in entry.ask("asked_other_side", header, ["missing amount"], rows, count=int(rows.sum()), amount=entry.heads(lot.table.amount)[0]):
                yield Note(one.id, one.data, one.answer, float(rows.sum() / (rows | entry.used).sum()))


def _open_beside(entry: Entry) -> Iterator[Note]:
    """What is still open of a receivable beside its full amount, where no payments say what is left of it."""
    if entry.lot.table.name != "receivables" or entry.params.sources.get("allocations"):
        return
    for header, texts in entry.left.items():
        if _STILL_OPEN.fullmatch(fold(header)) and not any(_STILL_OPEN.fullmatch(fold(head)) for head in entry.heads("amount")):
            yield from entry.ask("asked_open_beside", header, ["open amount"], entry.used & (texts != ""), {"columns": {"open_amount": header}},
                                 amount=(entry.heads("amount") or ["amount"])[0])


def _left_over(entry: Entry) -> Iterator[Note]:
    """Every column that nothing reads, with its first values: said, not asked. Few values may be words that matter, so they stand first."""
    values = {header: [text for text in pd.unique(texts[entry.used]) if text] for header, texts in entry.left.items()}
    few = sorted((header for header in values if values[header]), key=lambda header: (len(values[header]) == 1, len(values[header])))
    shown = [f"{header} ({', '.join(text[:SHORT] for text in values[header][:3])}{', ...' if len(values[header]) > 3 else ''})" for header in few]
    if shown:
        files = sorted({export.label for _, export in entry.exports})
        yield Note("left_over", {"table": entry.table, "files": files, "columns": shown})


_DOCUMENTS = 3  # documents of several lines, or accounts, below which it may be chance
_ALIKE = 0.95
_MOST = 0.5  # of the documents of two lines or more
_POINTS = 4  # months or quarters of a year of which an account's numbers rise by chance in one case of 24
_RISING = 0.9
_LOOKS = (_status, _types, _named_credits, _named_otherwise, _currency, _money_unit, _quantity_unit, _price_level, _method, _zero_limit, _both_signs, _two_amounts, _ever_rising,
          _document_total, amount_of_others, _total_rows, _other_side, _open_beside, _left_over)
