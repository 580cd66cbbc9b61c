"""Single retail outlets: location, shoppers, pieces sold (2.4)."""

from typing import Any

from kam.measures.outlets import measure, outlets
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
ACCOUNTS = [{"account_id": "A", "kind": "dealer"}, {"account_id": "O", "kind": "outlet", "location": "mall", "shoppers": "students"}, {"account_id": "S", "kind": "own shop", "own_shop": True}]


def sold(account: str, outlet: str | None, qty: int, period: str = "2026-08", **more: Any) -> dict[str, Any]:
    return {"account_id": account, "period": period, "qty": qty, "outlet": outlet, **more}


def tables(*sell_through: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"sales": [sale(day, 1, account) for account in "AOS" for day in ("2026-06-01", "2026-07-01")], "accounts": ACCOUNTS}
    return {**found, "sell_through": list(sell_through)} if sell_through else found


def test_an_account_that_is_an_outlet_shows_its_own_location_and_shoppers() -> None:
    with books(tables()) as company:
        assert outlets(company, NOW) == [("O", "", "mall", "students")]
        assert figures(measure(company, NOW)) == {("outlet_sold", "", ""): "no sell-through"}


def test_shops_that_the_sell_through_names_stand_with_their_account_and_what_they_sold_this_quarter() -> None:
    rows = [sold("A", "Gate", 5, location="station", shoppers="travellers"), sold("A", "Gate", 2, "2026Q3"), sold("A", "Old", 9, "2026-06"), sold("O", "O shop", 3)]
    with books(tables(*rows)) as company:
        assert outlets(company, NOW) == [("A", "Gate", "station", "travellers"), ("A", "Old", "", ""), ("O", "O shop", "mall", "students")]
        got = figures(measure(company, NOW))
    assert [got["outlet_sold", *key] for key in (("A", "outlet:Gate"), ("A", ""), ("", ""))] == [7, 7, 10]


def test_G3_own_shops_and_rows_without_an_outlet_are_left_out() -> None:
    with books(tables(sold("S", "Flagship", 50), sold("A", None, 4))) as company:
        assert ("A", "outlet:") not in {key[1:] for key in figures(measure(company, NOW))}
        assert [one.account_id for one in outlets(company, NOW)] == ["O"]


def test_an_outlet_first_named_later_is_not_known_yet() -> None:
    with books({**tables(sold("A", "New", 5, "2026-11")), "sales": [sale("2026-07-01", 1), sale("2026-12-01", 1)]}) as company:
        assert outlets(company, NOW) == []
