"""Chapter 1, who is big but risky: sales two bands or more above the stars, why, and what is at stake (S9)."""

from __future__ import annotations

from kam.review.view import View
from kam.tables import Cell, Table
from kam.wording import Sentence

LISTED = 20


class RiskyView(View):
    """Accounts whose size hides what is wrong with them."""

    def accounts(self) -> list[str]:
        """The accounts that are big but risky, largest first."""
        return self.r.by_size([account for account in self.r.now.index if self.r.value("big_but_risky", account) == 1])

    def finding(self) -> Sentence:
        """How many there are, what they buy and what they owe."""
        count, sales, owed = (self.r.figure(metric) for metric in ("risky_accounts", "risky_sales", "risky_receivables"))
        if not count.value:
            return self.say("risky.none" if count.known else "risky.nobody")
        owing = self.say("moves.owing", owed=owed) if owed.known else Sentence.plain("")
        return self.say("risky.finding", count=count, sales=sales, owing=owing, names=self.named(self.accounts()))

    def table(self) -> Table | None:
        """Each of them: its star and the star of its sales, what is at stake, what its loss would cost, and what fails."""
        metrics = ("stars_raw", "net_sales_ttm", "open_receivables", "loss_margin", "loss_territory_share", "quarters_to_refill")
        accounts = self.accounts()
        rows: list[list[Cell]] = [[self.r.name(account), *self.figures(account, *metrics), self.why(account)] for account in accounts[:LISTED]]
        return self._table("stars.risky", ["name:head.account", *metrics, "text:head.risk"], rows, note="risky.note", of=len(accounts)) if rows else None

    def why(self, account: str) -> Sentence:
        """What fails in the band that its sales would deserve."""
        return self.r.voice.listed(self.r.next_star.showing(account, int(self.r.now.sales_band[account])))
