"""Chapter 4, carry the plan out: needs and our answers, tasks and dates, who does how much, and what is proposed (4.1 to 4.4)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from babel.dates import format_skeleton

from kam.charts import Chart, ranked_bars
from kam.figures import Figure
from kam.measures.plan import named
from kam.measures.work import Row, empty, open_tasks, recorded_needs
from kam.review.proposals import FOR_CUSTOMER, Proposal, proposals, proposed_by
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 40
BLANK = 10
PROPOSALS = 12
KINDS = 3
PROPOSED = ("head.acceptance", "plan.head.why_proposed", "plan.head.target_value", "head.due", "head.owner", "plan.head.hours_of_work", "head.form")
# Figures that a customer's own page may speak of: what it buys, asks for, and how it is served.
CUSTOMERS_OWN = frozenset("net_sales target_attainment categories_bought otif_rate fill_rate lead_time_median lead_time_p90 lot_median batches cycle_median need_gap need_gap_ratio".split())


class PlanView(View):
    """Needs, tasks and dates of the key accounts."""

    def finding(self) -> Sentence:
        """How many tasks are open and how many of them should have been done."""
        if not self.r.books.exported("tasks"):
            return self.missing("tasks")
        count, late = self.r.figure("open_tasks"), self.r.figure("late_tasks")
        return self.say("plan.finding" if count.value else "plan.no_tasks", open=count, late=late)

    def tasks(self, *accounts: str) -> Table | None:
        """Open tasks in order of their dates, with account, owner, workload, form of work and what done means."""
        if not self.r.books.exported("tasks"):
            return None if accounts else self.template()
        return self._open_tasks([(account, task) for account in accounts or self.r.key_accounts for task in open_tasks(self.r.books, self.r.quarter, account)], bool(accounts))

    def agreed_with(self, account: str) -> Table | None:
        """For the customer: what is to be done by whom and when, without tasks that look at its credit, its conduct, or our own house."""
        if not self.r.books.exported("tasks"):
            return None
        shown = [self._task(task) for task in open_tasks(self.r.books, self.r.quarter, account) if self._may_be_shown(task)]
        rows = [[what, due, owner, form] for what, due, owner, _, form, _ in shown]
        heads = ["name:head.acceptance", "text:head.due", "text:head.owner", "text:head.form"]
        return self._table("plan.of_account", heads, rows) if rows else None

    def _may_be_shown(self, task: Row) -> bool:
        """By the finding that proposed it, else by the figure that it names; one that names none was agreed on as it stands."""
        kind = proposed_by(str(task["task_id"]), str(task["account_id"]))
        if kind and kind != "overdue":
            return kind in FOR_CUSTOMER
        figure = named(self.r.books, self.r.quarter, task)
        return figure is None or not figure.known or figure.metric in CUSTOMERS_OWN

    def _open_tasks(self, found: list[tuple[str, Row]], one_account: bool) -> Table | None:
        ordered = sorted(found, key=lambda pair: (empty(pair[1]["due"]), pair[1]["due"] if not empty(pair[1]["due"]) else date.max, str(pair[1]["task_id"])))
        heads = ["name:head.account", "text:head.acceptance", "text:head.due", "text:head.owner", "text:plan.head.hours_of_work", "text:head.form", "text:head.task"]
        if one_account:
            return self._listed("plan.of_account", heads, [[self.r.name(account), *self._task(task)] for account, task in ordered], one_account)
        late = [(account, task) for account, task in ordered if not empty(task["due"]) and task["due"] <= self.r.books.day(self.r.quarter)]
        rows = [[self.r.name(account), *self._task(task)] for account, task in (late or ordered)[:LISTED]]
        more = len(ordered) - len(rows)
        note = self.say("plan.caption_note", n=more) if more else ""
        caption = self.say("plan.caption_late" if late else "plan.caption")
        return Table(self.r.voice, caption, self.heads(*heads), rows, note=note) if rows else None

    def _listed(self, caption: str, heads: list[str], rows: list[list[str]], one_account: bool) -> Table | None:
        """The table; on the page of one account its name, which is the page's title, is left out."""
        if one_account:
            heads, rows = [heads[1].replace("text:", "name:"), *heads[2:]], [row[1:] for row in rows]
        return self._table(caption, heads, rows) if rows else None

    def _task(self, task: Row) -> list[str]:
        due = self.word("plan.open") if empty(task["due"]) else self.r.voice.day(task["due"])
        words = [self._text(task["owner"]), self._hours(task["hours"]), self._text(task["form"], "form"), self._text(task["task_id"])]
        return [self._text(task["acceptance"] if not empty(task["acceptance"]) else task["task_id"]), due, *words]

    def _hours(self, hours: object) -> str:
        return self.word("plan.open") if empty(hours) else self.r.voice.numbers.plain(hours)  # type: ignore[arg-type]

    def template(self) -> Table | None:
        """What stands in place of the tasks where none were exported: a row for each of the largest key accounts, to be filled in."""
        heads = ["name:head.account", "text:head.acceptance", "text:head.due", "text:head.owner", "text:plan.head.hours_of_work", "text:head.form"]
        rows = [[self.r.name(account), "", "", "", "", ""] for account in self.r.key_accounts[:BLANK]]
        return self._table(self.say("plan.template", quarter=self.r.quarter + 1), heads, rows, note="plan.template_note") if rows else None

    def division_finding(self) -> Sentence:
        """How much work is open, who carries most of it, and whose hours do not suffice."""
        if not self.r.books.exported("tasks"):
            return self.missing("tasks")
        whole, owners = self.r.figures.find("plan_hours", self.r.quarter), self._owners()
        if whole is None or not whole.value or not owners:
            return self.say("plan.no_work")
        name, most = max(owners.items(), key=lambda pair: (pair[1].size, pair[0]))
        parts = [self.say("plan.division_finding", hours=whole, owner=self._person(name), most=most)]
        over = [self._person(one) for one, planned in owners.items() if (free := self._available(one)) and free.size < planned.size]
        return self.r.voice.paragraph(*parts, *([self.say("plan.division_over", names=over)] if over else []))

    def division(self) -> Table | None:
        """Hours planned and available, person by person."""
        rows = [[self._person(name), planned, self._available(name)] for name, planned in sorted(self._owners().items(), key=lambda pair: (-pair[1].size, pair[0]))]
        free = any(row[-1] for row in rows)
        heads = ["name:head.owner", "plan_hours", *(["hours_available"] if free else [])]
        return self._table("plan.division", heads, [row if free else row[:-1] for row in rows], note="plan.division_note") if rows else None

    def _owners(self) -> dict[str, Figure]:
        return {name.partition(":")[2]: figure for name, figure in self.r.figures.dimensions("plan_hours", self.r.quarter, kind="owner").items()}

    def _available(self, person: str) -> Figure | None:
        return self.r.figures.find("hours_available", self.r.quarter, "", f"owner:{person}")

    def _person(self, name: str) -> str:
        return name or self.word("plan.no_owner")

    def timeline(self) -> Chart | None:
        """Hours of work by the month in which they fall due."""
        found = {name.partition(":")[2]: figure for name, figure in self.r.figures.dimensions("plan_hours", self.r.quarter, kind="month").items()}
        order = sorted(found, key=lambda month: "" if month == "overdue" else month)
        if not found:
            return None
        accent = 0 if order[0] == "overdue" else None
        return ranked_bars([(self._month(month), found[month]) for month in order], self.say("plan.months"), voice=self.r.voice, accent=accent, note=self.source("plan.note_months", "tasks"))

    def _month(self, month: str) -> str:
        if month == "overdue":
            return self.word("plan.month_overdue")
        return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=self.r.voice.locale.babel))

    def proposed_finding(self) -> Sentence:
        """What most of the tasks that this quarter's findings propose are about, and that nobody has promised them yet."""
        counts = Counter(one.finding.kind for one in proposals(self.r)) if self.r.key_accounts else Counter()
        if not counts:
            return self.say("plan.proposed_none")
        most = sorted(counts, key=lambda kind: (-counts[kind], kind))[:KINDS]
        return self.say("plan.proposed_finding", quarter=self.r.quarter + 1, kinds=[self.word(f"proposal.about.{kind}") for kind in most])

    def proposed(self, *accounts: str) -> Table | None:
        """The proposals of the coming quarter, marked as such, in the order of importance that params give to what they are about."""
        if not self.r.key_accounts:
            return None
        order = list(self.r.books.rules(self.r.quarter).plan.work)
        listed = sorted(proposals(self.r, *accounts), key=lambda one: order.index(one.finding.kind))
        shown = listed if accounts else [one for one in listed if one.finding.kind != "overdue"][:PROPOSALS]
        heads = ["name:head.account", *(f"text:{head}" for head in PROPOSED)]
        rows: list[list[str | Sentence]] = [[self.r.name(one.account_id), *self._proposed(one)] for one in shown]
        caption = self.say("account.proposed" if accounts else "plan.proposed", quarter=self.r.quarter + 1)
        if accounts:
            heads, rows = ["name:head.acceptance", *heads[2:]], [row[1:] for row in rows]
        more = len(listed) - len(shown)
        note = self.word("plan.proposed_more", n=more) if more else self.word("plan.proposed_note")
        return Table(self.r.voice, caption, self.heads(*heads), rows, note=note) if rows else None

    def _proposed(self, one: Proposal) -> list[str | Sentence]:
        words = [self.r.voice.day(one.due), one.owner or self.word("plan.no_owner"), self._hours(one.hours), self.r.voice.term("form", one.form)]
        return [one.acceptance, one.why, self._aim(one), *words]

    def _aim(self, one: Proposal) -> str:
        """The target of a proposal in the unit of its figure."""
        base, target = one.finding.base, one.finding.target
        return "–" if base is None or target is None else self.r.voice.number(target, base.unit, base.metric)

    def proposed_to(self, account: str) -> Table | None:
        """For the customer: what we propose to agree on; only what it asked for and how it is served."""
        listed = [one for one in proposals(self.r, account) if one.for_customer]
        heads = ["name:head.acceptance", "text:head.due", "text:head.owner", "text:head.form"]
        rows = [[one.acceptance, self.r.voice.day(one.due), one.owner or self.word("plan.no_owner"), self.r.voice.term("form", one.form)] for one in listed]
        return self._table(self.say("customer.proposed", quarter=self.r.quarter + 1), heads, rows) if rows else None

    def needs_finding(self) -> Sentence:
        """How many needs are recorded and answered."""
        if not self.r.books.exported("needs"):
            return self.missing("needs")
        return self.say("plan.needs_finding", needs=self.r.figure("needs_recorded"), answered=self.r.figure("needs_answered"))

    def needs(self, *accounts: str) -> Table | None:
        """What each account asks for, what was fulfilled, our answer and our own ask."""
        chosen = accounts or tuple(self.r.key_accounts)
        asked = [(account, need) for account in chosen for need in recorded_needs(self.r.books, self.r.quarter, account) if accounts or _still_open(need)]
        rows = [[self.r.name(account), *self._need(need)] for account, need in asked]
        heads = ["name:head.account", "text:head.need", "text:head.wanted", "text:head.fulfilled", "text:head.answer", "text:head.our_ask"]
        if accounts:
            return self._listed("plan.needs", heads, rows, True)
        return self._table("plan.needs", heads, rows, note="plan.needs_note") if rows else None

    def _need(self, need: Row) -> list[str]:
        return [self.r.voice.term("need", str(need["need"])), *(self._text(need[column]) for column in ("wanted", "fulfilled", "answer", "our_ask"))]

    def _text(self, value: object, family: str = "answer") -> str:
        """A word of a closed list in the reader's language; the reason behind it, as in ``partly: why``, as it comes."""
        if empty(value):
            return self.word("plan.open")
        word, colon, why = str(value).partition(":")
        return self.r.voice.term(family, word) + colon + why


def _still_open(need: Row) -> bool:
    """Whether a need has no answer yet, or was declined."""
    return empty(need["answer"]) or str(need["answer"]).partition(":")[0] not in ("agreed", "partly")
