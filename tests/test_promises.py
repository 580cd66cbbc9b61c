"""What kam promises is held: every test that the page of promises names is there, and damaged exports end as it says."""

from __future__ import annotations

import re

from fuzz import faults, run

from kam.store import HOUSE


def test_every_promise_names_a_test_that_is_there() -> None:
    page = (HOUSE / "docs" / "promises.md").read_text(encoding="utf-8")
    written = {name for path in (HOUSE / "tests").rglob("*.py") for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}
    assert set(re.findall(r"`(test_\w+)`", page)) <= written
    for promise in re.split(r"\n- ", page)[1:]:
        assert "`test" in promise, promise


def test_a_damaged_export_is_read_or_refused_and_its_totals_add_up() -> None:
    ends = run(500)
    assert faults(ends) == [] and ends["read"] > 50 and ends["refused"] > 50
