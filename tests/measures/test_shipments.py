"""Shipped outside the contract, sold on to dealers (C7, C8, C15)."""

from __future__ import annotations

from typing import Any

import pytest

from kam.measures.shipments import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def sent(amount: Any, to: str | None, account: str = "A") -> dict[str, Any]:
    return sale("2026-08-03", amount, account, qty=1, ship_to_territory=to)


def shares(*rows: dict[str, Any], **tables: Any) -> dict[Any, Any]:
    with books({"sales": list(rows), **tables}) as company:
        return figures(measure(company, NOW))


EAST = [{"territory": "East", "account_id": "A"}]


def test_C8_the_share_is_by_value_over_the_rows_that_say_where_they_went() -> None:
    assert shares(sent(30, "West"), sent(70, "East"), sent(900, None), territories=EAST)["diversion_share", "A", ""] == 0.3


def test_C7_an_agreed_drop_ship_territory_is_one_more_row_of_territories() -> None:
    both = [*EAST, {"territory": "West", "account_id": "A"}]
    assert shares(sent(30, "West"), sent(70, "East"), territories=both)["diversion_share", "A", ""] == 0


def test_C7_the_accounts_own_territory_is_no_contract() -> None:
    accounts = [{"account_id": "A", "territory": "West"}]
    assert shares(sent(30, "West"), sent(70, "East"), territories=EAST, accounts=accounts)["diversion_share", "A", ""] == 0.3


def test_C8_an_account_without_a_contract_is_unknown_and_outside_the_companys_ratio() -> None:
    found = shares(sent(30, "West"), sent(70, "East"), sent(900, "West", "B"), territories=EAST)
    assert (found["diversion_share", "B", ""], found["diversion_share", "", ""]) == ("no contract", 0.3)


@pytest.mark.parametrize(("rows", "tables", "why"), [([sent(1, "West")], {}, "no territories"), ([sent(1, None)], {"territories": EAST}, "nothing shipped with a territory")])
def test_what_is_missing_is_named(rows: list[Any], tables: Any, why: str) -> None:
    assert shares(*rows, **tables)["diversion_share", "A", ""] == why


def test_onward_share_is_what_the_account_declares_and_the_companys_is_weighted_by_sales() -> None:
    accounts = [{"account_id": "A", "onward_share": "0.2"}, {"account_id": "B", "onward_share": "0.5"}, {"account_id": "C"}]
    found = shares(sent(30, None), sent(10, None, "B"), sent(500, None, "C"), accounts=accounts)
    assert [found["onward_share", account, ""] for account in ("A", "B", "C", "")] == [0.2, 0.5, "no declared share", (0.2 * 30 + 0.5 * 10) / 40]
