"""Chapter 2, goods placed before payment: are they covered by the year's rebate, and is every rebate in the books (1, D16)."""

from __future__ import annotations

from kam.charts import Chart, dots
from kam.figures import Figure
from kam.measures.consignment import beyond_rebate, rebates
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 10
NAMED = 5


class ConsignmentView(View):
    """What is placed with the accounts, against the rebate of the year; reported from the ledger, nothing proposed."""

    @property
    def measured(self) -> bool:
        """Whether rebates were exported."""
        return self.r.books.exported("rebates")

    def finding(self) -> Sentence:
        """How much is placed, how far the rebate covers it, and where it does not."""
        if not self.measured:
            return self.missing("rebates")
        cover, beyond = self.r.figure("consignment_cover"), self.r.figure("beyond_rebate")
        if not cover.known:
            return self.say("consignment.unknown", cover=cover)
        lead = self.say("consignment.finding" if beyond.value else "consignment.within", placed=self.r.figure("consigned_value"), cover=cover, beyond=beyond)
        names = [self.r.name(account) for account in self._ordered() if beyond_rebate(self.r.figure("consignment_cover", account))]
        return self.r.voice.paragraph(lead, self.say("consignment.furthest", names=names[:NAMED])) if names else lead

    def chart(self) -> Chart | None:
        """Cover of each account with goods placed; those beyond the rebate are named."""
        covers = {account: self.r.figure("consignment_cover", account) for account in self._ordered()}
        known = [(self.r.name(account) if beyond_rebate(cover) else "", cover) for account, cover in covers.items() if cover.known]
        if not known:
            return None
        return dots(known, self.finding(), voice=self.r.voice, note=self.source("note.consignment", "rebates"))

    def table(self) -> Table | None:
        """Accounts with goods placed: stars, goods, rebates and cover, the least covered first."""
        metrics = ("stars", "consigned_value", "rebates_accrued", "rebates_year", "consignment_cover")
        told = self._told()
        rows = [[self.r.name(account), *(self.r.figures.find(metric, self.r.quarter, account) for metric in metrics), told[account]] for account in self._ordered()]
        heads = ["name:head.account", *metrics, "text:head.told"]
        return self._table("consignment.caption", heads, rows[:LISTED], note="consignment.note", of=len(rows)) if rows else None

    def compliance(self) -> Sentence | None:
        """Rebates that the export says are not in the ledger; a reason to put the books right, never a way to pay."""
        if not self.r.figure("rebates_not_booked").value:
            return None
        return self.say("consignment.unbooked", accounts=self.r.figure("rebates_not_booked"), names=self.named(self.not_booked()))

    def not_booked(self) -> list[str]:
        """Accounts with a rebate that the export says is not booked, the largest first."""
        return self.r.by_size([account for account, figure in self.r.figures.of("rebates_not_booked", self.r.quarter).items() if figure.value])

    def _ordered(self) -> list[str]:
        """Accounts with goods placed, those without any rebate first, then by falling cover."""
        placed = [account for account, figure in self.r.figures.of("consigned_value", self.r.quarter).items() if figure.size > 0]
        return sorted(placed, key=lambda account: (*_place(self.r.figure("consignment_cover", account)), account))

    def _told(self) -> dict[str, str]:
        """Whether each account was told of its rebate; empty where nobody says."""
        if not self.r.books.exported("rebates", "disclosed"):
            return dict.fromkeys(self._ordered(), "")
        rows = rebates(self.r.books, self.r.quarter)
        return {account: self.word("consignment.told.no" if rows[account]["n_undisclosed"] else "consignment.told.yes") for account in self._ordered()}


def _place(cover: Figure) -> tuple[bool, float]:
    return not (cover.value is None and beyond_rebate(cover)), -float(cover.size)
