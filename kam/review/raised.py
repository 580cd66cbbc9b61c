"""Chapter 2 and the account pages: the signals raised, what nearly raised one, and what market checks recorded (W1)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kam.figures import Figure, bare
from kam.measures.incidents import recorded
from kam.measures.quality import PARTS
from kam.review.quality import QualityView
from kam.review.signals import SEVERITIES, Signal, evidence_rows, limit_of, looked_at, signals, to_the_cent
from kam.review.view import View
from kam.signals import SIGNALS
from kam.tables import Cell, Table
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

LISTED = 30
ROWS_SHOWN = 5


class SignalsView(View):
    """Facts that passed a threshold, each with a question; never a verdict."""

    @cached_property
    def _raised(self) -> list[Signal]:
        """The severest first, then the largest accounts."""
        places = {account: at for at, account in enumerate(self.r.by_size(self.r.books.trading(self.r.quarter)))}
        return sorted(signals(self.r), key=lambda one: (SEVERITIES.index(one.severity), places[one.account_id], one.signal))

    def finding(self) -> Sentence:
        """How many signals were raised in how many accounts, and what could not be judged."""
        raised, accounts = self.r.figure("signals_raised"), self.r.figure("accounts_signalled")
        lead = self.say("signals.finding" if raised.value else "signals.none", raised=raised, accounts=accounts)
        return self.r.voice.paragraph(lead, *self._earlier(), *self._not_judged())

    def _earlier(self) -> list[Sentence]:
        before = self.r.figures.find("signals_raised", self.r.previous)
        if before is None or not before.known or not (before.value or self.r.figure("signals_raised").value):
            return []
        return [self.say("signals.before", before=before)]

    def _not_judged(self) -> list[Sentence]:
        """The signals that could be judged of no account, each with the reason."""
        figures = {signal: self.r.figure("signals_raised", dimension=f"signal:{signal}") for signal in SIGNALS}
        unknown = [self.say("signals.unknown_one", what=self.word(f"signal.{signal}"), why=self.r.voice.reason(figure.reason)) for signal, figure in figures.items() if not figure.known]
        return [self.say("signals.not_judged", what=unknown)] if unknown else []

    def table(self) -> Table | None:
        """The signals raised: account, what, value against threshold, severity, and what to ask."""
        rows: list[list[Cell]] = [
            [self.r.name(one.account_id), self.word(f"signal.{one.signal}"), bare(one.figure), one.limit, self.word(f"severity.{one.severity}"), one.question]
            for one in self._raised[:LISTED]
        ]
        heads = ["name:head.account", "text:head.signal", "figure:head.shows", "text:head.threshold", "text:head.severity", "text:head.question"]
        more = len(self._raised) - LISTED
        note = self.say("signals.note_more", n=more) if more > 0 else self.say("signals.note")
        return Table(self.r.voice, self.say("signals.caption"), self.heads(*heads), rows, note=note) if rows else None

    def incidents(self) -> Table | Sentence:
        """What market checks recorded in the four quarters, with the resale price that was seen."""
        if not self.r.books.exported("incidents"):
            return self.missing("incidents")
        found = recorded(self.r.books, self.r.books.year_start(self.r.quarter), self.r.books.day(self.r.quarter))
        if found.empty:
            return self.say("incidents.none")
        rows = []
        for row in found[:LISTED].itertuples():
            what = [self.r.name(row.account_id), self.r.voice.day(row.date), self.word(f"incident.{row.kind}"), _text(row.product_id), _text(row.territory)]
            rows.append([*what, self._price(row.observed_price), _text(row.evidence)])
        heads = ["name:head.account", "text:head.date", "text:head.kind", "text:head.product", "text:head.seen_in", "number:head.observed_price", "text:head.seen"]
        return self._table("incidents.caption", heads, rows, note="incidents.note", of=len(found))

    def _price(self, price: Any) -> str:
        return "" if pd.isna(price) else to_the_cent(self.r, price)

    def near(self) -> Table | None:
        """What came near a threshold, or exceeded it in a way that the season explains."""
        found = [(signal, account) for signal in SIGNALS for account in self.r.figures.of("signals_near", self.r.quarter, f"signal:{signal}")]
        rows = [
            [self.r.name(account), self.word(f"signal.{signal}"), bare(looked_at(self.r, account, signal)), limit_of(self.r, account, signal), self._held_back(signal, account)]
            for signal, account in found[:LISTED]
        ]
        heads = ["name:head.account", "text:head.signal", "figure:head.shows", "text:head.threshold", "text:head.why_not"]
        return self._table("signals.near", heads, rows, of=len(found)) if rows else None

    def _held_back(self, signal: str, account: str) -> str:
        seasonal = signal == "silence_ratio" and float(looked_at(self.r, account, signal).size) > self.r.books.rules(self.r.quarter).warning.silence_ratio
        return self.word("signals.seasonal" if seasonal else "signals.below")


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)


class AccountQualityView(View):
    """One account: how its sales were made, its signals, and the rows behind them; nothing about any other account."""

    def __init__(self, review: Review, account: str) -> None:
        super().__init__(review)
        self.account = account

    @cached_property
    def _raised(self) -> list[Signal]:
        return signals(self.r, self.account)

    def finding(self) -> Sentence:
        """Its index and weakest part, and how many signals it raises."""
        view, index = QualityView(self.r), self.r.figure("quality_index", self.account)
        coverage = self.r.figure("quality_coverage", self.account)
        lead = [self.say("quality.account" if index.known else "quality.unknown", index=index, coverage=coverage)]
        lead += [view.weakest(self.account)] if index.known else []
        raised = self.r.figures.find("signals_raised", self.r.quarter, self.account)
        said = [self.say("signals.of_account" if raised.value else "signals.none_of_account", raised=raised)] if raised else []
        return self.r.voice.paragraph(*lead, *said)

    def table(self) -> Table:
        """Its figures of sales quality now and a year ago, with the score of each part."""
        quarters = (self.r.quarter, self.r.last_year)
        metrics = (*PARTS, "return_rate_ttm", "weeks_of_stock")
        rows = [[self.r.voice.name(metric), self._score(metric), *(self.r.figures.find(metric, one, self.account) for one in quarters)] for metric in metrics]
        pocket = [self.r.figures.find("discount_depth", one, self.account, "pocket") for one in quarters]
        rows.append([self.word("head.pocket_discount"), "", *pocket])
        return self._table("quality.account_caption", ["name:head.figure", "figure:head.part_score", "head.this_quarter", "head.last_year"], rows)

    def _score(self, metric: str) -> Figure | str:
        score = self.r.figures.find("quality_score", self.r.quarter, self.account, f"part:{metric}")
        return score if score and score.known else ""

    def signals(self) -> Table | None:
        """Its signals: the fact, how severe, and what to ask."""
        rows = [[self.word(f"signal.{one.signal}"), one.fact, self.word(f"severity.{one.severity}"), one.question] for one in self._raised]
        heads = ["name:head.signal", "text:head.fact", "text:head.severity", "text:head.question"]
        return self._table("signals.account_caption", heads, rows, note="signals.note_account") if rows else None

    def evidence(self) -> Table | None:
        """The weightiest rows behind each signal; the others stand in its file."""
        rows, files = [], []
        for one in self._raised:
            found = evidence_rows(self.r, one)
            for row in found[:ROWS_SHOWN]:
                day = self.r.voice.day(row["date"]) if row["date"] else ""
                amount = "" if row["amount"] is None else to_the_cent(self.r, row["amount"])
                rows.append([self.word(f"signal.{one.signal}"), row["document"], day, amount, row["fact"]])
            if len(found) > ROWS_SHOWN:
                files.append(self.say("evidence.rest", n=len(found) - ROWS_SHOWN, file=one.evidence_file(self.r)))
        heads = ["name:head.signal", "text:head.document", "text:head.date", "number:head.amount_or_price", "text:head.says"]
        note = self.r.voice.paragraph(*files) if files else self.say("evidence.all_shown")
        return Table(self.r.voice, self.say("evidence.caption"), self.heads(*heads), rows, note=note) if rows else None
