"""What a user is told when something is wrong: file, place, fact, remedy."""

from __future__ import annotations


def many(count: int, thing: str) -> str:
    """A number of things in English: 1 file, 5,000 accounts."""
    return f"{count:,} {thing}{'s' if count != 1 else ''}"


class KamError(Exception):
    """A fault that the user can mend; its text is the whole message, its ``exit_code`` what the command returns."""

    exit_code = 1


class InputError(KamError):
    """An export cannot be used as it stands."""


class ParamsError(KamError):
    """A parameter, a params file or the command line is wrong."""


class ChapterError(KamError):
    """A notebook did not run to its end; nothing is published."""

    exit_code = 2


class MailError(KamError):
    """Somebody was not surely reached."""

    exit_code = 3
