"""An amount that holds tax, is before its discount or counts pieces is asked about where the columns beside it show it (I-14)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from .test_questions import _own_store, answered, asked, one, read, table, total  # noqa: F401

NET = [(n, 2, 100 * n) for n in range(1, 9)]


def rows(line: str) -> list[str]:
    return [f"S{n} 2026-07-0{n} C{n % 3} " + line.format(net=net, qty=qty, price=net / qty, tax=net * 0.13, gross=net * 1.13, disc=n * 5, list=net + n * 5)
            for n, qty, net in NET]


def source(**others: Any) -> dict[str, Any]:
    return {"sales": {"file": "s.csv", "constants": {"kind": "invoice"}, **others}}


UNSEEN = {
    "VAT beside Total": ("Total VAT", "{gross:.2f} {tax:.2f}", {"columns": {"net_amount": "Total"}}, "asked_tax_inside"),
    "税额 beside 金额, no net": ("金额 税额", "{gross:.2f} {tax:.2f}", {}, "asked_tax_inside"),
    "MwSt beside Betrag": ("Betrag MwSt", "{gross:.2f} {tax:.2f}", {"columns": {"net_amount": "Betrag"}}, "asked_tax_inside"),
    "net under a name of its own": ("Total Base~HT TVA", "{gross:.2f} {net:.2f} {tax:.2f}", {"columns": {"net_amount": "Total"}}, "asked_sum_of_others"),
    "before its discount": ("金额 折扣额 实收", "{list} {disc} {net}", {}, "asked_sum_of_others"),
    "Amount before Discount": ("Amount Discount Payable", "{list} {disc} {net}", {"columns": {"net_amount": "Amount"}}, "asked_sum_of_others"),
    "Amount that counts pieces": ("Amount Price Worth", "{qty} {price} {net}", {"columns": {"net_amount": "Amount"}}, "asked_pieces"),
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_the_columns_beside_it_say_what_an_amount_is_and_the_offered_answer_settles_it(tmp_path: Path, kind: str) -> None:
    heads, line, more, note = UNSEEN[kind]
    found = one(read(tmp_path, {"s.csv": table(f"document date account_id {heads}", *rows(line))}, source(**more)))
    assert found.id == note
    after = answered(tmp_path, found.answer)
    assert asked(after) == [] and abs(total(after) - Decimal(sum(net for _, _, net in NET))) < Decimal("0.05")
    assert asked(answered(tmp_path, found.data["ignore"])) == []


PLAIN = {
    "net beside its tax": ("Net~amount VAT", "{net} {tax:.2f}", {}),
    "net beside tax and gross": ("无税金额 税额 价税合计", "{net} {tax:.2f} {gross:.2f}", {"columns": {"net_amount": "无税金额"}}),
    "sales that are cost and profit": ("Amount COGS Profit", "{list} {net} {disc}", {"columns": {"net_amount": "Amount"}}),
    "paid in cash and by card": ("Amount Cash Card", "{list} {net} {disc}", {"columns": {"net_amount": "Amount"}}),
    "after its discount": ("Amount Discount List", "{net} {disc} {list}", {"columns": {"net_amount": "Amount"}}),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_net_amount_among_others_is_not_asked_about(tmp_path: Path, kind: str) -> None:
    heads, line, more = PLAIN[kind]
    assert asked(read(tmp_path, {"s.csv": table(f"document date account_id {heads}", *rows(line))}, source(**more))) == []
