"""Chapter 3, hours against value: does the team spend its time where the sales are (1.3, L3)."""

from __future__ import annotations

from kam.charts import Chart, pairs
from kam.figures import Figure
from kam.measures.hours import TOP
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

LISTED = 12
NAMED = 4
CHARTED = 12


class HoursView(View):
    """Each account's share of the team's hours beside its share of net sales; a gap is a question, not a verdict."""

    @property
    def measured(self) -> bool:
        """Whether hours of the team were exported."""
        return self.r.figure("team_hours").known

    def finding(self) -> Sentence:
        """Both shares of the fifth of the accounts that deserves most of the attention, and who gets more or less than it brings."""
        if not self.r.books.exported("team"):
            return self.missing("team")
        if not self.measured:
            return self.say("hours.none")
        sold, spent = self.r.figure("share", dimension=TOP), self.r.figure("hours_share", dimension=TOP)
        if not (sold.known and spent.known):
            return self.say("hours.no_sales")
        lead = self.say("hours.finding", top=self.r.figure("top_accounts"), part=self._part(), sold=sold, spent=spent)
        return self.r.voice.paragraph(lead, *self._named("less", self._ordered()), *self._named("more", self._ordered()[::-1]))

    def _part(self) -> str:
        return self.r.voice.number(self.r.books.rules(self.r.quarter).team.top_share, "ratio")

    def _named(self, which: str, ordered: list[str]) -> list[Sentence]:
        """Those furthest from what they bring, the widest gap first."""
        count = self.r.figure("accounts_served", dimension=f"served:{which}")
        names = [self.r.name(account) for account in ordered[: int(count.size)]]
        if not names:
            return []
        return [self.say(f"hours.{which}" if len(names) <= NAMED else f"hours.{which}_among", count=count, names=names[:NAMED])]

    def _ordered(self) -> list[str]:
        """Accounts with a gap, the one served least for what it brings first, ties by id."""
        gaps = {account: figure for account, figure in self.r.figures.of("hours_gap", self.r.quarter).items() if figure.known}
        return sorted(gaps, key=lambda account: (gaps[account].size, account))

    def _shown(self, most: int) -> list[str]:
        """The widest gaps on either side, as many as there is room for, from least to most served."""
        ordered = self._ordered()
        return ordered if len(ordered) <= most else [*ordered[: most - most // 2], *ordered[-(most // 2) :]]

    def chart(self) -> Chart | None:
        """Share of sales against share of hours, for the widest gaps on either side."""
        if not self.measured or not self._ordered():
            return None
        rows = [(self.r.name(account), self.r.figure("share", account), self.r.figure("hours_share", account)) for account in self._shown(CHARTED)]
        return pairs(rows, self.finding(), voice=self.r.voice, note=self.source("note.hours", "sales", "team"))

    def table(self) -> Table | None:
        """Hours, both shares and the gap, of the widest gaps on either side; last the largest accounts together."""
        if not self.measured or not self._ordered():
            return None
        metrics = ("stars", "team_hours", "hours_share", "share", "hours_gap")
        rows = [Row([self.r.name(account), *(self.r.figures.find(metric, self.r.quarter, account) for metric in metrics)]) for account in self._shown(LISTED)]
        rows.append(Row([self.word("hours.top", part=self._part()), "", "", *self._top(), ""], total=True))
        heads = ["name:head.account", *metrics[:-1], "change:hours_gap"]
        return self._table("hours.caption", heads, rows, note="hours.note")

    def _top(self) -> list[Figure]:
        return [self.r.figure("hours_share", dimension=TOP), self.r.figure("share", dimension=TOP)]
