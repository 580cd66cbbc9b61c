"""Which signals of sales quality an account raises, each value against its threshold (W1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kam.quarters import Quarter
from kam.why.customers import bought_in_ttm
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.known import known
from kam.why.reasons import silent
from kam.why.shapes import counted

# What a signal looks at, where it is not the figure of its own name.
LOOKS_AT = {"big_but_risky": ("bands_above_star", ""), "incident_diversion": ("incidents", "kind:diversion"), "incident_dumping": ("incidents", "kind:dumping")}
SIGNALS = (
    "big_but_risky", "consignment_cover", "diversion_share", "dumping_share", "incident_diversion", "incident_dumping",
    "paying_later", "quarter_end_loading", "receivable_gap", "return_rate_ttm", "silence_ratio",
)  # fmt: skip


@dataclass(frozen=True)
class Raised:
    """One account judged of one signal: whether it is raised, or nearly, and the lines that say so."""

    raised: bool
    near: bool
    lines: list[Step]


def _threshold(exports: Exports, quarter: Quarter, signal: str, account: str) -> float:
    """What the value must exceed; for returns the account's own allowance where it has one."""
    rules: Any = exports.rules(quarter)
    own = exports.customers[account].return_allowance if signal == "return_rate_ttm" else None
    limits = {
        "return_rate_ttm": rules.signals.return_allowance if own is None else float(own),
        "silence_ratio": rules.warning.silence_ratio,
        "paying_later": rules.warning.later_payment_days,
        "big_but_risky": rules.signals.bands_above_star,
        "incident_diversion": rules.signals.incidents,
        "incident_dumping": rules.signals.incidents,
    }
    return float(limits[signal] if signal in limits else getattr(rules.signals, signal))


def judged(exports: Exports, quarter: Quarter, signal: str, account: str) -> Raised | None:
    """One account judged of one signal; None where its value is not known."""
    return exports.kept(("signal", quarter, signal, account), lambda: _judged(exports, quarter, signal, account))


def _judged(exports: Exports, quarter: Quarter, signal: str, account: str) -> Raised | None:
    metric, dimension = LOOKS_AT.get(signal, (signal, ""))
    found = known(exports, metric, quarter, account, dimension)
    if signal == "silence_ratio" and not bought_in_ttm(exports, quarter, account):
        return None
    if found.value is None:
        uncovered = signal == "consignment_cover" and found.reason == "uncovered"
        return Raised(True, False, [step("metric.consignment_cover", "{}", "uncovered", gives=None)]) if uncovered else None
    limit, value = _threshold(exports, quarter, signal, account), float(found.value)
    lines = [step(f"metric.{metric}", "{} > {}", value, limit, gives=value > limit)]
    given = value > limit
    if signal == "silence_ratio":
        # Off season everybody is silent (H2).
        answer = silent(exports, quarter, account)
        lines, given = list(answer.lines) if answer else lines, bool(answer and answer.given)
    whole = signal in LOOKS_AT
    return Raised(given, not given and not whole and value > exports.rules(quarter).signals.near_share * limit, lines)


def _verdicts(exports: Exports, quarter: Quarter, account: str, signal: str) -> dict[tuple[str, str], Raised]:
    found = {(one, name): judged(exports, quarter, name, one) for name in ([signal] if signal else SIGNALS) for one in exports.members(account, quarter)}
    return {key: one for key, one in found.items() if one is not None}


def _listed(exports: Exports, pairs: list[tuple[str, str]]) -> Input:
    return Input("table.accounts", [row(exports.customers[account], signal, account, exports.customers[account].name) for account, signal in pairs])


@explains("signals_raised", "signals_near")
def signals_raised(exports: Exports, asked: Question) -> Explanation:
    """The signals raised, or nearly, by an account or all; with a signal named, whether an account does, or how many do."""
    verdicts = _verdicts(exports, asked.quarter, asked.account, asked.part)
    if asked.part and not verdicts:
        return unknown(_why_nobody(exports, asked))
    given = [key for key, one in verdicts.items() if (one.raised if asked.metric == "signals_raised" else one.near)]
    if not asked.account:
        return counted(asked.metric, _listed(exports, given))
    metric, dimension = LOOKS_AT.get(asked.part, (asked.part, ""))
    looked_at = known(exports, metric, asked.quarter, asked.account, dimension) if asked.part else Explanation([_listed(exports, given)], [], None)
    inputs, lines = looked_at.inputs, [*looked_at.steps, *(line for one in verdicts.values() for line in one.lines)]
    return Explanation(inputs, [*lines, step(f"metric.{asked.metric}", "{}", len(given), gives=len(given))], len(given))


def _why_nobody(exports: Exports, asked: Question) -> str:
    """The reason that the figure carries most often."""
    metric, dimension = LOOKS_AT.get(asked.part, (asked.part, ""))
    found = [known(exports, metric, asked.quarter, account, dimension) for account in exports.trading(asked.quarter)]
    reasons = [one.reason for one in found if one.value is None]
    if reasons:
        return max(sorted(set(reasons)), key=reasons.count)
    company = known(exports, metric, asked.quarter, "", dimension)
    return company.reason if company.value is None else "not judged of any account"


@explains("accounts_signalled")
def accounts_signalled(exports: Exports, asked: Question) -> Explanation:
    """The accounts that raise at least one signal."""
    raised = sorted({account for (account, _), one in _verdicts(exports, asked.quarter, "", "").items() if one.raised})
    return counted("accounts_signalled", Input("table.accounts", [row(exports.customers[account], exports.customers[account].name, account) for account in raised]))
