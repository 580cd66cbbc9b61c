"""What the views of measures and modes share: a rule's answer for an account, and its figures and conditions in words."""

from __future__ import annotations

from collections.abc import Iterable

from kam.advice import Answer, Find, Seen, answer
from kam.figures import Figure, bare
from kam.measures.needs import need_of
from kam.params.advice import AdviceRules, Measure, Rule
from kam.params.asked import Condition
from kam.review.view import View
from kam.wording import Sentence
from kam.wording.sentence import join


class Advised(View):
    """A view whose answers follow from rules."""

    def _rules(self) -> AdviceRules:
        return self.r.books.rules(self.r.quarter).advice

    def _measures(self) -> dict[str, Measure]:
        return self._rules().measures

    def find(self, account: str) -> Find:
        """How a rule finds the figures of an account in the ledger."""

        def found(metric: str, need: str) -> Figure | None:
            return self._by_need(metric, account, need) if need else self.r.figures.find(metric, self.r.quarter, account)

        return found

    def _by_need(self, metric: str, account: str, need: str) -> Figure | None:
        needs = self.r.books.rules(self.r.quarter).needs
        asked = self.r.figures.dimensions(metric, self.r.quarter, account, "need")
        return next((figure for name, figure in asked.items() if need_of(needs, name.removeprefix("need:")) == need), None)

    def answer(self, account: str, rule: Rule) -> Answer:
        """Whether a rule holds for an account, with what it looked at."""
        return answer(rule, self.find(account))

    def because(self, account: str, seen: Iterable[Seen]) -> Sentence:
        """The figures that led to an answer: name and value, side by side."""
        parts = [self._shown(one) for one in seen if one.figure is not None]
        return join(parts, self.word("list.semicolon"))

    def _shown(self, one: Seen) -> Sentence:
        figure = one.figure if one.figure is not None and not one.figure.known else bare(one.figure) if one.figure is not None else None
        assert figure is not None
        name = self.r.voice.name(one.condition.metric)
        if one.condition.need:
            return self.say("advice.seen_need", need=self.word(f"need.{one.condition.need}"), figure=figure)
        return self.say("advice.seen", name=name, figure=figure)

    def text(self, measure: Measure) -> str:
        """A measure in the reader's language."""
        return self.r.voice.pick({str(language): words for language, words in measure.text.items()})

    def applying(self, account: str, measures: dict[str, Measure], metric: str) -> Sentence:
        """The measures that apply to an account now, each with the figures that led to it."""
        parts = []
        for name, measure in measures.items():
            if self.r.value(metric, account, f"measure:{name}") == 1:
                because = self.because(account, self.answer(account, measure).because)
                parts.append(self.say("advice.item" if because.text else "advice.bare", measure=self.text(measure), because=because))
        return join(parts, self.word("list.semicolon")) if parts else self.say("advice.no_one")

    def unjudged(self, account: str, measures: dict[str, Measure], metric: str) -> list[str]:
        """The measures that cannot be judged for an account, each with the figures that are missing."""
        parts = []
        for name, measure in measures.items():
            figure = self.r.figures.find(metric, self.r.quarter, account, f"measure:{name}")
            if figure is not None and not figure.known:
                missing = [self.r.voice.name(one) for one in self.answer(account, measure).unknown]
                parts.append(self.word("advice.unjudged", measure=self.text(measure), figures=missing))
        return parts

    def rule_in_words(self, rule: Rule) -> str:
        """A rule as a reader of the appendix sees it."""
        groups = [("all", rule.all_of), ("any", rule.any_of)]
        parts = [self.word(f"rule.{name}", conditions=[self._condition(one) for one in conditions]) for name, conditions in groups if conditions]
        return self.word("list.semicolon").join(parts) or self.word("rule.always")

    def _condition(self, one: Condition) -> str:
        words = {"name": self.r.voice.name(one.metric), "sign": {"<=": "≤", ">=": "≥"}.get(one.sign, one.sign), "limit": self._limit(one)}
        return self.word("rule.condition_need", need=self.word(f"need.{one.need}"), **words) if one.need else self.word("rule.condition", **words)

    def _limit(self, one: Condition) -> str:
        """A limit in the unit of its figure; the bare number where no account has that figure yet."""
        known = self.r.figures.units(one.metric)
        return self.r.voice.number(one.limit, known, one.metric) if known and known != "stars" else f"{one.limit:g}"
