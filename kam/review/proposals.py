"""What this quarter's findings propose for the coming quarter: one task for each finding, by rules that params hold (4.1 to 4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kam.figures import Figure, Number
from kam.measures.needs import need_of
from kam.measures.team import members
from kam.measures.work import Row, empty, open_tasks, recorded_needs
from kam.names import file_name
from kam.params.plan import DEFAULT_WORK
from kam.quarters import Quarter
from kam.review.signals import Signal, signals
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

# Who does it: the member of the account's team with that role, else the account's manager.
ROLES = {"credit": "finance", "finance": "finance", "service": "logistics", "training": "trainer", "mind": "trainer"}
OF_LOGISTICS = ("lead_time", "lot", "batches", "cycle")
# Findings that may be laid before the customer: what it asks for and how it is served, never what we owe to its credit or its conduct.
FOR_CUSTOMER = ("need", "training", "service")
# Signals that look at the same thing as another finding; what is big but risky is told by what binds its star.
SAME_AS = {"paying_later": "credit", "receivable_gap": "credit", "silence_ratio": "silent", "big_but_risky": ""}
CREDIT = ("countback_dso", "past_due_share")
MIND = {"business_sense_at_least": "score_business_sense", "initiative_at_least": "score_initiative"}


@dataclass(frozen=True)
class Finding:
    """What calls for a task: its kind (a key of ``plan.work``), what it is about, the figure that will show the effect, and its target."""

    kind: str
    about: str = ""
    metric: str = ""
    base: Figure | None = None
    target: Number | None = None
    task: Row | None = None


@dataclass(frozen=True)
class Proposal:
    """One proposed task of one account; ``parent`` is the joint plan that it is a part of, or the overdue task that it carries on."""

    task_id: str
    account_id: str
    finding: Finding
    parent: str
    owner: str
    due: date
    form: str
    hours: Number
    priority: int
    acceptance: str
    why: Sentence

    @property
    def for_customer(self) -> bool:
        """Whether the customer may see it."""
        return self.finding.kind in FOR_CUSTOMER


def proposals(review: Review, *accounts: str) -> list[Proposal]:
    """The tasks proposed for some accounts (all key accounts where none is named), each account's most important first."""
    raised = _raised(review)
    return [one for account in accounts or review.key_accounts for one in _of_account(review, account, raised.get(account, []))]


def joint_plan(coming: Quarter, account: str) -> str:
    """The id of an account's plan of a quarter, the parent of its proposed tasks."""
    return f"{coming.name}-{account}"


def proposed_by(task_id: str, account: str) -> str:
    """The kind of finding that proposed a task, told by its id; of a task carried over, that which proposed it first; empty for any other task."""
    topic = re.sub(rf"^\d{{4}}Q[1-4]-{re.escape(account)}-", "", task_id)
    kind, _, about = topic.partition("-")
    if topic == task_id or kind not in DEFAULT_WORK:
        return ""
    return (proposed_by(about, account) or kind) if kind == "overdue" else kind


def due_in_week(coming: Quarter, week: int) -> date:
    """The Friday of a week of the quarter; its last day where the quarter is over before."""
    first = coming.start + timedelta(days=(4 - coming.start.weekday()) % 7)
    return min(first + timedelta(weeks=week - 1), coming.end)


def proposed_target(review: Review, account: str) -> Number | None:
    """Net sales proposed for the coming quarter: those of the same quarter a year before, grown as params say; None where there were none."""
    figure = review.figures.find("net_sales", (review.quarter + 1).last_year, account)
    if figure is None or figure.value is None or figure.value <= 0:
        return None
    grown = float(figure.value) * (1 + review.books.rules(review.quarter).plan.target_growth)
    return figure.value if grown == float(figure.value) else round(grown, 2)


def _raised(review: Review) -> dict[str, list[Signal]]:
    """The quarter's signals by account, gathered once for every manager's plan."""
    kept: dict[str, dict[str, list[Signal]]] = review.books.kept("signals by account")
    if review.quarter.name not in kept:
        found = kept.setdefault(review.quarter.name, {})
        for signal in signals(review):
            found.setdefault(signal.account_id, []).append(signal)
    return kept[review.quarter.name]


def _of_account(review: Review, account: str, raised: list[Signal]) -> list[Proposal]:
    rules = review.books.rules(review.quarter).plan
    order = list(rules.work)
    found: dict[tuple[str, str], Finding] = {}
    for finding in _findings(review, account, raised):
        found.setdefault((finding.kind, finding.about), finding)
    ranked = sorted(found.values(), key=lambda one: order.index(one.kind))[: rules.most_tasks]
    return [_proposal(review, account, finding, rank) for rank, finding in enumerate(ranked, 1)]


def _proposal(review: Review, account: str, finding: Finding, rank: int) -> Proposal:
    coming, work = review.quarter + 1, review.books.rules(review.quarter).plan.work[finding.kind]
    carried = finding.task
    topic = "-".join(file_name(part) for part in (finding.kind, finding.about) if part)
    hours = carried["hours"] if carried and not empty(carried["hours"]) and carried["hours"] > 0 else work.hours
    form = str(carried["form"]) if carried and not empty(carried["form"]) else work.form
    return Proposal(
        task_id=f"{joint_plan(coming, account)}-{topic}",
        account_id=account,
        finding=finding,
        parent=str(carried["task_id"]) if carried else joint_plan(coming, account),
        owner=_owner(review, account, finding),
        due=due_in_week(coming, work.week),
        form=form,
        hours=hours,
        priority=rank,
        acceptance=_acceptance(review, finding),
        why=_why(review, finding),
    )


def manager(review: Review, account: str) -> str:
    """Whoever is responsible for an account: its owner, its account manager, or who gets its pages by mail; empty where nobody is named."""
    owner = review.books.accounts.owner.get(account)
    if isinstance(owner, str) and owner.strip():
        return owner.strip()
    mailed = (person.email.partition("@")[0] for person in review.params.people if person.role == "manager" and account in person.accounts)
    return _member(review, account, "account manager") or next(mailed, "")


def _member(review: Review, account: str, role: str) -> str:
    return next((str(one["person"]) for one in members(review.books, account) if one["role"] == role), "")


def _owner(review: Review, account: str, finding: Finding) -> str:
    if finding.task and not empty(finding.task["owner"]):
        return str(finding.task["owner"])
    role = ROLES.get(finding.kind, "")
    if finding.kind == "need" and need_of(review.books.rules(review.quarter).needs, finding.about) in OF_LOGISTICS:
        role = "logistics"
    return (_member(review, account, role) if role else "") or manager(review, account)


def _acceptance(review: Review, finding: Finding) -> str:
    """What is to be done and what done means, in the language of the review."""
    if finding.task:
        text = finding.task["acceptance"] if not empty(finding.task["acceptance"]) else finding.task["task_id"]
        return review.voice.word("proposal.overdue", task=str(text))
    if finding.kind in ("need", "training"):
        return review.voice.word(f"proposal.{finding.kind}", need=_need(review, finding.about))
    if finding.kind == "signal":
        return review.voice.word("proposal.signal", signal=review.voice.term("signal", finding.about))
    return review.voice.word(f"proposal.{finding.kind}")


def _need(review: Review, about: str) -> str:
    name = need_of(review.books.rules(review.quarter).needs, about)
    return review.voice.word(f"need.{name}") if name and review.voice.has(f"need.{name}") else about


def _why(review: Review, finding: Finding) -> Sentence:
    """The figure that called for it."""
    if finding.task:
        return review.voice.say("proposal.was_due", due=finding.task["due"])
    if finding.kind in ("sales", "finance", "mind"):
        return review.voice.say("proposal.holds_back", criterion=review.voice.word(f"criterion.{finding.kind}"))
    if finding.base is None:
        return review.voice.say("proposal.seen", what=review.voice.term("signal", finding.about))
    return review.voice.say("proposal.because", figure=review.voice.name(finding.base.metric), base=finding.base)


def _findings(review: Review, account: str, raised: list[Signal]) -> Iterator[Finding]:
    yield from _overdue(review, account)
    yield from _credit(review, account, raised)
    yield from _warned(review, account)
    yield from _signals(review, account, raised)
    yield from _needs(review, account)
    yield from _star(review, account)
    gaps = review.figures.find("team_gaps", review.quarter, account)
    if gaps and gaps.value:
        yield Finding("team", "", "team_gaps", gaps, 0)


def _overdue(review: Review, account: str) -> Iterator[Finding]:
    """Each overdue task is carried over: its part in the coming quarter takes its place, so that no work counts twice (L1)."""
    if not review.books.exported("tasks"):
        return
    for task in open_tasks(review.books, review.quarter, account):
        if not empty(task["due"]) and task["due"] <= review.books.day(review.quarter):
            yield Finding("overdue", str(task["task_id"]), task=task)


def _credit(review: Review, account: str, raised: list[Signal]) -> Iterator[Finding]:
    """Past due above the limit, over the credit limit, paying later, or what keeps it from the next star: one reconciliation."""
    limit = review.books.rules(review.quarter).plan.past_due_share
    past_due, used, days = (review.figures.find(metric, review.quarter, account) for metric in ("past_due_share", "utilisation", "days_beyond_terms"))
    if past_due and past_due.value is not None and past_due.value > limit:
        yield Finding("credit", "", "past_due_share", past_due, limit)
    if used and used.value is not None and used.value > 1:
        yield Finding("credit", "", "utilisation", used, 1)
    later = review.value("warning_reasons", account, "warning:slower_payment") or any(SAME_AS.get(one.signal) == "credit" for one in raised)
    if later and days and days.known:
        yield Finding("credit", "", "days_beyond_terms", days, _last_year(review, "days_beyond_terms", account))
    if _binding(review, account) in CREDIT:
        own = review.figures.find("countback_dso_4q", review.quarter, account)
        band = _next_band(review, account)
        if own and own.known and band:
            yield Finding("credit", "", "countback_dso_4q", own, getattr(band, "countback_dso_at_most", None))


def _last_year(review: Review, metric: str, account: str) -> Number | None:
    before = review.figures.find(metric, review.last_year, account)
    return before.value if before else None


def _warned(review: Review, account: str) -> Iterator[Finding]:
    """The reasons of early warning that no other finding covers, each held against its own limit."""
    looked_at = {"silent": "silence_ratio", "below_range": "net_sales", "fewer_categories": "categories_bought", "falling_otif": "otif_rate"}
    for reason, metric in looked_at.items():
        base = review.figures.find(metric, review.quarter, account)
        if base is None or not review.value("warning_reasons", account, f"warning:{reason}"):
            continue
        target = 1 if reason == "silent" else proposed_target(review, account) if reason == "below_range" else _last_year(review, metric, account)
        yield Finding("service" if reason == "falling_otif" else reason, "", metric, base, target)


def _signals(review: Review, account: str, raised: list[Signal]) -> Iterator[Finding]:
    """Signals that nothing else covers: to be talked over with the account, measured by the figure that the signal looks at."""
    for signal in raised:
        if signal.signal not in SAME_AS:
            base = review.figures.find(signal.signal, review.quarter, account)
            target = signal.threshold if base and isinstance(signal.threshold, int | float) else None
            yield Finding("signal", signal.signal, signal.signal if base else "", base, target)
        elif SAME_AS[signal.signal] == "silent" and (ratio := review.figures.find("silence_ratio", review.quarter, account)):
            yield Finding("silent", "", "silence_ratio", ratio, 1)


def _needs(review: Review, account: str) -> Iterator[Finding]:
    if not review.books.exported("needs"):
        return
    for row in recorded_needs(review.books, review.quarter, account):
        need, dimension = str(row["need"]), f"need:{row['need']}"
        gap = review.figures.find("need_gap", review.quarter, account, dimension)
        if gap and gap.value is not None and gap.value > 0:
            kind = "training" if need_of(review.books.rules(review.quarter).needs, need) == "training" else "need"
            yield Finding(kind, need, f"need_gap {dimension}", gap, 0)


def _binding(review: Review, account: str) -> str:
    return str(review.now.at[account, "binding"]) if account in review.now.index else ""


def _next_band(review: Review, account: str) -> object | None:
    """The limits one star above the raw star."""
    raw = review.value("stars_raw", account)
    return review.books.rules(review.quarter).stars.bands.get(int(raw) + 1) if raw else None


def _star(review: Review, account: str) -> Iterator[Finding]:
    """What keeps it from the next star, where that is no matter of payment; sales are held against the same season."""
    binding, band = _binding(review, account), _next_band(review, account)
    if binding == "sales" and (sales := review.figures.find("net_sales", (review.quarter + 1).last_year, account)):
        yield Finding("sales", "", "net_sales", sales, proposed_target(review, account))
    if binding == "finance" and band:
        yield from _scored(review, account, "finance", "score_capital", getattr(band, "capital_at_least", None))
    if binding == "mind" and band:
        for field, metric in MIND.items():
            yield from _scored(review, account, "mind", metric, getattr(band, field))


def _scored(review: Review, account: str, kind: str, metric: str, least: Number | None) -> Iterator[Finding]:
    score = review.figures.find(metric, review.quarter, account)
    if least is not None and score and score.value is not None and score.value < least:
        yield Finding(kind, "", metric, score, least)
