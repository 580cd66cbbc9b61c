"""Ratings by hand: what accounts show, judged by the default bands, without any export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kam.params import Rules
from kam.quarters import Quarter
from kam.stars import Evidence, Rated, judge

NOW = Quarter.parse("2026Q3")


@dataclass
class HandBooks:
    """The little that the judgements ask of the books: rules, sales of four quarters, receivables."""

    sales: dict[str, int]
    owed: dict[str, int] = field(default_factory=dict)
    given: Rules = field(default_factory=Rules)
    earlier_sales: dict[str, int] = field(default_factory=dict)
    unit: str = "CNY"
    own_shops: frozenset[str] = frozenset()
    first_owed: date = date(2020, 1, 1)

    def rules(self, quarter: Quarter) -> Rules:
        return self.given

    def net_ttm(self, quarter: Quarter) -> dict[str, Decimal]:
        return {account: Decimal(value) for account, value in (self.sales if quarter == NOW else self.earlier_sales).items()}

    def kept(self, what: str) -> dict[str, Any]:
        """Receivables as already opened."""
        return {NOW.name: {account: Decimal(value) for account, value in self.owed.items()}}

    def exported(self, *wanted: str) -> bool:
        return True

    @property
    def inputs(self) -> Any:
        return type("Inputs", (), {"present": frozenset({"receivables", "allocations"})})

    @property
    def facts(self) -> Any:
        """Facts of whole quarters."""
        return type("Facts", (), {"until": None})

    @property
    def quarters(self) -> list[Quarter]:
        return [NOW]


def shows(before: float = 0.0, ttm: float = 100.0, capital: float | None = 5, days: float | None = 10, due: float | None = 0.0, sense: float | None = 5, initiative: float | None = 5) -> Evidence:
    return Evidence(before, ttm, capital, days, due, sense, initiative)


def rated(account: str, confirmed: int | None, seen: Evidence | None = None) -> Rated:
    """An account with a confirmed star; without one it left the rating."""
    if confirmed is None:
        return Rated(account, Evidence(None, 0.0), "no_sales")
    found = seen or shows()
    return Rated(account, found, "", judge(found, Rules().stars), confirmed)
