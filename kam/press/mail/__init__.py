"""From a published review to its readers' inboxes: digest, message, gate, post, ledger."""

from kam.press.mail.send import send_review

__all__ = ["send_review"]
