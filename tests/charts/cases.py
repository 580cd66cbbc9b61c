"""Sheets of every form, with the data that break layouts: one account, hundreds, long names, zeros, negatives, unknowns."""

import random
from decimal import Decimal

from kam.charts.ageing import draw as draw_ageing
from kam.charts.dots import draw as draw_dots
from kam.charts.gaps import draw as draw_gaps
from kam.charts.history import draw as draw_history
from kam.charts.outlook import draw as draw_outlook
from kam.charts.pairs import draw as draw_pairs
from kam.charts.pareto import draw as draw_pareto
from kam.charts.portfolio import draw as draw_portfolio
from kam.charts.ranked_bars import draw as draw_ranked
from kam.charts.segments_by_stars import draw as draw_segments
from kam.charts.star_moves import draw as draw_moves
from kam.charts.waterfall import draw as draw_waterfall
from kam.figures import Figure
from kam.quarters import Quarter
from kam.wording import Voice

NOW = Quarter(2026, 3)
AGES = ["not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_plus", "disputed", "unapplied"]
NAMES = {
    "en": [
        "Ningbo Garments Ltd",
        "Wenzhou",
        "Hangzhou Oriental Pearl Children's Wear Trading (Group) Joint-Stock Company",
        "Taizhou A$B$C",
    ],
    "zh": ["宁波服饰有限公司", "温州", "杭州四季青批发市场东方明珠童装贸易（集团）股份有限公司余杭分公司", "绍兴"],
}
BRIDGES = {
    "growing": (48_247_390, -4_650_832, 2_770_267, 5_427_473, 0, 0, -2_815, 30_928, 51_822_411),
    "falling": (9_000_000, -20, -4_000_000, -3_000_000, 1_000_000, 2_999_980),
    "below zero": (1_000_000, -3_000_000, 500_000, -1_500_000),
    "from nothing": (0, 1_234_567, 1_234_567),
    "zero": (0, 0, 0),
    "unknown": (5, None, 6),
    "huge": (123_456_789_012, -99_999_999_999, 1, 23_456_789_014),
}
GROUPS = {
    "en": [
        "large, pays on time",
        "small, many returns, pays late and uses most of its limit, far below the guide price",
        "near the middle",
    ],
    "zh": ["规模大、回款快", "规模小、退货多、回款慢、额度用得多、价格实现较低、交货差的一群客户", "居中"],
}


def names(language, count):
    return [NAMES[language][at % 4] + (str(at) if at > 3 else "") for at in range(count)]


def shares(count, steepness=0.9):
    weights = [1 / (at + 1) ** steepness for at in range(count)]
    return [weight / sum(weights) for weight in weights]


def figure(value, unit="CNY", metric="net_sales", reason=""):
    return Figure(metric, "", "", NOW.name, value, unit, reason=reason)


def money(language, *values):
    return [
        (name, figure(None if value is None else Decimal(value), reason="no cost"))
        for name, value in zip(names(language, len(values)), values, strict=True)
    ]


def ages(*values):
    return [figure(Decimal(value), metric=metric) for metric, value in zip(AGES, values, strict=True)]


def quarters(values, unit="CNY", metric="net_sales"):
    return [
        (NOW - (len(values) - 1 - at), figure(value, unit, metric, "" if value is not None else "no sales"))
        for at, value in enumerate(values)
    ]


def served(language, count, named):
    chance = random.Random(3)
    rates = [0.5 + chance.random() / 2 for _ in range(count)]
    return [
        (name if at < named else "", figure(rate, "ratio", "otif_rate"))
        for at, (name, rate) in enumerate(zip(names(language, count), rates, strict=True))
    ]


def asked(language, *needs):
    words = {"en": "12 of 14 short", "zh": "14 家中 12 家未满足"}[language]
    return [(name, [figure(value, "ratio", "need_gap_ratio") for value in values], words) for name, values in zip(GROUPS[language], needs, strict=False)]


def expected(*values):
    return tuple(figure(None if value is None else Decimal(value), metric="forecast", reason="too little history") for value in values)


def two_shares(language, *shares):
    return [(name, figure(one, "ratio", "share"), figure(other, "ratio", "hours_share")) for name, (one, other) in zip(names(language, len(shares)), shares, strict=True)]
def marked(language, count, named, crowded=False):
    """Accounts on two marks; crowded ones all lie in one spot."""
    chance = random.Random(5)
    marks = [(3 + chance.random() / 5, 3 + chance.random() / 5) if crowded else (1 + 4 * chance.random(), 1 + 4 * chance.random()) for _ in range(count)]
    return [
        (name if at < named else "", figure(across, "points", "relative_strength"), figure(up, "points", "attractiveness"))
        for at, (name, (across, up)) in enumerate(zip(names(language, count), marks, strict=True))
    ]


def sheets(language):
    """Every case as (name, how to draw it)."""
    voice, groups = Voice(language), GROUPS[language]
    for count in (1, 3, 12, 60, 500):
        yield f"pareto {count}", lambda count=count: draw_pareto(list(zip(names(language, count), shares(count), strict=True)), voice)
        yield f"dots {count}", lambda count=count: draw_dots(served(language, count, 1), voice)
    yield "pareto flat", lambda: draw_pareto(list(zip(names(language, 500), shares(500, 0.1), strict=True)), voice)
    yield "pareto none", lambda: draw_pareto([], voice)
    yield "dots many named", lambda: draw_dots(served(language, 40, 30), voice)
    yield "dots equal", lambda: draw_dots([(name, figure(1.0, "ratio", "otif_rate")) for name in names(language, 3)], voice)
    for count in (1, 3, 30):
        yield f"ranked {count}", lambda count=count: draw_ranked(money(language, *(9_000_000 // (at + 1) for at in range(count))), voice, 0)
    yield "ranked mixed", lambda: draw_ranked(money(language, 1_200_000, -800_000, None, 0, 30_000, -20), voice, 1)
    yield "ranked negative", lambda: draw_ranked(money(language, -1_200_000, -800_000, -5, None), voice)
    yield "ranked zero", lambda: draw_ranked(money(language, 0, 0, 0), voice)
    two = [
        (NOW, ages(8_000_000, 1_200_000, 300_000, 90_000, 40_000, 200_000, -500_000)),
        (NOW.last_year, ages(6e6, 2e6, 1e6, 9e5, 1e6, 0, -5e4)),
    ]
    yield "ageing", lambda: draw_ageing(two, voice)
    yield "ageing tiny", lambda: draw_ageing([(NOW, ages(8_000_000, 1000, 1000, 1000, 1000, 1000, -1000))], voice)
    yield "ageing zero", lambda: draw_ageing([(NOW, ages(*[0] * 7))], voice)
    yield "ageing all late", lambda: draw_ageing([(NOW, ages(0, 0, 0, 0, 1, 0, -1_234_567_890))], voice)
    yield "history", lambda: draw_history(quarters([Decimal(9_000_000 + 1_500_000 * (at % 4)) for at in range(12)]), voice)
    yield "history one", lambda: draw_history(quarters([Decimal(9_000_000)]), voice)
    yield (
        "history negative",
        lambda: draw_history(quarters([Decimal(value) for value in (3_000_000, -1_000_000, 2_000_000, 50_000, -400_000)]), voice),
    )
    yield (
        "history long",
        lambda: draw_history(quarters([None if at == 3 else 0.7 + at % 5 / 100 for at in range(24)], "ratio", "otif_rate"), voice),
    )
    yield "history unknown", lambda: draw_history(quarters([40, 41, 42, 43, 44, None], "days", "countback_dso"), voice)
    yield "history zero", lambda: draw_history(quarters([Decimal(0)] * 8), voice)
    yield "history equal", lambda: draw_history(quarters([Decimal(123_456_789)] * 8), voice)
    yield "segments", lambda: draw_segments(dict(zip(groups, [[5, 2, 0, 0], [0, 1, 14, 1200], [0, 3, 22, 6]], strict=True)), voice)
    yield "segments zero", lambda: draw_segments({groups[0]: [0, 0, 0, 0]}, voice)
    yield "moves", lambda: draw_moves({(4, 4): 6, (3, 3): 9, (2, 2): 40, (3, 4): 2, (4, 2): 1, (2, 1): 4, (0, 2): 3}, voice)
    yield "moves one", lambda: draw_moves({(4, 4): 1}, voice)
    yield "moves all", lambda: draw_moves({(a, b): 1 + (a * 7 + b * 3) % 20 for a in range(5) for b in range(5) if a or b}, voice)
    for case, values in BRIDGES.items():
        yield f"waterfall {case}", lambda values=values: draw_waterfall(money(language, *values), voice, 1)
    yield "gaps", lambda: draw_gaps(asked(language, [-0.5, 0, 0.1, 1.8], [0, 0, 0.25], [-0.1, None]), voice)
    yield "gaps met", lambda: draw_gaps(asked(language, [0, 0], [0]), voice)
    yield "gaps better", lambda: draw_gaps(asked(language, [-0.4, -0.1]), voice)
    yield "gaps unknown", lambda: draw_gaps(asked(language, [None]), voice)
    for case, count, ahead in (("", 12, (9_500_000, 8_100_000, 10_900_000)), (" one", 1, (9e6, None, None)), (" huge", 24, (10**11, 0, 3 * 10**11)), (" below zero", 6, (-5, -10, 20))):
        past = quarters([Decimal(9_000_000 + 1_500_000 * (at % 4)) for at in range(count)])
        yield f"outlook{case}", lambda past=past, ahead=ahead: draw_outlook(past, NOW + 1, expected(*ahead), voice)
    yield "outlook unknown", lambda: draw_outlook([], NOW + 1, expected(None, None, None), voice)
    yield "pairs", lambda: draw_pairs(two_shares(language, (0.18, 0.056), (0.0004, 0.03), (0.1, 0.1), (-0.01, 0.02), (0.2, None)), voice)
    yield "pairs many", lambda: draw_pairs(two_shares(language, *[(1 / (at + 2), 0.02) for at in range(40)]), voice)
    yield "pairs none", lambda: draw_pairs([], voice)
    for count, named in ((1, 1), (12, 12), (300, 15)):
        yield f"portfolio {count}", lambda count=count, named=named: draw_portfolio(marked(language, count, named), 3.0, voice)
    yield "portfolio crowded", lambda: draw_portfolio(marked(language, 40, 15, crowded=True), 3.0, voice)
    yield "portfolio one spot", lambda: draw_portfolio([(name, figure(5, "points", "relative_strength"), figure(1, "points", "attractiveness")) for name in names(language, 15)], 3.0, voice)
    yield "portfolio none", lambda: draw_portfolio([("A", figure(None, "points", "relative_strength"), figure(3, "points", "attractiveness"))], 3.0, voice)
