"""What we promised for the quarter, and what came of it: done or not, on time or late, and the effect in the figure that was named (0.3, L)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_skeleton

from kam.charts import Chart, ranked_bars
from kam.figures import COMPANY, Figure, bare
from kam.measures.plan import due_tasks, named, on_time
from kam.measures.work import Row, empty, is_done
from kam.review.view import Cell, View
from kam.tables import Row as TableRow
from kam.tables import Table
from kam.wording import Sentence


class PromisesView(View):
    """The tasks due in the quarter and the targets agreed for it."""

    @property
    def measured(self) -> bool:
        """Whether there are tasks, exported or read from a filled-in plan."""
        return self.r.books.exported("tasks")

    def finding(self) -> Sentence:
        """How much of the promised work was done on time, what is overdue, and how many effects reached their target."""
        if not self.measured:
            return self.missing("tasks")
        due = self.r.figure("tasks_due")
        if not due.value:
            return self.r.voice.paragraph(self.say("promises.none_due"), self._overdue())
        done = self.say("promises.finding", due=due, ontime=self.r.figure("tasks_on_time"), rate=self.r.figure("plan_on_time_rate"))
        return self.r.voice.paragraph(done, self._overdue(), *self._effects())

    def _overdue(self) -> Sentence:
        hours = self.r.figure("plan_overdue")
        return self.say("promises.overdue", hours=hours, age=self.r.figure("plan_overdue_age")) if hours.value else self.say("promises.nothing_overdue")

    def _effects(self) -> list[Sentence]:
        reached = self.r.figure("effects_reached")
        said = [self.say("promises.effect", measured=self.r.figure("effects_measured"), share=self.r.figure("plan_not_evaluated"))]
        return [*said, self.say("promises.reached", judged=reached.n, reached=bare(reached))] if reached.n else said

    def chart(self) -> Chart | None:
        """The part of the promised work that was done on time, account by account."""
        rates = [(self.r.name(account), rate) for account, rate in self._rates()]
        if len(rates) < 2:
            return None
        best, worst = rates[0][1], rates[-1][1]
        title = self.say("promises.chart_alike", best=best) if best.value == worst.value else self.say("promises.chart", worst=worst, best=best)
        return ranked_bars(rates, title, voice=self.r.voice, note=self.source("note.promises", "tasks"))

    def _rates(self) -> list[tuple[str, Figure]]:
        """Accounts that had tasks due, the best kept first."""
        rates = {account: rate for account, rate in self.r.figures.of("plan_on_time_rate", self.r.quarter).items() if rate.known}
        return sorted(rates.items(), key=lambda pair: (-pair[1].size, pair[0]))

    def by_account(self) -> Table | None:
        """Each account's promises: kept on time, overdue and how old, measured and reached."""
        rows = [[self.r.name(account), *self.figures(account, *COUNTED)] for account, _ in self._rates()]
        return self._table("promises.by_account", ["name:head.account", *COUNTED], rows) if rows else None

    def table(self) -> Table | None:
        """The tasks due in the quarter that were not kept: not done, then late, then done without reaching their target (L1b)."""
        due = due_tasks(self.r.books, self.r.quarter) if self.measured else []
        broken = [task for task in due if self._standing(task) < 2 or self._reached(task).value == 0]
        return self._tasks(broken, "promises.caption_short")

    def of_account(self, account: str) -> Table | Sentence:
        """The same for one account."""
        if not self.measured:
            return self.missing("tasks")
        found = [task for task in due_tasks(self.r.books, self.r.quarter) if task["account_id"] == account]
        return self._tasks(found, "promises.caption", True) or self.say("promises.none_due")

    def _tasks(self, tasks: list[Row], caption: str, one_account: bool = False) -> Table | None:
        ordered = sorted(tasks, key=lambda task: (self._standing(task), task["due"], str(task["task_id"])))
        rows = [TableRow(self._cells(task)[one_account:], marked=self._standing(task) == 0) for task in ordered]
        heads = ["name:head.account", "text:head.task", "text:head.owner", "text:head.due", "text:plan.head.done_on", "text:plan.head.metric", "task_target", "task_result", "change:task_effect"]
        heads = ["name:head.task", *heads[2:]] if one_account else heads
        return self._table(caption, heads, rows, note="promises.note") if rows else None

    def _standing(self, task: Row) -> int:
        """0 not done by the quarter's end, 1 done late, 2 done on time."""
        if on_time(self.r.books, task):
            return 2
        return int(is_done(self.r.books, task, self.r.quarter))

    def _reached(self, task: Row) -> Figure:
        return self.r.figure("task_reached", task["account_id"] or COMPANY, f"task:{task['task_id']}")

    def _cells(self, task: Row) -> list[Cell]:
        account = task["account_id"] or COMPANY
        figures = [self.r.figure(metric, account, f"task:{task['task_id']}") for metric in ("task_target", "task_result", "task_effect")]
        what = task["task_id"] if empty(task["acceptance"]) else task["acceptance"]
        name = self.r.name(account) if account else self.word("plan.no_account")
        effect = figures[-1] if figures[-1].known else "–"
        return [name, str(what), self._said(task["owner"]), self._day(task["due"]), self._done(task), self._measured_by(task), *figures[:2], effect]

    def _day(self, day: date) -> str:
        """A day of the quarter without its year."""
        return str(format_skeleton("MMMd", day, locale=self.r.voice.locale.babel))

    def _done(self, task: Row) -> str:
        standing = self._standing(task)
        if not standing:
            return self.word("promises.not_done")
        if empty(task["done"]):
            return self.r.voice.term("status", "done")
        day = self._day(task["done"])
        return self.word("promises.late", day=day) if standing == 1 else day

    def _measured_by(self, task: Row) -> str:
        """The figure's name, with the need that it is about; the company's own words as they come."""
        figure = named(self.r.books, self.r.quarter, task)
        if figure is None:
            return "–"
        if not figure.known or not self.r.voice.has(f"metric.{figure.metric}"):
            return str(task["metric"])
        part = figure.dimension.partition(":")[2]
        return self.r.voice.name(figure.metric) + (f" ({self.r.voice.term('need', part)})" if part else "")

    def _said(self, value: object) -> str:
        return self.word("plan.no_owner") if empty(value) else str(value)

    def targets(self) -> Table | None:
        """Net sales against the targets agreed for the quarter, of every account that had one, whatever its star is now (L1b)."""
        found = [(account, figure) for account, figure in self.r.figures.of("target_attainment", self.r.quarter).items() if figure.known]
        found.sort(key=lambda pair: (pair[1].size, pair[0]))
        short = sorted((account for account, _ in found), key=lambda account: (-self._short_by(account), account))[:LARGEST]
        printed = {*self.r.key_accounts, *(account for account in short if self._short_by(account) > 0)}
        rows = [TableRow([self.r.name(account), *self.figures(account, *TARGETS)], screen=account not in printed) for account, _ in found]
        left = sum(row.screen for row in rows)
        note = self.say("promises.targets_on_paper", n=left) if left else ""
        return Table(self.r.voice, self.say("promises.targets"), self.heads("name:head.account", *TARGETS), rows, note, whole=True) if rows else None

    def _short_by(self, account: str) -> Decimal:
        """What net sales lack to the target, negative where they exceed it."""
        return Decimal(self.r.figure("target_net_sales", account).size) - Decimal(self.r.figure("net_sales", account).size)


COUNTED = ("tasks_due", "plan_on_time_rate", "plan_overdue", "plan_overdue_age", "effects_measured", "effects_reached")
TARGETS = ("target_net_sales", "net_sales", "target_attainment")
LARGEST = 10
