"""Who belongs to whom."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kam.intake.accounts import tops

from .exports import SALES, aside, column, read

ROW = SALES + "D,1,invoice,2026-07-01,A,P,1,5\n"


def test_G1_the_top_of_the_chain_is_the_account() -> None:
    assert tops({"A": None, "B": "A", "C": "B", "D": "elsewhere"}) == {"A": "A", "B": "A", "C": "A", "D": "D"}


def test_G1_a_cycle_rolls_up_to_its_smallest_id_with_all_that_hang_below() -> None:
    assert tops({"C": "B", "B": "A2", "A2": "C", "below": "C"}) == dict.fromkeys(("A2", "B", "C", "below"), "A2")
    assert tops({"A": "A", "B": "A"}) == {"A": "A", "B": "A"}
    assert tops({"10": "9", "9": "10"}) == {"10": "10", "9": "10"}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*"abcdefghxyz", None])))
def test_G1_every_account_has_one_top_that_is_its_own_top(parents: dict[str, str | None]) -> None:
    found = tops(parents)
    assert found.keys() == parents.keys() and all(found[top] == top for top in found.values())
    assert found == tops(dict(reversed(parents.items())))
    assert all(found[account] == found[parent] for account, parent in parents.items() if parent in parents)


def test_G1_own_shops_are_those_of_an_own_shop_parent(tmp_path: Path) -> None:
    accounts = "account_id,parent_id,kind\nS,,own shop\nS1,S,outlet\nA,,dealer\n"
    inputs = read(tmp_path, {"a.csv": accounts, "s.csv": ROW}, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}})
    found = inputs.table("accounts").set_index("account_id")
    assert list(found["own_shop"]) == [True, True, False] and list(found["top_account_id"]) == ["S", "S", "A"]


def test_G19_the_first_row_of_a_repeated_account_is_used_under_its_newest_name(tmp_path: Path) -> None:
    inputs = read(
        tmp_path,
        {"a.csv": "account_id,name,territory\nA,first,North\nA,second,South\n", "s.csv": ROW},
        {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}},
    )
    assert (column(inputs, "accounts", "name"), column(inputs, "accounts", "territory")) == (["second"], ["North"])
    assert aside(inputs) == [(3, "account_id", "A", "duplicate")]


def test_G19_without_any_kind_no_account_is_an_own_shop_and_it_is_said(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"a.csv": "account_id\nA\n", "s.csv": ROW}, {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}})
    assert column(inputs, "accounts", "own_shop") == [False] and inputs.notes_of("no_account_kind") == [{"accounts": 1}]


def test_without_an_accounts_table_the_accounts_are_those_sold_to_and_it_is_said(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv": ROW}, {"sales": {"file": "s.csv"}})
    assert column(inputs, "accounts", "account_id") == ["A"] and column(inputs, "accounts", "top_account_id") == ["A"]
    assert inputs.notes_of("accounts_missing") == [{"accounts": 1}]


def test_I_9_without_an_accounts_table_what_is_said_of_somebody_never_sold_to_is_set_aside(tmp_path: Path) -> None:
    """Nobody knows a scored or promised account that has no trade; it is listed, and not counted in some figures and missing from others."""
    inputs = read(
        tmp_path,
        {
            "s.csv": ROW + "D,1,invoice,2026-07-01,X,P,1,5\nE,1,invoice,2026-07-01,X,P,1,5\n",
            "r.csv": "document,account_id,date,due_date,amount\nR,B,2026-07-01,2026-08-01,9\n",
            "c.csv": "account_id,quarter,criterion,score\nB,2026Q3,capital,4\nC,2026Q3,capital,4\n",
            "t.csv": "task_id,account_id,owner,due,status\n1,A,Li,2026-08-01,open\n2,C,Li,2026-08-01,open\n3,,Li,2026-08-01,open\n4,X,Li,2026-08-01,open\n",
        },
        {"sales": {"file": "s.csv"}, "receivables": {"file": "r.csv"}, "scorecards": {"file": "c.csv"}, "tasks": {"file": "t.csv"}},
        exclude={"accounts": ["X"]},
    )
    assert column(inputs, "accounts", "account_id") == ["A", "B"]
    assert column(inputs, "scorecards", "account_id") == ["B"] and column(inputs, "tasks", "task_id") == ["1", "3"]
    said = [row for row in aside(inputs, "table", "row", "reason") if row[0] != "sales"]
    assert said == [("scorecards", 3, "unknown account"), ("tasks", 3, "unknown account"), ("tasks", 5, "excluded")]


def test_G15_ids_are_text_in_workbooks_and_csv_alike(tmp_path: Path) -> None:
    inputs = read(
        tmp_path,
        {"a.csv": "account_id\n007\n7\n", "s.csv": SALES + "D,1,invoice,2026-07-01, 007 ,P,1,5\n"},
        {"accounts": {"file": "a.csv"}, "sales": {"file": "s.csv"}},
    )
    assert column(inputs, "sales", "account_id") == ["007"]
