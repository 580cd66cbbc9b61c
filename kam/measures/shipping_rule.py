"""The rule that holds or releases: what is late, then the limit, then the need, under the measures of each star (1, D15, S5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kam.figures import MILLIONTH
from kam.measures.books import NOTHING
from kam.params.season import CreditMeasure

HOLD, UP_TO, RELEASE = "hold", "up_to", "release"
# The rules in the order in which they are asked, and what follows from each.
DECIDED_BY = {
    "past due too long": HOLD,
    "zero limit": HOLD,
    "limit used up": HOLD,
    "limit below the need": UP_TO,
    "need not known": UP_TO,
    "no limit": RELEASE,
    "within the limit": RELEASE,
}


@dataclass(frozen=True)
class Case:
    """One account before the season, in the ledger's amounts; no limit and no known need are None.

    ``owed`` is what it owes and what was delivered without invoice, ``late`` what is past due for longer than its stars allow, ``turns`` how
    often it pays within the coming quarter at its usual pace: days of that quarter over its countback days, None where it pays at once.
    """

    owed: Decimal
    exposure: Decimal
    limit: Decimal | None
    past_due: Decimal
    oldest: int
    late: Decimal
    need: Decimal | None
    turns: Decimal | None

    def allowed(self, measure: CreditMeasure) -> Decimal | None:
        """The part of its limit that its stars may use."""
        return None if self.limit is None else self.limit * Decimal(str(measure.limit_share))

    def limit_left(self, measure: CreditMeasure) -> Decimal | None:
        """What may still be shipped at once, open orders included."""
        allowed = self.allowed(measure)
        return None if allowed is None else (allowed - self.owed).quantize(MILLIONTH)

    @property
    def carried_over(self) -> Decimal:
        """What of today's debt is still owed at the season's end: nothing where it pays within a quarter."""
        return NOTHING if self.turns is None or self.turns >= 1 else self.owed * (1 - self.turns)

    @property
    def reached(self) -> Decimal | None:
        """What it would owe when the need is shipped evenly and paid at its usual pace."""
        if self.need is None:
            return None
        return (self.carried_over + (NOTHING if self.turns is None else self.need / max(Decimal(1), self.turns))).quantize(MILLIONTH)

    def bearable(self, allowed: Decimal) -> Decimal:
        """The most that can be shipped over the season without passing what is allowed, as it pays."""
        return max(NOTHING, (allowed - self.carried_over) * max(Decimal(1), self.turns or Decimal(1))).quantize(MILLIONTH)


@dataclass(frozen=True)
class Decision:
    """The rule that decided, and the amount released; None where the need is not known and nothing bounds it."""

    rule: str
    release: Decimal | None

    @property
    def word(self) -> str:
        """``hold``, ``up_to`` or ``release``."""
        return DECIDED_BY[self.rule]


def decide(case: Case, measure: CreditMeasure, ignored_share: Decimal) -> Decision:
    """Past due first, then the limit, then the need: nothing is shipped on top of what is late."""
    allowed, left = case.allowed(measure), case.limit_left(measure)
    if case.late > ignored_share * case.exposure:
        return Decision("past due too long", NOTHING)
    if allowed is None or left is None:
        return Decision("no limit", case.need)
    if left <= 0:
        return Decision("zero limit" if allowed == 0 else "limit used up", NOTHING)
    if case.need is None or case.reached is None:
        return Decision("need not known", left)
    return Decision("within the limit", case.need) if case.reached <= allowed else Decision("limit below the need", case.bearable(allowed))


def to_pay(case: Case, rule: str, measure: CreditMeasure) -> Decimal:
    """What must come in before deliveries resume: what is late and what is owed beyond the limit, the larger; all of it without a limit."""
    beyond = max(NOTHING, -(case.limit_left(measure) or NOTHING))
    if rule == "zero limit":
        return max(NOTHING, case.owed)
    return max(case.late, beyond) if DECIDED_BY[rule] == HOLD else NOTHING
