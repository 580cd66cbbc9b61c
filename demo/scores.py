"""What the salespeople score each quarter, and what each score rests on."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import Account, Company
from demo.quarters import QUARTERS, last_day, season_of
from demo.tables import Row

HEAD_OF_SALES = "何敏"
# What a score of 4 or 5, of 3, and of 1 or 2 rests on.
EVIDENCE: dict[str, tuple[str, str, str]] = {
    "capital": ("银行流水与纳税等级已核对", "季末周转偏紧，能按期付清", "经常月底周转困难"),
    "relations": ("商会理事，商场资源多", "与两家商场有合作", "本地人脉一般"),
    "logistics": ("自有仓库两千平方米", "自有小仓库，旺季租车", "租用小仓库，配送靠物流公司"),
    "staff": ("店长队伍稳定", "店长稳定，导购常缺人", "导购流动大"),
    "management": ("有进销存系统，月度盘点", "有进销存系统，盘点不定期", "手工记账"),
    "business_sense": ("能按商圈组货，有年度规划", "看市场行情订货，规划到季", "跟单进货，缺少规划"),
    "methods": ("会员活动每季两次", "节假日做促销", "靠打折走量"),
    "initiative": ("主动提报计划", "提醒后能按时提报", "需要反复催促"),
}


def scoring_quarters(account: Account) -> list[str]:
    """Large accounts are scored every quarter, small ones in spring and when something changed."""
    if "stale scores" in account.story:
        return [quarter for quarter in QUARTERS if quarter <= "2025Q4"]
    if account.group in ("key", "middle"):
        return list(QUARTERS)
    changes = {since for steps in account.scores.values() for since, _ in steps[1:]}
    return [quarter for quarter in QUARTERS if (season_of(quarter) == 1 or quarter in changes) and last_day(quarter) > account.opened]


def score_rows(company: Company, rng: Random) -> list[Row]:
    """All scores, with scorer, date and what they rest on; one criterion was once scored by two people."""
    rows: list[Row] = []
    for account in company.traders:
        for quarter in scoring_quarters(account) if account.scores else []:
            day = last_day(quarter) - timedelta(days=rng.randint(4, 20))
            for criterion in account.scores:
                rows.append(score_row(account, quarter, criterion, day))
    seconded = next(row for row in rows if row["criterion"] == "methods" and row["quarter"] == "2025Q2")
    return rows + [seconded | {"scorer": HEAD_OF_SALES, "score": 5}]


def score_row(account: Account, quarter: str, criterion: str, day: date) -> Row:
    """One score."""
    score = account.score_in(criterion, quarter)
    row: Row = {"account_id": account.account_id, "quarter": quarter, "criterion": criterion, "score": score}
    return row | {"evidence": EVIDENCE[criterion][(score < 4) + (score < 3)], "scorer": account.owner, "date": day}
