"""Chapter 2, whom to ship to before the season: hold, release up to an amount, or release, by one rule for every page (1)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import Figure, bare
from kam.measures.shipping_rule import DECIDED_BY, HOLD, RELEASE, UP_TO
from kam.review.view import View
from kam.tables import MOST, Cell, Row, Table
from kam.wording import Sentence
from kam.wording.reasons import slug

NAMED = 3
AMOUNTS = ("season_need", "season_release", "season_held_back")


class SeasonView(View):
    """The decisions of the coming season, as of the quarter's end."""

    @property
    def measured(self) -> bool:
        """Whether receivables say what is owed."""
        return self.r.figure("season_accounts").known

    def finding(self) -> Sentence:
        """How many accounts are held, how many are released in part, and what stays back of what they need."""
        if not self.measured:
            return self.say("season.unmeasured", reason=self.r.voice.unknown(self.r.figure("season_accounts").reason))
        every = self.r.figure("season_accounts")
        if not every.value:
            return self.say("season.nobody")
        parts = [self._held(), self._part()]
        lead = [part for part in parts if part] or [self.say("season.all_released", accounts=every)]
        return self.r.voice.paragraph(self.say("season.coming", quarter=self.r.quarter + 1), *lead, *self._sums(), *self._why())

    def _held(self) -> Sentence | None:
        count, back, pay = (self.r.figure(metric, dimension=f"decision:{HOLD}") for metric in ("season_accounts", "season_held_back", "season_to_pay"))
        form = "season.held" if back.known else "season.held_bare"
        return self.say(form, count=count, back=back, pay=pay, names=self.named(self.accounts(HOLD), NAMED)) if count.value else None

    def _part(self) -> Sentence | None:
        count, back = (self.r.figure(metric, dimension=f"decision:{UP_TO}") for metric in ("season_accounts", "season_held_back"))
        return self.say("season.part" if back.known else "season.part_bare", count=count, back=back) if count.value else None

    def _sums(self) -> list[Sentence]:
        need, out, back = (self.r.figure(metric) for metric in AMOUNTS)
        return [self.say("season.sums", need=need, out=out, back=back)] if need.known and out.known and back.known else []

    def _why(self) -> list[Sentence]:
        """How many are held by which rule."""
        rules = [rule for rule, word in DECIDED_BY.items() if word == HOLD and self.r.figure("season_accounts", dimension=f"rule:{rule}").value]
        parts = [self.say("season.count", rule=self.r.voice.reason(rule), n=self.r.figure("season_accounts", dimension=f"rule:{rule}")) for rule in rules]
        return [self.say("season.by_rule", rules=parts)] if parts else []

    def accounts(self, word: str) -> list[str]:
        """The accounts with one decision, the largest need first, those without a known need after them."""
        found = [account for account, figure in self.r.figures.of("season_hold", self.r.quarter).items() if figure.known and DECIDED_BY[figure.reason] == word]
        return sorted(found, key=lambda account: (-(self.r.value("season_need", account) or 0), account))

    def chart(self) -> Chart | None:
        """What stays back, by account, the most first."""
        backs = [(account, self.r.figure("season_held_back", account)) for word in (HOLD, UP_TO) for account in self.accounts(word)] if self.measured else []
        bars = sorted(((account, back) for account, back in backs if back.size > 0), key=lambda bar: (-bar[1].size, bar[0]))
        if not bars:
            return None
        named = [(self.r.name(account), back) for account, back in bars]
        return ranked_bars(named, self.finding(), voice=self.r.voice, note=self.source("note.season", "receivables", "accounts", "sales"))

    def summary(self) -> Table | None:
        """The sums: what is held, released in part and released."""
        if not self.measured or not self.r.figure("season_accounts").value:
            return None
        sums = ("season_accounts", "season_exposure", "season_to_pay", *AMOUNTS)
        rows: list[Row | list[Cell]] = [[self.word(f"season.{word}"), *(self.r.figure(metric, dimension=f"decision:{word}") for metric in sums)] for word in (HOLD, UP_TO, RELEASE)]
        whole = Row([self.word("table.total"), *map(self.r.figure, sums)], total=True)
        return self._table("season.summary", ["name:head.decision", "accounts", "season_exposure", "season_to_pay", *AMOUNTS], [*rows, whole])

    def stopped(self) -> Table | None:
        """The accounts that are held or released in part."""
        return self._accounts("season.stopped", (HOLD, UP_TO), note="season.stopped_note") if self.measured else None

    def table(self) -> Table | None:
        """One row per account with credit exposure: what is held first, then what is released in part, then the rest."""
        return self._accounts("season.caption", (HOLD, UP_TO, RELEASE), note="season.note")

    def _accounts(self, caption: str, words: tuple[str, ...], note: str) -> Table | None:
        accounts = [account for word in words for account in self.accounts(word)]
        rows = [self._row(account) for account in accounts[:MOST]]
        heads = ["name:head.account", "text:head.decision", "stars", "limit_left", "past_due_amount", "oldest_past_due", "head.need", "season_release", "text:head.decided_by"]
        return self._table(caption, heads, rows, note=note, of=len(accounts)) if rows else None

    def _row(self, account: str) -> list[Cell]:
        credit = self.figures(account, "limit_left", "past_due_amount", "oldest_past_due", "season_need", "season_release")
        stars = self.r.figure("stars", account)
        return [self.r.name(account), self.decision(account), bare(stars) if stars.known else self.word("level.0"), *credit, self.rule(account)]

    def decision(self, account: str) -> str:
        """Hold, release in part or release, in words."""
        return self.word(f"season.{DECIDED_BY[self.r.figure('season_hold', account).reason]}")

    def rule(self, account: str) -> str:
        """The rule that decided, in short."""
        return self.r.voice.reason(self.r.figure("season_hold", account).reason)

    def to_do(self, account: str) -> str:
        """What is to be done about an account that is held."""
        return self.word(f"decision.hold.{slug(self.r.figure('season_hold', account).reason)}")

    def why(self, account: str) -> Sentence:
        """The rule that decided, with the figures it looked at."""
        rule = self.r.figure("season_hold", account).reason
        names = ("exposure", "limit_left", "past_due_amount", "oldest_past_due", "late_amount", "season_need", "season_reached", "season_release", "season_to_pay")
        values: dict[str, Figure] = {name: bare(self.r.figure(name, account)) for name in names}
        measure = self.r.books.rules(self.r.quarter).season.of(self._stars(account))
        days = self.r.voice.number(measure.days_late, "days")
        stars = self.word(f"level.{self._stars(account)}")
        phrase = f"season.why.{slug(rule)}{'' if measure.days_late else '.at_once'}"
        return self.say(phrase if self.r.voice.has(phrase) else f"season.why.{slug(rule)}", days=days, stars=stars, share=self.r.voice.number(measure.limit_share, "ratio"), **values)

    def _stars(self, account: str) -> int:
        return int(self.r.value("stars", account) or 0)

    def of_account(self, account: str) -> Sentence | None:
        """Whether one account is shipped to, and why."""
        figure = self.r.figures.find("season_hold", self.r.quarter, account)
        if figure is None or not figure.known:
            return None
        return self.say("season.of_account", decision=self.decision(account), why=self.why(account))

