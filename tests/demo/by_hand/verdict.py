"""One company's newest quarter, counted by hand and held against what its program says it planted."""

from __future__ import annotations

from functools import cached_property

from demo.quarters import LAST
from demo.roles import LOOK_ALIKE, PLANTED
from demo.world import World
from tests.demo.by_hand.books import Books, trailing
from tests.demo.by_hand.signals import Strengths, raised, strengths
from tests.demo.by_hand.stars import Stars

SIGNALS = (
    "big_but_risky", "consignment_cover", "diversion_share", "dumping_share", "incident_diversion", "incident_dumping", "paying_later", "quarter_end_loading",
    "receivable_gap", "return_rate_ttm", "silence_ratio",
)  # fmt: skip
RANGES = {PLANTED: (1.3, 3.0), LOOK_ALIKE: (0.5, 0.8)}


class Verdict:
    """Strengths, warnings and key accounts of the newest quarter."""

    def __init__(self, world: World) -> None:
        self.world, self.books = world, Books(world.tables)

    @cached_property
    def stars(self) -> Stars:
        """Raw and confirmed stars of every quarter."""
        return Stars(self.books)

    @cached_property
    def strengths(self) -> Strengths:
        """Value over threshold by signal and account."""
        return strengths(self.books, self.stars, LAST)

    def planted(self, signal: str, role: str = PLANTED) -> set[str]:
        """The accounts that play a role in a signal."""
        return {one.account_id for one in self.world.company.roles if (one.signal, one.role) == (signal, role)}

    def raised(self, signal: str) -> set[str]:
        """The accounts that raise a signal."""
        return raised(self.books, self.strengths, LAST)[signal]

    def outside_their_range(self, signal: str) -> list[tuple[str, str, float | None]]:
        """Accounts whose strength is not what their role asks for."""
        shown = [(role, account, self.strengths[signal].get(account)) for role in RANGES for account in sorted(self.planted(signal, role))]
        return [(role, account, value) for role, account, value in shown if value is None or not RANGES[role][0] <= value <= RANGES[role][1]]

    def key_account_share(self) -> tuple[int, float]:
        """How many key accounts there are, and their share of trailing net sales (S11, B2)."""
        sold = {account: self.books.net(account, *trailing(LAST)) for account in self.books.traders}
        keys = self.stars.key_accounts(LAST)
        return len(keys), float(sum(sold[account] for account in keys) / sum(sold.values()))
