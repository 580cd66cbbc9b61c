"""Chapter 1, the judgement by rule: stars and what binds them."""

from __future__ import annotations

import pandas as pd

from kam.charts import Chart, star_moves
from kam.figures import bare
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 20


class StarsView(View):
    """Who has how many stars, why, and what is missing for the next (1.0 to 1.2)."""

    def finding(self) -> Sentence:
        """How many key accounts there are and what they bring."""
        count, share = self.r.figure("key_accounts"), self.r.figure("key_account_share")
        if not count.value:
            return self.say("stars.no_key_accounts")
        by_sales = count.reason == "by sales alone"
        before = self.r.figure("key_account_share", quarter=self.r.quarter.last_year)
        phrase = "stars.by_sales" if by_sales else ("stars.finding" if before.known else "stars.finding_first")
        # The sentence by sales alone says so itself; the figures need not say it again.
        return self.say(phrase, count=bare(count), share=bare(share), before=bare(before))

    def chart(self) -> Chart | None:
        """How accounts moved between stars since the last quarter."""
        moves = self._moves()
        if not moves:
            return None
        return star_moves(moves, self.moves(), voice=self.r.voice, note=self.source("note.star_moves", "sales", "receivables", "scorecards"))

    def moves(self) -> Sentence:
        """How many accounts rose and how many fell since the last quarter."""
        changed = self.changed()
        rose = [self.r.name(account) for account, before, now in changed if now > before]
        fell = [self.r.name(account) for account, before, now in changed if now < before]
        parts = [self.say(phrase, names=names[:5], n=len(names)) for phrase, names in (("stars.rose", rose), ("stars.fell", fell)) if names]
        return self.r.voice.paragraph(*parts) if parts else self.say("stars.no_moves")

    def levels(self) -> Table:
        """Accounts and share of net sales by confirmed star."""
        rows = [
            [self.word(f"level.{level}"), self.r.figure("stars", dimension=f"stars:{level}"), self.r.figure("share", dimension=f"stars:{level}"),
             self.r.figures.find("stars", self.r.quarter.previous, "", f"stars:{level}")]
            for level in (4, 3, 2, 1, 0)
        ]
        return self._table("stars.levels", ["name:head.stars", "accounts", "share", "head.accounts_last_quarter"], rows)

    def table(self) -> Table | None:
        """The key accounts with their stars, what the stars look at, and what binds."""
        return self._listed(self.r.key_accounts, "stars.caption")

    def risky(self) -> Table | None:
        """Accounts whose sales stand two bands or more above their star (S9)."""
        accounts = [account for account in self.r.now.index if self.r.value("big_but_risky", account) == 1]
        return self._listed(self.r.by_size(accounts), "stars.risky")

    def _listed(self, accounts: list[str], caption: str) -> Table | None:
        metrics = ("stars", "stars_raw", "net_sales_ttm", "sales_before", "countback_dso_4q", "past_due_share")
        rows = [[self.r.name(account), *self.figures(account, *metrics), self.binding(account)] for account in accounts[:LISTED]]
        return self._table(caption, ["name:head.account", *metrics, "text:head.binding"], rows) if rows else None

    def binding(self, account: str) -> str:
        """What keeps the account from its next star, in words."""
        row = self.r.now.loc[account]
        words = [self.word(f"criterion.{row.binding}")] if row.binding and row.binding != "none" else []
        missing = [self.word("stars.missing", inputs=self.r.voice.listed([self.word(f"input.{name}") for name in row.missing]))] if len(row.missing) else []
        return "; ".join([*words, *missing]) or self.word("stars.nothing_binds")

    def changed(self) -> list[tuple[str, int, int]]:
        """Accounts with a confirmed star in both quarters that differs."""
        both = self._both()
        return [(account, before, now) for account, before, now in both if before != now]

    def _both(self) -> list[tuple[str, int, int]]:
        before = self.r.ratings[self.r.ratings.quarter == self.r.quarter.previous.name].set_index("account_id").confirmed
        joined = pd.concat([before.rename("before"), self.r.now.confirmed.rename("now")], axis=1).dropna()
        return [(account, int(old), int(new)) for account, old, new in joined.sort_index().itertuples()]

    def _moves(self) -> dict[tuple[int, int], int]:
        """Accounts by (star last quarter, star now)."""
        counts: dict[tuple[int, int], int] = {}
        for _, before, now in self._both():
            counts[before, now] = counts.get((before, now), 0) + 1
        return counts
