"""The whole customer base: dealers, newcomers, those that left, outlets, own shops, prospects and branches."""

from __future__ import annotations

from datetime import date
from random import Random

from demo import places
from demo.company import Account, Company
from demo.dealers import KEY_STORIES, Names, key_account, middle_account, middle_stories, scale_small, small_account
from demo.quarters import QUARTERS
from demo.roles import assign_roles

DEALERS = 60
PROSPECTS = 3


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
