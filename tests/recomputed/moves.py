"""I: who moved between stars and why, how far the next one is, what other thresholds would do, what is at stake."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from .clerk import COMPANY, Clerk, Found, add
from .stars import Stars

LEVELS = (4, 3, 2, 1)
WAYS = ("up", "down", "stayed", "new", "left")
CAPPED = ("sales_before_below", "past_due_share_at_most")
LIMITS = ("sales_before_below", "sales_at_least", "capital_at_least", "countback_dso_at_most", "past_due_share_at_most", "business_sense_at_least", "initiative_at_least")
INPUTS = dict(zip(LIMITS, ("sales", "net_sales_ttm", "capital", "countback_dso", "past_due_share", "business_sense", "initiative"), strict=True))
Seen = dict[str, float | None]
Limits = dict[int, dict[str, float]]


class Asked(NamedTuple):
    """One input of one band."""

    name: str
    value: float | None
    limit: float
    passes: bool


def figures(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """Everything that is said of the rating of a quarter."""
    yield from risky(clerk, stars, quarter)
    yield from distances(clerk, stars, quarter)
    yield from what_if(clerk, stars, quarter)
    for span, back in (("", 1), ("_year", 4)):
        yield from matrix(clerk, stars, quarter, quarter - back, span)
    yield from causes(clerk, stars, quarter)


def limits(clerk: Clerk, quarter: int) -> Limits:
    """What each band asks for; an amount of sales stands in for the share."""
    found = {}
    for star, band in clerk.rules(quarter).stars.bands.items():
        asked = {field: float(getattr(band, field)) for field in LIMITS if getattr(band, field) is not None}
        found[star] = {field: limit for field, limit in asked.items() if field != "sales_before_below" or "sales_at_least" not in asked}
    return found


def seen(stars: Stars, account: str, quarter: int) -> Seen:
    """What an account shows of each input; nothing where it is not known."""
    above, whole = stars.before(quarter)[account]
    credit = dict((name, given) for name, _, given in stars.credit_inputs(account, quarter, stars.clerk.rules(quarter).stars.bands[4]))
    scores = {name: stars.score(account, name, quarter) for name in ("capital", "business_sense", "initiative")}
    return {"sales": float(above / whole), "net_sales_ttm": float(stars.clerk.ttm(account, quarter)), **scores, **credit}


def asked(shown: Seen, band: dict[str, float]) -> list[Asked]:
    """The inputs of a band, in order; one without a value passes (S7)."""
    found = []
    for field, limit in band.items():
        value = shown[INPUTS[field]]
        good = value is None or (value < limit if field.endswith("below") else value >= limit if field.endswith("least") else value <= limit)
        found.append(Asked(INPUTS[field], value, limit, good))
    return found


def raw(shown: Seen, bands: Limits) -> int:
    """The highest star of which every input passes."""
    return next((star for star in (4, 3, 2) if all(one.passes for one in asked(shown, bands[star]))), 1)


def rated(clerk: Clerk, stars: Stars, quarter: int) -> dict[str, Seen]:
    """Rated accounts and what they show."""
    return {account: seen(stars, account, quarter) for account, star in stars.rated.get(quarter, {}).items() if star.raw is not None}


def owed(clerk: Clerk, stars: Stars, quarter: int, accounts: list[str]) -> Decimal | None:
    """Receivables of some accounts at the quarter's end."""
    return stars.credit.balance(accounts, clerk.owed_day(quarter)) if stars.credit.rebuilt(quarter) else None


def risky(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """S9."""
    levels = {account: star.band - star.raw for account, star in stars.rated.get(quarter, {}).items() if star.raw is not None}
    some = [account for account, bands in levels.items() if bands >= 2]
    yield "risky_accounts", COMPANY, "", len(some) if levels else None
    yield "risky_sales", COMPANY, "", add(clerk.ttm(account, quarter) for account in some) if levels else None
    yield "risky_receivables", COMPANY, "", owed(clerk, stars, quarter, some) if levels else None
    if quarter >= clerk.first:
        yield from (("bands_above_star", account, "", levels.get(account)) for account in clerk.trading(quarter))


def distances(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """S8: by the first input that fails one star above, and from every band above by each input."""
    bands, known = limits(clerk, quarter), rated(clerk, stars, quarter)
    for account in clerk.trading(quarter) if quarter >= clerk.first else []:
        if account not in known:
            yield "next_star_gap", account, "", None
            continue
        star = raw(known[account], bands)
        failing = [one for one in asked(known[account], bands[star + 1]) if not one.passes] if star < 4 else []
        yield "next_star_gap", account, "", gap(failing[0]) if failing else None
        for above in range(star + 1, 5):
            yield from (("next_star_gap", account, f"band:{above}/{one.name}", gap(one)) for one in asked(known[account], bands[above]))


def gap(one: Asked) -> float | None:
    """Distance to the limit, 0 where it is met."""
    return None if one.value is None else 0.0 if one.passes else abs(one.value - one.limit)


def what_if(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """Every limit of every band a tenth and a fifth lower and higher: whose raw star changes."""
    bands, known = limits(clerk, quarter), rated(clerk, stars, quarter)
    as_is = {account: raw(shown, bands) for account, shown in known.items()}
    for star, field in [(level, name) for level, band in bands.items() for name in band] if known else []:
        moved: dict[int, dict[str, int]] = {}
        for percent in (-20, -10, 10, 20):
            other = {**bands, star: {**bands[star], field: shifted(field, bands[star][field], percent)}}
            moved[percent] = {account: new for account, shown in known.items() if (new := raw(shown, other)) != as_is[account]}
        ways = {f"{percent:+d}%": (percent,) for percent in moved} | {"±10%": (-10, 10), "±20%": (-20, -10, 10, 20)}
        for way, percents in ways.items():
            changed = [(account, as_is[account], new) for percent in percents for account, new in moved[percent].items()]
            some, dimension = {account for account, *_ in changed}, f"whatif:{star}/{field}{way}"
            yield "whatif_accounts", COMPANY, dimension, len(some)
            yield "whatif_sales", COMPANY, dimension, add(clerk.ttm(account, quarter) for account in some)
            yield "whatif_key_gained", COMPANY, dimension, len({account for account, old, new in changed if old < 3 <= new})
            yield "whatif_key_lost", COMPANY, dimension, len({account for account, old, new in changed if new < 3 <= old})


def shifted(field: str, limit: float, percent: int) -> float:
    """A share never above the whole, a score never outside 1 to 5."""
    moved = float(Decimal(str(limit)) * (100 + percent) / 100)
    if field in CAPPED:
        return min(moved, 1.0)
    return moved if field in ("sales_at_least", "countback_dso_at_most") else min(max(moved, 1.0), 5.0)


def held(stars: Stars, quarter: int) -> dict[str, int]:
    """Confirmed stars."""
    return {account: star.stars for account, star in stars.rated.get(quarter, {}).items() if star.stars is not None}


def matrix(clerk: Clerk, stars: Stars, quarter: int, base: int, span: str) -> Found:
    """Accounts, sales and credit of each move between two quarters' ends, each row and each way."""
    then, now = held(stars, base), held(stars, quarter)
    pairs = {account: (str(then.get(account, "new")), str(now.get(account, "left"))) for account in {*then, *now}}
    unknown = quarter < clerk.first or base < clerk.first or not pairs
    kinds: dict[str, Callable[[str, str], bool]] = {f"moved{span}:{name}": lambda old, new, name=name: way(old, new) == name for name in WAYS}  # type: ignore[misc]
    if not unknown:
        for old in (*map(str, LEVELS), "new"):
            row = [account for account, pair in pairs.items() if pair[0] == old]
            kinds[f"from{span}:{old}"] = lambda one, _, old=old: one == old  # type: ignore[misc]
            for new in (*map(str, LEVELS), *(["left"] if old != "new" else [])):
                kinds[f"transition{span}:{old}>{new}"] = lambda one, other, old=old, new=new: (one, other) == (old, new)  # type: ignore[misc]
                count = sum(pairs[account][1] == new for account in row)
                yield "star_moves_share", COMPANY, f"transition{span}:{old}>{new}", count / len(row) if len(row) >= 5 else None
    for dimension, belongs in kinds.items():
        some = [account for account, pair in pairs.items() if belongs(*pair)]
        sales = add(clerk.ttm(account, quarter if account in now else base) for account in some)
        yield "star_moves", COMPANY, dimension, None if unknown else len(some)
        yield "star_moves_sales", COMPANY, dimension, None if unknown else sales
        yield "star_moves_receivables", COMPANY, dimension, None if unknown else owed(clerk, stars, quarter, some)


def way(old: str, new: str) -> str:
    """The direction of a move."""
    return old if old == "new" else new if new == "left" else "stayed" if old == new else "up" if new > old else "down"


def causes(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """What failed when the account last deserved no more, for a rise; what fails now of what it held, for a fall: by how much it changed since."""
    then, now, bands = held(stars, quarter - 1), held(stars, quarter), limits(clerk, quarter)
    for account in sorted(account for account in then.keys() & now.keys() if then[account] != now[account]):
        old, new = then[account], now[account]
        since = next((one for one in range(quarter - 1, clerk.first - 1, -1) if other_side(stars.rated[one].get(account), old, new)), None)
        if since is None:
            continue
        before, after = seen(stars, account, since), seen(stars, account, quarter)
        shown, between = (before, range(old + 1, new + 1)) if new > old else (after, range(new + 1, old + 1))
        for name in {one.name for star in between for one in asked(shown, bands[star]) if not one.passes}:
            values = after[name], before[name]
            yield "star_moved_by", account, f"criterion:{name}", None if None in values else values[0] - values[1]  # type: ignore[operator]


def other_side(star: Any, old: int, new: int) -> bool:
    """Whether a quarter's raw star stood on the other side of the move."""
    return star is not None and star.raw is not None and (star.raw <= old if new > old else star.raw >= old)
