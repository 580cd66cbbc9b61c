"""Chapter 3, build the team: who serves each key account, and what is missing (3.1, 3.3)."""

from __future__ import annotations

from kam.measures.work import empty, members, team_gaps
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 30


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
        gaps, accounts = self.r.figure("team_gaps"), self.r.figure("key_accounts")
        names = [self.r.name(account) for account in self.r.key_accounts if self.r.value("team_gaps", account)]
        return self.say("team.finding" if gaps.value else "team.complete", accounts=accounts, gaps=gaps, names=names[:5])

    def overview(self) -> Table | None:
        """Each key account with its people, our last executive visit, and what is missing."""
        if not self.measured or not self.r.key_accounts:
            return None
        rows = [[self.r.name(account), self._people(account), self._last_visit(account), self._gaps(account)] for account in self.r.key_accounts[:LISTED]]
        return self._table("team.caption", ["name:head.account", "text:head.people", "text:head.last_visit", "text:head.gaps"], rows)

    def of_account(self, account: str) -> Table | None:
        """The people of one account with department, responsibility, authority and benefit."""
        people = members(self.r.books, account)
        columns = ["role", "department", "responsibility", "authority", "benefit"]
        rows = [[one["person"], *(self._text(one[column]) for column in columns)] for one in people]
        return self._table("team.detail", ["name:head.person", *(f"text:head.{column}" for column in columns)], rows) if rows else None

    def _gaps(self, account: str) -> str:
        return "; ".join(self.word(f"team.gap.{gap}") for gap in team_gaps(self.r.books, account)) or self.word("team.gap.none")

    def _people(self, account: str) -> str:
        return "; ".join(f"{one['person']} ({self.r.voice.term('role', str(one['role']))})" for one in members(self.r.books, account))

    def _last_visit(self, account: str) -> str:
        days = [one["last_visit"] for one in members(self.r.books, account) if not empty(one["last_visit"])]
        before = [day for day in days if day <= self.r.quarter.end]
        return self.r.voice.date(max(before)) if before else self.word("team.no_visit")

    def _text(self, value: object) -> str:
        return self.word("team.open") if empty(value) else self.r.voice.term("role", str(value))
