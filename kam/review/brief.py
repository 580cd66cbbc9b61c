"""The brief: five numbers, three sentences, what to decide, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from kam.figures import bare
from kam.headlines import Headline, Headlines
from kam.intake.aside import MUCH, weighed
from kam.measures.shipping_rule import HOLD
from kam.review.signals import severity
from kam.review.view import View
from kam.tables import MOST, Table
from kam.wording import Sentence
from kam.wording.said import said
from kam.wording.sentence import join

MOST_DECISIONS = 7
# At most so many of each kind, so that one kind does not crowd out the others.
EACH = 3
FEW = 2
# What is held cannot wait for the middle of the season.
HELD_WITHIN = timedelta(days=14)
Decided = tuple[str, str, Sentence, date]
# Each headline figure with those that stand beneath it, beside what it was a year ago.
HEADLINES = {
    "net_sales": ("net_sales_growth", "target_attainment"),
    "key_account_share": ("key_accounts",),
    "past_due_share": ("falls_due_30",),
    "nrr": ("grr",),
}
# Promises kept: our tasks done on time; service stands in where the ledger does not hold it.
PROMISES = {"plan_on_time_rate": ("plan_overdue",), "otif_rate": ("fill_rate",)}


class Brief(View):
    """One page for somebody with five minutes."""

    def numbers(self) -> Headlines:
        """The headline figures, each with what belongs to it and what it was a year ago."""
        return Headlines(self.r.voice, [Headline(self.r.figure(metric), [*self._beside(beside), *self._year_ago(metric)]) for metric, beside in self._headlines().items()])

    def _headlines(self) -> dict[str, tuple[str, ...]]:
        promises = next(metric for metric in PROMISES if self.r.figures.find(metric, self.r.quarter))
        return {**HEADLINES, promises: PROMISES[promises]}

    def _beside(self, metrics: tuple[str, ...]) -> list[Sentence]:
        found = [(metric, self.r.figures.find(metric, self.r.quarter)) for metric in metrics]
        return [self.say(f"headline.{metric}", figure=bare(figure)) for metric, figure in found if figure and figure.known]

    def _year_ago(self, metric: str) -> list[Sentence]:
        before = self.r.figures.find(metric, self.r.last_year)
        form = "headline.same_day" if self.r.partial else "headline.year_ago"
        return [self.say(form, before=bare(before))] if before and before.known else []

    def decisions(self) -> Table | None:
        """At most seven decisions: what, why, who, by when."""
        rows = [row for _, row in zip(range(MOST_DECISIONS), self._decisions(), strict=False)]
        heads = ["name:head.account", "text:head.decision", "text:head.why", "text:head.owner", "text:head.by"]
        return self._table("brief.decision_list", heads, rows) if rows else None

    def no_decisions(self) -> Sentence | None:
        """What stands in place of the decisions where nothing calls for one."""
        return None if self.decisions() else self.say("brief.nothing")

    def _decisions(self) -> Iterator[list[str | Sentence]]:
        """What is held first, then key accounts that need us and books to put right, then big but risky and stars lost."""
        listed: set[str] = set()
        for account, decision, why, by in [*self._held(), *self._watched(), *self._unbooked(), *self._risky(), *self._fallen()]:
            if account not in listed:
                listed.add(account)
                yield [self.r.name(account), decision, why, self._owner(account), self.r.voice.day(by)]

    def _held(self) -> list[Decided]:
        """The largest needs that are held, by the same rule as the section on the season."""
        return [(account, self.r.season.to_do(account), self.r.season.why(account), self._soon) for account in self.r.season.accounts(HOLD)[:EACH]]

    def _watched(self) -> list[Decided]:
        """Accounts of weight that show several reasons for early warning, the largest first."""
        several = self.r.by_size([account for account in self.r.warning.several() if severity(self.r, account, "") != "low"])
        return [(account, self.word("decision.watched"), self.r.warning.reasons(account), self._soon) for account in several[:FEW]]

    def _unbooked(self) -> list[Decided]:
        """Accounts whose rebate the export says is not in the books."""
        found = [(account, self.r.figure("rebates_year", account)) for account in self.r.consignment.not_booked()[:FEW]]
        return [(account, self.word("decision.unbooked"), self.say("decision.not_booked" if due.known else "decision.not_booked_bare", rebate=due), self._soon) for account, due in found]

    def more_held(self) -> Sentence | None:
        """How many more are held than the decisions name."""
        held = len(self.r.season.accounts(HOLD))
        return self.say("brief.more_held" if held <= MOST else "brief.most_held", n=held - EACH) if held > EACH else None

    def _risky(self) -> list[Decided]:
        return [
            (account, self.word("decision.risky"), self.say("decision.big_but_risky", sales=self.r.figure("net_sales_ttm", account), stars=self.r.figure("stars_raw", account)), self._by)
            for account in self.r.risky.accounts()[:EACH]
        ]

    def _fallen(self) -> list[Decided]:
        fell = [account for account, before, now in self.r.star_moves.changed() if 0 < now < before]
        return [
            (account, self.word("decision.fallen"), self.say("decision.star_lost", stars=self.r.figure("stars", account), why=self.r.stars.binding(account)), self._by)
            for account in self.r.by_size(fell)[:EACH]
        ]

    @property
    def _soon(self) -> date:
        return (self.r.quarter + 1).start + HELD_WITHIN

    @property
    def _by(self) -> date:
        return (self.r.quarter + 1).months[1]

    def _owner(self, account: str) -> str:
        owner = self.r.books.accounts.owner.get(account)
        return str(owner) if isinstance(owner, str) and owner else self.word("brief.no_owner")

    def confidence(self) -> Sentence:
        """How many sales rows were used and how many could not be, whether they agree with the ledger, what is set aside and what is missing."""
        absent = [self.word(f"table.{table}") for table in self.r.appendix.not_exported()]
        agrees = self.r.appendix.ledger()
        exported = self.say("brief.not_exported", tables=absent) if absent else self.say("brief.all_exported")
        return self.r.voice.paragraph(*self._rows(), *([agrees] if agrees else []), *self._aside(), exported, *self._rating())

    def _rows(self) -> list[Sentence]:
        """The sales rows up to the quarter's end, those that wait for their own, and those that could not be used (I-12)."""
        days, end = self.r.books.sales_days, self.r.books.day(self.r.quarter)
        used, later = (int(days.n_rows[rows].sum()) for rows in (days.date <= end, days.date > end))
        lost = [one for one in weighed(self.r.inputs) if one.table == "sales" and one.lost]
        rows, amount = sum(one.rows for one in lost), sum((one.amount for one in lost), Decimal(0))
        parts = [self.say("brief.used_before" if later else "brief.used", used=used, later=later, day=end)]
        known = {"amount": self.r.voice.number(amount, self.r.books.unit)} if amount else {}
        return [*parts, self.say("brief.unusable" if amount else "brief.unusable_bare", n=rows, **known) if rows else self.say("brief.all_usable")]

    def _aside(self) -> list[Sentence]:
        """What keeps more than a hundredth of a table out, and tables of which nothing could be used."""
        listed = [
            self.say("brief.aside_one", table=self.word(f"table.{one.table}"), n=one.rows, reason=self.r.voice.reason(one.reason))
            for one in weighed(self.r.inputs) if one.share > MUCH
        ]  # fmt: skip
        parts = [self.say("brief.much_aside", reasons=join(listed, self.word("list.semicolon")))] if listed else []
        for outside in self.r.inputs.notes_of("not_in_accounts"):
            share = {"share": self.r.voice.number(Decimal(outside["share_of_sales"]), "ratio")} if outside["share_of_sales"] else {}
            parts.append(self.say("brief.outside" if share else "brief.outside_bare", n=outside["count"], **share))
        useless = [self.word(f"table.{table}") for table in self.r.inputs.useless]
        return [*parts, *([self.say("brief.useless", tables=useless)] if useless else [])]

    def _rating(self) -> list[Sentence]:
        """Whether the key accounts' stars rest on every input."""
        rated = [account for account in self.r.key_accounts if self.r.figure("stars", account).known]
        provisional = sum(bool(len(self.r.now.missing[account])) for account in rated)
        if not rated:
            return []
        return [self.say("brief.provisional", n=provisional, accounts=len(rated)) if provisional else self.say("brief.rated", accounts=len(rated))]

    def cautions(self) -> Sentence | None:
        """What a reader must know before believing the figures: the questions that are open, then how the exports were read."""
        asked = [Sentence.plain(said(note, self.r.voice)) for note in self.r.inputs.questions]
        known = self.r.appendix.cautions()
        parts = [*([self.say("brief.draft", n=len(asked)), *asked] if asked else []), *([known] if known else [])]
        return self.r.voice.paragraph(*parts) if parts else None

