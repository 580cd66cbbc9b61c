"""Chapter 1, the judgements: stars and what binds them, and k-means beside the stars."""

from __future__ import annotations

from typing import Any

from kam.charts import Chart, segments_by_stars
from kam.figures import Figure, bare
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
        before = self.r.figure("key_account_share", quarter=self.r.quarter.last_year)
        phrase = "stars.by_sales" if by_sales else ("stars.finding" if before.known else "stars.finding_first")
        # The sentence by sales alone says so itself; the figures need not say it again.
        return self.say(phrase, count=bare(count), share=bare(share), before=bare(before))

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

    def _listed(self, accounts: list[str], caption: str) -> Table | None:
        metrics = ("stars", "stars_raw", "net_sales_ttm", "sales_before", "countback_dso_4q", "past_due_share")
        rows = [[self.r.name(account), *self.figures(account, *metrics), self.binding(account)] for account in accounts[:LISTED]]
        return self._table(caption, ["name:head.account", *metrics, "text:head.binding"], rows) if rows else None

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


class SegmentsView(View):
    """What k-means sees in the same accounts, beside the stars (M)."""

    def finding(self) -> Sentence:
        """How many groups there are, or why none are shown."""
        found = self.r.clusters
        if found["reason"]:
            return self.say("segments.none", reason=self.r.voice.reason(found["reason"]))
        return self.say("segments.finding", k=self.r.figure("segments"), names=[self._name(group) for group in found["groups"]])

    def chart(self) -> Chart | None:
        """Counts of accounts by group and star."""
        found = self.r.clusters
        if found["reason"]:
            return None
        counts = {self._name(group): [self._counted(group, star) for star in (4, 3, 2, 1)] for group in found["groups"]}
        return segments_by_stars(counts, self.finding(), voice=self.r.voice, note=self.source("note.segments", "sales", "receivables", "deliveries"))

    def table(self) -> Table | None:
        """The profile of each group in original units: the median of every feature."""
        found = self.r.clusters
        if found["reason"]:
            return None
        rows = [
            [self._name(group), self._figure("segment_accounts", group), *(self._figure(f"segment_{feature}", group) for feature in found["features"])]
            for group in found["groups"]
        ]
        heads = ["name:head.segment", "accounts", *(f"figure:feature.{feature}" for feature in found["features"])]
        return self._table("segments.caption", heads, rows, note="segments.note")

    def beside(self) -> Table | None:
        """Accounts by group and confirmed star."""
        found = self.r.clusters
        if found["reason"]:
            return None
        rows = [[self._name(group), *(self._crossed(group, star) for star in (4, 3, 2, 1))] for group in found["groups"]]
        return self._table("segments.beside", ["name:head.segment", *(f"figure:level.{star}" for star in (4, 3, 2, 1))], rows)

    def _name(self, group: dict[str, Any]) -> str:
        return self.r.segment_name(group)

    def _figure(self, metric: str, group: dict[str, Any]) -> Figure | None:
        return self.r.figures.find(metric, self.r.quarter, "", f"segment:{group['id']}")

    def _crossed(self, group: dict[str, Any], star: int) -> Figure | None:
        return self.r.figures.find("segment_accounts", self.r.quarter, "", f"segment_star:{group['id']}/{star}")

    def _counted(self, group: dict[str, Any], star: int) -> int:
        figure = self._crossed(group, star)
        return int(figure.value) if figure and figure.value else 0
