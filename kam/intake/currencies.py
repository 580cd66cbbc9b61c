"""Which rows are in another currency than the company's, and have no rate (A4)."""

from __future__ import annotations

import re

import numpy as np

from kam.intake.accounts import Accounts
from kam.intake.cells import clean, each_unique, fold, mapped
from kam.intake.lots import Lot

_OWN = {"CNY": {"RMB", "CNH", "人民币", "元", "¥", "￥", "本位币"}, "USD": {"$", "US$", "美元"}, "EUR": {"€", "EURO", "欧元"},
        "HKD": {"HK$", "港币", "港元"}, "JPY": {"日元"}, "GBP": {"£", "英镑"}}
_OWN_MONEY = re.compile("本币|本位币|(local|base|company|functional)currency|lcy$")
_CODE = re.compile(r"[\s\-/(（]")  # what parts a code from its name


def without_rate(lot: Lot, accounts: Accounts, currency: str, ignore: dict[str, dict[str, list[str]]]) -> np.ndarray:
    """Rows of sales and of the ledger for which 1 would be silently wrong, by their own currency or else their account's.

    A ledger is kept in the company's currency (A5) unless the row itself names another. A rate below 0 is none.
    """
    if lot.table.name not in ("sales", "receivables", "balances"):
        return np.zeros(len(lot), dtype=bool)
    own = {"", currency} | _OWN.get(currency, set())
    named = mapped(lot.text["currency"], str.upper) if "currency" in lot.text else np.full(len(lot), "", dtype=object)
    named[_settled(lot, ignore.get("sales" if lot.table.name == "sales" else "receivables", {}))] = ""
    foreign = ~np.isin(mapped(named, lambda word: "" if word in own or _CODE.split(word)[0] in own else word), [""])
    if lot.table.name == "sales":
        codes, theirs = each_unique(lot.text["account_id"], lambda account: accounts.currency(account).upper() not in own)
        foreign |= (named == "") & np.array(theirs, dtype=bool)[codes] if theirs else False
    rate = lot.values.get("fx_rate")
    if rate is None:
        return foreign
    return np.where(rate.valid, rate.data <= 0, foreign)


def _settled(lot: Lot, ignore: dict[str, list[str]]) -> np.ndarray:
    """Rows whose amount is in the company's currency whatever they name: by its head, or by the params."""
    answers = {fold(header): set(map(fold, words)) for header, words in ignore.items()}
    found = np.zeros(len(lot), dtype=bool)
    for at, export in enumerate(lot.exports):
        heads = {name: fold(clean(export.records.header[place])) for name, place in export.layout.index.items()}
        rows = lot.export == at
        if _OWN_MONEY.search(heads.get(lot.table.amount, "")):
            found |= rows
        elif (words := answers.get(heads.get("currency", ""))) is not None:
            found |= rows & np.isin(mapped(lot.text["currency"], fold), list(words)) if words else rows
    return found
