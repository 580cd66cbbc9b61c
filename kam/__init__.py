"""kam: the quarterly key-account review. In a notebook: ``review = kam.open_review(company, quarter, language)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kam.review import Review


def open_review(company: str, quarter: str, language: str = "") -> Review:
    """The review of one company and quarter; see ``kam.review.open_review``."""
    from kam.review import open_review as opened

    return opened(company, quarter, language)


__all__ = ["open_review"]
