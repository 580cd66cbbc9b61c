"""Signals and stars of the demo company counted the long way, from its clean tables alone.

Follows the rulings by their ids and shares nothing with the program that planted the signals.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd

QUARTERS = [str(period) for period in pd.period_range("2023Q4", "2026Q3", freq="Q")]
STAR_THREE_BAND = 0.90  # the demo company's own rule
NO_SCORE = None


def end_of(quarter: str) -> pd.Timestamp:
    """The quarter's last day."""
    return pd.Period(quarter, "Q").end_time.normalize()


def start_of(quarter: str) -> pd.Timestamp:
    """The quarter's first day."""
    return pd.Period(quarter, "Q").start_time


def year_before(quarter: str) -> str:
    """The same quarter of last year."""
    return str(pd.Period(quarter, "Q") - 4)


@dataclass
class Star:
    """One account's rating at one quarter's end."""

    raw: int | None
    band: int
    failed_credit: bool
    countback: float
    past_due: float
    confirmed: int | None = None


class BruteForce:
    """The clean tables as frames, with every row booked to its paying account (G1)."""

    def __init__(self, tables: dict[str, list[dict[str, object]]]) -> None:
        self.accounts = pd.DataFrame(tables["accounts"]).set_index("account_id")
        self.payer = {key: parent or key for key, parent in self.accounts["parent_id"].items()}
        self.sales = self.frame(tables["sales"])
        rate = pd.to_numeric(self.sales["fx_rate"], errors="coerce").fillna(1.0)
        self.sales["value"] = (self.sales["net_amount"].astype(float) * rate).round(2)
        self.items, self.paid = self.frame(tables["receivables"]), self.frame(tables["allocations"])
        for frame in (self.items, self.paid):
            frame["amount"] = frame["amount"].astype(float)
        self.tables = tables
        kinds = self.accounts["kind"]
        self.traders = sorted({key for key in self.sales["payer"].unique() if kinds[key] != "own shop"})
        self.trade = self.sales[self.sales["payer"].isin(self.traders)]
        self.net = self.trade.pivot_table(index="payer", columns="quarter", values="value", aggfunc="sum", fill_value=0.0)
        self.first_invoice = self.trade[self.trade["kind"] == "invoice"].groupby("payer")["date"].min()

    def frame(self, rows: list[dict[str, object]]) -> pd.DataFrame:
        """Rows with payer, timestamp and quarter."""
        frame = pd.DataFrame(rows)
        frame["payer"] = frame["account_id"].map(self.payer)
        frame["date"] = pd.to_datetime(frame["date"])
        frame["quarter"] = frame["date"].dt.to_period("Q").astype(str)
        return frame

    def ttm(self, quarter: str) -> pd.Series:
        """Net sales of the four quarters ending with this one."""
        last = QUARTERS.index(quarter)
        return self.net[QUARTERS[max(0, last - 3) : last + 1]].sum(axis=1)

    # --- sales quality ---

    def invoices(self, quarter: str) -> pd.DataFrame:
        """Invoice rows of a quarter (A1)."""
        return self.trade[(self.trade["kind"] == "invoice") & (self.trade["quarter"] == quarter)]

    def diversion_share(self, quarter: str) -> pd.Series:
        """C7, C8."""
        rows = self.invoices(quarter)
        rows = rows[rows["ship_to_territory"] != ""]
        contracts = {(self.payer[str(row["account_id"])], row["territory"]) for row in self.tables["territories"]}
        held = pd.Series([pair in contracts for pair in zip(rows["payer"], rows["ship_to_territory"], strict=False)], index=rows.index)
        return rows["value"].where(~held, 0.0).groupby(rows["payer"]).sum() / rows.groupby("payer")["value"].sum()

    def dumping_share(self, quarter: str) -> pd.Series:
        """C4 to C6."""
        rows = self.invoices(quarter)
        rows = rows[pd.to_numeric(rows["qty"]) > 0].copy()
        prices = pd.DataFrame(self.tables["price_list"])
        by_product = {key: group.to_dict("records") for key, group in prices.groupby("product_id")}
        by_style = {key: group.to_dict("records") for key, group in prices.groupby("style")}
        rows["floor"] = [self.floor(row, by_product.get(row.product_id) or by_style.get(row.style, [])) for row in rows.itertuples()]
        rows = rows.dropna(subset="floor")
        low = rows["value"].where(rows["value"] < (rows["floor"] * rows["qty"].astype(float) + 1e-9).round(2), 0.0)
        return low.groupby(rows["payer"]).sum() / rows.groupby("payer")["value"].sum()

    def floor(self, row: object, listed: list[dict[str, object]]) -> float | None:
        """The floor of one piece on the row's day."""
        day = row.date.date()  # type: ignore[attr-defined]
        valid = [price for price in listed if price["valid_from"] <= day <= price["valid_to"]]  # type: ignore[operator]
        if not valid:
            return None
        if valid[0]["floor"] != "":
            return float(valid[0]["floor"])  # type: ignore[arg-type]
        return 0.85 * float(valid[0]["price"]) * float(self.accounts["discount"][row.payer]) / 1.13  # type: ignore[arg-type,attr-defined]

    def window_sales(self, quarter: str) -> pd.DataFrame:
        """Gross sales per account, in the window of C9 and in all."""
        window = pd.bdate_range(end=end_of(quarter), periods=10)[0]
        rows = self.invoices(quarter)
        inside = rows["value"].where(rows["date"] >= window, 0.0).groupby(rows["payer"]).sum()
        return pd.DataFrame({"window": inside, "all": rows.groupby("payer")["value"].sum()}).reindex(self.traders).fillna(0.0)

    def quarter_end_loading(self, quarter: str) -> pd.Series:
        """C11 to C13."""
        last = QUARTERS.index(quarter)
        frames = [self.window_sales(other) for other in QUARTERS[last - 4 : last + 1]]
        others = [frame.sum() - frame for frame in frames]
        own, rest = ([frame["window"] / frame["all"] for frame in group] for group in (frames, others))
        complete = pd.concat([frame["all"] for frame in frames], axis=1).gt(0).all(axis=1)
        ratio = [shares[-1] / pd.concat(shares[:-1], axis=1).median(axis=1) for shares in (own, rest)]
        return (ratio[0] / ratio[1])[complete]

    def return_rate_ttm(self, quarter: str) -> pd.Series:
        """Returns (C1) over gross sales of the TTM, as a multiple of the account's allowance."""
        last = QUARTERS.index(quarter)
        rows = self.trade[self.trade["quarter"].isin(QUARTERS[last - 3 : last + 1])]
        back = rows[(rows["kind"] == "credit note") & (rows["qty"] != 0)].groupby("payer")["value"].sum()
        allowance = pd.to_numeric(self.accounts["return_allowance"], errors="coerce").fillna(0.15)
        rate = -back / rows[rows["kind"] == "invoice"].groupby("payer")["value"].sum()
        return rate / allowance.reindex(rate.index)

    def silence_ratio(self, quarter: str) -> pd.Series:
        """H1, H2: how far the silence goes beyond the usual gap, 0 where the season explains it."""
        end, values = end_of(quarter), {}
        for payer, rows in self.trade[self.trade["kind"] == "invoice"].groupby("payer"):
            days = sorted(rows["date"].unique())
            if len(days) < 5 or self.ttm(quarter)[payer] <= 0:
                continue
            gap, since = median((b - a).days for a, b in zip(days, days[1:], strict=False)), (end - days[-1]).days
            earlier = [day for day in days if day <= end - pd.DateOffset(years=1)]
            usual = (end - pd.DateOffset(years=1) - earlier[-1]).days if earlier else None
            values[payer] = since / gap if usual is None or since > 1.5 * usual else 0.0
        return pd.Series(values)

    # --- credit ---

    def open_items(self, day: pd.Timestamp) -> pd.DataFrame:
        """Open amounts per item (D1, D2, D2b) with cash on account as items of its own, ``kind`` says which."""
        items = self.items[self.items["date"] <= day].sort_values(["document", "due_date"]).copy()
        paid = self.paid[self.paid["date"] <= day]
        left = (paid.groupby("document")["amount"].sum() - 0.0).to_dict()
        used = paid.groupby("payment")["amount"].sum().to_dict()
        items["open"] = [self.settle(row, left, used) for row in items.itertuples()]
        items["late"] = (day - pd.to_datetime(items["due_date"])).dt.days
        on_account = paid[paid["document"] == ""]
        cash = pd.DataFrame({"payer": on_account["payer"], "open": -on_account["amount"], "late": 0, "disputed": False})
        return pd.concat([items[["payer", "open", "late", "disputed", "document"]], cash], ignore_index=True)

    @staticmethod
    def settle(row: object, left: dict[str, float], used: dict[str, float]) -> float:
        """One item's open amount; what pays a document of two instalments pays the older one first."""
        number, amount = row.document, row.amount  # type: ignore[attr-defined]
        if amount < 0:
            return round(amount + used.get(number, 0.0), 2)
        taken = min(amount, left.get(number, 0.0))
        left[number] = left.get(number, 0.0) - taken
        return round(amount - taken, 2)

    def balances(self, day: pd.Timestamp) -> pd.Series:
        """AR per account (D3)."""
        return self.open_items(day).groupby("payer")["open"].sum().reindex(self.traders).fillna(0.0)

    def receivable_gap(self, quarter: str) -> pd.Series:
        """C14."""
        before = year_before(quarter)
        base, sold = self.balances(end_of(before)), self.net[before]
        gap = self.balances(end_of(quarter)) / base - self.net[quarter] / sold
        return gap[(base > 0) & (sold > 0)]

    def days_beyond_terms(self, quarter: str) -> pd.Series:
        """D12."""
        due = pd.to_datetime(self.items[self.items["amount"] > 0].groupby("document")["due_date"].min())
        notes = set(self.items[self.items["amount"] < 0]["document"])
        paid = self.paid[(self.paid["quarter"] == quarter) & self.paid["document"].isin(due.index) & ~self.paid["payment"].isin(notes)]
        paid = pd.DataFrame({"payer": paid["payer"], "open": paid["amount"], "late": (paid["date"] - paid["document"].map(due)).dt.days})
        still = self.open_items(end_of(quarter))
        still = still[(still["open"] > 0) & (still["late"] > 0) & ~still["disputed"].astype(bool)]
        both = pd.concat([paid, still[["payer", "open", "late"]]])
        return (both["open"] * both["late"]).groupby(both["payer"]).sum() / both.groupby("payer")["open"].sum()

    def paying_later(self, quarter: str) -> pd.Series:
        """The change of days beyond terms against last year (W1)."""
        return (self.days_beyond_terms(quarter) - self.days_beyond_terms(year_before(quarter))).dropna()

    def consignment_cover(self, quarter: str) -> pd.Series:
        """D16."""
        rows = pd.DataFrame(self.tables["rebates"])
        rows = rows[rows["quarter"] == quarter].set_index("account_id")
        year = pd.to_numeric(rows["expected_year"], errors="coerce").fillna(rows["accrued"].astype(float) * 4 / int(quarter[-1]))
        return rows["consigned_value"].astype(float) / year

    def incidents(self, quarter: str, kind: str) -> pd.Series:
        """A year over the age of the newest incident."""
        rows = pd.DataFrame(self.tables["incidents"])
        age = (end_of(quarter) - pd.to_datetime(rows[rows["kind"] == kind].groupby("account_id")["date"].max())).dt.days
        return 365 / age

    def strengths(self, quarter: str) -> pd.DataFrame:
        """Value over threshold of every signal and account (W1); stars by whole bands."""
        bands = pd.Series({payer: star.band - star.raw for payer, star in self.stars()[quarter].items() if star.raw is not None})
        columns = {
            "diversion_share": self.diversion_share(quarter) / 0.10,
            "dumping_share": self.dumping_share(quarter) / 0.15,
            "quarter_end_loading": self.quarter_end_loading(quarter) / 2.0,
            "silence_ratio": self.silence_ratio(quarter) / 3.0,
            "consignment_cover": self.consignment_cover(quarter),
            "return_rate_ttm": self.return_rate_ttm(quarter),
            "paying_later": self.paying_later(quarter) / 15,
            "receivable_gap": self.receivable_gap(quarter) / 0.20,
            "incident_diversion": self.incidents(quarter, "diversion"),
            "incident_dumping": self.incidents(quarter, "dumping"),
            "big_but_risky": bands.map({-2: 0.0, -1: 0.0, 0: 0.0, 1: 0.5, 2: 2.0, 3: 3.0}),
        }
        return pd.DataFrame(columns)

    # --- stars ---

    def countback(self, payer: str, quarter: str, balance: float) -> float:
        """D7 to D11."""
        month, rest, days = end_of(quarter).to_period("M"), balance / 1.13, 0.0
        if rest <= 0:
            return 0.0
        monthly = self.monthly.get(payer, {})
        while month >= self.sales["date"].min().to_period("M"):
            sold, length = monthly.get(month, 0.0), monthrange(month.year, month.month)[1]
            if sold > 0 and sold >= rest:
                return days + rest / sold * length
            rest, days, month = rest - max(sold, 0.0), days + length, month - 1
        return days

    def score(self, payer: str, criterion: str, quarter: str) -> float | None:
        """S4."""
        rows = [row for row in self.tables["scorecards"] if row["account_id"] == payer and row["criterion"] == criterion and str(row["quarter"]) <= quarter]
        if not rows:
            return NO_SCORE
        newest = max((row["quarter"], row["date"]) for row in rows)
        scores = [float(row["score"]) for row in rows if (row["quarter"], row["date"]) == newest]  # type: ignore[arg-type]
        return sum(scores) / len(scores)

    def sales_bands(self, quarter: str) -> dict[str, int]:
        """S1, S2, S9."""
        ttm = self.ttm(quarter)
        ranked = sorted(ttm[ttm > 0].items(), key=lambda pair: (-pair[1], str(pair[0])))
        bands, before, total = {}, 0.0, sum(value for _, value in ranked)
        for payer, value in ranked:
            bands[str(payer)] = 4 if before / total < 0.50 else 3 if before / total < STAR_THREE_BAND else 2
            before += value
        return bands

    def past_due(self, quarter: str) -> dict[str, float]:
        """S5."""
        shares = {}
        for payer, rows in self.open_items(end_of(quarter)).groupby("payer"):
            credits = -rows[rows["open"] < 0]["open"].sum()
            mine = rows[(rows["open"] > 0) & ~rows["disputed"].astype(bool)]
            left = max(0.0, mine["open"].sum() - credits)
            shares[payer] = max(0.0, mine[mine["late"] > 0]["open"].sum() - credits) / left if left > 0.005 else 0.0
        return shares

    def rate(self, payer: str, quarter: str, band: int, days: float, past_due: float) -> Star:
        """S7: the highest star whose every known criterion passes."""
        capital, sense, initiative = (self.score(payer, name, quarter) for name in ("capital", "business_sense", "initiative"))

        def passes(value: float | None, least: float) -> bool:
            return value is None or value >= least

        credit = {4: days <= 30 and past_due <= 0.05, 3: days <= 60 and past_due <= 0.15}
        mind = passes(capital, 4) and passes(sense, 4)
        raw = next((star for star in (4, 3) if band >= star and credit[star] and mind), 0)
        raw = raw or (2 if passes(capital, 3) and passes(initiative, 3) else 1)
        return Star(raw, band, not credit.get(min(raw + 1, 4), True), days, past_due)

    def stars(self) -> dict[str, dict[str, Star]]:
        """Raw and confirmed stars of every rated account in every quarter (S3, S6, S10)."""
        grouped = self.trade.groupby(["payer", self.trade["date"].dt.to_period("M")])["value"].sum()
        self.monthly: dict[str, dict[pd.Period, float]] = {}
        for (payer, month), value in grouped.items():
            self.monthly.setdefault(payer, {})[month] = value
        history: dict[str, dict[str, Star]] = {}
        countbacks: dict[str, list[float]] = {payer: [] for payer in self.traders}
        for quarter in QUARTERS:
            history[quarter] = self.stars_of(quarter, countbacks)
        for payer in self.traders:
            self.confirm([history[quarter][payer] for quarter in QUARTERS if payer in history[quarter]])
        return history

    def stars_of(self, quarter: str, countbacks: dict[str, list[float]]) -> dict[str, Star]:
        """The raw stars of one quarter."""
        balances, bands, late, rated = self.balances(end_of(quarter)), self.sales_bands(quarter), self.past_due(quarter), {}
        for payer in self.traders:
            if self.first_invoice[payer] > end_of(quarter):
                continue
            countbacks[payer].append(self.countback(payer, quarter, balances[payer]))
            known_since = start_of(str(pd.Period(quarter, "Q") - 1))
            if payer in bands and self.first_invoice[payer] <= known_since:
                rated[payer] = self.rate(payer, quarter, bands[payer], median(countbacks[payer][-4:]), late.get(payer, 0.0))
        return rated

    @staticmethod
    def confirm(stars: list[Star]) -> None:
        """S10: up after two quarters, down at once for credit, else after two."""
        for number, star in enumerate(stars):
            if number == 0:
                star.confirmed = star.raw
                continue
            held, before = stars[number - 1].confirmed, stars[number - 1].raw
            star.confirmed = held
            if star.raw > held and before > held:
                star.confirmed = min(star.raw, before)
            elif star.raw < held and star.failed_credit:
                star.confirmed = star.raw
            elif star.raw < held and before < held:
                star.confirmed = max(star.raw, before)

    def key_accounts(self, quarter: str) -> list[str]:
        """S11."""
        return sorted(payer for payer, star in self.stars()[quarter].items() if (star.confirmed or 0) >= 3)


def today() -> date:
    """The last day of the data."""
    return end_of(QUARTERS[-1]).date()
