"""The cooperation mode that an account's own figures propose (2.5, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from kam.advice.rules import Answer, Find, answer
from kam.params.advice import RUNGS, ModeRule


@dataclass(frozen=True)
class Proposal:
    """A mode with its rung and the answer that led to it, or no mode and the figures that were missing.

    ``unknown`` names the figures for want of which a higher mode could not be judged; ``missed`` is the answer of the nearest mode
    above that the account does not reach.
    """

    mode: str
    answer: Answer
    unknown: tuple[str, ...] = ()
    missed: Answer | None = None

    @property
    def rung(self) -> int | None:
        """1 single contact, 2 partner, 3 embedded partner; None without a mode."""
        return RUNGS.get(self.mode)


def proposed(rules: tuple[ModeRule, ...], find: Find) -> Proposal:
    """The first mode whose rule holds; one that cannot be judged is passed over and its missing figures are named.

    A last rule without conditions stands in for modes that were judged and not reached, never for figures that are not known.
    """
    unknown: list[str] = []
    missed, above = None, None
    for rule in rules:
        found = answer(rule, find)
        if found.holds and not (not found.seen and above is not None and above.holds is None):
            return Proposal(rule.mode, found, tuple(dict.fromkeys(unknown)), missed)
        unknown += found.unknown if found.holds is None else ()
        missed, above = (found if found.holds is False else missed), found
    return Proposal("", Answer(None, ()), tuple(dict.fromkeys(unknown)), missed)
