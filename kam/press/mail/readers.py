"""Who gets what: executives the review, a manager the pages of the accounts that are theirs, nobody another's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kam.errors import ParamsError
from kam.params import Params, Person


@dataclass(frozen=True)
class Letter:
    """One mail to write: to whom, in which language, about the review (``accounts`` empty) or about these accounts."""

    email: str
    language: str
    role: str
    accounts: tuple[str, ...] = ()


def letters(params: Params) -> list[Letter]:
    """The mails of one review, in the order of ``people``; maintainers hear of failures only.

    Raises ParamsError when nobody is to be written to, an address stands twice, or a manager has no account.
    """
    readers = [person for person in params.people if person.role != "maintainer"]
    if not readers:
        raise ParamsError(f"{params.path}: nobody is to get the review; add `people: [{{email: ..., role: executive}}]`")
    addresses = [person.email.lower() for person in params.people]
    twice = sorted({one for one in addresses if addresses.count(one) > 1})
    if twice:
        raise ParamsError(f"{params.path}: '{twice[0]}' stands twice under people; give each person one entry")
    return [_letter(person, params) for person in readers]


def _letter(person: Person, params: Params) -> Letter:
    language = person.language or params.languages[0]
    if language not in params.languages:
        raise ParamsError(f"{params.path}: {person.email} reads '{language}', which is not among languages {params.languages}; add it or change the person's")
    if person.role == "manager" and not person.accounts:
        raise ParamsError(f"{params.path}: {person.email} is a manager without accounts; add `accounts: [...]`")
    return Letter(person.email, language, person.role, tuple(person.accounts) if person.role == "manager" else ())


def maintainers(params: Params) -> list[str]:
    """The addresses that hear of failures."""
    return [person.email for person in params.people if person.role == "maintainer"]


def pages(place: Path, named: dict[str, str], letter: Letter, suffix: str) -> list[tuple[str, Path]]:
    """The published account pages that a manager may see, as (account id, PDF), from the file ``named`` for each account that has one."""
    return [(account, place / "accounts" / f"{named[account]}{suffix}.pdf") for account in letter.accounts if account in named]
