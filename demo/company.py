"""The customers and the roles that some of them play in the newest quarter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from demo.quarters import QUARTERS, first_day
from demo.roles import Role

TRADE_SALES_TTM = 165_000_000  # yuan without tax, own shops apart
Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Slot:
    """One order that an account places each year at about the same time."""

    days_before_end: int
    weight: float
    in_window: bool
    late: int
    draw: float


@dataclass
class Account:
    """A customer with what makes its figures move."""

    account_id: str
    name: str
    group: str  # key, middle, small, new, dormant, export, outlet, own shop, prospect, branch
    kind: str
    territory: str
    town: str
    share: float = 0.0
    growth: float = 0.0
    discount: int = 1000  # thousandths of the tag price
    terms: Steps = (("2023Q4", 30),)
    lateness: int = 0
    orders: int = 6
    lines: int = 2
    return_rate: float = 0.05
    allowance: int | None = None  # per cent
    opened: date = date(2023, 1, 1)
    closed: date = date(2026, 12, 31)
    parent_id: str = ""
    scores: dict[str, Steps] = field(default_factory=dict)
    branches: list[Account] = field(default_factory=list)
    contracts: tuple[str, ...] = ()
    owner: str = ""
    currency: str = "CNY"
    story: str = ""

    def terms_on(self, day: date) -> int:
        """The credit days in force on a day."""
        return [days for quarter, days in self.terms if first_day(quarter) <= day or quarter == QUARTERS[0]][-1]

    def score_in(self, criterion: str, quarter: str) -> int:
        """The score that the last step at or before a quarter set."""
        return [score for since, score in self.scores[criterion] if since <= quarter][-1]

    @property
    def trades(self) -> bool:
        """Whether it buys on credit as a customer of its own."""
        return self.group not in ("own shop", "prospect", "branch")


@dataclass
class Company:
    """All accounts and the roles that some of them play in the newest quarter."""

    accounts: list[Account]
    roles: list[Role]

    def role(self, account: Account, signal: str) -> Role | None:
        """The account's part in a signal, if it has one."""
        return next((role for role in self.roles if role.account_id == account.account_id and role.signal == signal), None)

    def of(self, *groups: str) -> list[Account]:
        """The accounts of these groups, in their order."""
        return [account for account in self.accounts if account.group in groups]

    @property
    def traders(self) -> list[Account]:
        """Every customer that buys on credit."""
        return [account for account in self.accounts if account.trades]
