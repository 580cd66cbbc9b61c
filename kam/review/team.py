"""Chapter 3, build the team: who serves each key account, what is missing, and whether it fits the cooperation mode (3.1 to 3.3)."""

from __future__ import annotations

from kam.figures import Figure
from kam.measures.team import DEFINED, departments, executive_visit, members, stage, team_gaps
from kam.measures.work import Row, empty
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 30
NAMED = 4


class TeamView(View):
    """People, roles and gaps around the key accounts."""

    @property
    def measured(self) -> bool:
        """Whether the team was exported."""
        return self.r.books.exported("team")

    def finding(self) -> Sentence:
        """How many key accounts lack somebody or something."""
        if not self.measured:
            return self.missing("team")
        if not self.r.key_accounts:
            return self.say("team.no_key_accounts")
        gaps, accounts = self.r.figure("team_gaps"), self.r.figure("key_accounts")
        names = [self.r.name(account) for account in self.r.key_accounts if self.r.value("team_gaps", account)]
        phrase = "team.complete" if not names else ("team.finding" if len(names) <= NAMED else "team.finding_among")
        lead = self.say(phrase, accounts=accounts, gaps=gaps, names=names[:NAMED])
        return self.r.voice.paragraph(lead, *self._visits(), *self._mode())

    def _visits(self) -> list[Sentence]:
        """How many key accounts our executive has not seen for long."""
        late, limit = self.r.figure("team_gaps", dimension="gap:visit"), self.r.books.rules(self.r.quarter).team.visit_days
        return [self.say("team.not_visited", late=late, days=self.r.voice.number(limit, "days"))] if late.value else []

    def _mode(self) -> list[Sentence]:
        """Key accounts whose team is smaller than their cooperation mode asks for."""
        known = {account: self.r.figure("team_fits_mode", account) for account in self.r.key_accounts}
        short = [self.r.name(account) for account, fits in known.items() if fits.value == 0]
        if not any(fits.known for fits in known.values()):
            return [self.say("team.mode_unknown")]
        return [self.say("team.mode_short", names=short[:NAMED])] if short else [self.say("team.mode_fits")]

    def overview(self) -> Table | None:
        """Each key account: its mode, people and departments, our executive's last visit, and whether the team fits the mode."""
        if not self.measured or not self.r.key_accounts:
            return None
        rows = [self._row(account) for account in self.r.key_accounts[:LISTED]]
        heads = ["name:head.account", "text:head.cooperation", "text:head.sponsor", "text:head.last_visit", "executive_visit_days", "text:head.people", "text:head.departments", "team_fits_mode"]
        return self._table("team.caption", heads, rows, note="team.note", of=len(self.r.key_accounts))

    def _row(self, account: str) -> list[str | Figure | None]:
        now, day = stage(self.r.books, self.r.quarter, account), executive_visit(self.r.books, self.r.quarter, account)
        people = members(self.r.books, account)
        sponsors, others = ([str(one["person"]) for one in people if (one["role"] == "sponsor") is led] for led in (True, False))
        return [
            self.r.name(account), self.r.voice.term("stage", now) if now else self.word("team.no_stage"),
            self._listed(sponsors), self.r.voice.day(day) if day else self.word("team.no_visit"), self.r.figure("executive_visit_days", account),
            self._listed(others), self._listed(departments(people)), self.r.figure("team_fits_mode", account),
        ]  # fmt: skip

    def _listed(self, words: list[str]) -> str:
        return self.word("list.comma").join(words) or self.word("team.nobody")

    def missing_list(self) -> Table | None:
        """What is missing, key account by key account; None where nothing is."""
        if not self.measured:
            return None
        lacking = [account for account in self.r.key_accounts if self.r.value("team_gaps", account)]
        rows = [[self.r.name(account), self.r.figure("team_gaps", account), self._gaps(account)] for account in lacking[:LISTED]]
        return self._table("team.missing", ["name:head.account", "team_gaps", "text:head.gaps"], rows, of=len(lacking)) if rows else None

    def of_account(self, account: str) -> Table | None:
        """The people of one account with department, responsibility, authority and benefit."""
        people = members(self.r.books, account)
        columns = ["role", "department", *DEFINED]
        rows = [[one["person"], *(self._text(one[column]) for column in columns)] for one in people]
        return self._table("team.detail", ["name:head.person", *(f"text:head.{column}" for column in columns)], rows) if rows else None

    def _gaps(self, account: str) -> str:
        """Each gap in words; an undefined duty names whose it is."""
        people = members(self.r.books, account)
        return self.word("list.semicolon").join(self._gap(gap, people) for gap in team_gaps(self.r.books, self.r.quarter, account))

    def _gap(self, gap: str, people: list[Row]) -> str:
        if gap not in DEFINED:
            return self.word(f"team.gap.{gap}")
        whose = sorted({str(one["person"]) for one in people if empty(one[gap])})
        return self.word("team.gap.of", gap=self.word(f"team.gap.{gap}"), names=whose)

    def _text(self, value: object) -> str:
        return self.word("team.open") if empty(value) else self.r.voice.term("role", str(value))
