"""What `make check` prints: what was read, what was set aside and why, what is missing and what that costs, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kam.errors import KamError
from kam.intake.contracts import TABLES
from kam.intake.inputs import TABLE_NAMES, Inputs
from kam.intake.next_steps import next_steps, open_questions
from kam.intake.said import said
from kam.intake.totals import company_value, reconciled
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.params import Params

# What the review loses without a table.
COST = {
    "accounts": "accounts are those that were sold to; own shops, branches and limits are not known",
    "sales": "there is no review",
    "receivables": "no credit section; stars are provisional",
    "allocations": "receivables are the newest quarter's closing open items; history cannot be rebuilt",
    "deliveries": "service is not measured",
    "scorecards": "capital, resources, capability and initiative are unrated; stars are provisional",
    "rebates": "the two-star control (consigned stock against rebate) cannot be tested",
    "price_list": "no price realisation, discount depth or dumping share",
    "territories": "no diversion share and no penetration",
    "sell_through": "sell-through is unseen",
    "needs": "needs are not recorded",
    "relationships": "stages of the relationship are omitted",
    "team": "the team page is a list of gaps",
    "tasks": "the plan page is a blank template",
    "incidents": "no market checks recorded",
    "bookings": "no order-fair bookings",
    "targets": "no target column",
}
_EXAMPLES = 3


def check(company: str, fresh: bool = False) -> str:
    """The check of a company by its params file; where the exports cannot be read, the fault with the questions still open in that file."""
    from kam.intake import read_inputs
    from kam.params import load_params

    params = load_params(company)
    try:
        inputs = read_inputs(params, fresh)
    except KamError as fault:
        raise type(fault)("\n".join([str(fault), *open_questions(params.path)])) from fault
    return report(inputs, params)


def report(inputs: Inputs, params: Params) -> str:
    """The whole check as plain text, one section per question."""
    sections = [_read(inputs), _set_aside(inputs), _recognised(inputs), _noticed(inputs), _ledger(inputs, params), _missing(inputs), next_steps(inputs, params)]
    return "\n\n".join(section for section in sections if section) + "\n"


def _read(inputs: Inputs) -> str:
    totals = inputs.control_totals
    lines = [f"{'table':<14}{'rows in':>10}{'used':>10}{'set aside':>11}{'amount in':>20}{'used':>20}{'set aside':>20}"]
    for row in totals.to_dict("records"):
        counts = f"{row['table']:<14}{row['rows_in']:>10,}{row['rows_used']:>10,}{row['rows_set_aside']:>11,}"
        lines.append(counts + "".join(f"{amount(row[name]):>20}" for name in ("amount_in", "amount_used", "amount_set_aside")))
    files = [f"  {name}" for name in inputs.files]
    return "\n".join(["What was read", *lines, "From", *files])


def _set_aside(inputs: Inputs) -> str:
    aside = inputs.set_aside
    if aside.empty:
        return "Rows set aside\n  none"
    lines = ["Rows set aside"]
    order = {name: position for position, name in enumerate(TABLE_NAMES)}
    groups = [(table, reason, rows) for (table, reason), rows in aside.groupby(["table", "reason"], sort=True)]
    for table, reason, rows in sorted(groups, key=lambda group: (order[str(group[0])], -len(group[2]), str(group[1]))):
        lines.append(f"  {table}: {len(rows):,} x {reason}")
        lines += [f"      {_place(row)}" for row in rows.head(_EXAMPLES).to_dict("records")]
    return "\n".join(lines)


def _place(row: dict[Any, Any]) -> str:
    sheet = f", sheet '{row['sheet']}'" if row["sheet"] else ""
    value = f": {row['column'] + ' ' if row['column'] else ''}'{row['value']}'"
    return f"{row['file']}{sheet}, row {row['row']}{value}"


def _recognised(inputs: Inputs) -> str:
    if not inputs.guesses:
        return ""
    frame = pd.DataFrame([vars(guess) for guess in inputs.guesses]).drop_duplicates(["table", "file", "sheet", "column", "header"])
    lines = ["Headers that were recognised (name them under `columns` if one is wrong)"]
    for (table, file, sheet), rows in frame.groupby(["table", "file", "sheet"], sort=False):
        pairs = ", ".join(f"{header} = {column}" for column, header in zip(rows["column"], rows["header"], strict=True))
        lines.append(f"  {table}, {file}{f', sheet {sheet!r}' if sheet else ''}: {pairs}")
    return "\n".join(lines)


def _noticed(inputs: Inputs) -> str:
    lines = [f"  {sentence}" for note in inputs.notes if (sentence := said(note))]
    return "\n".join(["What to know", *lines]) if lines else ""


def _ledger(inputs: Inputs, params: Params) -> str:
    """One line for each quarter with a ledger total."""
    lines = []
    for name in sorted(params.ledger_totals):
        quarter = Quarter.parse(name, params.fiscal_year_start)
        row = reconciled(inputs, params, quarter).set_index("table").loc["sales"]
        lines.append(f"  {name}: sales {amount(company_value(inputs, quarter))}, ledger {amount(row['ledger_total'])}, difference {amount(row['difference'])}")
    return "\n".join(["Against the ledger", *lines]) if lines else ""


def _missing(inputs: Inputs) -> str:
    present = inputs.present | ({"receivables"} if "balances" in inputs.present else frozenset())
    absent = [f"  {name} {TABLES[name].zh}: {COST[name]}" for name in TABLES if name not in present]
    thin = []
    for name in TABLES:
        if name in inputs.present and (empty := inputs.empty_columns(name)):
            thin.append(f"  {name}: {', '.join(empty)}")
    return "\n".join([*(["Tables that are missing, and what that costs", *absent] if absent else []),
                      *(["Columns without a value (what needs them is not measured)", *thin] if thin else [])])


def amount(value: Any) -> str:
    """An exact amount with thousands commas and at least two decimals; empty where there is none."""
    if value is None or pd.isna(value):
        return ""
    whole, _, decimals = f"{value:,.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
