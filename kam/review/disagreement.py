"""Chapter 1, the list that k-means is asked for: accounts that stand elsewhere than their star usually does (M9)."""

from __future__ import annotations

from typing import Any

from kam.charts import Chart, ranked_bars
from kam.figures import Figure
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 15
NAMED = 3


class DisagreementView(View):
    """Where rule and figures disagree: whom to look at again, why, and what is at stake."""

    @property
    def _found(self) -> dict[str, Any]:
        return self.r.clusters

    @property
    def listed(self) -> list[str]:
        """Accounts on the list, those with most sales first."""
        return self.r.by_size(list(self._found["unlike"]))

    def finding(self) -> Sentence:
        """How many accounts disagree with their star, with which sales, and the largest of them."""
        count = self.r.figure("disagreements")
        if not count.known:
            return self.say("disagreement.unknown", reason=self.r.voice.reason(count.reason))
        judged = self.r.figure("disagreements", dimension="judged")
        if not judged.value:
            return self.say("disagreement.nobody_judged" if self.r.segments.rated else "disagreement.nobody_rated")
        kind = "groups" if self._found["by_groups"] else "middle"
        if not count.value:
            return self.say(f"disagreement.none_{kind}", judged=judged)
        lead = self.say(f"disagreement.finding_{kind}", count=count, judged=judged, sales=self.r.figure("disagreement_sales"))
        largest = self.say("disagreement.largest", n=count, names=[self.r.name(account) for account in self.listed[:NAMED]])
        return self.r.voice.paragraph(lead, largest)

    def chart(self) -> Chart | None:
        """Without groups, the accounts on the list by their distance from the middle of their star; groups have a picture of their own."""
        if self._found["by_groups"]:
            return None
        bars = sorted(((self.r.name(account), self.r.figure("disagreement", account)) for account in self.listed), key=lambda bar: -float(bar[1].size))
        title = self.say("disagreement.chart")
        return ranked_bars(bars, title, voice=self.r.voice, note=self.source("note.disagreement", "sales", "receivables", "deliveries")) if bars else None

    def table(self) -> Table | None:
        """The list: stars, where it stands, how sure, what sets it apart, and the sales at stake."""
        rows = [self._row(account) for account in self.listed[:LISTED]]
        where = ["text:head.stands_in", "segment_confidence"] if self._found["by_groups"] else []
        heads = ["name:head.account", "stars", "net_sales_ttm", *where, "disagreement", "text:head.sets_apart"]
        notes = [self.say("disagreement.note_groups" if self._found["by_groups"] else "disagreement.note_middle")]
        more = [self.say("disagreement.more")] if len(self.listed) > LISTED else []
        return Table(self.r.voice, self.say("disagreement.caption"), self.heads(*heads), rows, note=self.r.voice.paragraph(*more, *notes)) if rows else None

    def _row(self, account: str) -> list[Any]:
        where = [self.where(account), self.r.figures.find("segment_confidence", self.r.quarter, account)] if self._found["by_groups"] else []
        return [self.r.name(account), *self.figures(account, "stars", "net_sales_ttm"), *where, self.r.figure("disagreement", account), self.sets_apart(account)]

    def where(self, account: str) -> str:
        """The group of an account in words; between groups, or alone."""
        member = self._found["accounts"].get(account)
        if member is None:
            return self.word("segments.stands_alone")
        name = self.r.segments.name(member["segment"])
        return self.word("segments.between", name=name) if member["between"] else name

    def sets_apart(self, account: str) -> Sentence:
        """The features responsible: its own value beside that of the usual place."""
        told = self._found["unlike"][account]
        usual = f"segment:{told['usual']}" if told["usual"] else f"stars:{self.r.value('stars', account)}"
        return self.r.voice.listed([self._beside(feature, account, usual) for feature in told["features"]])

    def _beside(self, feature: str, account: str, usual: str) -> Sentence:
        own = self.r.figure(f"segment_{feature}", account)
        phrase = f"disagreement.{feature}" if own.known else "disagreement.not_known"
        return self.say(phrase, name=self.word(f"feature.{feature}"), own=own, usual=self.r.figure(f"segment_{feature}", dimension=usual))

    def of_account(self, account: str) -> Sentence:
        """For the page of one account: its group, how sure, and what sets it apart from its star; nothing of other accounts."""
        if account in self._found["unlike"]:
            usual = self._found["unlike"][account]["usual"]
            told = {"where": self.where(account), "usual": self.r.segments.name(usual)}
            return self.say(f"account.unlike_{self._kind(account)}", apart=self.sets_apart(account), **told, **self._sure(account))
        distance = self.r.figures.find("disagreement", self.r.quarter, account)
        if distance is None or not distance.known:
            reason = self.r.voice.reason(distance.reason if distance else "not compared")
            phrase = "account.in_group" if account in self._found["accounts"] else "account.not_compared"
            return self.say(phrase, where=self.where(account), reason=reason, **self._sure(account))
        return self.say(f"account.like_{self._kind(account)}", where=self.where(account), **self._sure(account))

    def _kind(self, account: str) -> str:
        if not self._found["by_groups"]:
            return "middle"
        return "groups" if account in self._found["accounts"] else "alone"

    def _sure(self, account: str) -> dict[str, Figure]:
        found = self.r.figures.find("segment_confidence", self.r.quarter, account)
        return {"sure": found} if found else {}
