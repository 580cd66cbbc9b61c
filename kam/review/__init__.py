"""The review that a notebook tells: one quarter of one company."""

from kam.review.review import Review, chosen, open_books, open_review, opened_anew, params_file, with_plans

__all__ = ["Review", "chosen", "open_books", "open_review", "opened_anew", "params_file", "with_plans"]
