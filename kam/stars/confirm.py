"""From raw stars to confirmed ones over all quarters, and the key accounts (S1 to S6, S10, S11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from kam.measures.books import Books
from kam.measures.concentration import ranking
from kam.measures.countback import countback_4q
from kam.measures.receivables import ageing_columns, balances_only, past_due_parts, why_unknown
from kam.quarters import Quarter
from kam.stars.criteria import CREDIT, Evidence, Judged, judge


@dataclass(frozen=True)
class Rated:
    """One account at one quarter's end; ``why_not`` says why it has no star, ``to_date`` that the quarter was not over."""

    account_id: str
    seen: Evidence
    why_not: str
    judged: Judged | None = None
    confirmed: int | None = None
    key_account: bool = False
    to_date: bool = False

    @property
    def raw(self) -> int | None:
        """Its raw star, None where it is not rated."""
        return self.judged.star if self.judged else None


def rate(books: Books, quarter: Quarter, partial: Callable[[Quarter], bool]) -> dict[Quarter, dict[str, Rated]]:
    """Ratings of every account in every quarter up to this one, by quarter and account id.

    A quarter that is not over neither moves a confirmed star nor counts as one of the two that do (metrics.md, partial quarter).
    """
    ratings: dict[Quarter, dict[str, Rated]] = {}
    for one in [known for known in books.history if known <= quarter]:
        ratings[one] = rate_one(books, one, ratings, partial(one))
    return ratings


def rate_one(books: Books, quarter: Quarter, ratings: dict[Quarter, dict[str, Rated]], partial: bool) -> dict[str, Rated]:
    """Ratings of every account in one quarter by account id, after those of the quarters before it."""
    raw = {account: _rated(books, quarter, account, seen) for account, seen in _evidence(books, quarter).items()}
    before = {one: rated for one, rated in ratings.items() if one < quarter}
    confirmed = _confirmed(raw, before, books.rules(quarter).stars.hysteresis_quarters, partial)
    return _with_key_accounts(confirmed, books, quarter)


def _evidence(books: Books, quarter: Quarter) -> dict[str, Evidence]:
    """What the stars look at, by account, own shops left out."""
    ttm = books.net_ttm(quarter)
    before = sales_before(books, quarter)
    scores = _scores(books, quarter)
    due = _past_due(books, quarter)
    unknown = why_unknown(books, quarter)
    return {
        account: Evidence(
            before.get(account),
            float(ttm.get(account, 0)),
            scores.get((account, "capital")),
            None if unknown else countback_4q(books, quarter, account)[0],
            None if unknown or balances_only(books) else due.get(account, 0.0),
            scores.get((account, "business_sense")),
            scores.get((account, "initiative")),
        )
        for account in books.trading(quarter)
    }


def sales_before(books: Books, quarter: Quarter) -> dict[str, float]:
    """Share of trailing net sales of the accounts ranked above each account (S1, S2)."""
    ranked = ranking(books, quarter, books.net_ttm(quarter))
    whole = sum((value for _, value in ranked), Decimal(0))
    shares, running = {}, Decimal(0)
    for account, value in ranked:
        shares[account] = float(running / whole)
        running += value
    return shares


def _scores(books: Books, quarter: Quarter) -> dict[tuple[str, str], float]:
    rows = books.in_quarter("scores", quarter)
    return {(account, criterion): float(score) for account, criterion, score in zip(rows.account_id, rows.criterion, rows.score, strict=True)}


def _past_due(books: Books, quarter: Quarter) -> dict[str, float]:
    shares = {}
    for account, row in ageing_columns(books, quarter).items():
        due, left, _ = past_due_parts(row)
        shares[account] = float(due / left) if left > 0 else 0.0
    return shares


def _rated(books: Books, quarter: Quarter, account: str, seen: Evidence) -> Rated:
    first = books.first_invoice(account)
    if account in books.unrated:
        return Rated(account, seen, books.unrated[account])
    if seen.ttm <= 0:
        return Rated(account, seen, "no_sales")
    if first is None or first > quarter.previous.start:
        return Rated(account, seen, "too_new")
    if seen.capital is None and seen.countback_dso is None and seen.past_due_share is None:
        return Rated(account, seen, "only_sales_known")
    return Rated(account, seen, "", judge(seen, books.rules(quarter).stars))


def _confirmed(
    raw: dict[str, Rated], ratings: dict[Quarter, dict[str, Rated]], needed: int, partial: bool
) -> dict[str, Rated]:
    found = {}
    for account, now in raw.items():
        known = [ratings[one][account] for one in sorted(ratings, reverse=True) if account in ratings[one]]
        whole = [one for one in known if not one.to_date]
        found[account] = replace(now, confirmed=_next_confirmed(now, whole, needed, partial), to_date=partial)
    return found


def _next_confirmed(now: Rated, earlier: list[Rated], needed: int, partial: bool) -> int | None:
    """The confirmed star after one more quarter; ``earlier`` are the whole quarters before, newest first (S10)."""
    if now.judged is None:
        return None
    held = next((one.confirmed for one in earlier if one.confirmed is not None), None)
    if held is None:
        return now.judged.star
    if partial:
        return held
    if _credit_fails(now.judged, held):
        return now.judged.star
    run = [now.judged.star, *(one.raw for one in earlier[: needed - 1])]
    if len(run) < needed or any(star is None for star in run):
        return held
    stars = [star for star in run if star is not None]
    if min(stars) > held:
        return min(stars)
    return min(held, max(stars))


def _credit_fails(judged: Judged, held: int) -> bool:
    """Whether credit is among what keeps the account from the star it holds, in any band between."""
    lost = range(judged.star + 1, held + 1)
    return any(criterion in CREDIT for star in lost for criterion in judged.failing.get(star, ()))


def _with_key_accounts(rated: dict[str, Rated], books: Books, quarter: Quarter) -> dict[str, Rated]:
    """Three confirmed stars or more; where nobody can be rated, the two upper sales bands (S11)."""
    if any(one.judged for one in rated.values()):
        return {account: replace(one, key_account=(one.confirmed or 0) >= 3) for account, one in rated.items()}
    rules = books.rules(quarter)
    ranked = [account for account, _ in ranking(books, quarter, books.net_ttm(quarter)) if account not in books.unrated]
    upper = [account for account in ranked if judge(rated[account].seen, rules.stars).sales_band >= 3]
    chosen = set(upper[: rules.max_key_accounts])
    return {account: replace(one, key_account=account in chosen) for account, one in rated.items()}
