"""Which account shows which signal in the newest quarter, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.company import Account

PLANTED, LOOK_ALIKE = "planted", "look_alike"
# Aimed at well inside 1.3 to 3 and 0.5 to 0.8 times the threshold: pieces and cents are whole numbers.
AIMS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "silence_ratio": ((1.5, 1.9), (0.57, 0.72)),
    "quarter_end_loading": ((1.5, 2.0), (0.60, 0.70)),
    "paying_later": ((1.5, 2.1), (0.58, 0.72)),
    "return_rate_ttm": ((1.6, 2.1), (0.58, 0.74)),
    "receivable_gap": ((1.5, 2.4), (0.57, 0.73)),
    "diversion_share": ((1.5, 2.6), (0.57, 0.74)),
    "dumping_share": ((1.5, 2.4), (0.57, 0.74)),
    "consignment_cover": ((1.4, 2.5), (0.55, 0.75)),
    "incident_diversion": ((1.4, 2.4), (0.55, 0.75)),
    "incident_dumping": ((1.4, 2.4), (0.55, 0.75)),
}
# These work on the same orders, payments and returns, so that one account can carry only one of them.
EXCLUSIVE = frozenset({"quarter_end_loading", "paying_later", "silence_ratio", "return_rate_ttm", "receivable_gap"})
LARGEST_COUNT = 3


@dataclass(frozen=True)
class Role:
    """An account's part in one signal, with the strength that is aimed at."""

    account_id: str
    signal: str
    role: str
    aim: float


class Casting:
    """Gives out roles so that those of one account do not disturb each other."""

    def __init__(self, rng: Random, small: list[str], keys: list[str]) -> None:
        self.rng, self.small, self.keys = rng, rng.sample(small, len(small)), rng.sample(keys, len(keys))
        self.roles: list[Role] = []

    def held_by(self, account_id: str) -> set[str]:
        """The signals in which an account already has a part."""
        return {role.signal for role in self.roles if role.account_id == account_id}

    def fits(self, account_id: str, signal: str) -> bool:
        """Whether the account can carry this signal beside those it has."""
        held = self.held_by(account_id)
        if signal in EXCLUSIVE:
            return not held & EXCLUSIVE and not (signal == "silence_ratio" and held)
        return signal not in held and "silence_ratio" not in held

    def candidates(self, signal: str, role: str) -> list[str]:
        """Who could take the role, the least burdened first."""
        pool = self.small + (self.keys if role == LOOK_ALIKE and signal in ("diversion_share", "dumping_share") else [])
        fitting = [account_id for account_id in pool if self.fits(account_id, signal)]
        return sorted(fitting, key=lambda account_id: len(self.held_by(account_id)))

    def cast(self, signal: str, role: str, count: int) -> None:
        """Fills the parts of one signal."""
        low, high = AIMS[signal][role == LOOK_ALIKE]
        chosen = self.candidates(signal, role)[:count]
        if len(chosen) < count:
            raise ValueError(f"{signal}: only {len(chosen)} accounts are free for {count} parts as {role}")
        for account_id in chosen:
            self.roles.append(Role(account_id, signal, role, self.rng.uniform(low, high)))


def middle_roles(accounts: list[Account]) -> list[Role]:
    """The large accounts after the ten: sales two bands above the star, or one."""
    parts = {"risky": (PLANTED, 2.0), "average": (LOOK_ALIKE, 0.5)}
    return [Role(account.account_id, "big_but_risky", *parts[account.story]) for account in accounts if account.group == "middle"]


def assign_roles(rng: Random, accounts: list[Account], planted: int, look_alikes: int) -> list[Role]:
    """All roles of the newest quarter; the planted ones on different accounts."""
    for name, count in (("planted", planted), ("look_alikes", look_alikes)):
        if not 1 <= count <= LARGEST_COUNT:
            raise ValueError(f"{name}: {count} is outside 1 to {LARGEST_COUNT}; sixty dealers carry no more")
    small = [account.account_id for account in accounts if account.group == "small" and not account.branches]
    keys = [account.account_id for account in accounts if account.group == "key"]
    casting = Casting(rng, small, keys)
    for role, count in ((PLANTED, planted), (LOOK_ALIKE, look_alikes)):
        for signal in AIMS:
            casting.cast(signal, role, count)
    return middle_roles(accounts) + casting.roles
