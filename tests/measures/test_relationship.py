"""The stage of a relationship, as recorded by a quarter's end (3.2, G7)."""

from typing import Any

from kam.measures.relationship import measure, stages
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def record(day: str, stage: str, account: str = "A") -> dict[str, Any]:
    return {"account_id": account, "date": day, "stage": stage}


def staged(*records: dict[str, Any], **tables: Any) -> dict[Any, Any]:
    sold = [sale("2026-07-01", 1, account) for account in "AB"]
    with books({"sales": sold, "relationships": list(records), **tables}) as company:
        return figures(measure(company, NOW))


def test_G7_the_newest_record_of_the_quarters_end_counts_and_a_later_one_does_not() -> None:
    got = staged(record("2025-01-01", "single contact"), record("2026-09-30", "partner"), record("2026-10-01", "embedded partner"))
    assert got["relationship_stage", "A", ""] == 2


def test_of_one_day_the_row_that_stands_last_counts() -> None:
    assert staged(record("2026-01-01", "partner"), record("2026-01-01", "single contact"))["relationship_stage", "A", ""] == 1


def test_the_stages_of_the_literature_stand_on_the_rungs_of_the_practice() -> None:
    for word, rung in (("exploratory", 1), ("Basic", 1), ("cooperative", 2), ("interdependent", 2), ("integrated", 3), ("镶嵌式", 3)):
        assert staged(record("2026-01-01", word))["relationship_stage", "A", ""] == rung


def test_what_nobody_recorded_is_not_measured() -> None:
    got = staged(record("2026-01-01", "partner"))
    assert (got["relationship_stage", "B", ""], got["relationship_stage", "", "stage:partner"], got["relationship_stage", "", ""]) == ("not recorded", 1, 2)
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert set(figures(measure(company, NOW)).values()) == {"no relationships"}


def test_a_word_of_the_companys_own_is_named_but_stands_on_no_rung() -> None:
    got = staged(record("2026-01-01", "老朋友"))
    assert (got["relationship_stage", "A", ""], got["relationship_stage", "", "stage:老朋友"]) == ("not described in params", 1)


def test_G1_a_branchs_record_is_that_of_its_parent() -> None:
    accounts = [{"account_id": "A"}, {"account_id": "A1", "parent_id": "A"}]
    assert staged(record("2026-01-01", "partner", "A1"), accounts=accounts)["relationship_stage", "A", ""] == 2


def test_the_day_since_which_a_stage_stands_is_that_of_its_record() -> None:
    with books({"sales": [sale("2026-07-01", 1)], "relationships": [record("2025-05-05", "partner")]}) as company:
        assert str(stages(company, NOW)["A"].since) == "2025-05-05"
