"""Measures, replacements and modes as rows of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kam.advice.mode import proposed
from kam.advice.replacements import replacing
from kam.advice.rules import Find, answer
from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.comparable import Known, by_account
from kam.measures.needs import need_of
from kam.measures.profile import carrying
from kam.params.advice import Measure
from kam.params.needs import Need
from kam.quarters import Quarter
from kam.stars import Rated

SUPPORTS = ("business_coaching", "promotion_support")
Group = tuple[str, dict[str, Measure], Callable[[str, Measure], bool]]


def measure(books: Books, quarter: Quarter, figures: Iterable[Figure], rated: dict[str, Rated]) -> list[Figure]:
    """``replacement_candidates``, ``measure_applies``, ``support_needed``, ``tailored_measure``, ``proposed_mode`` and ``mode_step``.

    ``figures`` are the quarter's own rows that the rules look at. A measure has a row of 0 or 1 per account for which it is named,
    unknown where its rule cannot be judged; the company's rows count accounts (n = accounts judged).
    """
    known = by_account(figures)
    stars = {account: one.confirmed for account, one in rated.items() if one.confirmed is not None}
    rows = _replacements(books, quarter, stars)
    find = finders(known | by_account(rows), books.rules(quarter).needs)
    for metric, measures, named in _groups(books, quarter, stars, rated):
        rows += _applied(books, quarter, metric, measures, named, find)
    return [*rows, *_modes(books, quarter, rated, find)]


def _groups(books: Books, quarter: Quarter, stars: dict[str, int], rated: dict[str, Rated]) -> Iterator[Group]:
    """Each kind of measure, with the accounts for which it is asked."""
    rules, behind = books.rules(quarter).advice, set(carrying(books, quarter))
    yield "measure_applies", rules.measures, lambda account, one: stars.get(account) in one.stars
    yield "support_needed", {name: one for name, one in rules.measures.items() if name in SUPPORTS}, lambda account, one: account in behind
    yield "tailored_measure", rules.tailored, lambda account, one: account in rated and rated[account].key_account


def finders(known: Known, needs: dict[str, Need]) -> Callable[[str], Find]:
    """How the figures of each account are found; a need is found by its id, whatever the account calls it."""
    asked = {(metric, account, need_of(needs, part.removeprefix("need:"))): row for (metric, account, part), row in known.items() if part.startswith("need:")}

    def finder(account: str) -> Find:
        return lambda metric, need: asked.get((metric, account, need)) if need else known.get((metric, account, ""))

    return finder


def _replacements(books: Books, quarter: Quarter, stars: dict[str, int]) -> list[Figure]:
    """How many could take the place of each account with one star; what a prospect buys stands with the account it could replace."""
    rows, counts, candidates = [], [], replacing(books, quarter, stars)
    for account in sorted(one for one, star in stars.items() if star == 1):
        found = candidates(account)
        counts.append(len(found))
        rows.append(Figure("replacement_candidates", account, "", quarter.name, len(found), "count"))
        rows += [
            Figure("prospect_purchases", account, f"prospect:{one.account_id}", quarter.name, one.purchases, books.unit, None, None, "" if one.purchases is not None else "no purchases")
            for one in found
            if one.stars is None
        ]
    return [Figure("replacement_candidates", COMPANY, "", quarter.name, sum(count > 0 for count in counts), "count", len(counts)), *rows]


def _applied(books: Books, quarter: Quarter, metric: str, measures: dict[str, Measure], named: Callable[[str, Measure], bool], find: Callable[[str], Find]) -> list[Figure]:
    """Whether each measure applies to the accounts for which it is named, and to how many."""
    rows = []
    for name, one in measures.items():
        answers = {account: answer(one, find(account)) for account in books.trading(quarter) if named(account, one)}
        judged = [found.holds for found in answers.values() if found.holds is not None]
        why = _without(dict.fromkeys(missing for found in answers.values() for missing in found.unknown)) if answers and not judged else ""
        rows.append(Figure(metric, COMPANY, f"measure:{name}", quarter.name, None if why else sum(judged), "count", len(judged), len(answers), why))
        rows += [
            Figure(metric, account, f"measure:{name}", quarter.name, None if found.holds is None else int(found.holds), "count", None, None,
                   "" if found.holds is not None else _without(found.unknown))
            for account, found in answers.items()
        ]  # fmt: skip
    return rows


def _without(metrics: Iterable[str]) -> str:
    return f"without figures {', '.join(metrics)}"


def _modes(books: Books, quarter: Quarter, rated: dict[str, Rated], find: Callable[[str], Find]) -> list[Figure]:
    """``proposed_mode`` as a rung, and ``mode_step`` = proposed less present rung; key accounts only."""
    rows = []
    for account in books.trading(quarter):
        if account not in rated or not rated[account].key_account:
            rows.append(Figure("proposed_mode", account, "", quarter.name, None, "points", None, None, "no key account"))
            continue
        found = proposed(books.rules(quarter).advice.modes, find(account))
        why = _without(found.unknown) if found.unknown else ""
        rows.append(Figure("proposed_mode", account, "", quarter.name, found.rung, "points", None, None, why))
        rows.append(_step(quarter, account, found.rung, find(account)("relationship_stage", ""), why))
    return [*_steps_counted(quarter, [row for row in rows if row.metric == "mode_step"]), *_modes_counted(quarter, rows), *rows]


def _step(quarter: Quarter, account: str, rung: int | None, present: Figure | None, why: str) -> Figure:
    stands = present.value if present is not None else None
    value = None if rung is None or stands is None else rung - int(stands)
    reason = "" if value is not None else why if rung is None else (present.reason if present is not None else "not recorded")
    return Figure("mode_step", account, "", quarter.name, value, "count", None, None, reason)


def _steps_counted(quarter: Quarter, steps: list[Figure]) -> list[Figure]:
    """Key accounts for which a higher, the same or a lower mode is proposed (n = those with both a stage and a proposal)."""
    values = [int(row.value) for row in steps if row.value is not None]
    counted = {"up": sum(one > 0 for one in values), "same": sum(one == 0 for one in values), "down": sum(one < 0 for one in values)}
    return [Figure("mode_step", COMPANY, f"step:{name}", quarter.name, count, "count", len(values)) for name, count in counted.items()]


def _modes_counted(quarter: Quarter, rows: list[Figure]) -> list[Figure]:
    rungs = [row.value for row in rows if row.metric == "proposed_mode" and row.reason != "no key account"]
    known = [rung for rung in rungs if rung is not None]
    return [Figure("proposed_mode", COMPANY, f"rung:{rung}", quarter.name, known.count(rung), "count", len(known), len(rungs) or None) for rung in (1, 2, 3)]
