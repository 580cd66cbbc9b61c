"""The account teams' tasks: quarterly packages and their parts, with owners, dates, workload and measured effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.company import Account, Company
from demo.quarters import LAST, QUARTERS, first_day, last_day
from demo.tables import Row

NEXT = "2026Q4"


@dataclass(frozen=True)
class Work:
    """One kind of task: its form, what done means, who does it, and the figure that it should move."""

    form: str
    what: str
    hours: int
    done_means: str
    person: str
    metric: str
    target: float
    spread: float


PACKAGE = Work("group meeting", "季度联合计划", 0, "全部子任务完成", "", "", 0, 0)
WORK: tuple[Work, ...] = (
    Work("group meeting", "季度联合计划评审", 6, "双方签字", "", "目标达成率%", 100, 9),
    Work("on-site coaching", "旗舰店陈列调整", 16, "调整前后照片与坪效对比", "赵倩", "坪效（元/平方米）", 1250, 150),
    Work("training", "导购代培两期", 24, "考核合格名单", "赵倩", "连带率", 2.0, 0.3),
    Work("on-site coaching", "滞销款调换清单", 8, "清单执行完毕", "罗小军", "退货率%", 6, 2),
    Work("group meeting", "对账与信用复核", 4, "对账单盖章", "金雅琴", "逾期占比%", 5, 3),
    Work("on-site coaching", "换季组货与首单建议", 10, "首单按商圈组货", "", "首单售罄率%", 55, 10),
)


def task_rows(company: Company, rng: Random) -> list[Row]:
    """The plans of the last quarters and of the next."""
    rows: list[Row] = []
    for account in company.of("key"):
        for quarter in (*QUARTERS[-3:], NEXT):
            rows += plan(account, quarter, len(rows), rng)
    return rows


def plan(account: Account, quarter: str, before: int, rng: Random) -> list[Row]:
    """One account's quarter: a package, its two parts, and two more tasks."""
    names = [f"T{before + number + 1:04d}" for number in range(5)]
    chosen = rng.sample(WORK, 4)
    parts = [task(account, name, quarter, work, names[0], rng) for name, work in zip(names[1:3], chosen[:2], strict=True)]
    single = [task(account, name, quarter, work, "", rng) for name, work in zip(names[3:], chosen[2:], strict=True)]
    return [package(account, names[0], parts), *parts, *single]


def package(account: Account, task_id: str, parts: list[Row]) -> Row:
    """The plan that its parts make up: done when the last of them is."""
    row = task_row(account, task_id, PACKAGE, max(part["due"] for part in parts), "高")  # type: ignore[type-var,arg-type]
    days = [part["done"] for part in parts if part["status"] != "cancelled"]
    if not days:
        return row | {"status": "cancelled", "done": ""}
    return row | ({"status": "done", "done": max(days)} if all(days) else {"status": "open", "done": ""})  # type: ignore[type-var]


def task(account: Account, task_id: str, quarter: str, work: Work, parent: str, rng: Random) -> Row:
    """One task with dates, workload and effect."""
    begin = first_day(quarter) if quarter in QUARTERS else last_day(LAST) + timedelta(days=1)
    due = working_day(begin + timedelta(days=rng.randint(20, 85)))
    row = task_row(account, task_id, work, due, rng.choice("高中低")) | {"parent_task": parent}
    row["status"], row["done"] = progress(due, rng)
    if row["status"] == "done" and rng.random() < 0.8:
        row["result"] = round(work.target + rng.uniform(-work.spread, work.spread), 1)
    return row


def task_row(account: Account, task_id: str, work: Work, due: date, priority: str) -> Row:
    """A task as it is planned."""
    row: Row = {"task_id": task_id, "account_id": account.account_id, "owner": work.person or account.owner, "due": due, "status": "open", "form": work.form}
    row |= {"hours": work.hours or "", "priority": priority, "acceptance": f"{work.what}：{work.done_means}", "metric": work.metric}
    return row | {"target": work.target or "", "result": "", "done": "", "parent_task": ""}


def working_day(day: date) -> date:
    """Nobody promises anything for a weekend or the first week of October."""
    while day.weekday() > 4 or (day.month, day.day) < (10, 8) and day.month == 10:
        day += timedelta(days=1)
    return day


def progress(due: date, rng: Random) -> tuple[str, date | str]:
    """Most tasks are done in time, some late, a few never."""
    if due > last_day(LAST):
        return "open", ""
    draw, day = rng.random(), working_day(due + timedelta(days=rng.randint(-8, 12)))
    if draw < 0.06:
        return "cancelled", ""
    if draw < 0.85 and day <= last_day(LAST):
        return "done", day
    return ("in progress", "") if draw < 0.95 else ("open", "")
