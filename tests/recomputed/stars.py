"""S and I: raw stars by criteria, confirmed stars over the quarters, key accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .clerk import COMPANY, NONE, Clerk, Found, add, over
from .credit import Credit

CREDIT = ("countback_dso", "past_due_share")
MILLIONTH = Decimal("0.000001")
ORDER = ("sales", "finance", *CREDIT, "mind")


@dataclass
class Star:
    """One account's rating at one quarter's end; ``failing`` holds by band what fails in it."""

    band: int
    raw: int | None
    failing: dict[int, list[str]] = field(default_factory=dict)
    stars: int | None = None

    @property
    def binding(self) -> str:
        """S8: the first that fails in the band one star above."""
        return "" if self.raw is None else next(iter(self.failing.get(self.raw + 1, [])), "none")


class Stars:
    """Every quarter's ratings from the first to one."""

    def __init__(self, clerk: Clerk, credit: Credit, last: int) -> None:
        self.clerk, self.credit = clerk, credit
        self.given: dict[tuple[str, str], list[tuple[int, date, Decimal]]] = defaultdict(list)
        for row in clerk.tables["scorecards"]:
            self.given[row["account_id"], row["criterion"]].append((clerk.year.named(row["quarter"]), row.get("date") or date.min, row["score"]))
        self.rated = {quarter: self.rate_all(quarter) for quarter in range(clerk.first, last + 1)}
        self.confirm()

    def before(self, quarter: int) -> dict[str, tuple[Decimal, Decimal]]:
        """S1, S2: TTM net sales of the accounts ranked above, over all in the ranking."""
        sold = {account: net for account in self.clerk.trading(quarter) if (net := self.clerk.ttm(account, quarter)) > 0}
        above, found = NONE, {}
        for account in sorted(sold, key=lambda account: (-sold[account], account)):
            found[account] = above, add(sold.values())
            above += sold[account]
        return found

    def outside(self, account: str) -> bool:
        """I-9: whom the accounts table does not hold has no star."""
        return bool(self.clerk.of(account, "outside"))

    def full(self, account: str, quarter: int) -> bool:
        """S3: two full quarters since the first invoice."""
        first = self.clerk.first_invoices.get(account)
        return first is not None and first <= self.clerk.year.start(quarter - 1)

    def score(self, account: str, criterion: str, quarter: int) -> float | None:
        """S4: the parent's own newest score; the mean of several of one day in whole millionths, which every database gives alike."""
        known = [(given, day, score) for given, day, score in self.given.get((account, criterion), []) if given <= quarter]
        if not known:
            return None
        newest = max(known)[:2]
        scores = [score for *when, score in known if tuple(when) == newest]
        return float((add(scores) / len(scores)).quantize(MILLIONTH, ROUND_HALF_UP))

    def rate_all(self, quarter: int) -> dict[str, Star]:
        """S3, S7: everybody with positive TTM net sales and two full quarters."""
        return {account: self.rate(account, quarter, above, whole) for account, (above, whole) in self.before(quarter).items() if self.full(account, quarter) and not self.outside(account)}

    def rate(self, account: str, quarter: int, above: Decimal, whole: Decimal) -> Star:
        """The highest star whose every criterion with input passes."""
        bands = {star: self.fails(account, quarter, above / whole, star) for star in (4, 3, 2)}
        band = next((star for star in (4, 3) if not bands[star].get("sales")), 2)
        credit_known = self.credit.measured and self.credit.rebuilt(quarter) and not self.credit.balances
        finance_known = self.score(account, "capital", quarter) is not None
        if not credit_known and not finance_known and self.credit.countback_4q(account, quarter) is None:
            return Star(band, None)
        raw = next((star for star in (4, 3, 2) if not any(bands[star].values())), 1)
        return Star(band, raw, {star: [name for name in ORDER if bands[star].get(name)] for star in bands})

    def fails(self, account: str, quarter: int, before: Decimal, star: int) -> dict[str, bool]:
        """Which criteria of a band fail; those without input are skipped (S7)."""
        band = self.clerk.rules(quarter).stars.bands[star]
        found: dict[str, bool] = {}
        sold = self.clerk.ttm(account, quarter)
        below, least = band.sales_before_below, band.sales_at_least
        found["sales"] = (below is not None and not before < Decimal(str(below))) or (least is not None and not sold >= Decimal(str(least)))
        for name, criterion in (("capital", "finance"), ("business_sense", "mind"), ("initiative", "mind")):
            asked, given = getattr(band, f"{name}_at_least"), self.score(account, name, quarter)
            if asked is not None and given is not None:
                found[criterion] = found.get(criterion, False) or given < asked
        for criterion, asked, given in self.credit_inputs(account, quarter, band):
            if asked is not None and given is not None:
                found[criterion] = given > asked
        return found

    def credit_inputs(self, account: str, quarter: int, band: object) -> Iterator[tuple[str, float | None, float | None]]:
        """The two criteria of payment (S5, S6)."""
        yield "countback_dso", band.countback_dso_at_most, self.credit.countback_4q(account, quarter)  # type: ignore[attr-defined]
        items = self.credit.measured and self.credit.rebuilt(quarter) and not self.credit.balances
        share = self.credit.past_due_share([account], quarter) if items else None
        yield "past_due_share", band.past_due_share_at_most, share  # type: ignore[attr-defined]

    def confirm(self) -> None:
        """S10; a quarter to date changes no star and is not one of the two running."""
        whole = [quarter for quarter in self.rated if not self.clerk.partial(quarter)]
        for quarter, stars in self.rated.items():
            earlier = [one for one in whole if one < quarter]
            for account, star in stars.items():
                past = [self.rated[one][account] for one in earlier if account in self.rated[one]]
                held = next((one.stars for one in reversed(past) if one.stars is not None), None)
                last = self.rated[earlier[-1]].get(account) if earlier else None
                if star.raw is not None:
                    star.stars = star.raw if held is None else held if self.clerk.partial(quarter) else confirmed(star, held, last.raw if last else None)

    def keys(self, quarter: int) -> list[str]:
        """S11: three confirmed stars and more; where nobody can be rated the two upper sales bands, not-yet-rated ones included (S1)."""
        stars = self.rated.get(quarter, {})
        if any(star.raw is not None for star in stars.values()):
            return sorted(account for account, star in stars.items() if (star.stars or 0) >= 3)
        ranked = [account for account, (above, whole) in self.before(quarter).items() if not self.outside(account) and not self.fails(account, quarter, above / whole, 3)["sales"]]
        return sorted(ranked[: self.clerk.rules(quarter).max_key_accounts])


def confirmed(star: Star, held: int, last: int | None) -> int:
    """Up after two quarters running, down at once where credit is among what fails of the held star, else after two; to the nearer of the two."""
    assert star.raw is not None
    if star.raw < held and any(name in CREDIT for name in star.failing[held]):
        return star.raw
    if last is not None and star.raw > held and last > held:
        return min(star.raw, last)
    if last is not None and star.raw < held and last < held:
        return max(star.raw, last)
    return held


def figures(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """Stars of every account other than own shops, and what the key accounts carry."""
    rated = stars.rated.get(quarter, {})
    before = stars.before(quarter)
    for account in clerk.trading(quarter):
        star = rated.get(account)
        yield "stars_raw", account, "", star.raw if star else None
        yield "stars", account, "", star.stars if star else None
        yield "sales_before", account, "", float(before[account][0] / before[account][1]) if account in before else None
        yield "big_but_risky", account, "", int(star.band - star.raw >= 2) if star and star.raw else None
    yield from totals(clerk, stars, quarter)


def totals(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """Counts and shares of net sales by confirmed star (0 = not rated), and of the key accounts."""
    whole, rated = clerk.all_net(clerk.trading(quarter), quarter), stars.rated.get(quarter, {})
    for level in (0, 1, 2, 3, 4):
        accounts = [account for account in clerk.trading(quarter) if ((rated[account].stars or 0) if account in rated else 0) == level]
        yield "stars", COMPANY, f"stars:{level}", len(accounts)
        yield "share", COMPANY, f"stars:{level}", over(clerk.all_net(accounts, quarter), whole)
    yield "key_accounts", COMPANY, "", len(stars.keys(quarter))
    yield "key_account_share", COMPANY, "", over(clerk.all_net(stars.keys(quarter), quarter), whole)
