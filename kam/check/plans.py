"""What the filled-in plans promise, workbook by workbook, and which of their rows cannot be used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kam.errors import KamError
from kam.intake.inputs import Inputs
from kam.intake.plans import PLANNED, Plan, plans_of
from kam.intake.with_plans import with_plans
from kam.params import Params
from kam.quarters import Quarter
from kam.wording import Voice
from kam.wording.said import some

# A row with one of these reasons is understood; another stands before it, or nobody has agreed to it yet.
_UNDERSTOOD = r"only proposed|duplicate|exported in |superseded by "


def promised(plans: list[Plan], inputs: Inputs, voice: Voice) -> list[str]:
    """A line for each plan that somebody has changed: rows promised, still proposed, and with their place those that cannot be used."""
    used = Counter(file for name in PLANNED for file in inputs.table(name).source_file)
    aside = inputs.set_aside
    faults = aside[~aside.reason.str.match(_UNDERSTOOD)]
    return [_line(plan, used[plan.label], faults[faults.file == plan.label].to_dict("records"), voice) for plan in plans if plan.touched]


def _line(plan: Plan, used: int, faults: list[dict[str, str]], voice: Voice) -> str:
    still = sum(not agreed for name in PLANNED for agreed in plan.standing(name).values())
    line = voice.word("check.plan", file=plan.label, promised=used, proposed=still)
    if not faults:
        return line
    rows = [voice.word("check.plan_row", **{name: str(row[name]) for name in ("sheet", "row", "column", "value")}, reason=voice.reason(row["reason"])) for row in faults]
    return line + voice.word("check.plan_faults", n=len(faults), rows=some(rows, voice))


def coming(inputs: Inputs, params: Params, folder: Path, voice: Voice) -> list[str]:
    """The same of the plans of the newest quarter with sales and of later ones, as they lie in a folder; a workbook that cannot be read is a line too."""
    newest = Quarter.of(inputs.table("sales").date.max(), params.fiscal_year_start)
    try:
        plans = plans_of(params, folder, newest + 4)
        return promised([plan for plan in plans if plan.quarter >= newest.name], with_plans(inputs, params, plans), voice)
    except KamError as fault:
        return [str(fault)]
