"""The end of `make check`: what a person does next, in plain words, the most urgent first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kam.intake.contracts import TABLES
from kam.intake.inputs import Inputs
from kam.intake.reading import TYPED_FILE
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.params import Params

_QUESTION = re.compile(r"^\s*#.*?\bQUESTION (\d+): (.*)$")
_SHOWN = 5
_MUCH = 0.01  # share of a table's rows set aside that is worth a look


def open_questions(path: Path) -> list[str]:
    """The questions that stand unanswered in a params file as comments, one line each; none where nobody asked."""
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    asked = [(line, found[1], found[2]) for line, text in numbered if (found := _QUESTION.match(text))]
    if not asked:
        return []
    more = [f"     and {len(asked) - _SHOWN} more"] if len(asked) > _SHOWN else []
    head = f"Answer the {f'{len(asked)} questions' if len(asked) > 1 else 'question'} in {path} and delete each from the file when it is answered:"
    return [head, *(f"     line {line}, question {number}: {text}" for line, number, text in asked[:_SHOWN]), *more]


def next_steps(inputs: Inputs, params: Params) -> str:
    """The section: questions, words to map, rows to look at, sheets to type into, the ledger, and the report's command."""
    steps = [open_questions(params.path), *_words(inputs), *_aside(inputs), _typed(inputs, params), _ledger(params), _publish(inputs, params)]
    lines = ["What to do next"]
    for number, (head, *rest) in enumerate((step for step in steps if step), 1):
        lines += [f"  {number}. {head}", *rest]
    return "\n".join(lines)


def _words(inputs: Inputs) -> list[list[str]]:
    """Words that nobody has said the meaning of, by column."""
    aside = inputs.set_aside
    unknown = aside[aside.reason == "unknown word"]
    return [
        [f"Say what {', '.join(repr(word) for word in sorted(set(rows.value))[:_SHOWN])} means, under sources.{table}.values.{column}; {len(rows):,} rows wait for it."]
        for (table, column), rows in unknown.groupby(["table", "column"], sort=True)
    ]


def _aside(inputs: Inputs) -> list[list[str]]:
    """Tables of which more than a hundredth is set aside for a fault of the rows."""
    harmless = r"subtotal|repeated header|superseded|duplicate|cancelled|excluded|unknown word"
    faults = inputs.set_aside[~inputs.set_aside.reason.str.match(harmless)]
    rows_in = inputs.control_totals.set_index("table").rows_in
    steps = []
    for table, rows in faults.groupby("table", sort=True):
        if len(rows) > _MUCH * rows_in[table]:
            counted = rows.reason.value_counts()
            steps.append([f"Look at the rows of {table} that are set aside ({len(rows):,} of {rows_in[table]:,}, most often '{counted[counted == counted.max()].index.min()}')."])
    return steps


def _typed(inputs: Inputs, params: Params) -> list[str]:
    """Sheets that wait for what no system exports."""
    files = {source.file for sources in params.sources.values() for source in sources if source.file and Path(source.file).name == TYPED_FILE}
    waiting = [table for table in TABLES if table not in inputs.present and any(source.file in files for source in params.sources.get(table, []))]
    if not waiting:
        return []
    return [f"Type into {params.home / sorted(files)[0]} what is known of {', '.join(waiting)}; what stays empty is not measured."]


def _ledger(params: Params) -> list[str]:
    return [] if params.ledger_totals else ["Reconcile: write the ledger's net sales of a quarter under ledger_totals, for instance  ledger_totals: {2026Q3: 1234567.89}"]


def _publish(inputs: Inputs, params: Params) -> list[str]:
    newest = Quarter.of(inputs.table("sales").date.max(), params.fiscal_year_start)
    return [f"Publish: make report QUARTER={newest} COMPANY={params.path}"]
