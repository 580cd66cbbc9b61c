"""Chapter 2, what follows: measures by star, replacements, tailored measures and the cooperation mode (1, 2.5, 3.2)."""

from __future__ import annotations

from kam.advice import Candidate, Proposal, candidates, proposed
from kam.figures import Figure, bare
from kam.measures.relationship import stages
from kam.params.advice import RUNGS, Measure
from kam.review.advised import Advised
from kam.tables import Cell, Table
from kam.wording import Sentence
from kam.wording.sentence import join

LISTED = 30
NAMED = 3
CANDIDATES = 3
MODES = {rung: mode for mode, rung in RUNGS.items()}


class MeasuresView(Advised):
    """The method's measures for each star, and which apply now."""

    def finding(self) -> Sentence:
        """Which measures apply now and to how many; how many one-star accounts could be replaced."""
        if self.r.now.confirmed.isna().all():
            return self.say("measures.no_stars")
        counts = {name: self._count(name) for name in self._measures()}
        most = sorted((name for name in counts if counts[name].value), key=lambda name: -counts[name].size)[:NAMED]
        items = [self.say("advice.applying", measure=self.text(self._measures()[name]), count=counts[name]) for name in most]
        lead = self.say("measures.finding", items=items) if items else self.say("measures.none")
        some, ones = self.r.figure("replacement_candidates"), self.r.figure("stars", dimension="stars:1")
        phrase = "measures.replace_all" if some.value == ones.value else "measures.replace" if some.value else "measures.replace_none"
        return self.r.voice.paragraph(lead, self.say(phrase, ones=ones, some=some)) if some.n else lead

    def _count(self, name: str) -> Figure:
        return self.r.figure("measure_applies", dimension=f"measure:{name}")

    def by_star(self) -> Table | None:
        """The method's table: each measure, the stars that it is for, and the accounts to which it applies now."""
        if self.r.now.confirmed.isna().all():
            return None
        rows = [
            [self.text(measure), self._stars(measure), self._count(name), self._count(name).n or 0, int(self._count(name).denominator or 0)]
            for name, measure in self._measures().items()
        ]
        return self._table("measures.by_star", ["name:head.measure", "text:head.stars", "measure_applies", "number:head.judged", "number:head.named_for"], rows, note="measures.note")

    def _stars(self, measure: Measure) -> str:
        return self.word("list.comma").join("★" * star for star in measure.stars) or self.word("rule.every_star")

    def table(self) -> Table | None:
        """Accounts with four and three stars: the measures that apply now, with the figures behind each."""
        return self._listed("measures.caption_key", self._with_stars(4, 3))

    def two_stars(self) -> Table | None:
        """Accounts with two stars for which a measure applies now, the largest first."""
        needing = [account for account in self._with_stars(2) if any(self.r.value("measure_applies", account, f"measure:{name}") for name in self._measures())]
        return self._listed("measures.caption_two", needing)

    def _listed(self, caption: str, accounts: list[str]) -> Table | None:
        measures = self._measures()
        rows = [
            [self.r.name(account), self.r.figure("stars", account), self._now(account), self._open(account, measures)]
            for account in accounts[:LISTED]
        ]
        return self._table(caption, ["name:head.account", "stars", "text:head.measures_now", "text:head.unjudged"], rows, of=len(accounts)) if rows else None

    def _now(self, account: str) -> Sentence:
        """The measures now, and the flag of a rebate that is not booked (metrics.md D)."""
        now = self.applying(account, self._measures(), "measure_applies")
        flagged = self.r.value("rebates_not_booked", account)
        return self.r.voice.paragraph(now, self.say("measures.compliance")) if flagged else now

    def _with_stars(self, *stars: int) -> list[str]:
        """Accounts of these stars, most stars first, then the largest."""
        found = self.r.by_size([account for account, star in self.r.now.confirmed.items() if star in stars])
        return sorted(found, key=lambda account: -self.r.now.confirmed[account])

    def one_star(self) -> Table | None:
        """Accounts with one star: what they owe, the measures now, and who could take their place."""
        accounts = self._with_stars(1)
        rows = [
            [self.r.name(account), self.r.figure("net_sales_ttm", account), self.r.figure("past_due_share", account), self._now(account), self._candidates(account)]
            for account in accounts[:LISTED]
        ]
        heads = ["name:head.account", "net_sales_ttm", "past_due_share", "text:head.measures_now", "text:head.candidates"]
        return self._table("measures.caption_one", heads, rows, of=len(accounts)) if rows else None

    def _candidates(self, account: str) -> Sentence:
        """The first accounts that could take its place, with stars and sales, and every prospect."""
        stars = {str(one): int(star) for one, star in self.r.now.confirmed.dropna().items()}
        found = candidates(self.r.books, self.r.quarter, account, stars)
        rated = [one for one in found if one.stars is not None]
        shown = [self._candidate(account, one) for one in (*rated[:CANDIDATES], *(one for one in found if one.stars is None))]
        if len(rated) > CANDIDATES:
            shown.append(self.say("replacement.more", n=len(rated) - CANDIDATES))
        return join(shown, self.word("list.semicolon")) if shown else self.say("replacement.none")

    def _candidate(self, account: str, one: Candidate) -> Sentence:
        if one.stars is not None:
            return self.say("replacement.account", name=self.r.name(one.account_id), stars=bare(self.r.figure("stars", one.account_id)), sales=self.r.figure("net_sales_ttm", one.account_id))
        buys = self.r.figure("prospect_purchases", account, f"prospect:{one.account_id}")
        return self.say("replacement.prospect" if buys.known else "replacement.prospect_bare", name=self.r.name(one.account_id), purchases=buys)

    def _open(self, account: str, measures: dict[str, Measure]) -> str:
        return self.word("list.semicolon").join(self.unjudged(account, measures, "measure_applies")) or self.word("advice.nothing_open")

    def of_account(self, account: str) -> Table | None:
        """One account's measures: those for its stars, and those from its own figures."""
        rules = self._rules()
        rows: list[list[Cell]] = [
            [self.word("measures.for_stars"), self._now(account)],
            [self.word("measures.from_figures"), self.applying(account, rules.tailored, "tailored_measure")],
        ]
        items = [*self.unjudged(account, rules.measures, "measure_applies"), *self.unjudged(account, rules.tailored, "tailored_measure")]
        note = self.say("measures.unjudged", items=items) if items else ""
        return Table(self.r.voice, self.say("measures.of_account"), self.heads("name:head.group", "text:head.measures_now"), rows, note=note)

    def rules(self) -> Table:
        """Every measure with its rule, for the appendix."""
        every = [*self._rules().measures.items(), *self._rules().tailored.items()]
        rows = [[self.text(measure), name, self._stars(measure), self.rule_in_words(measure)] for name, measure in every]
        return self._table("measures.rules", ["name:head.measure", "text:head.id", "text:head.stars", "text:head.rule"], rows, note="measures.rules_note")


class ModesView(Advised):
    """From each key account's own analysis: the mode of cooperation and tailored measures."""

    def finding(self) -> Sentence:
        """Which modes the figures propose, and where they differ from today's stage."""
        if not self.r.key_accounts:
            return self.say("stars.no_key_accounts")
        counts = {mode: self.r.figure("proposed_mode", dimension=f"rung:{rung}") for mode, rung in RUNGS.items()}
        items = [self.say("modes.count", mode=self.r.voice.term("stage", mode), count=count) for mode, count in reversed(counts.items()) if count.value]
        if not items:
            return self.say("modes.unknown", reason=self.r.voice.reason(self.r.figure("proposed_mode", self.r.key_accounts[0]).reason))
        return self.r.voice.paragraph(self.say("modes.proposed", items=items), *self._steps())

    def _steps(self) -> list[Sentence]:
        """Where the proposed mode is closer or looser than the stage that is recorded."""
        if not self.r.books.exported("relationships"):
            return [self.missing("relationships")]
        up, down = (self.r.figure("mode_step", dimension=f"step:{name}") for name in ("up", "down"))
        if not up.n:
            return []
        parts = [self.say("modes.up", up=up, n=up.n, names=self._stepping(1)) if up.value else self.say("modes.level", n=up.n)]
        return [*parts, self.say("modes.down", down=down, names=self._stepping(-1))] if down.value else parts

    def _stepping(self, sign: int) -> list[str]:
        return self.named([account for account in self.r.key_accounts if (self.r.value("mode_step", account) or 0) * sign > 0])

    def table(self) -> Table | None:
        """Each key account: today's stage, the mode that its figures propose, the next step, and the figures behind it."""
        if all(self.r.value("proposed_mode", account) is None and account not in stages(self.r.books, self.r.quarter) for account in self.r.key_accounts):
            return None
        rows = [[self.r.name(account), self._stage(account), self._mode(account), self._next(account), self._because(account)] for account in self.r.key_accounts[:LISTED]]
        heads = ["name:head.account", "text:head.stage", "text:head.mode", "text:head.next_step", "text:head.because"]
        return self._table("modes.caption", heads, rows, note="modes.note", of=len(self.r.key_accounts)) if rows else None

    def _stage(self, account: str) -> str:
        found = stages(self.r.books, self.r.quarter).get(account)
        return self.word("modes.stage", stage=self.r.voice.term("stage", found.word), day=found.since) if found else self.word("modes.no_recorded")

    def _proposal(self, account: str) -> Proposal:
        return proposed(self._rules().modes, self.find(account))

    def _mode(self, account: str) -> str:
        found = self._proposal(account)
        return self.r.voice.term("stage", found.mode) if found.mode else self.r.voice.unknown(self.r.figure("proposed_mode", account).reason)

    def _next(self, account: str) -> str:
        """The next rung towards the proposed mode; a looser one is first to be understood."""
        step, present = self.r.value("mode_step", account), self.r.value("relationship_stage", account)
        if step is None or present is None:
            return self.word("modes.begin") if self._proposal(account).mode else self.word("advice.nothing_open")
        if step > 0:
            return self.word("modes.to", mode=self.r.voice.term("stage", MODES[int(present) + 1]))
        return self.word("modes.review" if step < 0 else "modes.keep")

    def _because(self, account: str) -> Sentence:
        """The figures that led to the mode, and what a closer one lacked."""
        found = self._proposal(account)
        missing = [self.r.voice.name(metric) for metric in found.unknown]
        if not found.mode:
            return self.say("modes.not_proposed", figures=missing)
        because = self.because(account, found.answer.because)
        shown = because if because.text else self.say("modes.fallback")
        if found.missed is not None:
            shown = self.say("modes.missed", because=shown, missed=self.because(account, found.missed.because))
        return self.say("modes.provisional", because=shown, figures=missing) if missing else shown

    def tailored(self) -> Table | None:
        """Each key account with the measures that its own figures call for."""
        measures = self._rules().tailored
        rows: list[list[Cell]] = [[self.r.name(account), self.applying(account, measures, "tailored_measure")] for account in self.r.key_accounts[:LISTED]]
        heads, note = self.heads("name:head.account", "text:head.measures_now"), self._not_measured() or ""
        return Table(self.r.voice, self.say("modes.tailored"), heads, rows, note=note, of=len(self.r.key_accounts)) if rows else None

    def _not_measured(self) -> Sentence | None:
        """The tailored measures that could be judged for no key account."""
        counts = {name: self.r.figure("tailored_measure", dimension=f"measure:{name}") for name in self._rules().tailored}
        items = [self.word("advice.item", measure=self.text(self._rules().tailored[name]), because=self.r.voice.reason(count.reason)) for name, count in counts.items() if not count.known]
        return self.say("modes.not_measured", items=self.word("list.semicolon").join(items)) if items else None

    def of_account(self, account: str) -> Sentence:
        """Today's stage of one account, the mode proposed and the next step."""
        if not self._proposal(account).mode:
            return self.say("modes.account_unknown", stage=self._stage(account), reason=self.r.voice.reason(self.r.figure("proposed_mode", account).reason))
        return self.say("modes.account", stage=self._stage(account), mode=self._mode(account), because=self._because(account), next=self._next(account))

    def rules(self) -> Table:
        """The ordered rules of the mode, for the appendix."""
        rows = [[self.r.voice.term("stage", rule.mode), self.rule_in_words(rule)] for rule in self._rules().modes]
        return self._table("modes.rules", ["name:head.mode", "text:head.rule"], rows)
