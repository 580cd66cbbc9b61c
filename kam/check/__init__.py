"""``make check``: what was read, set aside and missing, and what to do next, in the words of the company's first language."""

from kam.check.report import check, report

__all__ = ["check", "report"]
