"""The review that a notebook tells: one quarter of one company."""

from kam.review.review import Review, open_books, open_review, params_file, with_plans

__all__ = ["Review", "open_books", "open_review", "params_file", "with_plans"]
