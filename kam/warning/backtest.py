"""What counts of reasons were worth: of the accounts warned of then, how many lost sales in the quarter after (metrics.md H)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter
from kam.warning.reasons import counts

# Two-sided 95 %.
Z = 1.959964
MOST_REASONS = 3


@dataclass(frozen=True)
class Outcome:
    """Of ``cases`` account-quarters with at least so many reasons, ``lost`` lost sales in the quarter after."""

    cases: int
    lost: int

    @property
    def rate(self) -> float | None:
        """The part that lost sales."""
        return self.lost / self.cases if self.cases else None

    def surely_above(self, rate: float) -> bool:
        """Whether the lower end of the 95 % interval of its rate (Wilson 1927) lies above another rate."""
        return self.cases > 0 and wilson_low(self.lost, self.cases) > rate


def wilson_low(hits: int, n: int) -> float:
    """Lower end of the 95 % score interval of a share. Source: E. B. Wilson, JASA 22 (1927) 209-212."""
    share, spread = hits / n, Z * Z / n
    return (share + spread / 2 - Z * math.sqrt(share * (1 - share) / n + spread / (4 * n))) / (1 + spread)


def backtest(books: Books, quarter: Quarter) -> dict[int, Outcome]:
    """Outcomes by least number of reasons (0 = every judged account), over all whole quarters before this one.

    Reasons are counted as of each past quarter's end, losses in the quarter after it against the same quarter a year before.
    """
    cases: list[tuple[int, bool]] = []
    for origin in _origins(books, quarter):
        lost = losses(books, origin + 1)
        cases += [(count, lost[account]) for account, count in sorted(counts(books, origin).items()) if account in lost]
    return {least: Outcome(sum(count >= least for count, _ in cases), sum(lost for count, lost in cases if count >= least)) for least in range(MOST_REASONS + 1)}


def _origins(books: Books, quarter: Quarter) -> list[Quarter]:
    """Past quarters whose next one is over by this quarter's end."""
    return [one for one in books.history if one.last_year >= books.history[0] and one < quarter and not books.partial(one + 1)]


def losses(books: Books, quarter: Quarter) -> dict[str, bool]:
    """Whether an account bought less than allowed of the same quarter last year, or nothing; accounts that bought nothing then are left out."""
    kept_share = 1 - Decimal(str(books.rules(quarter).warning.loss))
    before, now = books.net(quarter.last_year), books.net(quarter)
    return {account: now.get(account, NOTHING) < kept_share * value for account, value in before.items() if value > 0}
