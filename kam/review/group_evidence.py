"""Chapter 1, how sure the groups are: what speaks for each number of groups, other methods, agreement with the stars (M5, M6, M8)."""

from __future__ import annotations

from typing import Any

from kam.figures import Figure
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

COEFFICIENTS = ("ari", "v", "rank")


class GroupEvidenceView(View):
    """The statistics below the finding."""

    @property
    def _found(self) -> dict[str, Any]:
        return self.r.clusters

    @property
    def _k(self) -> int:
        return len(self._found["groups"]) or 1

    def features(self) -> Sentence | None:
        """By what the accounts are compared, what was dropped, and where the median stands in."""
        if self.r.partial or not self._found["features"]:
            return None
        filled = [name for name in self._found["features"] if (self._missing(name) or 0) > 0]
        parts = [self.say("segments.compared", n=self.r.figure("segment_accounts"), names=[self.word(f"said.{name}") for name in self._found["features"]])]
        if filled:
            shares = [self.say("segments.filled_one", name=self.word(f"said.{name}"), share=self.r.figure("segment_missing", dimension=f"feature:{name}")) for name in filled]
            parts.append(self.say("segments.filled", names=shares))
        if self._found["dropped"]:
            parts.append(self.say("segments.dropped", names=[self._dropped(name, why) for name, why in self._found["dropped"].items()]))
        return self.r.voice.paragraph(*parts)

    def _dropped(self, name: str, why: str) -> Sentence:
        code, _, other = why.partition(" with ")
        phrase = "missing" if why.startswith("missing ") else code.replace(" ", "_")
        words = self.word(f"said.{other}") if other else ""
        return self.say(f"segments.dropped.{phrase}", name=self.word(f"said.{name}"), other=words, share=self.r.figure("segment_missing", dimension=f"feature:{name}"))

    def _missing(self, name: str) -> float | None:
        return self.r.value("segment_missing", dimension=f"feature:{name}")

    def table(self) -> Table | None:
        """The evidence for every number of groups that was tried."""
        metrics = ("segment_gap", "segment_gap_error", "segment_silhouette", "segment_silhouette_chance", "segment_stability", "segment_rand", "segment_rand_chance", "segment_smallest")
        rows = [
            Row([self._counted(int(k)), *(self._at(metric, k) for metric in metrics), self._verdict(int(k), fails)], marked=int(k) == self._k)
            for k, fails in self._found["evidence"].items()
        ]
        return self._table("segments.evidence", ["name:head.groups", *metrics, "text:head.verdict"], rows, note="segments.evidence_note") if rows else None

    def _counted(self, k: int) -> str:
        return self.word("segments.k_none") if k == 1 else self.word("segments.k", n=k)

    def _verdict(self, k: int, fails: list[str]) -> str:
        words = [self.word(f"segments.fails.{fault.replace(' ', '_')}") for fault in fails]
        return self.r.voice.listed(words).text if words else self.word("segments.chosen" if k == self._k else "segments.held_against" if k == 1 else "segments.holds")

    def methods(self) -> Table | None:
        """Whether other methods see the same groups."""
        metrics = ("agreement_ward", "agreement_mixture", "agreement_medoids")
        ks = [k for k in self._found["evidence"] if int(k) == self._k or (self._k == 1 and int(k) > 1)]
        rows = [[self._counted(int(k)), *(self._at(metric, k) for metric in metrics)] for k in ks]
        return self._table("segments.methods", ["name:head.groups", *metrics], rows, note="segments.methods_note") if rows else None

    def agreement(self) -> Sentence | None:
        """How far stars and groups agree, and how much of it is built in."""
        ari = self.r.figures.find("agreement_ari", self.r.quarter)
        if ari is None or not ari.known:
            return None
        share = self.r.figure("agreement_share")
        parts = [self.say("segments.agreement_share" if share.known else "segments.agreement_spread", share=share)]
        shared, rest = self._found["shared"], self._part("agreement_ari", "inputs:not_shared")
        if shared:
            phrase = "segments.shared_rest" if rest and rest.known else "segments.shared"
            parts.append(self.say(phrase, names=[self.word(f"said.{name}") for name in shared], ari=ari, rest=rest or ari))
        return self.r.voice.paragraph(*parts)

    def coefficients(self) -> Table | None:
        """The three coefficients, their intervals, and how often chance alone agrees as well."""
        rows = [
            [self.r.voice.name(f"agreement_{name}"), *(self._part(f"agreement_{name}", part) for part in ("", "bound:low", "bound:high")), self._part("agreement_chance", f"of:{name}")]
            for name in COEFFICIENTS
        ]
        known = any(isinstance(cell, Figure) and cell.known for row in rows for cell in row)
        heads = ["name:head.coefficient", "head.agreement", "head.low", "head.high", "agreement_chance"]
        return self._table("segments.coefficients", heads, rows, note="segments.coefficients_note") if known else None

    def _at(self, metric: str, k: str) -> Figure | str:
        return self._part(metric, f"k:{k}") or ""

    def _part(self, metric: str, dimension: str) -> Figure | None:
        return self.r.figures.find(metric, self.r.quarter, "", dimension)
