"""What `make check` prints: what was read, what was set aside and why, what is missing and what that costs, and what to do next."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kam.check.names import column_name
from kam.check.next_steps import next_steps, open_questions
from kam.errors import KamError
from kam.intake.contracts import TABLES
from kam.intake.inputs import TABLE_NAMES, Inputs
from kam.intake.plans import PLANS
from kam.intake.totals import company_value, reconciled
from kam.quarters import Quarter
from kam.wording import Voice
from kam.wording.said import said

if TYPE_CHECKING:
    from kam.params import Params

_EXAMPLES = 3
_WIDTHS = (14, 10, 10, 11, 20, 20, 20)


def check(company: str, reports: Path, fresh: bool = False) -> str:
    """The check of a company by its params file, with the plans under ``reports``; where the exports cannot be read, the fault and the questions still open."""
    from kam.check.plans import coming
    from kam.intake import read_inputs
    from kam.params import load_params

    params = load_params(company)
    try:
        inputs = read_inputs(params, fresh)
    except KamError as fault:
        raise type(fault)("\n".join([str(fault), *open_questions(params.path, _voice(params))])) from fault
    plans = coming(inputs, params, reports.resolve() / params.company / PLANS, _voice(params))
    return report(inputs, params, plans)


def report(inputs: Inputs, params: Params, plans: Sequence[str] = ()) -> str:
    """The whole check as plain text, one section per question, in the company's first language."""
    # Measuring needs rooms for which nobody else here should wait.
    from kam.check.implausible import implausible
    from kam.check.owed import owed
    from kam.facts import Facts
    from kam.measures.books import Books

    voice, books = _voice(params), Books(Facts(inputs, params), inputs, params)
    sections = [
        _read(inputs, voice), _set_aside(inputs, voice), _recognised(inputs, voice), _noticed(inputs, owed(books, voice), voice),
        "\n".join([voice.word("check.plans"), *(f"  {line}" for line in plans)]) if plans else "",
        _ledger(inputs, params, voice), _missing(inputs, voice), next_steps(inputs, params, implausible(books, voice), voice),
    ]  # fmt: skip
    return "\n\n".join(section for section in sections if section) + "\n"


def _voice(params: Params) -> Voice:
    return Voice(params.languages[0])


def _read(inputs: Inputs, voice: Voice) -> str:
    heads = ["table", "rows_in", "used", "set_aside", "amount_in", "used", "set_aside"]
    lines = [_row([voice.word(f"check.head.{head}") for head in heads])]
    for row in inputs.control_totals.to_dict("records"):
        counts = [f"{row[f'rows_{name}']:,}" for name in ("in", "used", "set_aside")]
        lines.append(_row([row["table"], *counts, *(amount(row[f"amount_{name}"]) for name in ("in", "used", "set_aside"))]))
    return "\n".join([voice.word("check.read"), *lines, voice.word("check.from"), *(f"  {name}" for name in inputs.files)])


def _row(cells: list[str]) -> str:
    """A table's name and its numbers in the columns of a terminal, where a Chinese character is two wide."""
    gaps = [" " * (width - sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in cell)) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return cells[0] + gaps[0] + "".join(gap + cell for gap, cell in zip(gaps[1:], cells[1:], strict=True))


def _set_aside(inputs: Inputs, voice: Voice) -> str:
    aside = inputs.set_aside
    lines = [voice.word("check.set_aside")]
    order = {name: position for position, name in enumerate(TABLE_NAMES)}
    groups = [(str(table), str(reason), rows) for (table, reason), rows in aside.groupby(["table", "reason"], sort=True)]
    for table, reason, rows in sorted(groups, key=lambda group: (order[group[0]], -len(group[2]), group[1])):
        lines.append("  " + voice.word("check.reason", table=table, n=len(rows), reason=voice.reason(reason)))
        lines += [f"      {_place(row, voice)}" for row in rows.head(_EXAMPLES).to_dict("records")]
    return "\n".join(lines if groups else [*lines, f"  {voice.word('check.none')}"])


def _place(row: dict[Any, Any], voice: Voice) -> str:
    sheet = voice.word("check.sheet", sheet=row["sheet"]) if row["sheet"] else ""
    return voice.word("check.row", file=row["file"], sheet=sheet, row=str(row["row"]), column=f"{row['column']} " if row["column"] else "", value=str(row["value"]))


def _recognised(inputs: Inputs, voice: Voice) -> str:
    if not inputs.guesses:
        return ""
    frame = pd.DataFrame([vars(guess) for guess in inputs.guesses]).drop_duplicates(["table", "file", "sheet", "column", "header"])
    lines = [voice.word("check.recognised")]
    for (table, file, sheet), rows in frame.groupby(["table", "file", "sheet"], sort=False):
        pairs = ", ".join(f"{header} = {column}" for column, header in zip(rows["column"], rows["header"], strict=True))
        lines.append(f"  {table}, {file}{voice.word('check.sheet', sheet=str(sheet)) if sheet else ''}: {pairs}")
    return "\n".join(lines)


def _noticed(inputs: Inputs, difference: str, voice: Voice) -> str:
    told = [difference, *(said(note, voice) for note in inputs.notes if note not in inputs.questions)]
    lines = [f"  {sentence}" for sentence in told if sentence]
    return "\n".join([voice.word("check.known"), *lines]) if lines else ""


def _ledger(inputs: Inputs, params: Params, voice: Voice) -> str:
    """One line for each quarter with a ledger total."""
    lines = []
    for name in sorted(params.ledger_totals):
        quarter = Quarter.parse(name, params.fiscal_year_start)
        row = reconciled(inputs, params, quarter).set_index("table").loc["sales"]
        values = {"sales": amount(company_value(inputs, quarter)), "ledger": amount(row["ledger_total"]), "difference": amount(row["difference"])}
        lines.append("  " + voice.word("check.ledger_line", quarter=name, **values))
    return "\n".join([voice.word("check.against_ledger"), *lines]) if lines else ""


def _missing(inputs: Inputs, voice: Voice) -> str:
    present = inputs.present | ({"receivables"} if "balances" in inputs.present else frozenset())
    absent = [f"  {name} {TABLES[name].zh}: {voice.word(f'check.cost.{name}')}" for name in TABLES if name not in present]
    empty = {name: [column_name(name, column, voice) for column in inputs.empty_columns(name)] for name in TABLES if name in inputs.present}
    thin = [f"  {name}: {voice.word('list.comma').join(columns)}" for name, columns in empty.items() if columns]
    return "\n".join([*([voice.word("check.missing"), *absent] if absent else []), *([voice.word("check.empty"), *thin] if thin else [])])


def amount(value: Any) -> str:
    """An exact amount with thousands commas and at least two decimals; empty where there is none."""
    if value is None or pd.isna(value):
        return ""
    whole, _, decimals = f"{value:,.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
