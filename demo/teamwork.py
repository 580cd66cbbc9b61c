"""What the account teams keep: the customers' needs, the stage of each relationship, who serves whom, and the tasks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import Account, Company
from demo.quarters import LAST, QUARTERS, TRAILING, first_day, last_day
from demo.tables import Row

STAGES: tuple[str, ...] = ("单一沟通", "合作伙伴型", "镶嵌式")
# Wanted at most (days, price as a share of the tag) or at least (pieces, batches, people, surveys), and our usual reply.
NEEDS: dict[str, tuple[float, float, str]] = {
    "到货时间": (5, 7, "旺季前备货到分仓"),
    "交货批量": (60, 80, "提前两周报量"),
    "批次": (6, 5, "每月固定两次发货"),
    "交货周期": (14, 16, "共享周销数据"),
    "价格": (0.40, 0.42, "完成年度目标"),
    "代培推销员": (4, 3, "安排店长参加"),
    "市场调查": (1, 1, "提供会员数据"),
}
ANSWERS = ("同意", "部分同意：旺季运力不足", "不可行：价格体系统一", "同意", "部分同意：下季起执行")
MEMBERS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("sponsor", "总经办", "定期拜访，拍板合作模式", "年度政策", "大客户毛利分成", "方志远"),
    ("客户经理", "销售部", "季度计划与日常沟通", "让价一个点以内", "季度奖金", ""),
    ("物流专员", "物流部", "发货跟踪与补货", "调整发货顺序", "准时率奖", "罗小军"),
    ("信用管理员", "财务部", "对账、授信与催收", "暂停发货", "回款奖", "金雅琴"),
    ("培训督导", "市场部", "代培导购与陈列指导", "培训排期", "培训课时费", "赵倩"),
)
WORK: tuple[tuple[str, str, int, str, str], ...] = (
    ("小组会议", "季度联合计划评审", 6, "计划签字", "目标达成率"),
    ("现场指导", "旗舰店陈列调整", 16, "调整前后照片", "坪效"),
    ("培训", "导购代培两期", 24, "考核合格", "连带率"),
    ("现场指导", "滞销款调换清单", 8, "清单执行完毕", "退货率"),
    ("小组会议", "对账与信用复核", 4, "对账单盖章", "逾期占比"),
)


def need_rows(company: Company, rng: Random) -> list[Row]:
    """What the larger accounts ask for, how far it was met, our answer, and what we ask in return."""
    rows: list[Row] = []
    for account in company.of("key", "middle"):
        for quarter in TRAILING:
            for need in NEEDS:
                rows.append(need_row(account, quarter, need, rng))
    return rows


def need_row(account: Account, quarter: str, need: str, rng: Random) -> Row:
    """One need of one quarter."""
    wanted, usual, ask = NEEDS[need]
    met = rng.random() < 0.6
    fulfilled = wanted if met else round(usual * rng.uniform(0.9, 1.2), 2 if usual < 1 else None)
    row: Row = {"account_id": account.account_id, "quarter": quarter, "need": need, "wanted": wanted, "fulfilled": fulfilled}
    return row | {"answer": rng.choice(ANSWERS), "our_ask": ask}


def relationship_rows(company: Company, rng: Random) -> list[Row]:
    """How each larger relationship grew from a single contact."""
    rows: list[Row] = []
    for number, account in enumerate(company.of("key", "middle") + company.of("small")[:10]):
        reached = 3 if number in (0, 2) else 2 if number < 8 else 1
        for stage in range(reached):
            day = date(2023, 10, 15) + timedelta(days=stage * 390 + rng.randint(0, 120))
            rows.append({"account_id": account.account_id, "date": day, "stage": STAGES[stage], "evidence": ("业务员单线联系", "双方各部门月会", "共享库存与年度联合计划")[stage]})
    return rows


def team_rows(company: Company, rng: Random) -> list[Row]:
    """Who serves each account; the eighth key account has no sponsor, the small ones only their salesperson."""
    rows: list[Row] = []
    for number, account in enumerate(company.of("key")):
        members = MEMBERS[1:] if number == 7 else MEMBERS if number % 3 else MEMBERS[:4]
        rows += [member_row(account, member, rng) for member in members]
    for account in company.of("middle", "small", "new", "outlet", "export"):
        rows.append({"account_id": account.account_id, "person": account.owner, "role": "客户经理", "department": "销售部", "responsibility": "日常沟通",
                     "authority": "", "benefit": "", "hours": rng.randint(6, 30), "last_visit": last_day(LAST) - timedelta(days=rng.randint(5, 120))})
    return rows


def member_row(account: Account, member: tuple[str, str, str, str, str, str], rng: Random) -> Row:
    """One member of a key account's team with responsibility, authority and benefit."""
    role, department, responsibility, authority, benefit, person = member
    row: Row = {"account_id": account.account_id, "person": person or account.owner, "role": role, "department": department}
    row |= {"responsibility": responsibility, "authority": authority, "benefit": benefit, "hours": rng.randint(8, 70)}
    return row | {"last_visit": last_day(LAST) - timedelta(days=rng.randint(10, 200 if role == "sponsor" else 60))}


def task_rows(company: Company, rng: Random) -> list[Row]:
    """The plans of the last quarters and of the next: packages with their parts, and single tasks."""
    rows: list[Row] = []
    for account in company.of("key"):
        for quarter in (*QUARTERS[-3:], "2026Q4"):
            rows += plan(account, quarter, len(rows), rng)
    return rows


def plan(account: Account, quarter: str, before: int, rng: Random) -> list[Row]:
    """One account's quarter: a package, its two parts, and one or two more tasks."""
    names = [f"T{before + number + 1:04d}" for number in range(5)]
    chosen = rng.sample(WORK, 4)
    package = task(account, names[0], quarter, ("小组会议", "季度联合计划", 0, "全部子任务完成", ""), "", rng)
    parts = [task(account, name, quarter, work, names[0], rng) for name, work in zip(names[1:3], chosen, strict=False)]
    return [package, *parts, *(task(account, name, quarter, work, "", rng) for name, work in zip(names[3:], chosen[2:], strict=False))]


def task(account: Account, task_id: str, quarter: str, work: tuple[str, str, int, str, str], parent: str, rng: Random) -> Row:
    """One task with dates, workload and effect."""
    form, _, hours, acceptance, metric = work
    due = (first_day(quarter) if quarter in QUARTERS else date(2026, 10, 1)) + timedelta(days=rng.randint(20, 85))
    status, done = progress(due, rng)
    row: Row = {"task_id": task_id, "account_id": account.account_id, "owner": account.owner, "due": due, "status": status, "form": form}
    row |= {"hours": hours or "", "priority": rng.choice("高中低"), "acceptance": f"{work[1]}：{acceptance}", "metric": metric}
    target = rng.choice((80, 90, 95)) if metric else ""
    measured = target - rng.randint(-6, 12) if metric and status == "done" and rng.random() < 0.8 else ""
    return row | {"target": target, "result": measured, "done": done, "parent_task": parent}


def progress(due: date, rng: Random) -> tuple[str, date | str]:
    """Most tasks are done in time, some late, a few never."""
    if due > last_day(LAST):
        return "open", ""
    draw, day = rng.random(), due + timedelta(days=rng.randint(-8, 12))
    if draw < 0.06:
        return "cancelled", ""
    return ("done", day) if draw < 0.85 and day <= last_day(LAST) else ("open", "")
