"""W1, H2: who passed which threshold, and who nearly did."""

from __future__ import annotations

from collections.abc import Mapping

from .advice import Advice
from .clerk import COMPANY, Clerk, Found, Value
from .rhythm import Rhythm, awake

LOOKED_AT = {
    **{name: (name, "") for name in ("consignment_cover", "diversion_share", "dumping_share", "paying_later", "quarter_end_loading", "receivable_gap", "return_rate_ttm", "silence_ratio")},
    "big_but_risky": ("bands_above_star", ""), "incident_diversion": ("incidents", "kind:diversion"), "incident_dumping": ("incidents", "kind:dumping"),
}  # fmt: skip
# Of whole things there is no nearly.
WHOLE = ("big_but_risky", "incident_diversion", "incident_dumping")
Known = Mapping[tuple[str, str, str], Value]


def figures(clerk: Clerk, rhythm: Rhythm, asked: Advice, quarter: int, known: Known) -> Found:
    """Raised and nearly raised by account and signal, and how many accounts raised any."""
    raised: dict[tuple[str, str], bool] = {}
    near: set[tuple[str, str]] = set()
    for signal, (metric, dimension) in LOOKED_AT.items():
        for account in clerk.trading(quarter):
            value = float("inf") if signal == "consignment_cover" and asked.uncovered(account) else known.get((metric, account, dimension))
            if value is None or (signal == "silence_ratio" and not awake(clerk, account, quarter)):
                continue
            limit = threshold(clerk, signal, account, quarter)
            raised[account, signal] = float(value) > limit and (signal != "silence_ratio" or bool(rhythm.is_silent(account, quarter)))
            if signal not in WHOLE and not raised[account, signal] and float(value) > clerk.rules(quarter).signals.near_share * limit:
                near.add((account, signal))
    for (account, signal), one in raised.items():
        yield "signals_raised", account, f"signal:{signal}", int(one)
    yield from (("signals_near", account, f"signal:{signal}", 1) for account, signal in near)
    for account in clerk.trading(quarter):
        yield "signals_raised", account, "", sum(one for (name, _), one in raised.items() if name == account)
    for signal in LOOKED_AT:
        found = [one for (_, name), one in raised.items() if name == signal]
        yield "signals_raised", COMPANY, f"signal:{signal}", sum(found) if found else None
    yield "signals_raised", COMPANY, "", sum(raised.values())
    yield "signals_near", COMPANY, "", len(near)
    yield "accounts_signalled", COMPANY, "", len({account for (account, _), one in raised.items() if one})


def threshold(clerk: Clerk, signal: str, account: str, quarter: int) -> float:
    """What must be exceeded; of returns the account's own allowance."""
    rules = clerk.rules(quarter)
    own = clerk.of(account, "return_allowance")
    return float({
        "silence_ratio": rules.warning.silence_ratio, "paying_later": rules.warning.later_payment_days, "big_but_risky": rules.signals.bands_above_star,
        "incident_diversion": rules.signals.incidents, "incident_dumping": rules.signals.incidents, "return_rate_ttm": rules.signals.return_allowance if own is None else own,
    }.get(signal, getattr(rules.signals, signal, 0)))  # fmt: skip
