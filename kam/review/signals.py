"""Signals in the reader's words: what passed which threshold, a question to ask, and the input rows behind it (W1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kam.figures import Figure, Number, bare
from kam.measures.books import total
from kam.signals import SIGNALS, Evidence, evidence, source_of, threshold
from kam.wording import Sentence
from kam.wording.numbers import kind_of, written

if TYPE_CHECKING:
    from kam.review.review import Review

SIGNAL_COLUMNS = ["account_id", "signal", "severity", "value", "threshold", "evidence_rows", "sentence"]
EVIDENCE_COLUMNS = ["file", "sheet", "row", "document", "date", "amount", "fact"]
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class Signal:
    """One signal of one account: its figure, the threshold that it exceeds, the fact and the question to ask."""

    account_id: str
    signal: str
    severity: str
    figure: Figure
    threshold: float
    limit: str
    fact: Sentence
    question: Sentence

    @property
    def value(self) -> Number | None:
        """What exceeds the threshold; None where goods stand without any rebate."""
        return self.figure.value

    def evidence_file(self, review: Review) -> str:
        """The file of its evidence, seen from the review's folder."""
        return f"evidence/{review.file_names[self.account_id]}-{self.signal}.csv"

    def row(self, review: Review, evidence_rows: int) -> dict[str, Any]:
        """Its row of ``signals.csv``."""
        sentence = review.voice.paragraph(self.fact, self.question).text
        return {name: getattr(self, name, None) for name in SIGNAL_COLUMNS} | {"evidence_rows": evidence_rows, "sentence": sentence}


def signals(review: Review, account: str = "") -> list[Signal]:
    """Every signal of the quarter by account and kind, or those of one account."""
    marked = {signal: review.figures.of("signals_raised", review.quarter, f"signal:{signal}") for signal in SIGNALS}
    raised = sorted((one, signal) for signal, marks in marked.items() for one, mark in marks.items() if mark.value == 1 and account in ("", one))
    return [_signal(review, one, signal) for one, signal in raised]


def _signal(review: Review, account: str, signal: str) -> Signal:
    figure, limit = looked_at(review, account, signal), limit_of(review, account, signal)
    form = f"{signal}_uncovered" if figure.value is None else signal
    values: dict[str, Any] = {"name": review.name(account), "value": bare(figure), "limit": limit, **_beside(review, account, signal)}
    fact, question = review.voice.say(f"signals.fact.{form}", **values), review.voice.say(f"signals.ask.{signal}", **values)
    return Signal(account, signal, severity(review, account, signal), figure, threshold(review.books, review.quarter, signal, account), limit, fact, question)


def looked_at(review: Review, account: str, signal: str) -> Figure:
    """The figure that a signal looks at."""
    metric, dimension = source_of(signal)
    return review.figure(metric, account, dimension)


def limit_of(review: Review, account: str, signal: str) -> str:
    """A signal's threshold as the reader sees it, in the unit of its figure; a multiple as a bare number."""
    figure, limit = looked_at(review, account, signal), threshold(review.books, review.quarter, signal, account)
    if kind_of(figure.unit, figure.metric) == "times":
        return review.voice.numbers.plain(limit)
    return review.voice.number(limit, figure.unit, figure.metric)


def _beside(review: Review, account: str, signal: str) -> dict[str, Figure]:
    """What a sentence says besides the value itself."""
    if signal == "silence_ratio":
        return {"days": review.figure("days_since_last_order", account)}
    return {"stars": bare(review.figure("stars_raw", account))} if signal == "big_but_risky" else {}


def severity(review: Review, account: str, signal: str) -> str:
    """High for a recorded incident, else high, medium or low by the account's part of trailing net sales."""
    rules = review.books.rules(review.quarter).signals
    if signal.startswith("incident_"):
        return SEVERITIES[0]
    whole = _whole(review)
    share = Decimal(review.value("net_sales_ttm", account) or 0) / whole if whole > 0 else Decimal(0)
    limits = (Decimal(str(rules.high_share)), Decimal(str(rules.medium_share)))
    return SEVERITIES[sum(share < limit for limit in limits)]


def _whole(review: Review) -> Decimal:
    """Trailing net sales of all accounts, summed once for the many signals that are weighed against them."""
    summed = review.books.kept("signals: trailing net sales")
    if review.quarter not in summed:
        summed[review.quarter] = total(review.value("net_sales_ttm", one) or 0 for one in review.books.trading(review.quarter))
    return Decimal(summed[review.quarter])


def evidence_rows(review: Review, one: Signal) -> list[dict[str, Any]]:
    """The rows of a signal's evidence file."""
    return [
        {"file": row.file, "sheet": row.sheet, "row": row.row, "document": row.document, "date": row.day, "amount": row.amount, "fact": fact(review, row)}
        for row in evidence(review.books, review.quarter, one.signal, one.account_id)
    ]


def fact(review: Review, row: Evidence) -> str:
    """What an evidence row says, in words; its amount, day and document stand beside it."""
    says, details = row.says, dict(row.details)
    days = details.get("days")
    if says == "order" and days is None:
        says = "first_order"
    if says == "paid" and days is not None and days < 0:
        says, details["days"] = "paid_early", -days
    return review.voice.word(f"evidence.{says}", **{name: _detail(review, name, value) for name, value in details.items()})


def _detail(review: Review, name: str, value: Any) -> str | int:
    if value is None:
        return review.voice.word("evidence.not_said")
    if isinstance(value, date):
        return review.voice.date(value)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal | float):
        return review.voice.numbers.exact(f"{value:.2f}") if name == "score" else to_the_cent(review, value)
    return review.voice.term("criterion", value) if name == "criterion" else str(value)


def to_the_cent(review: Review, amount: Decimal | float) -> str:
    """An amount or price of an input row, as it stands there."""
    return written(Decimal(str(amount)), 2, review.voice.locale)
