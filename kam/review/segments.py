"""Chapter 1, what k-means sees in the same accounts, beside the stars (M)."""

from __future__ import annotations

from typing import Any

from kam.charts import Chart, segments_by_stars
from kam.figures import Figure
from kam.review.view import View
from kam.tables import Column, Table
from kam.wording import Sentence

STARS = (4, 3, 2, 1)
NAMED = 10
ALONE = "alone"


class SegmentsView(View):
    """Groups that the figures suggest by themselves; that there are none is an answer."""

    @property
    def found(self) -> dict[str, Any]:
        """What k-means answered, in plain values."""
        return self.r.clusters

    @property
    def asked(self) -> bool:
        """Whether there are accounts enough, in a whole quarter, to ask for groups at all."""
        return bool(self.found["evidence"])

    @property
    def rated(self) -> bool:
        """Whether anybody has a star to stand beside."""
        return bool(self.r.now.confirmed.notna().any())

    def finding(self) -> Sentence:
        """How many groups there are and what they are like, or why none are shown."""
        if self.found["reason"] == "no clusters":
            return self.say("segments.no_clusters", n=self.r.figure("segment_accounts"))
        if self.found["reason"]:
            return self.say("segments.none", reason=self.r.voice.reason(self.found["reason"]))
        groups = [self.say("segments.counted", name=self.name(group["id"]), n=self.r.figure("segment_accounts", dimension=f"segment:{group['id']}")) for group in self.found["groups"]]
        parts = [self.say("segments.finding", k=self.r.figure("segments"), names=groups)]
        if self.found["apart"]:
            alone = self.r.figure("segment_accounts", dimension=ALONE)
            parts.append(self.say("segments.alone", n=alone, names=self.named(self.r.by_size(self.found["apart"]))))
        return self.r.voice.paragraph(*parts)

    def chart(self) -> Chart | None:
        """Counts of accounts by group and star."""
        if not self.found["groups"] or not self.rated:
            return None
        counts = {name: [self._counted(part, star) for star in STARS] for part, name in self._rows()}
        title = self.say("segments.chart", k=self.r.figure("segments"), share=self.r.figure("agreement_share"))
        return segments_by_stars(counts, title, voice=self.r.voice, note=self.source("note.segments", "sales", "receivables", "deliveries"))

    def beside(self) -> Table | None:
        """Accounts by group and confirmed star."""
        if not self.found["groups"] or not self.rated:
            return None
        rows = [[name, *(self._crossed(part, star) for star in STARS)] for part, name in self._rows()]
        return self._table("segments.beside", ["name:head.segment", *(f"figure:level.{star}" for star in STARS)], rows)

    def table(self) -> Table | None:
        """What each group is like, in original units: median, quartiles and number of known values of every feature."""
        parts = [(f"segment:{group['id']}", self.name(group["id"])) for group in self.found["groups"]] or [("", self.word("segments.all"))]
        if not self.asked:
            return None
        rows: list[list[Any]] = [[self.word("head.accounts"), *(self.say("segments.count", n=self.r.figure("segment_accounts", dimension=part)) for part, _ in parts)]]
        rows += [[self.word(f"feature.{name}"), *(self._spread(name, part) for part, _ in parts)] for name in self.found["features"]]
        columns = [Column(self.word("head.figure"), "name"), *(Column(name, "text") for _, name in parts)]
        notes = [self.say("segments.profile_note"), *filter(None, [self.r.group_evidence.features()])]
        return Table(self.r.voice, self.say("segments.caption"), columns, rows, note=self.r.voice.paragraph(*notes))

    def left_out(self) -> Table | None:
        """Who is not compared, and why."""
        rows = [
            [self.r.voice.reason(why), self.part("segment_left_out", f"reason:{why}"), self._named(accounts)]
            for why, accounts in self.found["left_out"].items()
        ]  # fmt: skip
        return self._table("segments.left_out", ["name:head.why", "segment_left_out", "text:head.account"], rows) if rows else None

    def name(self, number: int | None) -> str:
        """A group by its number, in words."""
        return next((self.r.segment_name(group) for group in self.found["groups"] if group["id"] == number), "")

    def part(self, metric: str, dimension: str) -> Figure | None:
        """A company's figure of one part."""
        return self.r.figures.find(metric, self.r.quarter, "", dimension)

    def _spread(self, feature: str, part: str) -> Sentence:
        """Median, quartiles and n of one feature in one group."""
        ends = {end: self.part(f"segment_{feature}", f"{part}/{end}".strip("/")) for end in ("low", "high", "n")}
        median = self.part(f"segment_{feature}", part)
        if median is None or not median.known:
            return Sentence.plain(self.r.voice.unknown(median.reason if median else ""))
        return self.say("segments.spread", median=median, **{end: figure for end, figure in ends.items() if figure})

    def _named(self, accounts: list[str]) -> str:
        names = [self.r.name(account) for account in self.r.by_size(accounts)]
        more = [self.word("segments.more", n=len(names) - NAMED)] if len(names) > NAMED else []
        return self.r.voice.listed([*names[:NAMED], *more]).text

    def _rows(self) -> list[tuple[str, str]]:
        """Groups and, where there are any, the accounts that stand alone."""
        alone = [(ALONE, self.word("segments.stands_alone"))] if self.found["apart"] else []
        return [*((str(group["id"]), self.name(group["id"])) for group in self.found["groups"]), *alone]

    def _crossed(self, part: str, star: int) -> Figure | None:
        return self.part("segment_accounts", f"segment_star:{part}/{star}")

    def _counted(self, part: str, star: int) -> int:
        figure = self._crossed(part, star)
        return int(figure.size) if figure else 0
