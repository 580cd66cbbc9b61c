"""Chapter 2, single retail outlets: location and shoppers (2.4)."""

from __future__ import annotations

from kam.measures.outlets import Outlet, outlets
from kam.review.view import View
from kam.tables import Cell, Table
from kam.wording import Sentence


class OutletsView(View):
    """The outlets that are known, where they are and who shops there."""

    def finding(self) -> Sentence:
        """How many outlets are known, and what they sold."""
        found, sold = self._outlets(), self.r.figure("outlet_sold")
        if not found:
            return self.say("outlets.none")
        owners = len({one.account_id for one in found})
        return self.say("outlets.finding" if sold.known else "outlets.unsold", n=len(found), m=owners, account=owners, sold=sold)

    def _outlets(self) -> list[Outlet]:
        return outlets(self.r.books, self.r.quarter)

    def table(self) -> Table | None:
        """Every outlet, those of the largest accounts first."""
        found = self._outlets()
        order = {account: place for place, account in enumerate(self.r.by_size(list({one.account_id for one in found})))}
        rows = [[self.r.name(one.account_id), *self._cells(one)] for one in sorted(found, key=lambda one: (order[one.account_id], one.name))]
        return self._table("outlets.caption", ["name:head.account", *self._heads()], rows) if rows else None

    def of_account(self, account: str) -> Table | None:
        """The outlets of one account."""
        rows = [self._cells(one) for one in self._outlets() if one.account_id == account]
        return self._table("outlets.caption", ["name:head.outlet", *self._heads()[1:]], rows) if rows else None

    def _heads(self) -> list[str]:
        return ["text:head.outlet", "text:head.location", "text:head.shoppers", "outlet_sold"]

    def _cells(self, one: Outlet) -> list[Cell]:
        words = [word or self.word("outlets.unstated") for word in (one.location, one.shoppers)]
        sold = self.r.figures.find("outlet_sold", self.r.quarter, one.account_id, f"outlet:{one.name}") if one.name else None
        return [one.name or self.r.name(one.account_id), *words, sold or self.r.voice.unknown("unseen")]
