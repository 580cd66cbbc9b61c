"""The accounts table: who belongs to whom, which account is ours, which are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kam.intake.cells import clean_id, fold_name, mapped
from kam.intake.lots import Lot


@dataclass
class Accounts:
    """Known accounts: ``parents`` of each id, its own ``currencies`` and ``names``.

    Those ``traded`` with are known too, whether or not they are in the accounts table (I-9); until these are, every id is.
    Where names are the ids, ``written`` is how each folded name was written first (I-15).
    """

    exported: bool = False
    parents: dict[str, str | None] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    traded: frozenset[str] | None = None
    written: dict[str, str] | None = None

    def knows(self, account: str) -> bool:
        """Whether rows of an account may be used (I-9)."""
        return self.traded is None or any(account in known for known in (self.traded, self.parents, self.listed))

    @property
    def outside(self) -> frozenset[str]:
        """Those traded with that an exported accounts table does not hold."""
        return (self.traded or frozenset()) - set(self.parents) if self.exported else frozenset()

    def excluded(self, account: str) -> bool:
        """Whether an account or one above it is named in the params (G4)."""
        return bool(self.listed) and any(above in self.listed for above in [account, *chain(account, self.parents)])

    def currency(self, account: str) -> str:
        """The account's currency, else that of the nearest account above it (G2)."""
        found = (self.currencies.get(above) for above in [account, *chain(account, self.parents)])
        return next((currency for currency in found if currency), "")

    @cached_property
    def tops(self) -> dict[str, str]:
        """The top account of every account of the table (G1)."""
        return tops(self.parents)

    def top(self, account: str) -> str:
        """The account at the top of its chain (G1)."""
        return self.tops.get(account, account)

    def by_name(self, name: str) -> str:
        """The one account of that name; the name itself, as it was written first, where none or several have it."""
        fitting = self.names.get(fold_name(name), [])
        if len(fitting) == 1:
            return fitting[0]
        return name if self.written is None else self.written.setdefault(fold_name(name), name)


def chain(account: str, parents: dict[str, str | None]) -> list[str]:
    """The ids above an account, nearest first, each once; a parent that is not in the table is the last."""
    above: list[str] = []
    parent = parents.get(account)
    while parent and parent != account and parent not in above:
        above.append(parent)
        parent = parents.get(parent)
    return above


def tops(parents: dict[str, str | None]) -> dict[str, str]:
    """The top account of every account (G1).

    A parent outside the table ends the chain; the members of a cycle, and whoever hangs below it, have its smallest id as top.
    """
    found: dict[str, str] = {}
    for account in parents:
        path = [account]
        while path[-1] not in found and (parent := parents.get(path[-1])) in parents and parent is not None:
            if parent in path:
                found.update(dict.fromkeys(path[path.index(parent):], min(path[path.index(parent):])))
                break
            path.append(parent)
        top = found.setdefault(path[-1], path[-1])
        found.update({member: found.get(member, top) for member in path})
    return found


def cycles(parents: dict[str, str | None]) -> list[list[str]]:
    """Groups of accounts that are each other's parents; an account that is its own parent is its own top and no fault."""
    rings = set()
    for account in parents:
        above = chain(account, parents)
        if above and parents.get(above[-1]) == account:
            rings.add(tuple(sorted([account, *above])))
    return [list(ring) for ring in sorted(rings)]


def accounts_of(lot: Lot | None, listed: Iterable[str]) -> Accounts:
    """The known accounts from the accounts lot, whose faults are already found; excluded ones are known too."""
    named = frozenset(clean_id(account) for account in listed)
    if lot is None:
        return Accounts(listed=named)
    known = np.array([reason in (None, "excluded") for reason in lot.reason], dtype=bool)
    blank = np.full(len(lot), "", dtype=object)
    ids = lot.text["account_id"][known]
    columns = {name: lot.text.get(name, blank)[known] for name in ("parent_id", "currency")}
    names: dict[str, list[str]] = {}
    own = set(ids)
    for account, name in dict.fromkeys(zip(lot.text["account_id"], mapped(lot.text.get("name", blank), fold_name), strict=True)):
        if name and account in own:
            names.setdefault(name, []).append(account)
    return Accounts(True, {account: parent or None for account, parent in zip(ids, columns["parent_id"], strict=True)},
                    dict(zip(ids, columns["currency"], strict=True)), names, named)
