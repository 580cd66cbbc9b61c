"""A rule held against the figures of one account: yes, no, or not known, with every figure that was looked at."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from kam.figures import Figure
from kam.measures.comparable import comparable
from kam.params.advice import Rule
from kam.params.asked import Condition

SIGNS: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
# How a figure of an account is found: by metric and need ('' = none).
Find = Callable[[str, str], Figure | None]


@dataclass(frozen=True)
class Seen:
    """One condition with the figure that it looked at; ``holds`` is None where the figure is not known."""

    condition: Condition
    figure: Figure | None
    holds: bool | None


@dataclass(frozen=True)
class Answer:
    """Whether a rule holds, None where that cannot be said, and what it looked at."""

    holds: bool | None
    seen: tuple[Seen, ...]

    @property
    def because(self) -> tuple[Seen, ...]:
        """The conditions that led to the answer: those that hold for yes, those that do not for no."""
        return tuple(one for one in self.seen if one.holds is self.holds)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Figures that were asked for and are not known."""
        return tuple(dict.fromkeys(one.condition.metric for one in self.seen if one.holds is None))


def answer(rule: Rule, find: Find) -> Answer:
    """A rule's answer: all of some conditions and any of others, in three-valued logic."""
    every, some = ([_seen(condition, find) for condition in group] for group in (rule.all_of, rule.any_of))
    parts = [one.holds for one in every]
    if some:
        parts.append(_any([one.holds for one in some]))
    return Answer(_all(parts), (*every, *some))


def _seen(condition: Condition, find: Find) -> Seen:
    figure = find(condition.metric, condition.need)
    value = comparable(figure)
    return Seen(condition, figure, None if value is None else SIGNS[condition.sign](value, condition.limit))


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _any(parts: list[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False
