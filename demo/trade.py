"""Every invoice and credit note of the twelve quarters: who orders when and how much, and the parts some accounts play."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.baskets import Basket
from demo.catalogue import Product, Shelf
from demo.company import Account, Company, Slot
from demo.documents import Document
from demo.own_shops import shop_sales
from demo.quarters import LAST, QUARTERS, TRAILING, first_day, last_day, season_of
from demo.returns import Returns, without_products
from demo.seasons import SEASON_WEIGHTS, WINDOW_SHARES, calendar, net_targets, open_day
from demo.sidelines import Sidelines


class Buyer:
    """One account's purchases, quarter after quarter."""

    def __init__(self, company: Company, account: Account, shelf: Shelf, seed: int) -> None:
        self.company, self.account = company, account
        self.rng = Random(f"{seed}:trade:{account.name}:{account.share:.6f}")
        self.slots = {season: calendar(account, season, self.rng) for season in SEASON_WEIGHTS}
        self.targets = net_targets(account, self.rng)
        self.invoices: list[Document] = []
        self.basket = Basket(account, shelf, self.rng)
        self.sidelines = Sidelines(company, account, self.rng)
        self.returns = Returns(account, self.invoices, self.rng)

    def aim(self, signal: str) -> float | None:
        """The strength this account is to show in a signal, if any."""
        role = self.company.role(self.account, signal)
        return role.aim if role else None

    def return_rate(self, quarter: str) -> float:
        """Returns as a share of gross sales."""
        strength = self.aim("return_rate_ttm")
        if strength and quarter in TRAILING:
            return strength * (self.account.allowance or 15) / 100
        return self.account.return_rate * self.rng.uniform(0.9, 1.1)

    def window_share(self, quarter: str) -> float:
        """The share of the quarter that falls into its last ten working days."""
        strength = self.aim("quarter_end_loading") if quarter == LAST else None
        usual = WINDOW_SHARES[season_of(quarter)] * self.rng.uniform(0.95, 1.05)
        return usual * strength * 2 if strength else usual

    def order_plan(self, quarter: str) -> list[tuple[date, Slot, float]]:
        """The quarter's orders: day, slot, and share of its gross sales."""
        slots, window = self.slots[season_of(quarter)], self.window_share(quarter)
        inside = sum(slot.weight for slot in slots if slot.in_window)
        outside = sum(slot.weight for slot in slots) - inside
        plan = []
        for slot in slots:
            day = last_day(quarter) - timedelta(days=slot.days_before_end + self.rng.choice((-1, 0, 1)))
            share = slot.weight / inside * window if slot.in_window else slot.weight / outside * (1 - window)
            plan.append((open_day(day), slot, share * self.rng.uniform(0.97, 1.03)))
        return self.silenced(plan) if quarter == LAST else plan

    def silenced(self, plan: list[tuple[date, Slot, float]]) -> list[tuple[date, Slot, float]]:
        """Ends the orders of a silent account early; a look-alike only makes a longer pause and orders as much."""
        strength = self.aim("silence_ratio")
        if strength is None:
            return plan
        days = [document.day for document in self.invoices]
        gaps = sorted((later - earlier).days for earlier, later in zip(days, days[1:], strict=False))
        final = last_day(LAST) - timedelta(days=min(87, round(strength * 3 * gaps[len(gaps) // 2])))
        kept = [order for order in plan if order[0] < final - timedelta(days=4)]
        next_slot = plan[len(kept)]
        kept.append((final, next_slot[1], next_slot[2]))
        scale = 1.0 if strength > 1 else sum(order[2] for order in plan) / sum(order[2] for order in kept)
        return [(day, slot, share * scale) for day, slot, share in kept]

    def entity(self, slot: Slot) -> Account:
        """Who places the order: a chain's branches buy under their own numbers."""
        branches = self.account.branches
        if not branches or slot.draw < 0.6:
            return self.account
        return branches[int((slot.draw - 0.6) / 0.4 * len(branches))]

    def buy(self, quarter: str) -> None:
        """Places the quarter's orders and returns what did not sell."""
        rate = self.return_rate(quarter)
        gross, bought = self.targets[quarter] / (1 - rate), []
        for day, slot, share in self.order_plan(quarter):
            if self.account.opened <= day <= self.account.closed and day >= first_day(quarter):
                bought.append(self.basket.invoice(self.entity(slot), day, slot, gross * share))
        self.invoices += bought
        self.sidelines.play(bought, quarter)
        self.returns.give_back(quarter, rate * sum(document.cents for document in bought))


def number_documents(documents: list[Document], prefix: str) -> None:
    """Numbers documents of one kind in the order of their days."""
    per_day: dict[date, int] = {}
    for document in documents:
        per_day[document.day] = per_day.get(document.day, 0) + 1
        document.number = f"{prefix}{document.day:%y%m%d}{per_day[document.day]:03d}"
        for number, line in enumerate(document.lines, 1):
            line.number = number


def sell(company: Company, products: list[Product], seed: int) -> list[Document]:
    """Every invoice and credit note, in the order of their days."""
    shelf = Shelf(products)
    buyers = [Buyer(company, account, shelf, seed) for account in company.traders]
    for quarter in QUARTERS:
        for buyer in buyers:
            buyer.buy(quarter)
    keys = [buyer.invoices for buyer in buyers if buyer.account.group == "key"]
    allowances = without_products(Random(f"{seed}:allowances"), keys)
    kinds = {
        "XS": [document for buyer in buyers for document in buyer.invoices],
        "TH": [document for buyer in buyers for document in buyer.returns.credits],
        "ZR": allowances,
        "LS": [document for shop in company.of("own shop") for document in shop_sales(shop, shelf, seed)],
    }
    for prefix, documents in kinds.items():
        documents.sort(key=lambda document: document.day)
        number_documents(documents, prefix)
    return sorted((document for documents in kinds.values() for document in documents), key=lambda document: (document.day, document.number))
