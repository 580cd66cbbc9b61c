"""A small company from rows to an opened review, without notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kam.review import Review, open_review

from . import acme

Opened = Callable[..., Review]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """``opened(tables, quarter, language)``: the review of these rows in a store of its own; sales are invoices of one product unless they say otherwise."""
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "store"))

    def review(tables: dict[str, Sequence[acme.Row]], quarter: str, language: str = "en") -> Review:
        sales = [{"document": at, "kind": "invoice", "product_id": "P", **row} for at, row in enumerate(tables["sales"])]
        return open_review(str(acme.write(tmp_path / "exports", {**tables, "sales": sales})), quarter, language)

    return review
