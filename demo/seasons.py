"""When customers order and how much: the same weeks every year, nothing during the spring festival, garments in season."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import TRADE_SALES_TTM, Account, Slot
from demo.quarters import QUARTERS, TRAILING, season_of, years_back

SEASON_WEIGHTS: dict[int, float] = {1: 0.24, 2: 0.20, 3: 0.29, 4: 0.27}
WINDOW_SHARES: dict[int, float] = {1: 0.155, 2: 0.150, 3: 0.165, 4: 0.145}
SPRING_FESTIVALS = (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17))
# What is on offer by month: this season's new styles, last season's clearance, basics.
ON_OFFER: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("SS", 0.70), ("AW", 0.17)), 2: (("SS", 0.78), ("AW", 0.10)), 3: (("SS", 0.87),), 4: (("SS", 0.88),), 5: (("SS", 0.88),),
    6: (("SS", 0.58), ("AW", 0.30)), 7: (("AW", 0.66), ("SS", 0.22)), 8: (("AW", 0.82), ("SS", 0.06)), 9: (("AW", 0.90),),
    10: (("AW", 0.88),), 11: (("AW", 0.86),), 12: (("AW", 0.72), ("SS", 0.15)),
}


def calendar(account: Account, season: int, rng: Random) -> list[Slot]:
    """The days before the quarter's end on which an account orders in this season, every year."""
    in_window = [rng.randint(3, 5), rng.randint(8, 10)] if account.orders > 10 else [rng.randint(3, 9)]
    outside = account.orders - len(in_window)
    step = 68 / outside
    days = [18 + int(step * (number + 0.5)) + rng.randint(-2, 2) for number in range(outside)]
    late_low, late_high = (-2, 1) if account.group == "key" else (-2, 4)
    return [
        Slot(day, rng.uniform(0.8, 1.25), day in in_window, account.lateness + rng.randint(late_low, late_high), rng.random())
        for day in sorted(days + in_window, reverse=True)
    ]


def net_targets(account: Account, rng: Random) -> dict[str, float]:
    """Net sales in cents per quarter; the newest four add up to the account's share exactly."""
    tilt = {season: weight * rng.uniform(0.96, 1.04) for season, weight in SEASON_WEIGHTS.items()}
    noisy = {quarter: tilt[season_of(quarter)] * rng.uniform(0.97, 1.03) for quarter in QUARTERS}
    whole = account.share / 100 * TRADE_SALES_TTM * 100
    scale = whole / sum(noisy[quarter] for quarter in TRAILING)
    return {quarter: noisy[quarter] * scale * (1 + account.growth) ** -years_back(quarter) for quarter in QUARTERS}


def open_day(day: date) -> date:
    """Nobody ships during the spring festival; what falls there waits until the fair weeks after it."""
    for festival in SPRING_FESTIVALS:
        if festival - timedelta(days=3) <= day <= festival + timedelta(days=7):
            return festival + timedelta(days=8 + (day.day % 4))
    return day
