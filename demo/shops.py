"""Where each customer sells to shoppers: location and clientele of its shops."""

from __future__ import annotations

from dataclasses import dataclass

from demo import places
from demo.company import Account

OUTLET_SHOPPERS = {"0101": "25-35岁白领女性", "0102": "30-45岁家庭顾客", "0103": "18-25岁学生与年轻上班族"}
OWN_SHOPS = {"0001": ("延安路商业街临街", "25-40岁市区白领"), "0002": ("西城广场购物中心一楼", "周边社区家庭顾客")}
HONG_KONG = ("旺角弥敦道", "本地年轻顾客与游客")


@dataclass(frozen=True)
class Shop:
    """One retail point."""

    name: str
    location: str
    shoppers: str


def shops_of(account: Account) -> tuple[Shop, ...]:
    """A single outlet is one shop; a key account has several in its town, a small dealer one."""
    if account.group == "outlet":
        return (Shop(account.name, account.story, OUTLET_SHOPPERS[account.account_id]),)
    if account.group == "own shop":
        return (Shop(account.name, *OWN_SHOPS[account.account_id]),)
    if account.group == "export":
        return (Shop(f"{account.town}店", *HONG_KONG),)
    if account.group == "key":
        return tuple(Shop(f"{account.town}{name}", location, shoppers) for name, location, shoppers in places.LARGE_SHOPS)
    name, location, shoppers = places.SMALL_SHOPS[sum(map(ord, account.account_id)) % len(places.SMALL_SHOPS)]
    return (Shop(f"{account.town}{name}", location, shoppers),)
