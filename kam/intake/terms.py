"""A ledger as people write it: opening rows, and terms of payment such as 月结30天, Net 30, 款到发货 (I-18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from kam.intake.accounts import Accounts
from kam.intake.cells import clean, fold
from kam.intake.entry import Entry
from kam.intake.lots import Lot
from kam.intake.notes import Note
from kam.intake.values import Values, text_values
from kam.params import Params
from kam.quarters import Quarter

NO_DUE_DATE = date(9999, 12, 31)  # of an item whose terms nobody can read: not due, and no payment of it is late or early
_EPOCH = date(1970, 1, 1)
_NUMBER = re.compile(r"\d+")
_AT_ONCE = re.compile("现结|现款.*|现金.*|即期|款到.*|先款.*|预付.*|货到付款|cod|cash.*|prepa.*|payinadvance|(due)?(on|upon)receipt|immediate.*")
_DAYS = (r"(账期|货到|票到|到货|收货|开票|发票)*(后)?(net|n)?\d+(天|日|个?工作日)?(账期|net)?(days?|d)?"
         r"(net|fromtheinvoicedate|afterinvoice)?(付款|内)?")
_ENDS = {"month": re.compile("(当|次)?月结.*|月底.*|.*(eom|endofmonth|monthend).*"), "quarter": re.compile("季结.*|季末.*"),
         "year": re.compile("年结.*|年底.*|年末.*"), "date": re.compile(_DAYS)}
_OPENING = re.compile("期初|年初余额|上[年期]结转|opening balance|brought forward|balance b/f", re.IGNORECASE)
_MORE = re.compile("次月")  # the month after the closing one


def number_openings(lot: Lot) -> None:
    """A ledger's opening row has no document of its own: it is known by what it is, its account and its day."""
    if lot.table.name != "receivables" or "document" not in lot.text:
        return
    blank = (lot.text["document"] == "") & ~lot.subtotal
    for at, export in enumerate(lot.exports):
        rows = np.flatnonzero((lot.export == at) & blank)
        inside = rows - np.flatnonzero(lot.export == at)[0] if len(rows) else rows
        for cells in (export.records.column(place) for place in range(len(export.records.header))) if len(rows) else ():
            for row, cell in zip(rows, cells[inside], strict=True):
                if lot.text["document"][row] == "" and _OPENING.search(cell):
                    lot.text["document"][row] = f"{clean(cell)} {lot.text['account_id'][row]} {lot.text['date'][row]}"
    lot.values["document"] = text_values(lot.text["document"])


def read_terms(lot: Lot) -> None:
    """Texts of ``credit_days`` that only say a number of days become that number; the others stay for ``give_due_dates``."""
    days = lot.values.get("credit_days")
    if days is None:
        return
    for row in np.flatnonzero(days.unreadable):
        found = terms(lot.text["credit_days"][row])
        if found is not None and found[0] == "date":
            days.data[row], days.valid[row] = found[1] * 1_000_000, True
        days.unreadable[row] = False


def terms(text: str) -> tuple[str, int] | None:
    """What the days are counted from (the date, or the end of its month, quarter or year), and how many; None where it cannot be read."""
    folded = fold(text)
    numbers = _NUMBER.findall(folded)
    if "%" in text or len(numbers) > 1:
        return None
    if not numbers and _AT_ONCE.fullmatch(folded):
        return "date", 0
    days = int(numbers[0]) if numbers else 0
    return next(((base, days + 30 * bool(_MORE.search(folded))) for base, form in _ENDS.items() if form.fullmatch(folded)), None)


def give_due_dates(lots: dict[str, Lot], accounts: Accounts, params: Params) -> Iterator[Note]:
    """Ledger rows without a due date whose top account's terms run from a month's end, or cannot be read, get theirs; the latter are asked about."""
    customers, ledger = lots.get("accounts"), lots.get("receivables")
    if customers is None or ledger is None or "credit_days" not in customers.text:
        return
    written = {account: text for account, text, days in zip(customers.text["account_id"], customers.text["credit_days"], customers.values["credit_days"].valid, strict=True)
               if text and not days}
    top = accounts.tops
    due, dates = ledger.values.setdefault("due_date", _nothing(len(ledger))), ledger.values["date"]
    unread = np.zeros(len(ledger), dtype=bool)
    for row in np.flatnonzero(ledger.used & ~due.valid):
        text = written.get(top.get(ledger.text["account_id"][row], ""))
        if text:
            found = terms(text)
            unread[row] = found is None
            due.data[row], due.valid[row] = (_due(_EPOCH + timedelta(days=int(dates.data[row])), found, params.fiscal_year_start) - _EPOCH).days, True
    words = sorted({written[top[account]] for account in ledger.text["account_id"][unread]})
    if words:
        head = next(iter(Entry(customers, customers.exports[0].source_index, params).heads("credit_days")), "credit_days")
        for note in Entry(customers, customers.exports[0].source_index, params).ask(
                "asked_terms", head, words, np.isin(customers.text["credit_days"], words), {"values": {"credit_days": dict.fromkeys(words, "30")}}):
            yield Note(note.id, note.data, note.answer, Entry(ledger, ledger.exports[0].source_index, params).share(unread))


def _due(invoiced: date, found: tuple[str, int] | None, fiscal_year_start: int) -> date:
    if found is None:
        return NO_DUE_DATE
    quarter = Quarter.of(invoiced, fiscal_year_start)
    month_end = (invoiced.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    ends = {"date": invoiced, "month": month_end, "quarter": quarter.end, "year": date(invoiced.year, 12, 31)}
    return ends[found[0]] + timedelta(days=found[1])


def _nothing(count: int) -> Values:
    return Values("date", np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool), np.zeros(count, dtype=bool))
