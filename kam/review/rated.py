"""Chapter 1, the judgement by rule: stars and what binds them."""

from __future__ import annotations

from kam.figures import bare
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence
from kam.wording.sentence import join

LISTED = 20


class StarsView(View):
    """Who has how many stars, why, and what is missing for the next (1.0 to 1.2)."""

    def finding(self) -> Sentence:
        """How many key accounts there are and what they bring."""
        count, share = self.r.figure("key_accounts"), self.r.figure("key_account_share")
        if not count.value:
            return self.say("stars.no_key_accounts")
        by_sales = count.reason == "by sales alone"
        before = self.r.figure("key_account_share", quarter=self.r.last_year)
        phrase = "stars.by_sales" if by_sales else ("stars.finding" if before.known else "stars.finding_first")
        # The sentence by sales alone says so itself; the figures need not say it again.
        return self.say(phrase, count=bare(count), share=bare(share), before=bare(before))

    def levels(self) -> Table | None:
        """Accounts and share of net sales by confirmed star; None where nobody can be rated."""
        if self.r.now.confirmed.isna().all():
            return None
        rows = [
            [self.word(f"level.{level}"), self.r.figure("stars", dimension=f"stars:{level}"), self.r.figure("share", dimension=f"stars:{level}"),
             self.r.figures.find("stars", self.r.quarter.previous, "", f"stars:{level}")]
            for level in (4, 3, 2, 1, 0)
        ]
        return self._table("stars.levels", ["name:head.stars", "accounts", "share", "head.accounts_last_quarter"], rows)

    def table(self) -> Table | None:
        """The key accounts with their stars, what the stars look at, and what binds."""
        return self._listed(self.r.key_accounts, "stars.caption")

    def _listed(self, accounts: list[str], caption: str) -> Table | None:
        metrics = ("stars", "stars_raw", "net_sales_ttm", "sales_before", "countback_dso_4q", "past_due_share")
        rows = [[self.r.name(account), *self.figures(account, *metrics), self.binding(account)] for account in accounts[:LISTED]]
        return self._table(caption, ["name:head.account", *metrics, "text:head.binding"], rows, of=len(accounts)) if rows else None

    def binding(self, account: str) -> Sentence:
        """What keeps the account from its next star and how far it is from it, in words."""
        row = self.r.now.loc[account]
        if row.why_not:
            return self.say("stars.unrated", reason=self.r.voice.reason(f"excluded_{row.why_not}"))
        failing = self.r.next_star.failing(account, int(row.raw) + 1)
        # The first that fails is the binding one (S8).
        said = [self.say(f"lack.{name}", gap=self.r.figure("next_star_gap", account)) for name in list(failing)[:1]]
        missing = [self.say("stars.missing", inputs=[self.word(f"input.{name}") for name in row.missing])] if len(row.missing) else []
        return join([*said, *missing], self.word("list.semicolon")) if said or missing else self.say("stars.nothing_binds")
