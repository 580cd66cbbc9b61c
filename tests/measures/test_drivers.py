"""Who and what moved net sales since last year."""

from kam.measures.drivers import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
ROWS = [
    sale("2025-08-01", 100, "A", category="coat"),
    sale("2026-08-01", 160, "A", category="coat"),
    sale("2025-08-01", 50, "B", category="shirt"),
    sale("2026-08-01", 30, "B"),
]


def test_changes_of_accounts_categories_and_territories_are_parts_of_the_companys() -> None:
    accounts = [{"account_id": "A", "territory": "East"}, {"account_id": "B", "territory": "North"}]
    with books({"accounts": accounts, "sales": ROWS}) as company:
        found = figures(measure(company, NOW))
    changes = {key[1] + key[2]: value for key, value in found.items() if key[0] == "net_sales_change"}
    assert changes == {"": 40, "A": 60, "B": -20, "category:coat": 60, "category:shirt": -50, "territory:East": 60, "territory:North": -20}
    assert found["net_sales_change_share", "A", ""] == 1.5
    assert found["net_sales_change_share", "", "category:shirt"] == -1.25


def test_G18_net_sales_by_category_hold_the_rows_that_name_one() -> None:
    with books({"sales": ROWS}) as company:
        assert figures(measure(company, NOW), "net_sales") == {("net_sales", "", "category:coat"): 160}


def test_without_any_change_no_share_of_it_is_known() -> None:
    with books({"sales": ROWS[:1] + [sale("2026-08-01", 100, "A")]}) as company:
        assert figures(measure(company, NOW))["net_sales_change_share", "A", ""] == "no change"


def test_before_the_first_sales_row_a_change_is_unknown() -> None:
    with books({"sales": ROWS[1:2]}) as company:
        assert figures(measure(company, NOW))["net_sales_change", "", ""] == "before the first sales row"
