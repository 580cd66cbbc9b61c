"""File names made of account ids."""

from __future__ import annotations

from urllib.parse import quote


def file_name(account_id: str) -> str:
    """An account id as a file name: all but letters, digits, ``-`` and ``_`` percent-encoded, dots and tildes too."""
    return quote(account_id, safe="-_").replace(".", "%2E").replace("~", "%7E")
