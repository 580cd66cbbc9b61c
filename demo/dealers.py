"""The dealers: ten key accounts with their stories, the large ones after them, and the many small ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from demo import places
from demo.company import Account, Steps
from demo.quarters import QUARTERS

MIDDLE_SHARE = 7.65


@dataclass(frozen=True)
class KeyStory:
    """Size and credit history of one of the ten, largest first."""

    territory: str
    share: float
    growth: float
    terms: Steps
    scores: dict[str, Steps] = field(default_factory=dict)
    story: str = ""


def always(score: int) -> Steps:
    """A score that never changed."""
    return ((QUARTERS[0], score),)


KEY_STORIES: tuple[KeyStory, ...] = (
    KeyStory("宁波", 17.0, 0.10, (("2023Q4", 25),), {"capital": always(5), "business_sense": always(5)}, "deposits"),
    KeyStory("温州", 13.4, -0.02, (("2023Q4", 22),), {"capital": always(5), "business_sense": always(4)}, "branches:2"),
    # Shorter terms against a better price: it reaches the fourth star when the median of four quarter-ends has followed.
    KeyStory("义乌", 10.9, 0.13, (("2023Q4", 38), ("2025Q3", 22)), {"capital": always(4), "business_sense": always(5)}, "deposits"),
    # It lost its fourth star at once when part of an invoice stayed unpaid at the end of June.
    KeyStory("绍兴", 9.0, 0.05, (("2023Q4", 22),), {"capital": always(4), "business_sense": always(4)}, "held back"),
    KeyStory("嘉兴", 7.5, -0.06, (("2023Q4", 45),), {"capital": always(4), "business_sense": always(4)}, "instalment"),
    KeyStory("台州", 6.5, 0.14, (("2023Q4", 42),), {"capital": always(5), "business_sense": always(4)}, "branches:1 reversed deposits"),
    KeyStory("金华", 5.7, 0.07, (("2023Q4", 40),), {"capital": always(4), "business_sense": always(5)}, "stale scores"),
    KeyStory("湖州", 5.0, -0.08, (("2023Q4", 48),), {"capital": always(4), "business_sense": always(4)}, "disputed deposits"),
    # Its second generation took over: better business sense, confirmed as three stars two quarters later.
    KeyStory("台州", 4.3, 0.10, (("2023Q4", 45),), {"capital": always(4), "business_sense": (("2023Q4", 3), ("2025Q4", 4))}),
    KeyStory("宁波", 3.5, 0.17, (("2023Q4", 80), ("2025Q4", 45)), {"capital": always(4), "business_sense": always(4)}),
)


class Names:
    """Hands out towns, words and numbers so that no two customers share them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words = rng.sample(places.WORDS, len(places.WORDS))
        codes = [f"A-{number:03d}" for number in range(1, 48)] + [f"{number:04d}" for number in range(11, 45, 2)]
        self.codes = rng.sample(codes, len(codes))
        self.towns = {territory: list(towns) for territory, towns in places.TERRITORIES.items()}

    def town(self, territory: str) -> str:
        """The next town of a territory, in turn."""
        towns = self.towns[territory]
        towns.append(towns.pop(0))
        return towns[-1]

    def dealer(self, territory: str, group: str) -> Account:
        """A dealer in the next town of a territory."""
        town, word = self.town(territory), self.words.pop()
        name = places.company_name(town, word, self.rng, group in ("key", "middle"))
        account = Account(self.codes.pop(), name, group, "dealer", territory, town)
        account.owner = places.owner_of(territory)
        account.discount = self.rng.choice((400, 410, 420)) if group == "key" else self.rng.choice((420, 430, 440, 450))
        account.contracts = (territory,)
        return account


def other_scores(rng: Random, low: int, high: int) -> dict[str, Steps]:
    """Scores that decide no star."""
    return {name: always(rng.randint(low, high)) for name in ("relations", "logistics", "staff", "management", "methods")}


def key_account(names: Names, story: KeyStory) -> Account:
    """One of the ten accounts behind four fifths of the sales."""
    rng, account = names.rng, names.dealer(story.territory, "key")
    account.share, account.growth, account.terms, account.story = story.share, story.growth, story.terms, story.story
    account.orders, account.lines, account.lateness = 13, 4, -2
    account.return_rate, account.allowance = rng.uniform(0.042, 0.056), 15
    account.contracts += (places.contract_neighbour(account.territory, rng),)
    account.scores = other_scores(rng, 3, 5) | {"initiative": always(4)} | story.scores
    return account


def middle_scores(rng: Random, risky: bool, first: bool) -> dict[str, Steps]:
    """Weak finance for the risky ones; average finance for the others, one of which fell from three stars."""
    if risky:
        return other_scores(rng, 2, 3) | {"capital": always(2), "business_sense": always(3), "initiative": always(2)}
    capital = (("2023Q4", 4), ("2026Q1", 3)) if first else always(3)
    return other_scores(rng, 2, 4) | {"capital": capital, "business_sense": always(4 if first else 3), "initiative": always(4)}


def middle_stories(risky: int, average: int) -> list[str]:
    """The risky ones and the average ones in turn."""
    pairs = min(risky, average)
    return ["risky", "average"] * pairs + ["risky"] * (risky - pairs) + ["average"] * (average - pairs)


def middle_account(names: Names, number: int, stories: list[str]) -> Account:
    """An account right after the ten: large, but not strong enough for a third star."""
    rng, account = names.rng, names.dealer(tuple(places.TERRITORIES)[number % 11], "middle")
    count, account.story = len(stories), stories[number]
    account.share = MIDDLE_SHARE / count * (1 + 0.2 * ((count - 1) / 2 - number) / max(count - 1, 1))
    account.growth, account.lateness = rng.uniform(-0.05, 0.12), 2
    account.terms, account.orders, account.lines = (("2023Q4", 45),), 8, 3
    account.return_rate, account.allowance = rng.uniform(0.045, 0.06), 15
    account.scores = middle_scores(rng, account.story == "risky", number == 1)
    return account


def small_scores(rng: Random, number: int) -> dict[str, Steps]:
    """Scores of the accounts that somebody visits; the others have none and stay provisional."""
    if number >= 26:
        return {}
    capital, initiative = always(rng.choice((2, 3, 3, 4))), always(rng.choice((2, 3, 3, 4)))
    if number < 4:
        capital, initiative = always(3), always(3)
    elif number in (5, 6):
        capital, initiative = (("2023Q4", 2), ("2026Q1", 3)), always(3)
    elif number in (7, 8):
        capital, initiative = (("2023Q4", 3), ("2025Q4", 2)), always(3)
    return other_scores(rng, 2, 4) | {"capital": capital, "business_sense": always(rng.choice((2, 3, 3))), "initiative": initiative}


def small_account(names: Names, number: int, group: str = "small") -> Account:
    """One of the many small dealers of the county towns."""
    rng, account = names.rng, names.dealer(tuple(places.TERRITORIES)[number % 12], group)
    account.share, account.growth = rng.uniform(0.6, 1.6), rng.uniform(-0.15, 0.25)
    account.lateness, account.terms = rng.choice((0, 2, 4, 6, 8, 10)), (("2023Q4", rng.choice((30, 45, 60))),)
    account.allowance = rng.choice((None, None, 15, 12, 18))
    account.return_rate = (account.allowance or 15) / 100 * rng.uniform(0.28, 0.38)
    account.scores = small_scores(rng, number) if group == "small" else {}
    return account


def scale_small(accounts: list[Account], total: float) -> None:
    """Gives the small dealers what the larger customers leave, the largest first."""
    shares = sorted((account.share for account in accounts), reverse=True)
    for account, share in zip(accounts, shares, strict=True):
        account.share = share * total / sum(shares)
