"""The demo company holds what a distributor's review asks for, so that no chapter runs dry."""

from datetime import date

import pytest

from demo.quarters import LAST
from demo.tables import Row
from demo.world import World
from kam.intake.contracts import TABLES
from tests.demo.by_hand.books import Books
from tests.demo.by_hand.stars import Stars

NEEDS = {"lead_time", "lot", "batches", "cycle", "price", "training", "market_research"}


@pytest.fixture(scope="module")
def stars(world: World) -> Stars:
    return Stars(Books(world.tables))


def of(world: World, table: str, **wanted: object) -> list[Row]:
    """The rows of a clean table with these values."""
    return [row for row in world.tables[table] if all(row[name] == value for name, value in wanted.items())]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_the_data_model_holds_something(world: World, table: str) -> None:
    """A cancelled row never reaches the clean tables, and the demo's lists have no column for what they all are."""
    rows = world.tables[table]
    without = {
        "sales": ["cancelled", "currency", "status"],
        "receivables": ["kind", "direction", "currency", "status"],
        "allocations": ["status"],
        "deliveries": ["status"],
        "price_list": ["status"],
    }
    empty = [name for name in TABLES[table].names if not any(row.get(name) not in ("", None) for row in rows)]
    assert empty == without.get(table, [])


def test_twelve_quarters_end_with_the_newest(stars: Stars) -> None:
    assert (len(stars.books.quarters), stars.books.quarters[-1]) == (12, LAST)


def test_some_sixty_dealers_sit_in_second_and_third_tier_towns(world: World) -> None:
    dealers = [row for row in of(world, "accounts", kind="dealer", parent_id="") if row["territory"] != "港澳"]
    assert 55 <= len(dealers) <= 65 and sum(row["tier"] in ("二级", "三级") for row in dealers) / len(dealers) > 0.9


def test_every_prospect_could_replace_a_one_star_account_of_its_territory(world: World, stars: Stars) -> None:
    """Domain 1: replaced once a suitable key account appears, prospects too."""
    weak = {stars.books.master[account]["territory"] for account, star in stars.rated[LAST].items() if star.confirmed == 1}
    prospects = [row["territory"] for row in of(world, "accounts", kind="prospect")]
    assert len(prospects) == 3 and set(prospects) <= weak


def test_every_key_account_asks_for_all_seven_needs_and_most_are_answered(world: World, stars: Stars) -> None:
    """Domain 0.2, 0.3."""
    rows = [row for row in of(world, "needs", quarter=LAST) if row["account_id"] in stars.key_accounts(LAST)]
    assert {account: {row["need"] for row in rows if row["account_id"] == account} for account in stars.key_accounts(LAST)} == dict.fromkeys(stars.key_accounts(LAST), NEEDS)
    assert {str(row["answer"]).partition(":")[0] for row in rows} == {"agreed", "partly", "no", ""} and all(row["our_ask"] for row in rows)


def test_all_stages_of_a_relationship_occur_and_one_fell_back(world: World) -> None:
    """Domain 3.2."""
    last: dict[object, str] = {}
    fell = set()
    for row in sorted(world.tables["relationships"], key=lambda row: row["date"]):
        if row["stage"] == "single contact" and row["account_id"] in last:
            fell.add(row["account_id"])
        last[row["account_id"]] = str(row["stage"])
    assert set(last.values()) == {"single contact", "partner", "embedded partner"} and len(fell) == 1


def test_key_accounts_have_teams_of_several_departments_and_only_one_lacks_a_sponsor(world: World, stars: Stars) -> None:
    """Domain 3.1, 3.3."""
    teams = {account: of(world, "team", account_id=account) for account in stars.key_accounts(LAST)}
    assert all(len({row["department"] for row in team}) >= 3 for team in teams.values())
    assert sum(not any(row["role"] == "sponsor" for row in team) for team in teams.values()) == 1


def test_tasks_of_the_next_quarter_are_planned_and_past_ones_have_results(world: World) -> None:
    """Domain 4.1 to 4.4: a package is done when the last of its parts is."""
    tasks = world.tables["tasks"]
    assert {row["status"] for row in tasks} == {"open", "in progress", "done", "cancelled"} and {row["form"] for row in tasks} == {"group meeting", "on-site coaching", "training"}
    assert any(row["due"] > date(2026, 9, 30) for row in tasks) and any(row["result"] != "" for row in tasks)  # type: ignore[operator]
    done = {row["task_id"] for row in tasks if row["status"] == "done"}
    assert all(row["parent_task"] not in done for row in tasks if row["status"] in ("open", "in progress"))


def test_some_rebates_are_neither_booked_nor_told(world: World) -> None:
    """D16."""
    newest = of(world, "rebates", quarter=LAST)
    assert (sum(not row["booked"] for row in newest), sum(not row["disclosed"] for row in newest)) == (1, 3)


def test_an_incident_was_seen_of_each_kind_within_the_year(world: World) -> None:
    assert {row["kind"] for row in world.tables["incidents"] if row["date"] > date(2025, 9, 30)} == {"diversion", "dumping"}  # type: ignore[operator]
