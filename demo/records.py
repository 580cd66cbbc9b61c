"""What the office writes down beside the ledger: scores, rebates, incidents, fair orders, targets, sell-out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from demo import places
from demo.catalogue import TAG_PRICES, VAT_PERCENT
from demo.company import Account, Company
from demo.quarters import LAST, QUARTERS, first_day, last_day, season_of
from demo.shops import shops_of
from demo.tables import Row, money
from demo.trade import Document

DAYS_OF_TTM = 365
FOUR_STARS = 3  # the year-end rebate that nobody tells them of
HEAD_OF_SALES = "何敏"
SEEN = {
    "dumping": ("店内标价照片与购物小票", "直播间低价截图，已录屏", "微信群清货海报"),
    "diversion": ("吊牌流水号与发货记录一致", "外地门店购得，流水号追溯至该客户", "物流面单收货人为外地商户"),
}
NetSales = dict[tuple[str, str], int]
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


def net_sales(documents: list[Document]) -> NetSales:
    """Net sales in cents per paying account and quarter."""
    totals: NetSales = defaultdict(int)
    for document in documents:
        totals[document.account.account_id, document.quarter] += document.cents
    return totals


# --- scorecards ---


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


# --- rebates and consigned goods ---


class RebateBook:
    """One account's yearly rebate and the goods placed with it before payment."""

    def __init__(self, company: Company, account: Account, totals: NetSales, rng: Random) -> None:
        self.account, self.totals, self.rng = account, totals, rng
        self.rate = rng.choice((0.02, 0.025, 0.03)) if account.group == "key" else rng.choice((0.02, 0.03, 0.04))
        self.undisclosed = {one.account_id for one in company.of("key")[:FOUR_STARS]}
        role = company.role(account, "consignment_cover")
        self.aim = role.aim if role else None

    def year_to_date(self, quarter: str) -> int:
        """Net sales of the calendar year so far."""
        return sum(self.totals[self.account.account_id, other] for other in QUARTERS if quarter[:4] + "Q1" <= other <= quarter)

    def expected(self, quarter: str) -> int:
        """The whole year's rebate in cents, as agreed in spring."""
        year = int(quarter[:4])
        known = [self.totals[self.account.account_id, f"{year}Q{number}"] for number in range(1, 5) if f"{year}Q{number}" in QUARTERS]
        return round(self.rate * sum(known) * 4 / len(known) / 10_000) * 10_000

    def consigned(self, quarter: str) -> int:
        """Goods on consignment, in cents: usually well inside the year's rebate."""
        usual = 0.0 if self.account.group == "key" and self.rate < 0.03 else self.rng.uniform(0.08, 0.36)
        cover = self.aim if self.aim and quarter == LAST else usual
        return round(cover * self.expected(quarter) / 10_000) * 10_000

    def row(self, quarter: str) -> Row:
        """The balances at one quarter's end."""
        sold = self.totals[self.account.account_id, quarter]
        accrued = round(self.rate * self.year_to_date(quarter))
        row: Row = {"account_id": self.account.account_id, "quarter": quarter, "accrued": money(accrued)}
        row |= {"consigned_value": money(self.consigned(quarter)), "expected_year": money(self.expected(quarter))}
        row |= {"paid": money(accrued if season_of(quarter) == 4 else 0), "disclosed": self.account.account_id not in self.undisclosed, "booked": True}
        row |= {"promotion": money(round(sold * self.rng.uniform(0, 0.012))), "freight": money(round(sold * self.rng.uniform(0.006, 0.014)))}
        return row


def rebate_rows(company: Company, totals: NetSales, rng: Random) -> list[Row]:
    """All rebate balances; one account has no yearly agreement, and two rebates of one account were not openly booked."""
    rows: list[Row] = []
    for account in company.of("key", "middle", "small", "export"):
        book = RebateBook(company, account, totals, rng)
        opened = [quarter for quarter in QUARTERS if last_day(quarter) >= account.opened]
        rows += [book.row(quarter) for quarter in opened if book.year_to_date(quarter) > 0]
    without_agreement, unbooked = company.of("key")[5].account_id, company.of("middle")[1].account_id
    for row in rows:
        if row["account_id"] == without_agreement:
            row["expected_year"] = ""
        if row["account_id"] == unbooked and row["quarter"] in ("2025Q4", LAST):
            row["booked"] = False
    return rows


# --- market checks ---


def incident_rows(company: Company, documents: list[Document], rng: Random) -> list[Row]:
    """Market checks that found goods astray or below price; two of them long ago with others."""
    rows = []
    for role in company.roles:
        if role.signal.startswith("incident_"):
            age = round(DAYS_OF_TTM / role.aim)
            rows.append(incident(role.account_id, role.signal.removeprefix("incident_"), age, company, documents, rng))
    for account, kind, age in zip(company.of("key")[6:8], ("diversion", "dumping"), (930, 1010), strict=True):
        rows.append(incident(account.account_id, kind, age, company, documents, rng))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["account_id"])))


def incident(account_id: str, kind: str, age: int, company: Company, documents: list[Document], rng: Random) -> Row:
    """One finding with the garment, the price seen and the place."""
    day = last_day(LAST) - timedelta(days=age)
    account = next(account for account in company.accounts if account.account_id == account_id)
    bought = [line.product for document in documents if document.account is account and document.day < day for line in document.lines]
    product = rng.choice([product for product in bought[-12:] if product])
    share = rng.uniform(0.45, 0.58) if kind == "dumping" else rng.uniform(0.75, 0.95)
    territory = account.territory if kind == "dumping" else rng.choice([name for name in places.TERRITORIES if name not in account.contracts])
    row: Row = {"account_id": account_id, "date": day, "kind": kind, "product_id": product.product_id, "territory": territory}
    return row | {"observed_price": round(product.prices[0].price * share), "evidence": rng.choice(SEEN[kind])}


# --- order fairs and targets ---


def booking_rows(company: Company, totals: NetSales, deposits: dict[tuple[str, int], int], rng: Random) -> list[Row]:
    """Orders placed at the fairs of March (autumn goods) and September (spring goods)."""
    rows: list[Row] = []
    for account in company.of("key", "middle") + company.of("small")[:12]:
        for year in (2024, 2025, 2026):
            base = totals[account.account_id, f"{year - 1}Q4"] or totals[account.account_id, f"{year}Q1"]
            rows += fair(account, f"{year % 100}AW", date(year, 3, 14), base, ("外套", "羽绒", "针织"), 0, rng)
            deposit = deposits.get((account.account_id, year), 0)
            rows += fair(account, f"{year % 100 + 1}SS", date(year, 9, 12), base, ("连衣裙", "T恤", "衬衫"), deposit, rng)
    return rows


def fair(account: Account, season: str, day: date, base: int, categories: tuple[str, ...], deposit: int, rng: Random) -> list[Row]:
    """One account's order at one fair, by category; nobody orders before the relationship began."""
    if account.opened > day or base <= 0:
        return []
    rows, month = [], date(day.year + (day.month == 9), 7 if day.month == 3 else 1, 1)
    for category, share in zip(categories, (0.5, 0.3, 0.2), strict=True):
        cents = round(base * share * rng.uniform(0.8, 1.1) / 10_000) * 10_000
        row: Row = {"account_id": account.account_id, "season": season, "date": day, "category": category, "amount": money(cents)}
        row |= {"qty": max(1, round(cents / piece_price(account, category))), "deposit": money(deposit * share), "delivery_month": f"{month:%Y-%m}"}
        rows.append(row)
    return rows


def piece_price(account: Account, category: str) -> float:
    """What a piece of a category costs the account on average, in cents without tax."""
    tags = TAG_PRICES[category]
    return sum(tags) / len(tags) * account.discount * 10 / VAT_PERCENT


def target_rows(company: Company, totals: NetSales, rng: Random) -> list[Row]:
    """Quarterly targets from 2024 on, with the next quarter's already set."""
    rows: list[Row] = []
    for account in company.of("key", "middle", "small", "outlet", "export"):
        for quarter in (*QUARTERS[1:], "2026Q4"):
            sold = totals[account.account_id, quarter if quarter in QUARTERS else "2025Q4"]
            if sold > 0:
                cents = round(sold * rng.uniform(0.94, 1.14) / 100_000) * 100_000 or 100_000
                rows.append({"account_id": account.account_id, "quarter": quarter, "net_sales": money(cents), "margin": money(cents * rng.uniform(0.3, 0.36))})
    return rows


# --- sell-out ---


def reporting_accounts(company: Company) -> list[Account]:
    """Who reports what it sells to shoppers: the outlets, two key accounts and some small dealers."""
    return company.of("outlet") + company.of("key")[2:4] + company.of("small")[4:9]


def sell_through_rows(company: Company, documents: list[Document], rng: Random) -> list[Row]:
    """Pieces sold to shoppers per month since 2025: most of a delivery within three months."""
    sold: dict[tuple[str, str, str], float] = defaultdict(float)
    reporting = {account.account_id: account for account in reporting_accounts(company)}
    pace = {account_id: rng.uniform(0.75, 1.0) for account_id in reporting}
    for document in documents:
        account_id = document.account.account_id
        if account_id in reporting and document.day >= date(2024, 10, 1):
            for line in document.lines:
                spread(sold, account_id, document.day, line.product.product_id if line.product else "", line.qty * pace[account_id])
    return [sell_out_row(reporting[key[0]], key, pieces) for key, pieces in sorted(sold.items()) if "2025-01" <= key[1] <= "2026-09" and pieces >= 1]


def spread(sold: dict[tuple[str, str, str], float], account_id: str, day: date, product_id: str, pieces: float) -> None:
    """Spreads delivered pieces over the month of delivery and the three after it."""
    for later, share in enumerate((0.25, 0.35, 0.25, 0.10)):
        month = first_day(QUARTERS[0]).replace(year=day.year + (day.month + later - 1) // 12, month=(day.month + later - 1) % 12 + 1)
        if product_id:
            sold[account_id, f"{month:%Y-%m}", product_id] += pieces * share


def sell_out_row(account: Account, key: tuple[str, str, str], pieces: float) -> Row:
    """One garment's month in one of the account's shops."""
    shops = shops_of(account)
    shop = shops[sum(map(ord, key[2])) % len(shops)]
    row: Row = {"account_id": account.account_id, "period": key[1], "product_id": key[2], "qty": round(pieces)}
    return row | {"outlet": shop.name, "location": shop.location, "shoppers": shop.shoppers}
