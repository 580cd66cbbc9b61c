"""Six reasons to look at an account now; each judges only the accounts of which enough is known (metrics.md H)."""

from __future__ import annotations

from collections.abc import Callable

from kam.measures import base, credit, service, work
from kam.measures.books import NOTHING, Books
from kam.measures.products import categories
from kam.measures.silence import is_silent
from kam.quarters import Quarter
from kam.warning.natural_range import natural_range

Judged = dict[str, bool]
# Digits at which a difference is compared: the eighth and the seventh tenth lie one tenth apart, which binary fractions exceed by 9e-17.
DIGITS = 9


def watched(books: Books, quarter: Quarter) -> list[str]:
    """Accounts that are judged: no own shops (G3), none that are dormant (H2)."""
    return [account for account in books.trading(quarter) if base.sold_in_ttm(books, quarter, account)]


def silent(books: Books, quarter: Quarter) -> Judged:
    """Silent for longer than its rhythm and longer than a year before (H2); not judged with fewer than five orders."""
    found = {account: is_silent(books, quarter, account) for account in watched(books, quarter)}
    return {account: answer for account, answer in found.items() if answer is not None}


def below_range(books: Books, quarter: Quarter) -> Judged:
    """Net sales below its own natural range; not judged with too few year-on-year differences."""
    ranges = {account: natural_range(books, quarter, account) for account in watched(books, quarter)}
    return {account: books.net(quarter).get(account, NOTHING) < own.low for account, own in ranges.items() if own is not None}


def fewer_categories(books: Books, quarter: Quarter) -> Judged:
    """Buys fewer categories than in the same quarter last year; not judged where it bought fewer than two then."""
    now, before = categories_bought(books, quarter), categories_bought(books, quarter.last_year)
    limit = books.rules(quarter).warning.category_loss
    return {account: round(1 - now.get(account, 0) / before[account], DIGITS) > limit for account in watched(books, quarter) if before.get(account, 0) > 1}


def categories_bought(books: Books, quarter: Quarter) -> dict[str, int]:
    """Categories with positive net sales, by account."""
    return {account: sum(value > 0 for value in sums.values()) for account, sums in categories(books, quarter).items()}


def slower_payment(books: Books, quarter: Quarter) -> Judged:
    """Days beyond terms (D12) above those of the same quarter last year by more than a threshold."""
    now, before = credit.beyond_terms(books, quarter), credit.beyond_terms(books, quarter.last_year)
    limit = books.rules(quarter).warning.later_payment_days
    return {account: round(now[account] - before[account], DIGITS) > limit for account in watched(books, quarter) if account in now and account in before}


def falling_otif(books: Books, quarter: Quarter) -> Judged:
    """On time in full (E3) below that of the same quarter last year by more than a threshold; not judged on too few lines (E6)."""
    now, before = service.otif(books, quarter), service.otif(books, quarter.last_year)
    limit = books.rules(quarter).warning.otif_drop
    return {account: round(before[account] - now[account], DIGITS) > limit for account in watched(books, quarter) if account in now and account in before}


def overdue_tasks(books: Books, quarter: Quarter) -> Judged:
    """A task of the plan is overdue at the quarter's end (L2); accounts without tasks are not judged."""
    late = work.late_by_account(books, quarter)
    return {account: late[account] > 0 for account in watched(books, quarter) if account in late}


REASONS: dict[str, Callable[[Books, Quarter], Judged]] = {
    reason.__name__: reason for reason in (silent, below_range, fewer_categories, slower_payment, falling_otif, overdue_tasks)
}


def judged(books: Books, quarter: Quarter) -> dict[str, Judged]:
    """Every reason with the accounts that it judges, as of the quarter's end; kept because backtests ask again."""
    kept: dict[str, dict[str, Judged]] = books.kept("warnings")
    if quarter.name not in kept:
        kept[quarter.name] = {name: reason(books, quarter) for name, reason in REASONS.items()}
    return kept[quarter.name]


def counts(books: Books, quarter: Quarter) -> dict[str, int]:
    """How many reasons each account gives that is judged by at least one."""
    found: dict[str, int] = {}
    for answers in judged(books, quarter).values():
        for account, answer in answers.items():
            found[account] = found.get(account, 0) + answer
    return found
