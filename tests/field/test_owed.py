"""What accounts owe is what the exports add up to, or the difference is named (I-17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam.check.owed import owed
from kam.params import load_params
from kam.review import open_books
from kam.wording import Voice
from tests.small_company import exported

SALES = "\n".join(f"{month} invoice 2026-0{month}-{day:02} A P 1 10" for month in (4, 5, 6, 7, 8, 9) for day in (3, 9, 17))
ITEMS = "1 A 2026-07-01 2026-08-01 100\n2 A 2026-08-01 2026-09-01 -30\n3 S 2026-08-01 2026-09-01 50\n4 A 2026-10-05 2026-11-01 7"
PAID = ":payment document date amount account_id\nK1 1 2026-08-20 20 A\n2 1 2026-08-21 30 A\nK2 - 2026-09-01 5 A"
SHOP = "A Ann dealer\nS Shop own~shop"


@pytest.mark.parametrize(("tables", "said"), [
    ({"receivables": ITEMS, "allocations": PAID, "accounts": SHOP}, "are 45.00; the exports come to 95.00, of which own shops owe 50.00."),
    ({"receivables": ITEMS, "allocations": PAID}, ""),
    ({"receivables": ITEMS}, ""),
    ({"receivables": ":account_id date balance\nA 2026-09-30 60\nS 2026-09-30 9", "accounts": SHOP}, "come to 69.00, of which own shops owe 9.00."),
    ({"receivables": ":account_id date balance\nA 2026-08-31 80\nA 2026-09-30 60"}, ""),
])  # fmt: skip
def test_a_difference_is_named_with_its_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: dict[str, str], said: str) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    params = load_params(exported(tmp_path, sales=SALES, **tables))
    found = owed(open_books(params), Voice("en"))
    assert found.endswith(said) if said else found == ""
