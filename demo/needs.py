"""What the larger customers ask for, how far it was met, our answer, and what we ask in return."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.company import Account, Company
from demo.quarters import TRAILING
from demo.tables import Row


@dataclass(frozen=True)
class Need:
    """One thing asked for: what is wanted, by how much we may miss it, and what both sides say then."""

    name: str
    wanted: tuple[int, ...]
    missed_by: tuple[int, ...]
    answer: str
    asks: tuple[str, str]


NEEDS: tuple[Need, ...] = (
    Need("lead_time", (3, 4, 5, 7), (1, 2, 3), "partly: 旺季运力不足", ("旺季前备货到分仓", "提前一周下单")),  # days
    Need("lot", (30, 50, 60), (10, 20, 30), "partly: 整箱发货，不拆箱", ("按箱报量", "与邻县拼车发货")),  # pieces
    Need("batches", (4, 6, 8), (-1, -2), "partly: 每月固定两次发车", ("每月初报补货计划", "滞销款月底退回")),  # a quarter
    Need("cycle", (7, 10, 14), (2, 3, 5), "partly: 快反款下季起执行", ("共享周销数据", "开放库存查询")),  # days
    Need("training", (2, 3, 4, 6), (-1, -2), "partly: 督导排期已满", ("安排店长参加", "培训后三个月不离岗")),  # people trained
    Need("market_research", (1, 2), (-1,), "partly: 下季起执行", ("提供会员数据", "协助入户访谈")),  # surveys
)
PRICE_ANSWER, PRICE_ASKS = "no: 全省价格体系统一", ("完成年度目标", "提高首单比例")


def need_rows(company: Company, rng: Random) -> list[Row]:
    """The needs of the larger customers in the trailing quarters, and a first talk with some small ones."""
    rows: list[Row] = []
    for account in company.of("key", "middle"):
        wanted = {need.name: rng.choice(need.wanted) for need in NEEDS}
        for quarter in TRAILING:
            rows += [need_row(account, quarter, need, wanted[need.name], rng) for need in NEEDS]
            rows.append(price_row(account, quarter, rng))
    for account in company.of("small")[:6]:
        rows += [need_row(account, TRAILING[-1], need, rng.choice(need.wanted), rng) for need in NEEDS[:2]]
    return rows


def need_row(account: Account, quarter: str, need: Need, wanted: int, rng: Random) -> Row:
    """One need of one quarter: met more often than not; a few are still unanswered."""
    met = rng.random() < 0.62
    fulfilled = wanted if met else max(0, wanted + rng.choice(need.missed_by))
    row: Row = {"account_id": account.account_id, "quarter": quarter, "need": need.name, "wanted": wanted, "fulfilled": fulfilled}
    answer = "" if rng.random() < 0.06 else "agreed" if met else need.answer
    return row | {"answer": answer, "our_ask": rng.choice(need.asks)}


def price_row(account: Account, quarter: str, rng: Random) -> Row:
    """A better share of the tag price, asked for by everybody and granted to nobody."""
    paid = account.discount / 1000
    row: Row = {"account_id": account.account_id, "quarter": quarter, "need": "price", "wanted": round(paid - 0.02, 3), "fulfilled": paid}
    return row | {"answer": PRICE_ANSWER, "our_ask": rng.choice(PRICE_ASKS)}
