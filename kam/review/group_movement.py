"""Chapter 1, what moved since the reference quarter: accounts between groups, and the market under them (M7)."""

from __future__ import annotations

from typing import Any

from kam.figures import Figure
from kam.quarters import Quarter
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence


class GroupMovementView(View):
    """Frozen centres show which accounts moved; fitting again shows where the market went."""

    @property
    def _reference(self) -> dict[str, Any]:
        return dict(self.r.clusters["reference"])

    @property
    def _then(self) -> Quarter:
        return self.r.books.quarter(self._reference["quarter"])

    def finding(self) -> Sentence:
        """How many accounts changed group, seen from groups that stand still."""
        if not self.r.segments.asked:
            return self.say("movement.none", reason=self.r.voice.reason(self.r.clusters["reason"]))
        if not self._reference:
            return self.say("movement.first")
        moved, since = self._part("segment_moved", ""), self._part("segment_moved", "qoq")
        if moved is None:
            return self.say("movement.no_groups" if not self._reference["groups"] else "movement.not_compared", quarter=self._then)
        lead = self.say("movement.finding", moved=moved, compared=self._part("segment_moved", "compared") or moved, quarter=self._then)
        return self.r.voice.paragraph(lead, self.say("movement.since", moved=since)) if since else lead

    def accounts(self) -> Table | None:
        """Accounts by group of the reference quarter: a year ago, come, left, now."""
        if not self._reference or self._part("segment_moved", "") is None:
            return None
        rows = [[self.r.segment_name(group), *self._moves(group["id"])] for group in self._reference["groups"]]
        return self._table("movement.accounts", ["name:head.segment", "head.last_year", "head.came", "head.left", "head.this_quarter"], rows)

    def _moves(self, number: int) -> list[Figure | None]:
        before = self.r.figures.find("segment_accounts", self.r.quarter.last_year, "", f"frozen:{number}")
        return [before, *(self._part("segment_moved", f"{way}:{number}") for way in ("came", "left")), self._part("segment_accounts", f"frozen:{number}")]

    def groups(self) -> Table | None:
        """Each group of this quarter's own fit beside the one of the reference quarter that it continues."""
        names = {group["id"]: self.r.segment_name(group) for group in self._reference.get("groups", [])}
        continues = self.r.clusters["continues"]
        rows = [
            [self.r.segment_name(group), names.get(continues.get(str(group["id"])), self.word("movement.new")), self._part("segment_shift", f"segment:{group['id']}") or ""]
            for group in self.r.clusters["groups"] if continues
        ]  # fmt: skip
        return self._table("movement.groups", ["name:head.segment", "text:head.continues", "segment_shift"], rows, note="movement.groups_note") if rows else None

    def market(self) -> Table | None:
        """Where the middle of all accounts stood in the reference quarter and stands now."""
        if self.r.partial or not self._reference:
            return None
        rows = [
            [self.word(f"feature.{name}"), self.r.figures.find(f"segment_{name}", self._then), self._part(f"segment_{name}", "")]
            for name in self.r.clusters["features"]
        ]  # fmt: skip
        caption = self.say("movement.market", quarter=self._then)
        return self._table(caption, ["name:head.figure", "head.reference_quarter", "head.this_quarter"], rows, note=self._kept()) if rows else None

    def _kept(self) -> str:
        return "movement.pinned" if self._reference["pinned"] else "movement.recomputed"

    def _part(self, metric: str, dimension: str) -> Figure | None:
        return self.r.figures.find(metric, self.r.quarter, "", dimension)
