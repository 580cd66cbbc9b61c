"""The brief: five numbers, three sentences, what to decide, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator

from kam.figures import Figure, bare
from kam.headlines import Headline, Headlines
from kam.review.analyse import direction
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

MOST_DECISIONS = 7
HEADLINES = {
    "net_sales": "net_sales_growth",
    "key_account_share": "key_accounts",
    "past_due_share": "falls_due_30",
    "nrr": "grr",
    "otif_rate": "fill_rate",
}


class Brief(View):
    """One page for somebody with five minutes."""

    def numbers(self) -> Headlines:
        """The headline figures, each with what belongs to it and what it was a year ago."""
        return Headlines(self.r.voice, [Headline(self.r.figure(metric), [*self._beside(beside), *self._year_ago(metric)]) for metric, beside in HEADLINES.items()])

    def _beside(self, metric: str) -> list[Sentence]:
        figure = self.r.figure(metric)
        return [self.say(f"headline.{metric}", figure=bare(figure))] if figure.known else []

    def _year_ago(self, metric: str) -> list[Sentence]:
        before = self.r.figure(metric, quarter=self.r.quarter.last_year)
        return [self.say("headline.year_ago", before=bare(before))] if before.known else []

    def trend(self) -> Sentence:
        """Whether the key accounts' share and the past-due share went up or down."""
        now, before = self.r.figure("past_due_share"), self.r.figure("past_due_share", quarter=self.r.quarter.last_year)
        if not (now.known and before.known):
            return self.r.stars.moves()
        return self.r.voice.paragraph(self.r.stars.moves(), self.say(f"brief.past_due_{direction(now, before)}", now=bare(now), before=bare(before)))

    def decisions(self) -> Table | None:
        """At most seven decisions: what, why, who, by when."""
        rows = [row for _, row in zip(range(MOST_DECISIONS), self._decisions(), strict=False)]
        heads = ["name:head.account", "text:head.decision", "text:head.why", "text:head.owner", "text:head.by"]
        return self._table("brief.decision_list", heads, rows) if rows else None

    def no_decisions(self) -> Sentence | None:
        """What stands in place of the decisions where nothing calls for one."""
        return None if self.decisions() else self.say("brief.nothing")

    def _decisions(self) -> Iterator[list[str | Sentence]]:
        """Over the limit first, then big but risky, then stars lost: cash before judgement before follow-up."""
        listed: set[str] = set()
        for account, phrase, why in [*self._over_limit(), *self._risky(), *self._fallen()]:
            if account not in listed:
                listed.add(account)
                yield [self.r.name(account), self.word(phrase), why, self._owner(account), self.r.voice.date((self.r.quarter + 1).months[1])]

    def _over_limit(self) -> list[tuple[str, str, Sentence]]:
        used = {account: figure for account, figure in self.r.figures.of("utilisation", self.r.quarter).items() if figure.known and _above_one(figure)}
        late = [account for account in used if (self.r.value("past_due_share", account) or 0) > 0]
        return [
            (account, "decision.hold", self.say("decision.over_limit", used=used[account], due=self.r.figure("past_due_share", account)))
            for account in self.r.by_size(late)[:3]
        ]

    def _risky(self) -> list[tuple[str, str, Sentence]]:
        accounts = [account for account in self.r.now.index if self.r.value("big_but_risky", account) == 1]
        return [
            (account, "decision.risky", self.say("decision.big_but_risky", sales=self.r.figure("net_sales_ttm", account), stars=self.r.figure("stars_raw", account)))
            for account in self.r.by_size(accounts)[:3]
        ]

    def _fallen(self) -> list[tuple[str, str, Sentence]]:
        fell = [account for account, before, now in self.r.stars.changed() if now < before]
        return [
            (account, "decision.fallen", self.say("decision.star_lost", stars=self.r.figure("stars", account), why=self.r.stars.binding(account)))
            for account in self.r.by_size(fell)[:3]
        ]

    def _owner(self, account: str) -> str:
        owner = self.r.books.accounts.owner.get(account)
        return str(owner) if isinstance(owner, str) and owner else self.word("brief.no_owner")

    def confidence(self) -> Sentence:
        """How much of the sales export was used, and which exports there are none of."""
        row = self.r.inputs.control_totals.set_index("table").loc["sales"]
        parts = [self.say("brief.used", used=int(row.rows_used), rows=int(row.rows_in), aside=int(row.rows_set_aside))]
        absent = [self.word(f"table.{table}") for table in self.r.appendix.not_exported()]
        parts.append(self.say("brief.not_exported", tables=absent) if absent else self.say("brief.all_exported"))
        return self.r.voice.paragraph(*parts)

    def cautions(self) -> Sentence | None:
        """What a reader must know before believing the figures."""
        return self.r.appendix.cautions()


def _above_one(figure: Figure) -> bool:
    return figure.value is not None and figure.value > 1
