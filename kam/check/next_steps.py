"""The end of `make check`: what a person does next, in plain words, the most urgent first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kam.check.commands import report_command
from kam.check.names import table_name
from kam.check.said import said, some
from kam.intake.contracts import TABLES
from kam.intake.inputs import Inputs
from kam.intake.reading import TYPED_FILE
from kam.quarters import Quarter
from kam.wording import Voice
from kam.wording.phrases import phrase_book

if TYPE_CHECKING:
    from kam.params import Params

_SHOWN = 5
_ASKED = 7  # questions that stand open at a time (I-14)
_MUCH = 0.01  # share of a table's rows set aside that is worth a look


def open_questions(path: Path, voice: Voice) -> list[str]:
    """The questions that stand unanswered in a params file as comments, one line each; none where nobody asked."""
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    asked = [(str(line), *found.groups()) for line, text in numbered if (found := _question().match(text))]
    if not asked:
        return []
    lines = [voice.word("check.next.question", line=line, number=number, asked=words) for line, number, words in asked[:_SHOWN]]
    lines += [voice.word("check.next.more", more=len(asked) - _SHOWN)] if len(asked) > _SHOWN else []
    return [voice.word("check.next.questions", n=len(asked), file=str(path)), *(f"     {line}" for line in lines)]


def _question() -> re.Pattern[str]:
    """A comment that asks, in any language: its number and its words."""
    forms = [re.escape(text).replace(re.escape("{n}"), "X").split("X") for text in phrase_book()["new.question"].values()]
    before, after = ("|".join(sorted({form[place] for form in forms})) for place in (0, 1))
    return re.compile(rf"^\s*#.*?(?:{before})(\d+)(?:{after})\s*(.*)$")


def next_steps(inputs: Inputs, params: Params, voice: Voice) -> str:
    """The section: questions, words to map, rows to look at, sheets to type into, the ledger, and the report's command."""
    steps = [
        open_questions(params.path, voice), *_asked(inputs, voice), *_words(inputs, voice),
        *_aside(inputs, voice), _typed(inputs, params, voice), _ledger(params, voice),
        _publish(inputs, params, voice),
    ]
    return "\n".join(numbered_steps(steps, voice))


def numbered_steps(steps: list[list[str]], voice: Voice) -> list[str]:
    """The lines of a list of things to do; a step of no line is none."""
    lines = [voice.word("check.next")]
    for number, (head, *rest) in enumerate((step for step in steps if step), 1):
        lines += [f"  {number}. {head}", *rest]
    return lines


def _asked(inputs: Inputs, voice: Voice) -> list[list[str]]:
    """What the exports leave open, each with the line to paste into params; the next ones follow when these are answered."""
    found = inputs.questions
    steps = [[said(note, voice), f"     {voice.word('check.next.answer', answer=note.answer)}"] for note in found[:_ASKED]]
    more = len(found) - _ASKED
    return [*steps, [voice.word("check.next.more_asked", more=more)]] if more > 0 else steps


def _words(inputs: Inputs, voice: Voice) -> list[list[str]]:
    """Words that nobody has said the meaning of, by column."""
    aside = inputs.set_aside
    unknown = aside[aside.reason == "unknown word"]
    return [
        [voice.word("check.next.words", words=some([repr(word) for word in sorted(set(rows.value))], voice), table=str(table), column=str(column), rows=len(rows))]
        for (table, column), rows in unknown.groupby(["table", "column"], sort=True)
    ]


def _aside(inputs: Inputs, voice: Voice) -> list[list[str]]:
    """Tables of which more than a hundredth is set aside for a fault of the rows."""
    harmless = r"subtotal|repeated header|superseded|duplicate|cancelled|excluded|unknown word"
    faults = inputs.set_aside[~inputs.set_aside.reason.str.match(harmless)]
    rows_in = inputs.control_totals.set_index("table").rows_in
    steps = []
    for table, rows in faults.groupby("table", sort=True):
        if len(rows) > _MUCH * rows_in[table]:
            counted = rows.reason.value_counts()
            often = voice.reason(str(counted[counted == counted.max()].index.min()))
            steps.append([voice.word("check.next.aside", table=str(table), n=len(rows), rows=int(rows_in[table]), reason=often)])
    return steps


def _typed(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    """Sheets that wait for what no system exports."""
    files = {source.file for sources in params.sources.values() for source in sources if source.file and Path(source.file).name == TYPED_FILE}
    waiting = [table for table in TABLES if table not in inputs.present and any(source.file in files for source in params.sources.get(table, []))]
    if not waiting:
        return []
    return [voice.word("check.next.typed", file=str(params.home / sorted(files)[0]), tables=[table_name(table, voice) for table in waiting])]


def _ledger(params: Params, voice: Voice) -> list[str]:
    return [] if params.ledger_totals else [voice.word("check.next.ledger", example="ledger_totals: {2026Q3: 1234567.89}")]


def _publish(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    newest = Quarter.of(inputs.table("sales").date.max(), params.fiscal_year_start)
    return [voice.word("check.next.publish", command=report_command(params.path, newest))]
