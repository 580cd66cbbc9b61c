"""An account id of any length and script becomes a file name that every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.names import file_name, file_names


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("01.002", "01.002"),
        ("宁波金缕", "宁波金缕"),
        ("A/B", "A%2FB"),
        (".hidden", "%2Ehidden"),
        ("A.", "A%2E"),
        ("A~1", "A%7E1"),
        ("100%", "100%25"),
    ],
)
def test_letters_digits_and_inner_dots_stay_the_rest_is_encoded(account: str, name: str) -> None:
    assert file_name(account) == name


@pytest.mark.parametrize("account", ["A.customer", "A.zh", "a.EN", "con", "NUL", "com1", "aux.2026"])
def test_a_name_that_means_something_else_to_a_system_or_to_us_carries_a_hash(account: str) -> None:
    name = file_name(account)
    assert name.rpartition("-")[0] and not name.lower().endswith((".customer", ".zh", ".en"))
    assert "." not in name


def test_ids_that_differ_in_letter_case_only_get_different_files() -> None:
    names = file_names(["A-1", "a-1", "B"])
    assert len({name.casefold() for name in names.values()}) == 3 and names["B"] == "B"


@given(st.lists(st.text(min_size=1), unique=True, max_size=6))
def test_no_two_ids_share_a_file_and_none_is_too_long(ids: list[str]) -> None:
    ids = [one for one in ids if one.encode(errors="ignore").decode() == one]
    names = file_names(ids)
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert all(0 < len(name.encode()) <= 100 and "/" not in name for name in names.values())
