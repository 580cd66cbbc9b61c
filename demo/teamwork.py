"""How far each relationship has come, and who serves whom with which responsibility, authority and benefit."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import Account, Company
from demo.quarters import LAST, last_day
from demo.tables import Row

STAGES: tuple[str, ...] = ("single contact", "partner", "embedded partner")
REACHED_BY: tuple[tuple[str, ...], ...] = (
    ("业务员单线联系", "老板与业务员电话订货"),
    ("双方各部门月会，季度联合计划签字", "财务按月对账，物流专人对接"),
    ("共享库存与周销数据，年度联合计划", "派驻督导，共同组货"),
)
FELL_BACK = "换店长后月会停开，只剩业务员联系"
EXECUTIVES = ("方志远", "何敏", "钱伟民")
# Role, department, responsibility, authority, benefit, person, hours a quarter (from, to).
Member = tuple[str, str, str, str, str, str, tuple[int, int]]
MEMBERS: tuple[Member, ...] = (
    ("sponsor", "总经办", "定期拜访，拍板合作模式", "年度政策", "大客户毛利分成", "", (4, 12)),
    ("account manager", "销售部", "季度计划与日常沟通", "让价一个点以内", "季度奖金", "", (45, 80)),
    ("logistics", "物流部", "发货跟踪与补货", "调整发货顺序", "准时率奖", "罗小军", (12, 30)),
    ("finance", "财务部", "对账、授信与催收", "暂停发货", "回款奖", "金雅琴", (8, 20)),
    ("trainer", "市场部", "代培导购与陈列指导", "培训排期", "培训课时费", "赵倩", (16, 40)),
)


def relationship_rows(company: Company, rng: Random) -> list[Row]:
    """How each larger relationship grew from a single contact; one fell back."""
    rows: list[Row] = []
    for number, account in enumerate(company.of("key", "middle") + company.of("small")[:10]):
        reached = 3 if number in (0, 2) else 2 if number < 8 else 1
        for stage in range(reached):
            day = date(2023, 10, 15) + timedelta(days=stage * 390 + rng.randint(0, 120))
            rows.append({"account_id": account.account_id, "date": day, "stage": STAGES[stage], "evidence": rng.choice(REACHED_BY[stage])})
        if number == 7:
            rows.append({"account_id": account.account_id, "date": date(2026, 5, 18), "stage": STAGES[0], "evidence": FELL_BACK})
    return rows


def team_rows(company: Company, rng: Random) -> list[Row]:
    """Who serves each account; the eighth key account has no sponsor, the small ones only their salesperson."""
    rows: list[Row] = []
    for number, account in enumerate(company.of("key")):
        members = MEMBERS[1:] if number == 7 else MEMBERS if number % 3 else MEMBERS[:4]
        rows += [member_row(account, member, EXECUTIVES[number % 3], rng) for member in members]
        if number == 4:
            rows[-2]["authority"] = ""
    return rows + [salesperson_row(account, rng) for account in company.of("middle", "small", "new", "outlet", "export")]


def member_row(account: Account, member: Member, executive: str, rng: Random) -> Row:
    """One member of a key account's team with responsibility, authority and benefit."""
    role, department, responsibility, authority, benefit, person, hours = member
    person = executive if role == "sponsor" else person or account.owner
    row: Row = {"account_id": account.account_id, "person": person, "role": role, "department": department}
    row |= {"responsibility": responsibility, "authority": authority, "benefit": benefit, "hours": rng.randint(*hours)}
    return row | {"last_visit": last_day(LAST) - timedelta(days=rng.randint(10, 200 if role == "sponsor" else 60))}


def salesperson_row(account: Account, rng: Random) -> Row:
    """The one who visits a smaller account."""
    row: Row = {"account_id": account.account_id, "person": account.owner, "role": "sales", "department": "销售部", "responsibility": "订货、回款与日常沟通"}
    row |= {"authority": "", "benefit": "销售提成", "hours": rng.randint(6, 24)}
    return row | {"last_visit": last_day(LAST) - timedelta(days=rng.randint(5, 120))}
