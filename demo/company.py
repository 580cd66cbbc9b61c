"""Who the demo company's customers are: their size, growth, terms, and the stories behind their stars."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from demo import places
from demo.quarters import QUARTERS, first_day
from demo.roles import Role, assign_roles

TRADE_SALES_TTM = 165_000_000  # yuan without tax, own shops apart
DEALERS = 60
PROSPECTS = 3
MIDDLE_SHARE = 7.65
Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Slot:
    """One order that an account places each year at about the same time."""

    days_before_end: int
    weight: float
    in_window: bool
    late: int
    draw: float


@dataclass
class Account:
    """A customer with what makes its figures move."""

    account_id: str
    name: str
    group: str  # key, middle, small, new, dormant, export, outlet, own shop, prospect, branch
    kind: str
    territory: str
    town: str
    share: float = 0.0
    growth: float = 0.0
    discount: int = 1000  # thousandths of the tag price
    terms: Steps = (("2023Q4", 30),)
    lateness: int = 0
    orders: int = 6
    lines: int = 2
    return_rate: float = 0.05
    allowance: int | None = None  # per cent
    opened: date = date(2023, 1, 1)
    closed: date = date(2026, 12, 31)
    parent_id: str = ""
    scores: dict[str, Steps] = field(default_factory=dict)
    branches: list["Account"] = field(default_factory=list)
    contracts: tuple[str, ...] = ()
    owner: str = ""
    currency: str = "CNY"
    story: str = ""

    def terms_on(self, day: date) -> int:
        """The credit days in force on a day."""
        return [days for quarter, days in self.terms if first_day(quarter) <= day or quarter == QUARTERS[0]][-1]

    def score_in(self, criterion: str, quarter: str) -> int:
        """The score that the last step at or before a quarter set."""
        return [score for since, score in self.scores[criterion] if since <= quarter][-1]

    @property
    def trades(self) -> bool:
        """Whether it buys on credit as a customer of its own."""
        return self.group not in ("own shop", "prospect", "branch")


@dataclass
class Company:
    """All accounts and the roles that some of them play in the newest quarter."""

    accounts: list[Account]
    roles: list[Role]

    def role(self, account: Account, signal: str) -> Role | None:
        """The account's part in a signal, if it has one."""
        return next((role for role in self.roles if role.account_id == account.account_id and role.signal == signal), None)

    def of(self, *groups: str) -> list[Account]:
        """The accounts of these groups, in their order."""
        return [account for account in self.accounts if account.group in groups]

    @property
    def traders(self) -> list[Account]:
        """Every customer that buys on credit."""
        return [account for account in self.accounts if account.trades]


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


def special_accounts(names: Names) -> list[Account]:
    """The newcomers, those that left, and the one dealer across the border."""
    accounts = [small_account(names, number, group) for number, group in enumerate(("new", "new", "new", "dormant", "dormant", "export"))]
    for account, share in zip(accounts, (0.15, 0.16, 0.08, 0.2, 0.15, 0.45), strict=True):
        account.share, account.story = share, account.group
    accounts[0].opened, accounts[1].opened, accounts[2].opened = date(2025, 11, 10), date(2026, 4, 20), date(2026, 8, 3)
    accounts[3].closed, accounts[4].closed = date(2025, 6, 12), date(2025, 8, 20)
    accounts[3].story = "disputed"
    dealer = accounts[5]
    dealer.name, dealer.territory, dealer.town, dealer.currency = "香港丽港时装贸易有限公司", places.EXPORT, "香港", "HKD"
    dealer.owner = places.owner_of(places.EXPORT)
    dealer.contracts, dealer.growth, dealer.terms = (places.EXPORT,), 0.04, (("2023Q4", 60),)
    return accounts


def outlets() -> list[Account]:
    """Single retail points of the capital that are read more closely."""
    known = (("0101", "杭州武林路丽姿女装店", "武林商圈临街"), ("0102", "杭州湖滨时尚坊", "湖滨步行街二楼"), ("0103", "杭州滨江青年衣橱", "滨江地铁口购物中心"))
    accounts = [Account(code, name, "outlet", "outlet", places.CAPITAL, places.CAPITAL, share=0.12, growth=0.05) for code, name, _ in known]
    for account, (_, _, location) in zip(accounts, known, strict=True):
        account.orders, account.discount, account.story, account.owner = 5, 480, location, places.owner_of(places.CAPITAL)
        account.contracts, account.terms, account.return_rate = (places.CAPITAL,), (("2023Q4", 15),), 0.045
    return accounts


def own_shops() -> list[Account]:
    """The company's own shops in the provincial capital."""
    names = (("0001", "杭州延安路直营店"), ("0002", "杭州西城广场直营店"))
    return [Account(code, name, "own shop", "own shop", places.CAPITAL, places.CAPITAL, growth=0.07, contracts=(places.CAPITAL,)) for code, name in names]


def prospects(small: list[Account]) -> list[Account]:
    """Possible customers that have bought nothing yet, where a weak dealer could be replaced by a better one."""
    weak = {account.territory for account in small if account.scores and min(account.scores[name][-1][1] for name in ("capital", "initiative")) < 3}
    known = [found for found in places.PROSPECTS if found[0] in weak][:PROSPECTS]
    return [
        Account(f"P-{number:02d}", name, "prospect", "prospect", territory, town, owner=places.owner_of(territory))
        for number, (territory, town, name) in enumerate(known, 1)
    ]


def branches_of(parent: Account, count: int, names: Names) -> list[Account]:
    """The shops of a chain in other territories, under contract there."""
    rng = names.rng
    territories = rng.sample([name for name in places.TERRITORIES if name not in (*parent.contracts, places.CAPITAL)], count)
    for number, territory in enumerate(territories):
        town = names.town(territory)
        name = f"{places.short_name(parent.name)}{town}{'分公司' if parent.group == 'key' else '店'}"
        branch = Account(f"{parent.account_id}-{number + 1}", name, "branch", "dealer", territory, town)
        branch.parent_id, branch.owner, branch.contracts = parent.account_id, parent.owner, (territory,)
        parent.branches.append(branch)
    return parent.branches


def late_openings(small: list[Account], rng: Random) -> None:
    """Some small dealers came only in 2024."""
    for account in rng.sample(small, 5):
        account.opened = date(2024, rng.randint(3, 11), rng.randint(5, 25))


def rare_names(small: list[Account]) -> None:
    """Names that break careless programs: a long one, a rare character, invisible characters."""
    small[1].name = f"{small[1].town}{places.RARE_NAME}元服装行"
    small[2].name = small[2].name[:4] + "\u200b" + small[2].name[4:]
    small[3].name += "\u3000"
    trader = next((account for account in small if account.territory == "义乌"), small[0])
    trader.name = places.LONG_NAME


def build_company(seed: int, planted: int, look_alikes: int) -> Company:
    """The whole customer base, with ``planted`` accounts and ``look_alikes`` per signal."""
    names = Names(Random(f"{seed}:company"))
    keys = [key_account(names, story) for story in KEY_STORIES]
    stories = middle_stories(planted, look_alikes)
    middle = [middle_account(names, number, stories) for number in range(len(stories))]
    special, points = special_accounts(names), outlets()
    small = [small_account(names, number) for number in range(DEALERS - len(keys) - len(middle) - len(special))]
    # Of the special accounts only the export dealer sold all through the newest four quarters.
    scale_small(small, 99.8 - sum(account.share for account in [*keys, *middle, *points, special[-1]]))
    late_openings(small, names.rng)
    rare_names(small)
    branches = branches_of(keys[1], 2, names) + branches_of(keys[5], 1, names) + branches_of(small[0], 1, names)
    accounts = keys + middle + small + special + points + own_shops() + prospects(small) + branches
    company = Company(accounts, assign_roles(Random(f"{seed}:roles"), accounts, planted, look_alikes))
    shorten_terms(company)
    return company


def shorten_terms(company: Company) -> None:
    """Where receivables are to outgrow sales, the usual terms leave room for it."""
    for account in company.of("small"):
        if company.role(account, "receivable_gap"):
            account.terms, account.lateness = ((QUARTERS[0], 30),), min(account.lateness, 4)
