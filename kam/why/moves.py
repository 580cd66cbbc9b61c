"""Who moved between confirmed stars, priced in sales and credit, and which criterion moved it (I, S10)."""

from __future__ import annotations

from dataclasses import dataclass

from kam.quarters import Quarter
from kam.why.bands import Star, failing, star_of
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.receivables import closing, why_unknown
from kam.why.shapes import counted, sales_input, total

FEWEST = 5
NEW, LEFT = "new", "left"
# The criteria that the ledger calls otherwise.
INPUTS = {"sales": "before", "net_sales_ttm": "ttm"}
FROM_RECEIVABLES = ("before", "countback_dso", "past_due_share")


@dataclass(frozen=True)
class Move:
    """One account between two quarters; None = not rated."""

    account: str
    before: int | None
    now: int | None

    @property
    def names(self) -> dict[str, str]:
        """Where it counts: its cell of the matrix, its row, its way."""
        before, now = str(self.before or NEW), str(self.now or LEFT)
        way = NEW if self.before is None else LEFT if self.now is None else "stayed" if before == now else "up" if now > before else "down"
        return {"transition": f"{before}>{now}", "from": before, "moved": way}


def _moves(exports: Exports, before: Quarter, now: Quarter) -> list[Move]:
    accounts = sorted({*exports.trading(before), *exports.trading(now)})
    found = [Move(account, *(star_of(exports, one, account).confirmed for one in (before, now))) for account in accounts]
    return [move for move in found if (move.before, move.now) != (None, None)]


def _compared(exports: Exports, asked: Question) -> tuple[Quarter, list[Move], str]:
    """The quarter compared with, every move since, and why there is none."""
    before = asked.quarter - (4 if asked.kind.endswith("_year") else 1)
    if before < exports.history[0] or asked.quarter not in exports.history:
        return before, [], "no rating to compare with"
    found = exports.kept(("moves", before, asked.quarter), lambda: _moves(exports, before, asked.quarter))
    return before, found, "" if found else "nobody rated"


def _listed(exports: Exports, moves: list[Move]) -> Input:
    return Input("why.moved", [row(exports.customers[one.account], one.names["transition"], one.account, exports.customers[one.account].name) for one in moves])


@explains("star_moves", "star_moves_sales", "star_moves_receivables")
def star_moves(exports: Exports, asked: Question) -> Explanation:
    """The accounts of one cell, row or way, their net sales of four quarters, and what they owe."""
    before, every, why = _compared(exports, asked)
    if why:
        return unknown(why)
    members = [move for move in every if move.names[asked.kind.removesuffix("_year")] == asked.part]
    if asked.metric == "star_moves":
        return counted("star_moves", _listed(exports, members))
    if asked.metric == "star_moves_sales":
        # Who left is priced by what it bought when it was last rated.
        sold = [entry for move in members for entry in exports.year([move.account], before if move.now is None else asked.quarter)]
        return total("star_moves_sales", _listed(exports, members), sales_input(sold))
    missing = why_unknown(exports, asked.quarter)
    return unknown(missing) if missing else total("star_moves_receivables", closing(exports, asked.quarter, [move.account for move in members]))


@explains("star_moves_share")
def star_moves_share(exports: Exports, asked: Question) -> Explanation:
    """A cell as a part of its row; none of a row of fewer than five accounts."""
    every = _compared(exports, asked)[1]
    own = [move for move in every if move.names["from"] == asked.part.partition(">")[0]]
    inside = [move for move in own if move.names["transition"] == asked.part]
    lines = [step("why.moved_here", "{}", len(inside), gives=len(inside)), step("why.moved_from", "{}", len(own), gives=len(own))]
    if len(own) < FEWEST:
        return unknown(f"n < {FEWEST}", [_listed(exports, own)], lines)
    value = len(inside) / len(own)
    return Explanation([_listed(exports, own)], [*lines, step("metric.star_moves_share", "{} / {}", len(inside), len(own), gives=value)], value)


def _other_side(exports: Exports, asked: Question, held: int, rising: bool) -> tuple[Quarter, Star] | None:
    """The newest earlier quarter whose raw star stood on the other side of the move."""
    for one in reversed([known for known in exports.history if known < asked.quarter]):
        raw = star_of(exports, one, asked.account).raw
        if raw is not None and (raw <= held if rising else raw >= held):
            return one, star_of(exports, one, asked.account)
    return None


@explains("star_moved_by")
def star_moved_by(exports: Exports, asked: Question) -> Explanation:
    """How far a criterion has changed since the quarter that showed the other side of the move."""
    now, held = star_of(exports, asked.quarter, asked.account), star_of(exports, asked.quarter.previous, asked.account).confirmed or 0
    other = _other_side(exports, asked, held, (now.confirmed or 0) > held)
    if other is None:
        return unknown("no rating to compare with")
    since, then = other
    name = INPUTS.get(asked.part, asked.part)
    lines = [step("why.stars_then", "{}", (star.raw, star.confirmed), gives=None, quarter=at) for at, star in ((since, then), (asked.quarter, now))]
    at, low, high = (since, held, now.confirmed or 0) if (now.confirmed or 0) > held else (asked.quarter, now.confirmed or 0, held)
    lines += [
        step("why.failed_then", f"{{}} {test.sign} {{}}", (then if at == since else now).seen[test.input], test.limit, gives=False, quarter=at, what=f"why.input.{test.input}")
        for test in failing(exports, at, (then if at == since else now).seen, *range(low + 1, high + 1))
        if test.input == name
    ]
    old, new = then.seen[name], now.seen[name]
    if old is None or new is None:
        return unknown("no receivables" if name in FROM_RECEIVABLES else "not scored", [], lines)
    return Explanation([], [*lines, step("metric.star_moved_by", "{} − {}", new, old, gives=new - old)], new - old, f"since {since.name}")
