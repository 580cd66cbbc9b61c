"""Chapter 4, carry the plan out: needs and our answers, tasks and dates (4.1 to 4.3)."""

from __future__ import annotations

from kam.measures.work import Row, empty, open_tasks, recorded_needs
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 40


class PlanView(View):
    """Needs, tasks and dates of the key accounts."""

    def finding(self) -> Sentence:
        """How many tasks are open and how many of them should have been done."""
        if not self.r.books.exported("tasks"):
            return self.missing("tasks")
        count, late = self.r.figure("open_tasks"), self.r.figure("late_tasks")
        return self.say("plan.finding" if count.value else "plan.no_tasks", open=count, late=late)

    def tasks(self, *accounts: str) -> Table | None:
        """Open tasks with their account, owner, date, form of work and what done means."""
        chosen = accounts or tuple(self.r.key_accounts)
        rows = [[self.r.name(account), *self._task(task)] for account in chosen for task in open_tasks(self.r.books, self.r.quarter, account)]
        heads = ["name:head.account", "text:head.task", "text:head.owner", "text:head.due", "text:head.form", "text:head.acceptance"]
        return self._listed("plan.caption", heads, rows, bool(accounts))

    def _listed(self, caption: str, heads: list[str], rows: list[list[str]], one_account: bool) -> Table | None:
        """The table; on the page of one account its name, which is the page's title, is left out."""
        if one_account:
            heads, rows = [heads[1].replace("text:", "name:"), *heads[2:]], [row[1:] for row in rows]
        return self._table(caption, heads, rows[:LISTED]) if rows else None

    def _task(self, task: Row) -> list[str]:
        due = self.word("plan.open") if empty(task["due"]) else self.r.voice.date(task["due"])
        return [self._text(task["task_id"]), self._text(task["owner"]), due, self._text(task["form"], "form"), self._text(task["acceptance"])]

    def needs_finding(self) -> Sentence:
        """How many needs are recorded and answered."""
        if not self.r.books.exported("needs"):
            return self.missing("needs")
        return self.say("plan.needs_finding", needs=self.r.figure("needs_recorded"), answered=self.r.figure("needs_answered"))

    def needs(self, *accounts: str) -> Table | None:
        """What each account asks for, what was fulfilled, our answer and our own ask."""
        chosen = accounts or tuple(self.r.key_accounts)
        rows = [[self.r.name(account), *self._need(need)] for account in chosen for need in recorded_needs(self.r.books, self.r.quarter, account)]
        heads = ["name:head.account", "text:head.need", "text:head.wanted", "text:head.fulfilled", "text:head.answer", "text:head.our_ask"]
        return self._listed("plan.needs", heads, rows, bool(accounts))

    def _need(self, need: Row) -> list[str]:
        return [self.r.voice.term("need", str(need["need"])), *(self._text(need[column]) for column in ("wanted", "fulfilled", "answer", "our_ask"))]

    def _text(self, value: object, family: str = "answer") -> str:
        """A word of a closed list in the reader's language; the reason behind it, as in ``partly: why``, as it comes."""
        if empty(value):
            return self.word("plan.open")
        word, colon, why = str(value).partition(":")
        return self.r.voice.term(family, word) + colon + why
