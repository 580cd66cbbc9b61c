"""The end of `make check`: what a person does next, in plain words, the most urgent first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kam.check.commands import report_command
from kam.check.names import table_name
from kam.facts.spine import periods
from kam.intake.aside import MUCH, Aside, too_much, weighed
from kam.intake.contracts import TABLES, contract
from kam.intake.inputs import Inputs
from kam.intake.reading import TYPED_FILE
from kam.quarters import Quarter, settled
from kam.wording import Voice
from kam.wording.phrases import phrase_book
from kam.wording.said import said, some

if TYPE_CHECKING:
    from kam.params import Params

_SHOWN = 5
_ASKED = 7  # questions that stand open at a time (I-14)


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


def next_steps(inputs: Inputs, params: Params, unlikely: list[list[str]], voice: Voice) -> str:
    """The section: what forbids a report, questions, words to map, rows to look at, sheets to type into, the ledger, and the report's command."""
    refused = refusal(inputs, params, voice)
    steps = [
        refused, open_questions(params.path, voice), *_asked(inputs, voice), *_words(inputs, voice),
        *_aside(inputs, voice), *_outside(inputs, voice), *unlikely,
        _typed(inputs, params, voice), _ledger(inputs, params, voice),
        [] if refused else _payments(inputs, params, voice), [] if refused else _publish(inputs, params, voice),
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
    """Reasons that set aside more than a hundredth of a table; words to map have a step of their own."""
    much = [one for one in weighed(inputs) if one.share > MUCH and one.reason != "unknown word"]
    return [[voice.word("check.next.aside" if one.lost else "check.next.meant", **_in_words(one, voice))] for one in much]


def _in_words(one: Aside, voice: Voice) -> dict[str, str | int]:
    return {
        "table": table_name(one.table, voice), "n": one.rows, "reason": voice.reason(one.reason), "share": f"{one.share:.1%}",
        "amount": voice.word("check.amount", amount=f"{one.amount:,.2f}") if one.amount else "", "files": some(list(one.files), voice),
    }  # fmt: skip


def refusal(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    """Why no review is published: too much of sales or receivables is set aside, and the line that accepts it (I-12)."""
    found = too_much(inputs, params)
    if not found:
        return []
    listed: dict[str, list[str]] = {table: list(reasons) for table, reasons in params.accept.items()}
    for one in found:
        listed.setdefault("sales" if one.table == "sales" else "receivables", []).append(one.reason)
    accept = ", ".join(f"{table}: [{', '.join(reasons)}]" for table, reasons in listed.items())
    lines = [f"     {voice.word('check.refused.reason', **_in_words(one, voice))}" for one in found]
    return [voice.word("check.refused", file=str(params.path)), *lines, f"     {voice.word('check.refused.accept', accept=f'accept: {{{accept}}}')}"]


def _payments(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    """A fifth of the payments that cannot be used refuses no report, but without them too much is owed."""
    lost = too_much(inputs, params, ("allocations",))
    return [voice.word("check.next.payments"), *(f"     {voice.word('check.refused.reason', **_in_words(one, voice))}" for one in lost)] if lost else []


def _outside(inputs: Inputs, voice: Voice) -> list[list[str]]:
    """Accounts that trade and that the accounts table does not hold (I-9)."""
    return [[said(note, voice, "check.next.outside")] for note in inputs.notes if note.id == "not_in_accounts"]


def _typed(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    """Sheets that wait for what no system exports."""
    files = {source.file for sources in params.sources.values() for source in sources if source.file and Path(source.file).name == TYPED_FILE}
    waiting = [table for table in TABLES if table not in inputs.present and any(source.file in files for source in params.sources.get(table, []))]
    if not waiting:
        return []
    return [voice.word("check.next.typed", file=str(params.home / sorted(files)[0]), tables=[table_name(table, voice) for table in waiting])]


def _ledger(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    example = f"ledger_totals: {{{_newest(inputs, params)}: 1234567.89}}"
    return [] if params.ledger_totals else [voice.word("check.next.ledger", example=example)]


def _publish(inputs: Inputs, params: Params, voice: Voice) -> list[str]:
    """The report's command; where every amount of a table is 0 its figures would be 0 too, so that comes first (I-16)."""
    amounts = {name: inputs.table(name)[contract(name).amount] for name in ("sales", "receivables", "balances", "allocations")}
    if nothing := [name for name, column in amounts.items() if len(column) and not column.astype(bool).any()]:
        return [voice.word("check.next.all_zero", tables=nothing)]
    newest = _newest(inputs, params)
    step = voice.word("check.next.publish", command=report_command(params.path, newest))
    sold_to = next(row["sold_to"] for row in periods(inputs, params).to_pylist() if row["quarter"] == newest.name)
    return [step] if sold_to == newest.end else [step, f"     {voice.word('check.next.unfinished', quarter=newest, day=voice.date(sold_to))}"]


def _newest(inputs: Inputs, params: Params) -> Quarter:
    days, start = inputs.table("sales").date, params.fiscal_year_start
    return (settled(days, start) or [Quarter.of(days.max(), start)])[-1]
